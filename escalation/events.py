"""What happened in consequence: past tense, each with its instant (UTC) and a line of story."""

from dataclasses import dataclass
from datetime import datetime

from escalation.terms import Category, ClockKind, PauseReason, Severity, Tier


@dataclass(frozen=True)
class Event:
    """Something happened at `at`; `text` is how a person would say it."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Opened(Event):
    """An escalation, or the next run of a series, began."""


@dataclass(frozen=True)
class Acknowledged(Event):
    """The accountable or an engaged tier has it."""


@dataclass(frozen=True)
class Assigned(Event):
    """A person was named owner."""


@dataclass(frozen=True)
class Moved(Event):
    """Accountability moved; `is_jump` when a usual tier between was left out."""

    before: Tier
    after: Tier
    is_jump: bool = False

    @property
    def is_up(self) -> bool:
        """Up or sideways to a specialist, as `escalate` moves."""
        return self.after.rank >= self.before.rank


@dataclass(frozen=True)
class CameBack(Event):
    """A tier sent it back as not its own; `rule` (none: a person) had let it through."""

    rule: str
    category: Category
    tier: Tier


@dataclass(frozen=True)
class Engaged(Event):
    """A tier came to work alongside, or was released."""


@dataclass(frozen=True)
class SeverityChanged(Event):
    """The severity is another one; clocks were re-aimed."""


@dataclass(frozen=True)
class WaitBegan(Event):
    """One more reason to wait, or another end for it."""

    reason: PauseReason


@dataclass(frozen=True)
class WaitEnded(Event):
    """One reason to wait is gone after `waited_s` seconds of real time."""

    reason: PauseReason
    waited_s: float


@dataclass(frozen=True)
class Noted(Event):
    """Somebody left a word, or told a fact that is kept."""


@dataclass(frozen=True)
class Linked(Event):
    """Somebody put it down to a problem, or took it out of one: then `problem` is empty."""

    problem: str


@dataclass(frozen=True)
class CustomerTold(Event):
    """The customer was written to."""


@dataclass(frozen=True)
class Resolved(Event):
    """The owner says fixed; what the cause was, and what was learned, where all may read it."""

    root_cause: str = ""
    learned: str = ""


@dataclass(frozen=True)
class Reopened(Event):
    """It was not fixed."""


@dataclass(frozen=True)
class Closed(Event):
    """It ended."""


@dataclass(frozen=True)
class Warned(Event):
    """A threshold before a deadline passed."""


@dataclass(frozen=True)
class ChainMoved(Event):
    """The next step was asked, was empty, or the chain is exhausted."""


@dataclass(frozen=True)
class ClockEvent(Event):
    """A fact about one cycle of a clock."""

    kind: ClockKind
    subject: str
    severity: Severity


@dataclass(frozen=True)
class Breached(ClockEvent):
    """A promise was not kept; the deadline passed at `at`."""


@dataclass(frozen=True)
class Met(ClockEvent):
    """A promise was kept in time."""


@dataclass(frozen=True)
class BreachCorrected(ClockEvent):
    """A late word says that the promise had been kept: the announced breach did not happen."""


@dataclass(frozen=True)
class Refused(Event):
    """A command changed nothing; `text` says why and what is possible instead."""

    type: str


@dataclass(frozen=True)
class Repeated(Event):
    """A command that was taken already came again and changed nothing."""


@dataclass(frozen=True)
class Ignored(Event):
    """A fact that concerns nothing any more was counted."""


@dataclass(frozen=True)
class DeliveryFailed(Event):
    """A word could not be delivered for good."""
