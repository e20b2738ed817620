"""A gateway over a Temporal in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx
import pytest
from pydantic import SecretStr

from escalation.model import Escalation
from escalation.policy import Policy
from integrations.errors import Rejected, VendorError
from integrations.helpdesk.facts import TicketSnapshot
from settings import ApiToken
from starter.escalations import Escalations
from starter.gateway import Deps, create_app
from starter.people import User
from starter.vendors import OwnUser, Vendors
from tests.gateway.fake_temporal import FakeTemporal
from tests.gateway.senders import NOW, SECRET, Request
from tests.policies import POLICY

OPERATOR, SYSTEM = "operator's token", "system's token"
TOKENS = (
    ApiToken("desk", "operator", SecretStr(OPERATOR)),
    ApiToken("monitor", "system", SecretStr(SYSTEM)),
)


@dataclass
class Gateway:
    """The gateway, and what stands around it."""

    policy: Policy = POLICY
    temporal: FakeTemporal = field(default_factory=FakeTemporal)
    descriptions: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, TicketSnapshot | VendorError] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    whispers: list[tuple[str, str, str]] = field(default_factory=list)

    def client(self, token: str = OPERATOR, **vendors) -> httpx.AsyncClient:
        known = Vendors(
            slack_secret=SECRET,
            linear_secret=SECRET,
            zendesk_secret=SECRET,
            zendesk_url="https://example.zendesk.com",
            zendesk_self=OwnUser(self._own_id),
            linear_self=OwnUser(self._own_id),
            zendesk_user=self._user,
            look_up=self._look_up,
            describe=self._describe,
            whisper=self._whisper,
            now=lambda: NOW,
        )
        escalations = Escalations(self.temporal, self.policy)
        app = create_app(Deps(escalations, replace(known, **vendors), TOKENS))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers)

    async def take(self, *requests: Request) -> list[int]:
        async with self.client() as client:
            return [(await request.to(client)).status_code for request in requests]

    def __getitem__(self, id_: str) -> Escalation:
        return self.temporal.runs[id_]

    async def _own_id(self) -> str:
        return "4242"

    async def _look_up(self, ticket: str) -> TicketSnapshot | None:
        found = self.tickets.get(ticket)
        if isinstance(found, VendorError):
            raise found
        return found

    async def _user(self, id_: str) -> User:
        self.asked.append(id_)
        if id_ not in self.users:
            raise Rejected(f"Zendesk has no user {id_}", "ask nobody")
        return self.users[id_]

    async def _describe(self, issue: str) -> str:
        return self.descriptions.get(issue, "")

    async def _whisper(self, channel: str, user: str, text: str) -> None:
        self.whispers.append((channel, user, text))


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
async def rest(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway.client() as client:
        yield client
