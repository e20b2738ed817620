"""What other systems hold of an escalation, as references; and what could not be delivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from escalation.terms import Severity, TicketStatus, Tier

# Linear's WorkflowState types that end an issue.
COMPLETED: Literal["completed"] = "completed"
CANCELED: Literal["canceled"] = "canceled"
ENDED = (COMPLETED, CANCELED, "duplicate")

NO_HELPDESK = "slack"  # where an escalation without a ticket came from
PROBLEM = "problem"  # what stands behind several tickets, and is in no helpdesk itself


@dataclass(frozen=True)
class Ticket:
    """The helpdesk's record: a reference, and the words that triggers read."""

    helpdesk: str
    id: str
    subject: str = ""
    description: str = ""
    url: str = ""
    requester: str = ""
    assignee: str = ""
    group: str = ""
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()

    @property
    def is_in_helpdesk(self) -> bool:
        """Whether it can be written to: what was escalated from a Slack message has no ticket."""
        return self.helpdesk not in (NO_HELPDESK, PROBLEM)


@dataclass(frozen=True)
class TicketSnapshot:
    """A ticket as it stood at one moment; `severity` is None where nobody has set a priority.

    `updated_at` is the helpdesk's last change of it (UTC), `merged_into` the ticket that goes on.
    """

    ticket: Ticket
    status: TicketStatus
    severity: Severity | None
    updated_at: datetime | None = None
    merged_into: str = ""


@dataclass(frozen=True)
class Issue:
    """Linear's record: `id` is Linear's UUID, `identifier` what people say (ENG-12).

    `team` is the key of its team, `links` the addresses attached to it, `at` the instant (UTC) of
    the last we heard of it. One that was there before us is followed: others may depend on it.
    """

    id: str
    identifier: str = ""
    url: str = ""
    state: str = ""
    assignee: str = ""
    team: str = ""
    priority: Severity | None = None
    links: tuple[str, ...] = ()
    is_followed: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class MessageRef:
    """Where the living message of this escalation stands in one tier's Slack channel."""

    tier: Tier
    channel: str
    ts: str


@dataclass(frozen=True)
class FailedDelivery:
    """A word that could not be delivered for good: shown, and told in the fallback channel."""

    at: datetime
    effect: str
    channel: str
    reason: str
