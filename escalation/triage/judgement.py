"""What triage says: escalate or not, how bad, to whom, and for which reasons."""

from dataclasses import dataclass, field

from escalation.terms import Severity, Tier
from escalation.triage.case import Reading
from escalation.triage.words import Kind


@dataclass(frozen=True)
class Reason:
    """Why: the rule, its condition (`stuck`, `security`), the evidence, the value and its limit."""

    rule: str
    condition: str
    evidence: str
    value: str = ""
    threshold: str = ""

    def __str__(self) -> str:
        measured = f" ({self.value} against {self.threshold})" if self.threshold else ""
        return f"{self.rule}: {self.evidence}{measured}"


@dataclass(frozen=True)
class Judgement:
    """A decision that can be argued with; `advice` is for first line when it stays there."""

    escalate: bool
    severity: Severity
    tier: Tier
    kind: Kind
    reasons: tuple[Reason, ...]
    is_security: bool = False
    sentiment: float | None = None
    wants_human: bool = False
    is_complaint: bool = False
    advice: str = ""


@dataclass(frozen=True)
class Triaged:
    """What an escalation remembers of triage.

    `reading` is of all the customer wrote, `moods` their sentiments, oldest first; `replies` are
    the customer's since something moved, `raised` how often the severity rose, `solved_days` how
    long ago one like it was solved, when it was looked for. `reasons` are the
    last judgement's, `rules` the rule that sent it to each tier, by which a return is counted.
    """

    reading: Reading = field(default_factory=Reading)
    automation_confidence: float | None = None
    moods: tuple[float, ...] = ()
    replies: int = 0
    raised: int = 0
    solved_days: float | None = None
    reasons: tuple[Reason, ...] = ()
    rules: tuple[tuple[Tier, str], ...] = ()
