"""What the sandbox asks of a helpdesk's face, whichever vendor it plays, and in which words.

People and tests speak one vocabulary to `/control/<desk>/…`; each desk says it as its vendor does.
"""

from datetime import datetime
from typing import Literal, Protocol

from pydantic import AwareDatetime, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from sandbox.asking import WebhookAsk
from sandbox.callbacks import Callback
from sandbox.record import Face, Json

Status = Literal["new", "open", "pending", "hold", "solved", "closed", "deleted", "spam"]
Priority = Literal["low", "normal", "high", "urgent"]


class NewTicket(WebhookAsk):
    """A customer writes in.

    `fields` are what the account keeps besides, named as `TicketContext` does: `ticket.page`,
    `organization.plan`, `requester.role`. `attachments` are addresses by their titles.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)
    id: str = ""
    subject: str
    description: str
    priority: Priority | None = None
    requester: str = "Casey Customer"
    tags: list[str] = Field(default_factory=list)
    organization: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    attachments: dict[str, str] = Field(default_factory=dict)


class Reply(WebhookAsk):
    """Somebody writes on a ticket; unnamed, a customer is the ticket's requester."""

    author: Literal["customer", "agent"]
    name: str | None = None
    text: str
    public: bool = True
    attachments: dict[str, str] = Field(default_factory=dict)


class TicketChange(WebhookAsk):
    """An agent changes a ticket; what is left out stays.

    `assignee` and `group` go by name and exist from now on. `until` belongs to `hold` where the
    vendor snoozes. `merged_into` is the id of the ticket that goes on.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)
    status: Status | None = None
    priority: Priority | None = None
    tags: list[str] | None = None
    assignee: str | None = None
    group: str | None = None
    merged_into: str = ""
    until: AwareDatetime | None = None
    by: str = "Support Agent"


class Desk(Protocol):
    """One helpdesk: its state, its API and its webhooks. Registered by one line in `app.py`.

    Those asked raise `asking.Unknown` for what is not there, and answer with the webhooks that the
    vendor sends for it, in order; none where nothing changes.
    """

    @property
    def name(self) -> Face:
        """The vendor."""

    @property
    def root(self) -> str:
        """Where its API begins: "/zendesk/api/v2"."""

    async def answer(self, request: Request) -> Response:
        """One request to its API; `path_params["path"]` is what follows the root."""

    def limited(self, retry_after_s: int) -> Response:
        """Its answer to those who ask too much."""

    def conflict(self) -> Response | None:
        """Its answer to a write that somebody else forestalled; None: it has no such answer."""

    def sign(self, callback: Callback, at: datetime) -> tuple[dict[str, str], bytes]:
        """Headers and body of a webhook as it goes out at `at` (aware UTC, by the wall clock)."""

    def opened(self, ask: NewTicket, at: datetime) -> list[Callback]:
        """A new ticket."""

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word on it."""

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it."""

    def shown(self, last: int) -> Json:
        """What there is, for `/control/state`: the `last` tickets, all for 0, oldest first."""
