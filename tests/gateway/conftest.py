"""A gateway over a Temporal in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from connections import HELPDESKS
from escalation.model import Escalation
from escalation.policy import Policy
from integrations.slack.client import open_session, open_web_client
from integrations.slack.workspace import Workspace
from settings import ApiToken
from starter.escalations import Escalations
from starter.gateway import Deps, create_app
from starter.reading import Read
from starter.slack.intake import Intake
from starter.vendors import OwnUser, Vendors
from tests.gateway.fake_helpdesk import FakeHelpdesk
from tests.gateway.fake_temporal import FakeTemporal
from tests.gateway.senders import NOW, SECRET, Request
from tests.integrations.fake_slack import Args, FakeSlack
from tests.policies import POLICY

OWN = "4242"  # who we are at every vendor
OPERATOR, SYSTEM = "operator's token", "system's token"
TOKENS = (
    ApiToken("desk", "operator", SecretStr(OPERATOR)),
    ApiToken("monitor", "system", SecretStr(SYSTEM)),
)


def fakes() -> dict[str, FakeHelpdesk]:
    return {name: FakeHelpdesk(name, OWN) for name in HELPDESKS}


@dataclass
class Gateway:
    """The gateway, and what stands around it."""

    workspace: Workspace
    slack: FakeSlack
    policy: Policy = POLICY
    temporal: FakeTemporal = field(default_factory=FakeTemporal)
    linked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    duplicates: dict[str, str] = field(default_factory=dict)
    helpdesks: dict[str, FakeHelpdesk] = field(default_factory=fakes)
    intake: Intake | None = None
    reads: Read | None = None

    def client(self, token: str = OPERATOR, **vendors) -> httpx.AsyncClient:
        known = Vendors(
            slack=self.workspace,
            slack_secret=SECRET,
            linear_secret=SECRET,
            secrets=dict.fromkeys(HELPDESKS, SECRET),
            helpdesks=self.helpdesks,
            linear_self=OwnUser(self._own_id),
            linked=self._linked,
            duplicate_of=self._duplicate_of,
            now=lambda: NOW,
        )
        escalations = Escalations(self.temporal, self.policy, self.reads)
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
    def zendesk(self) -> FakeHelpdesk:
        return self.helpdesks["zendesk"]

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
        return OWN

    async def _linked(self, issue: str) -> tuple[str, ...]:
        return self.linked.get(issue, ())

    async def _duplicate_of(self, issue: str) -> str:
        return self.duplicates.get(issue, "")


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
