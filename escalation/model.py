"""The nouns: one customer's problem, the people who hold it, and what is counted for it.

Start here, then read `lifecycle.py`. An `Escalation` is one frozen value; every change makes a new
one. Instants are aware UTC, spans are seconds unless the name says otherwise.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from escalation.alike import Alike
from escalation.clock import Aim as Aim
from escalation.clock import Clock as Clock
from escalation.context import Brief, BriefVersion, TicketContext
from escalation.policy import NO_POLICY, Policy
from escalation.record import Entry
from escalation.references import FailedDelivery, Issue, MessageRef, Ticket
from escalation.routing.wanted import Routed, Shifts
from escalation.terms import ClockKind, PauseReason, Severity, Status, Tier
from escalation.triage.judgement import Triaged

LINE_MAX = 500  # characters of a line of story: a long text stands where it was written
HISTORY_MAX = 100  # lines: what one person can read; the ledger keeps everything
NOTES_MAX = 50  # notes kept for the brief; older ones stay in the ticket
COMMAND_IDS_MAX = 500  # ids: more than any vendor's redelivery window brings for one ticket
CYCLES_MAX = 3  # cycles kept of each clock, so that a late word can still correct a breach


@dataclass(frozen=True)
class Note:
    """A word that is kept: who said it, when (UTC), what; `ref` says where, if elsewhere."""

    at: datetime
    actor: str
    text: str
    ref: str = ""
    in_ticket: bool = False


@dataclass(frozen=True)
class Heard:
    """The last we heard of one aspect of the ticket (`status`, `group`), true `at` (UTC)."""

    aspect: str
    value: str
    at: datetime


@dataclass(frozen=True)
class Pause:
    """One wait: why, from when, until when it is expected to last, and when it ended (UTC)."""

    reason: PauseReason
    at: datetime
    until: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """How far a tier's chain has got: the step asked last (-1: none), the round, who was asked."""

    step: int = -1
    round: int = 1
    asked: tuple[str, ...] = ()
    is_exhausted: bool = False


@dataclass(frozen=True)
class Engagement:
    """A tier that works alongside; accountability stays where it is."""

    tier: Tier
    since: datetime
    place: Place = Place()
    acknowledged_by: str = ""
    is_unanswered: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the story, as `show` prints it."""

    at: datetime
    text: str


def series_of(id_: str) -> str:
    """The id all runs of a problem share."""
    return id_.partition("~")[0]


@dataclass(frozen=True)
class Escalation:
    """One customer problem and its whole climb."""

    id: str
    policy: Policy
    run: int = 1
    status: Status = Status.NEW
    tier: Tier = Tier.L1
    severity: Severity = Severity.MEDIUM
    opened_at: datetime | None = None
    ticket: Ticket | None = None
    customer: str = ""
    owner: str = ""
    contact: str = ""
    place: Place = Place()
    came: str = ""
    engaged: tuple[Engagement, ...] = ()
    clocks: tuple[Clock, ...] = ()
    pauses: tuple[Pause, ...] = ()
    issue: Issue | None = None
    messages: tuple[MessageRef, ...] = ()
    brief: Brief = field(default_factory=Brief)
    brief_versions: tuple[BriefVersion, ...] = ()
    brief_asked: tuple[Tier, ...] = ()
    triaged: Triaged = field(default_factory=Triaged)
    routed: Routed | None = None
    shifts: Shifts | None = None
    alike: tuple[Alike, ...] = ()
    alike_told: tuple[str, ...] = ()
    record: tuple[Entry, ...] = ()
    recorded: int = 0
    context: TicketContext | None = None
    heard: tuple[Heard, ...] = ()
    words: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    last_word: Note | None = None
    resolution: str = ""
    ending: str = ""
    problem: str = ""
    merged_into: str = ""
    merged_from: tuple[str, ...] = ()
    is_logged: bool = False
    is_inherited: bool = False
    ups: int = 0
    downs: int = 0
    reopened: int = 0
    breaches: int = 0
    ignored: int = 0
    effects: int = 0
    tiers_seen: tuple[Tier, ...] = ()
    sealed: tuple[Tier, ...] = ()
    told: tuple[Tier, ...] = ()
    climb_reasons: tuple[tuple[Tier, str], ...] = ()
    acknowledged_by: str = ""
    returned: tuple[tuple[Tier, str], ...] = ()
    failed: tuple[FailedDelivery, ...] = ()
    history: tuple[Line, ...] = ()
    command_ids: tuple[str, ...] = field(default=(), repr=False)

    def changed(self, **fields: Any) -> "Escalation":
        """Itself with other values. `dataclasses.replace`, without walking forty fields each time.

        Raises AttributeError for a name that is no field.
        """
        if not fields.keys() <= self.__dict__.keys():
            raise AttributeError(f"an escalation has no {set(fields) - set(self.__dict__)}")
        other = object.__new__(Escalation)
        other.__dict__.update(self.__dict__, **fields)
        return other

    @property
    def bare(self) -> "Escalation":
        """Itself with no more of the policy than its version: what is shown and carried over."""
        return self.changed(policy=replace(NO_POLICY, version=self.policy.version))

    @property
    def is_open(self) -> bool:
        """Neither resolved nor closed."""
        return self.status not in (Status.RESOLVED, Status.CLOSED, Status.NEW)

    @property
    def shown_status(self) -> str:
        """The status people see: `waiting` covers it while a pause lasts."""
        return "waiting" if self.is_open and self.waits else str(self.status)

    @property
    def waits(self) -> tuple[Pause, ...]:
        """The pauses that have not ended."""
        return tuple(p for p in self.pauses if p.ended_at is None)

    @property
    def series(self) -> str:
        """The id all runs of this problem share."""
        return series_of(self.id)

    @property
    def next_at(self) -> datetime | None:
        """The earliest instant at which a threshold fires by itself."""
        return min((c.next_at for c in self.clocks if c.next_at), default=None)

    def clock(self, kind: ClockKind, subject: str = "") -> Clock | None:
        """The newest cycle of a clock, or None when it never ran."""
        cycles = [c for c in self.clocks if c.kind == kind and c.subject == subject]
        return max(cycles, key=lambda c: c.cycle, default=None)

    def engagement(self, tier: Tier) -> Engagement | None:
        """The engagement of a tier, or None."""
        return next((g for g in self.engaged if g.tier == tier), None)
