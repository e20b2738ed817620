"""A gateway over a Temporal in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from escalation.model import Escalation
from escalation.policy import Policy
from escalation.references import TicketSnapshot
from integrations.errors import Rejected, VendorError
from integrations.slack.client import open_session, open_web_client
from integrations.slack.workspace import Workspace
from settings import ApiToken
from starter.escalations import Escalations
from starter.gateway import Deps, create_app
from starter.people import User
from starter.slack.intake import Intake
from starter.vendors import OwnUser, Vendors
from tests.gateway.fake_temporal import FakeTemporal
from tests.gateway.senders import NOW, SECRET, Request
from tests.integrations.fake_slack import Args, FakeSlack
from tests.policies import POLICY

OPERATOR, SYSTEM = "operator's token", "system's token"
TOKENS = (
    ApiToken("desk", "operator", SecretStr(OPERATOR)),
    ApiToken("monitor", "system", SecretStr(SYSTEM)),
)


@dataclass
class Gateway:
    """The gateway, and what stands around it."""

    workspace: Workspace
    slack: FakeSlack
    policy: Policy = POLICY
    temporal: FakeTemporal = field(default_factory=FakeTemporal)
    descriptions: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, TicketSnapshot | VendorError] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    intake: Intake | None = None

    def client(self, token: str = OPERATOR, **vendors) -> httpx.AsyncClient:
        known = Vendors(
            slack=self.workspace,
            slack_secret=SECRET,
            linear_secret=SECRET,
            zendesk_secret=SECRET,
            zendesk_url="https://example.zendesk.com",
            zendesk_self=OwnUser(self._own_id),
            linear_self=OwnUser(self._own_id),
            zendesk_user=self._user,
            look_up=self._look_up,
            describe=self._describe,
            now=lambda: NOW,
        )
        escalations = Escalations(self.temporal, self.policy)
        deps = Deps(escalations, replace(known, **vendors), TOKENS)
        self.intake = Intake(deps.escalations, deps.vendors, deps.tally)
        app = create_app(deps, self.intake)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers)

    async def take(self, *requests: Request) -> list[int]:
        return [answer.status_code for answer in await self.ask(*requests)]

    async def ask(self, *requests: Request, **vendors) -> list[httpx.Response]:
        """Send them one after the other; what is done after the answers is done on return."""
        async with self.client(**vendors) as client:
            answers = [await request.to(client) for request in requests]
        assert self.intake
        await self.intake.finish()
        return answers

    def calls(self, method: str) -> list[Args]:
        """What Slack was asked, by one method."""
        return [args for name, args in self.slack.calls if name == method]

    @property
    def told(self) -> list[Args]:
        """The commands that reached workflows, in order."""
        return [raw for _, raw in self.temporal.signals]

    @property
    def whispers(self) -> list[tuple[str, str, str]]:
        return [(w["channel"], w["user"], w["text"]) for w in self.calls("chat.postEphemeral")]

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


@asynccontextmanager
async def standing(**around) -> AsyncIterator[Gateway]:
    """A gateway beside a Slack on a real port."""
    slack = FakeSlack(page=100)
    async with TestServer(slack.application()) as server, open_session() as session:
        web = open_web_client("xoxb-test", str(server.make_url("/api/")), session)
        yield Gateway(workspace=Workspace(web), slack=slack, **around)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with standing() as there:
        yield there


@pytest.fixture
async def rest(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway.client() as client:
        yield client
