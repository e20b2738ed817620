"""What other systems hold of an escalation, as references; and what could not be delivered."""

from dataclasses import dataclass
from datetime import datetime

from escalation.terms import Tier

NO_HELPDESK = "slack"  # where an escalation without a ticket came from


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
    tags: tuple[str, ...] = ()

    @property
    def is_in_helpdesk(self) -> bool:
        """Whether it can be written to: what was escalated from a Slack message has no ticket."""
        return self.helpdesk != NO_HELPDESK


@dataclass(frozen=True)
class Issue:
    """Linear's record: `id` is Linear's UUID, `identifier` what people say (ENG-12)."""

    id: str
    identifier: str = ""
    url: str = ""
    state: str = ""
    assignee: str = ""


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
