"""What a helpdesk tells us, whichever it is: the port that every helpdesk's webhook reader speaks.

Ids are text, so that those above 2^53 stay exact. Instants are aware UTC, from the signed body.
"""

from dataclasses import dataclass
from datetime import datetime

from escalation.references import TicketSnapshot
from escalation.terms import Severity, TicketStatus


@dataclass(frozen=True, kw_only=True)
class TicketFact:
    """What every fact carries; `actor` is the helpdesk's id of who did it."""

    ticket_id: str
    delivery_id: str
    at: datetime
    actor: str


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketFact):
    """A customer has a problem."""

    snapshot: TicketSnapshot


@dataclass(frozen=True, kw_only=True)
class CustomerReplied(TicketFact):
    """The customer wrote; not `public` where only support sees it. `ref` is the comment's id."""

    text: str
    public: bool = True
    ref: str = ""


@dataclass(frozen=True, kw_only=True)
class AgentReplied(TicketFact):
    """An agent wrote: to the customer if `public`, else a note. `ref` is the comment's id."""

    text: str
    public: bool
    ref: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketChanged(TicketFact):
    """The ticket itself changed; None is unchanged, an empty assignee or group is nobody.

    `tags` are all there are now; `merged_into` is the ticket that goes on.
    """

    status: TicketStatus | None = None
    assignee: str | None = None
    group: str | None = None
    priority: Severity | None = None
    tags: tuple[str, ...] | None = None
    merged_into: str | None = None


@dataclass(frozen=True, kw_only=True)
class Look(TicketFact):
    """Something happened on this ticket: it must be read to know what. `is_new`: it began."""

    is_new: bool = False


@dataclass(frozen=True)
class Ignored:
    """Verified and understood, but nothing that moves an escalation."""

    kind: str


Fact = TicketOpened | CustomerReplied | AgentReplied | TicketChanged | Look | Ignored


def is_own(fact: Fact, own_user_id: str) -> bool:
    """Whether our own write comes back: the user of our API token did it."""
    return isinstance(fact, TicketFact) and bool(own_user_id) and fact.actor == own_user_id
