"""The closed sets of words: tiers, severities, statuses, clocks, reasons to wait."""

from enum import StrEnum
from typing import Literal

TicketStatus = Literal["open", "pending", "on_hold", "solved", "closed", "deleted", "spam"]


class Tier(StrEnum):
    """Who is accountable."""

    L1 = "l1"
    L2 = "l2"
    ENGINEERING = "engineering"
    PRODUCT = "product"
    SECURITY = "security"
    LEADERSHIP = "leadership"

    @property
    def rank(self) -> int:
        """How high it stands; equals stand side by side."""
        return _RANK[self]


_RANK = {
    Tier.L1: 1,
    Tier.L2: 2,
    Tier.ENGINEERING: 3,
    Tier.PRODUCT: 3,
    Tier.SECURITY: 4,
    Tier.LEADERSHIP: 4,
}


ALONGSIDE = (Tier.SECURITY, Tier.LEADERSHIP)  # who may work with a tier that stays accountable


class Severity(StrEnum):
    """How bad it is for the customer."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_WORST_FIRST = tuple(Severity)


def is_worse(one: Severity, other: Severity) -> bool:
    """Whether a severity is more than another."""
    return _WORST_FIRST.index(one) < _WORST_FIRST.index(other)


class Status(StrEnum):
    """Where an escalation stands; `new` is before its `open`."""

    NEW = "new"
    WATCHING = "watching"
    UNACKNOWLEDGED = "unacknowledged"
    WORKING = "working"
    RESOLVED = "resolved"
    CLOSED = "closed"


class PauseReason(StrEnum):
    """Why an escalation waits."""

    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    THIRD_PARTY = "third_party"
    ON_HOLD = "on_hold"
    SNOOZED = "snoozed"


class ClockKind(StrEnum):
    """What is promised: the six, then the four that keep an escalation from being forgotten."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    INTERNAL_FOLLOW_UP = "internal_follow_up"
    CUSTOMER_UPDATE = "customer_update"
    RESOLUTION = "resolution"
    PROMISE = "promise"
    TRIGGER = "trigger"
    REVIEW = "review"
    CONFIRMATION = "confirmation"


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


class Ability(StrEnum):
    """What a role may be needed for when it is asked in Slack."""

    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    ENGAGE_LEADERSHIP = "engage_leadership"
    SET_SEVERITY = "set_severity"
    RELEASE_SECURITY = "release_security"


class Category(StrEnum):
    """Why it goes down again."""

    SUPPORT_CAN_RESOLVE = "support_can_resolve"
    WORKAROUND = "workaround"
    RESOLVED_ITSELF = "resolved_itself"
    SEVERITY_CHANGED = "severity_changed"
    NOT_A_BUG = "not_a_bug"
    OTHER = "other"
