"""Who is looked for, who there is, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from escalation.effect import Effect
from escalation.terms import Severity, Tier

WEIGHT: dict[Severity, int] = {  # how much of a person's capacity one escalation takes
    Severity.CRITICAL: 8,
    Severity.HIGH: 4,
    Severity.MEDIUM: 2,
    Severity.LOW: 1,
}


class Branch(StrEnum):
    """Which way of the tree was taken."""

    SPECIALIST = "specialist"
    AVAILABLE = "available"
    FIRST_LINE = "first_line"  # nobody who knows it is free: first line goes on, with guidance
    ON_CALL = "on_call"  # it is urgent: somebody senior, or who is on call
    QUEUED = "queued"  # it waits with its brief, until a time that is named


@dataclass(frozen=True)
class Wanted:
    """What an escalation needs of a person; empty where it does not matter."""

    tier: Tier
    severity: Severity
    customer: str = ""
    owner: str = ""  # the person who looks after the customer
    area: str = ""
    product: str = ""
    language: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """Somebody of the tier at one instant.

    `load` is the weight of what they have open, `capacity` what they may have. `last_at` is when
    they were last given something (round robin), `knows` how often they had this customer lately.
    """

    person: str
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_working: bool = True
    is_away: bool = False
    is_on_call: bool = False
    is_senior: bool = False
    next_at: datetime | None = None
    load: int = 0
    capacity: int = 16
    last_at: datetime | None = None
    knows: int = 0


@dataclass(frozen=True)
class Shift:
    """One person is on duty in a roster from `start` until `end` (UTC)."""

    roster: str
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Shifts:
    """What feeds say of rosters, read at `read_at` (UTC); `stale` names feeds with an old copy."""

    read_at: datetime
    shifts: tuple[Shift, ...] = ()
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routed:
    """What came of it: a person or none, the way there, and each branch that was tried with why."""

    branch: Branch
    person: str = ""
    because: tuple[str, ...] = ()
    until: datetime | None = None
    shifts: Shifts | None = None


@dataclass(frozen=True, kw_only=True)
class Route(Effect):
    """Find somebody and claim them, in one transaction; `people` are those the tier may ask.

    `rosters` are the feeds that say who is on shift, `guidance` what first line goes on with.
    """

    wanted: Wanted
    people: tuple[Candidate, ...]
    rosters: tuple[str, ...] = ()
    guidance: str = ""
    type: Literal["route"] = "route"


@dataclass(frozen=True, kw_only=True)
class Release(Effect):
    """The escalation's claims in `tier` end; None: all of them."""

    tier: Tier | None = None
    type: Literal["release"] = "release"


@dataclass(frozen=True, kw_only=True)
class Claim(Effect):
    """A person took it by themselves: it counts as their load from now on."""

    person: str
    tier: Tier
    weight: int
    customer: str = ""
    type: Literal["claim"] = "claim"
