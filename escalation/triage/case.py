"""What triage looks at: the words as they were read, the account behind them, what happened so far.

Words are read once, at the edge, and the reading travels with the command: a lexicon that changes
does not change what was decided before. Amounts are whole units of the account's currency.
"""

from dataclasses import dataclass, field
from typing import Literal

from escalation.terms import Severity
from escalation.triage.words import Kind, Sign

GUESS = 0.5  # the confidence below which a model is as often wrong as right
RULES = "rules"  # who tells a kind where no model was taught


@dataclass(frozen=True)
class Found:
    """One sign, the words that show it, and how sure that is (above 0, at most 1)."""

    sign: Sign
    text: str
    score: float = 1.0


@dataclass(frozen=True)
class Reading:
    """What was read out of a text.

    `language` is ISO 639-1, empty when unknown. `sentiment` is -1 (bad) to 1 (good), None in a
    language nobody can score. `kind` was told by `kind_by`, the rules or a model's name, with
    `confidence` (0 to 1), because of `because`. `amount` is the largest sum named, `systems` the
    systems named.
    """

    language: str = ""
    sentiment: float | None = None
    signs: tuple[Found, ...] = ()
    kind: Kind = Kind.OTHER
    kind_by: str = RULES
    confidence: float = 0.0
    because: tuple[str, ...] = ()
    amount: float = 0.0
    systems: tuple[str, ...] = ()

    @property
    def sure_kind(self) -> Kind:
        """The kind that rules may go by: a model's guess is none."""
        is_guess = self.kind_by != RULES and self.confidence < GUESS
        return Kind.OTHER if is_guess else self.kind

    def found(self, sign: Sign) -> Found | None:
        """The surest place of a sign, or None."""
        places = [one for one in self.signs if one.sign == sign]
        return max(places, key=lambda one: one.score, default=None)


@dataclass(frozen=True)
class Account:
    """What is known of a customer; it orders work and raises severities, never lowers one.

    `revenue` is a year's, `churn_risk` 0 to 1, `owner` the person in the policy who looks after
    them, `language` ISO 639-1.
    """

    name: str = ""
    tier: Literal["standard", "key"] = "standard"
    plan: str = ""
    revenue: float = 0
    lifetime_value: float = 0
    churn_risk: float = 0
    is_vip: bool = False
    owner: str = ""
    language: str = ""


NOBODY = Account()


@dataclass(frozen=True)
class Case:
    """A ticket and its history, as triage sees them at one instant.

    `reading` is of everything the customer wrote; `moods` are the sentiments of their words, oldest
    first. `replies` are the customer's without progress since, `similar` counts tickets like it,
    `solved_days` is how long ago one like it was solved. `severity` is what people set, if they
    did. `waiting_s` is how long they wait for an answer, `idle_s` since something moved, `open_s`
    for an end (open seconds of the support calendar). `clocks` are its own thresholds that passed:
    `resolution warn`.
    """

    subject: str
    body: str = ""
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    account: Account = NOBODY
    reading: Reading = field(default_factory=Reading)
    moods: tuple[float, ...] = ()
    replies: int = 0
    reopened: int = 0
    raised: int = 0
    systems: int = 0
    automation_confidence: float | None = None
    similar: int = 0
    solved_days: float | None = None
    severity: Severity | None = None
    waiting_s: float = 0
    idle_s: float = 0
    open_s: float = 0
    clocks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Subject and body."""
        return f"{self.subject}\n{self.body}".strip()
