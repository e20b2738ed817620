"""What other systems tell: facts, each true whether we like it or not.

They come late, twice, or in another order than they happened; `recency.py` sees to that.
"""

from dataclasses import dataclass
from typing import Literal

from escalation.envelope import Envelope
from escalation.terms import Severity, TicketStatus
from escalation.triage.case import Reading


@dataclass(frozen=True, kw_only=True)
class CustomerReplied(Envelope):
    """A fact from the helpdesk: the customer wrote. `ref` is the helpdesk's id of the comment.

    `reading` is what the edge read out of `text`.
    """

    text: str = ""
    public: bool = True
    ref: str = ""
    reading: Reading | None = None
    type: Literal["customer_replied"] = "customer_replied"


@dataclass(frozen=True, kw_only=True)
class AgentReplied(Envelope):
    """A fact from the helpdesk: an agent wrote; only a public word counts for the customer."""

    text: str = ""
    public: bool = True
    ref: str = ""
    type: Literal["agent_replied"] = "agent_replied"


@dataclass(frozen=True, kw_only=True)
class IssueChanged(Envelope):
    """A fact from Linear; moves nothing by itself, but for a routed team.

    `state` is Linear's state type, or `deleted`; `team` its team's key, `duplicate_of` the
    identifier of the issue that it repeats.
    """

    issue: str
    state: str
    assignee: str = ""
    priority: Severity | None = None
    team: str = ""
    duplicate_of: str = ""
    type: Literal["issue_changed"] = "issue_changed"


@dataclass(frozen=True, kw_only=True)
class TicketChanged(Envelope):
    """A fact from the helpdesk about the ticket itself; None is unchanged.

    A snapshot tells how all of it stands, whether it changed or not.
    """

    status: TicketStatus | None = None
    assignee: str | None = None
    group: str | None = None
    priority: Severity | None = None
    tags: tuple[str, ...] | None = None
    merged_into: str | None = None
    merged_from: str | None = None
    is_snapshot: bool = False
    type: Literal["ticket_changed"] = "ticket_changed"
