"""What must now be done outside: imperative, each with an effect id that makes a repeat harmless.

The key of an effect is the workflow's id and `effect`; the same effect is never done twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, assert_never

from escalation.alike import FindAlike, JoinProblem
from escalation.effect import Effect
from escalation.record import Record
from escalation.routing.wanted import Claim, Release, Route
from escalation.terms import PauseReason, Severity, TicketStatus, Tier


class Button(StrEnum):
    """What can be asked with one click; the value is the command's type."""

    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    DE_ESCALATE = "de_escalate"
    PAUSE = "pause"
    RESUME = "resume"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    UPDATE_CUSTOMER = "update_customer"
    SET_SEVERITY = "set_severity"
    PROMISE = "promise"
    ASSIGN = "assign"
    ENGAGE = "engage"
    DISENGAGE = "disengage"
    NOT_A_BUG = "not_a_bug"
    FILL_BRIEF = "fill_brief"
    SAME_CAUSE = "same_cause"
    PROGRESS = "progress"
    BLOCKED = "blocked"
    NEEDS_LONGER = "needs_longer"


@dataclass(frozen=True, kw_only=True)
class Tell(Effect):
    """An entry in the thread of a tier's Slack channel; the living message is made true with it.

    `ask` are the people addressed. An empty `text` only makes the living message true. `on_card`
    says that the card tells it too: a living message that is new needs no entry for it. A warning
    has `due_at`, the deadline it warns of (UTC); its `window_s` seconds gather others like it.
    `wait` is what its Resume ends.
    """

    tier: Tier
    text: str
    ask: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    on_card: bool = False
    due_at: datetime | None = None
    window_s: int = 0
    wait: PauseReason | None = None
    type: Literal["tell"] = "tell"


@dataclass(frozen=True, kw_only=True)
class Alarm(Effect):
    """A message of its own in the fallback channel: something needs somebody now."""

    text: str
    ask: tuple[str, ...] = ()
    heading: str = "Alarm"
    type: Literal["alarm"] = "alarm"


@dataclass(frozen=True, kw_only=True)
class Answer(Effect):
    """Only the asker sees it: why a command was refused."""

    reply_to: str
    text: str
    type: Literal["answer"] = "answer"


@dataclass(frozen=True, kw_only=True)
class OpenIssue(Effect):
    """Log the escalation in Linear."""

    team: str
    title: str
    body: str
    severity: Severity
    labels: tuple[str, ...] = ()
    project: str = ""
    due_at: datetime | None = None
    type: Literal["open_issue"] = "open_issue"


@dataclass(frozen=True, kw_only=True)
class FollowIssue(Effect):
    """Follow an issue that exists; one of our own becomes `relation` of it. `text` says why."""

    issue: str
    relation: Literal["duplicate", "related"]
    text: str
    type: Literal["follow_issue"] = "follow_issue"


@dataclass(frozen=True, kw_only=True)
class CommentIssue(Effect):
    """A word in Linear for those who work there."""

    text: str
    type: Literal["comment_issue"] = "comment_issue"


@dataclass(frozen=True, kw_only=True)
class UpdateIssue(Effect):
    """Linear's priority and due date follow ours; a reopened escalation reopens its issue.

    `ends` is the state it comes to: completed when a problem is fixed, canceled when it is no bug.
    With `team` it moves there, as the escalation moved, and gets that tier's labels and project.
    """

    severity: Severity
    reopen: bool = False
    ends: Literal["", "completed", "canceled"] = ""
    due_at: datetime | None = None
    team: str = ""
    labels: tuple[str, ...] = ()
    project: str = ""
    type: Literal["update_issue"] = "update_issue"


@dataclass(frozen=True, kw_only=True)
class NoteTicket(Effect):
    """A private note in the ticket, with tags and whatever else of it changed here.

    `fields` are shown in fields of our own: `tier`, `severity`.
    """

    text: str
    tags: tuple[str, ...] = ()
    severity: Severity | None = None
    status: TicketStatus | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    type: Literal["note_ticket"] = "note_ticket"


@dataclass(frozen=True, kw_only=True)
class ReplyToCustomer(Effect):
    """A public word in the ticket, and the status that it leaves it in."""

    text: str
    status: TicketStatus | None = None
    type: Literal["reply_to_customer"] = "reply_to_customer"


@dataclass(frozen=True, kw_only=True)
class AssignTicket(Effect):
    """The ticket's assignee is who has it here; `email` is how the helpdesk knows an agent."""

    person: str
    email: str
    type: Literal["assign_ticket"] = "assign_ticket"


@dataclass(frozen=True, kw_only=True)
class ReadTicket(Effect):
    """Read what the next owner should know; `fields` maps our names to the helpdesk's."""

    fields: Mapping[str, tuple[str, ...]]
    type: Literal["read_ticket"] = "read_ticket"


@dataclass(frozen=True, kw_only=True)
class PassOn(Effect):
    """Another escalation takes over what this one still owes, as commands in the one envelope."""

    to: str
    commands: tuple[dict[str, str], ...]
    type: Literal["pass_on"] = "pass_on"


Action = (
    Tell
    | Alarm
    | Answer
    | OpenIssue
    | FollowIssue
    | CommentIssue
    | UpdateIssue
    | NoteTicket
    | ReplyToCustomer
    | AssignTicket
    | ReadTicket
    | PassOn
    | JoinProblem
    | Record
    | Route
    | Release
    | Claim
    | FindAlike
)


class Channel(StrEnum):
    """Deliveries keep their order within one of these and never wait for another."""

    SLACK = "slack"
    LINEAR = "linear"
    HELPDESK = "helpdesk"
    ESCALATION = "escalation"
    LEDGER = "ledger"
    ROUTING = "routing"  # nobody is asked until it is answered: behind nothing else


def channel_of(action: Action) -> Channel:
    """The channel in whose order an action is delivered."""
    match action:
        case Tell() | Alarm() | Answer():
            return Channel.SLACK
        case OpenIssue() | FollowIssue() | CommentIssue() | UpdateIssue():
            return Channel.LINEAR
        case NoteTicket() | ReplyToCustomer() | AssignTicket() | ReadTicket():
            return Channel.HELPDESK
        case PassOn() | JoinProblem():
            return Channel.ESCALATION
        case Route():
            return Channel.ROUTING
        case Record() | Release() | Claim() | FindAlike():
            return Channel.LEDGER
        case _:
            assert_never(action)
