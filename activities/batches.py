"""What the workflow hands to an activity, and the names under which activities are known.

A batch carries every effect that waits for one channel, so that one activity, one retry and one
rate limit serve them all. `key` is the workflow's id: with an effect's id it makes a repeat
harmless. `is_repeat` says that the effects may have been sent before: look for them first.
"""

from dataclasses import dataclass, field

from escalation.actions import (
    Alarm,
    Answer,
    AssignTicket,
    CommentIssue,
    FollowIssue,
    NoteTicket,
    OpenIssue,
    ReadTicket,
    ReplyToCustomer,
    Tell,
    UpdateIssue,
)
from escalation.alike import FindAlike
from escalation.card import Card
from escalation.context import Link
from escalation.noise import Notice
from escalation.outcomes import Outcome
from escalation.record import Record
from escalation.references import MessageRef, Ticket
from escalation.routing.wanted import Claim, Release, Route
from escalation.terms import Tier

SLACK_DELIVER = "slack_deliver"
LINEAR_DELIVER = "linear_deliver"
HELPDESK_DELIVER = "helpdesk_deliver"
LEDGER_DELIVER = "ledger_deliver"
DIGEST_SEND = "digest_send"
RECURRING_FIND = "recurring_find"

SlackEffect = Tell | Alarm | Answer
LinearEffect = OpenIssue | FollowIssue | CommentIssue | UpdateIssue
LedgerEffect = Record | Route | Release | Claim | FindAlike
HelpdeskEffect = NoteTicket | ReplyToCustomer | AssignTicket | ReadTicket


@dataclass(frozen=True)
class TierChannel:
    """One tier's channel, its living message so far, and the card as that tier may see it."""

    tier: Tier
    channel: str
    card: Card
    message: MessageRef | None = None


@dataclass(frozen=True)
class SlackBatch:
    """Effects for Slack in order.

    `people` maps our ids to Slack's, `names` those of who is warned to what people call them, and
    `stubs` those of them who may not read what it is about to what they are told instead.
    """

    key: str
    effects: tuple[SlackEffect, ...]
    channels: tuple[TierChannel, ...]
    fallback_channel: str
    people: dict[str, str]
    is_repeat: bool = False
    names: dict[str, str] = field(default_factory=dict)
    stubs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LinearCustomer:
    """Who needs an issue: `external_id` is theirs in the helpdesk, `revenue` a year's, in whole
    units of the workspace's currency.
    """

    external_id: str
    name: str
    revenue: int | None = None
    tier: str = ""


@dataclass(frozen=True)
class LinearBatch:
    """Effects for Linear in order; `issue` is Linear's id once the issue is known.

    `links` are what the issue must show and does not yet; `customer` is who needs it.
    """

    key: str
    effects: tuple[LinearEffect, ...]
    issue: str = ""
    is_repeat: bool = False
    links: tuple[Link, ...] = ()
    customer: LinearCustomer | None = None


@dataclass(frozen=True)
class HelpdeskBatch:
    """Effects for the helpdesk in order."""

    key: str
    effects: tuple[HelpdeskEffect, ...]
    ticket: Ticket
    is_repeat: bool = False


@dataclass(frozen=True)
class LedgerBatch:
    """Effects for the ledger in order; each is written once, however often it is sent."""

    key: str
    effects: tuple[LedgerEffect, ...]


@dataclass(frozen=True)
class Delivered:
    """What became of each effect of a batch."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Digest:
    """Warnings that one person gets as one message; they came within `gathered_s` seconds."""

    notices: tuple[Notice, ...]
    gathered_s: float
