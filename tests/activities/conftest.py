"""Our activities on the wire: real clients, a sandbox on a real port, Temporal's test bench."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from activities.batches import Delivered
from activities.helpdesk import HelpdeskActivities
from activities.linear import LinearActivities
from activities.saying import Workspace
from activities.slack import SlackActivities
from escalation.card import Card
from escalation.terms import Tier
from integrations.helpdesk.zendesk import client as zendesk
from integrations.linear import client as linear
from integrations.slack import client as slack
from integrations.slack.finding import Finder
from integrations.slack.pace import Pace
from tests.sandbox.conftest import Sandbox, standing
from workflows.options import ONE_ATTEMPT

TICKET = 9_007_199_254_740_993  # above 2^53: it must stay exact


def wall_clock() -> datetime:
    return datetime.now(UTC)


async def no_news(_workflow_id: str, _tier: Tier) -> Card | None:
    return None


@dataclass
class World:
    """A sandbox and our three activities in front of it."""

    sandbox: Sandbox
    slack: SlackActivities
    linear: LinearActivities
    helpdesk: HelpdeskActivities

    async def fault(self, face: str, match: str, kind: str, **more: Any) -> None:
        order = {"face": face, "match": match, "kind": kind, "seconds": 0, **more}
        answer = await self.sandbox.http.post("/control/faults", json=order)
        assert answer.is_success, answer.text

    async def faults(self) -> list[dict[str, Any]]:
        """Those ordered that have not struck yet."""
        return (await self.sandbox.http.get("/control/faults")).json()["faults"]

    async def effects(self, what: str = "") -> list[dict[str, Any]]:
        """What happened outside, of one kind."""
        return [e for e in await self.sandbox.record() if what in e["what"]]

    async def channel(self, name: str) -> list[dict[str, Any]]:
        channels = (await self.sandbox.state())["slack"]["channels"]
        return next(c["messages"] for c in channels if c["name"] == name)

    async def issues(self) -> list[dict[str, Any]]:
        return (await self.sandbox.state())["linear"]["issues"]

    async def ticket(self) -> dict[str, Any]:
        return (await self.sandbox.state())["zendesk"]["tickets"][0]


async def run(deliver: Any, batch: Any, attempt: int = 1) -> Delivered:
    """One attempt of an activity, the first unless said otherwise."""
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, attempt=attempt, start_to_close_timeout=ONE_ATTEMPT
    )
    return await environment.run(deliver, batch)


@asynccontextmanager
async def speaking(sandbox: Sandbox, token: str = "") -> AsyncIterator[World]:
    """Activities that speak to `sandbox`; `token` stands in for every right one."""
    config, url = sandbox.config, sandbox.url
    web = slack.open_web_client(token or config.slack_token, f"{url}/slack/api/")
    pace = Pace(asyncio.get_running_loop(), wall_clock, is_kept=False)
    to_slack = slack.SlackClient(web), Finder(web, pace), pace
    async with (
        linear.open_client(f"{url}/linear", token or config.linear_key) as to_linear,
        zendesk.open_client(
            f"{url}/zendesk", config.zendesk_email, token or config.zendesk_token
        ) as to_zendesk,
    ):
        yield World(
            sandbox,
            SlackActivities(Workspace(*to_slack, no_news, wall_clock)),
            LinearActivities(linear.LinearClient(to_linear), wall_clock),
            HelpdeskActivities({"zendesk": zendesk.ZendeskClient(to_zendesk)}, wall_clock),
        )


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with standing(None) as sandbox, speaking(sandbox) as one:
        ticket = {"id": TICKET, "subject": "Login fails", "description": "since 9", "tags": ["vip"]}
        await sandbox.control("/zendesk/tickets", **ticket, send=False)
        yield one


@pytest_asyncio.fixture
async def locked_out(world: World) -> AsyncIterator[World]:
    """The same world, with tokens that nobody knows."""
    async with speaking(world.sandbox, "wrong") as other:
        yield other
