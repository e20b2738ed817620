"""One promise being counted, and each time its deadline was written down.

Instants are aware UTC, spans are seconds.
"""

from dataclasses import dataclass
from datetime import datetime

from escalation.terms import ClockKind, ClockState


@dataclass(frozen=True)
class Aim:
    """One time a deadline was written: at which instant, why, and from what to what."""

    at: datetime
    reason: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Clock:
    """One promise being counted, in one cycle.

    `target_s` is open time on `calendar` from `started_at`; `due_at` is written down when the clock
    is aimed and stays until a command re-aims it (None while paused). `next_at` is the earliest
    threshold that has not fired; `fired` is the ledger of those that have. A target in business
    days may end at an opening (Monday 09:00 + 1d is Tuesday 09:00): its seconds are used up at the
    closing before, so `ends_at_opening` says to go on to the next opening.
    """

    kind: ClockKind
    subject: str
    cycle: int
    started_at: datetime
    target: str
    target_s: float
    calendar: str
    warn: tuple[str, ...] = ()
    ends_at_opening: bool = False
    state: ClockState = ClockState.RUNNING
    due_at: datetime | None = None
    next_at: datetime | None = None
    fired: tuple[str, ...] = ()
    ended_at: datetime | None = None
    aims: tuple[Aim, ...] = ()

    @property
    def is_live(self) -> bool:
        """Still being counted: running or paused."""
        return self.state in (ClockState.RUNNING, ClockState.PAUSED)

    @property
    def is_owed(self) -> bool:
        """Nobody has kept it yet: live, or breached and still open."""
        return self.ended_at is None

    @property
    def name(self) -> str:
        """What people say: `acknowledge`, or `acknowledge security` for an engaged tier."""
        return f"{self.kind} {self.subject}".strip()
