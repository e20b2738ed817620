"""A helpdesk in memory: what a webhook may ask of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from escalation.context import Word
from escalation.references import TicketSnapshot
from integrations.errors import Absent, VendorError
from integrations.helpdesk.port import User

T = TypeVar("T")


def given(answer: T | VendorError) -> T:
    if isinstance(answer, VendorError):
        raise answer
    return answer


@dataclass
class FakeHelpdesk:
    """Knows the tickets, words, users and groups it is given; `asked` is what it was asked."""

    name: str
    own: str
    tickets: dict[str, TicketSnapshot | VendorError] = field(default_factory=dict)
    spoken: dict[str, list[Word]] = field(default_factory=dict)
    users: dict[str, User | VendorError] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    def url(self, ticket_id: str) -> str:
        return f"https://example.{self.name}.com/agent/tickets/{ticket_id}"

    async def me(self) -> str:
        return self.own

    async def user(self, user_id: str) -> User:
        self.asked.append(f"user {user_id}")
        return given(self.users.get(user_id, User()))

    async def group(self, group_id: str) -> str:
        self.asked.append(f"group {group_id}")
        return self.groups.get(group_id, "")

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        self.asked.append(f"ticket {ticket_id}")
        if self.meanwhile:
            await self.meanwhile()
        absent = Absent(f"there is no ticket {ticket_id}", "ask for another")
        return given(self.tickets.get(ticket_id, absent))

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        self.asked.append(f"words {ticket_id} since {since and since.isoformat()}")
        return [w for w in self.spoken.get(ticket_id, []) if since is None or w.at >= since]
