"""A whole town in one process: sandbox, gateway and worker, around the real Temporal server.

Nothing takes a short cut: a word is a signed webhook, a button a signed click, and time is skipped
for each escalation as the demo does it.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr
from temporalio.client import Client

import worker
from connections import open_helpdesks
from devserver.ports import HOST, free
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.terms import Tier
from integrations.helpdesk.port import Helpdesk
from sandbox.app import create_app
from sandbox.config import SandboxConfig
from settings import ROOT, Settings
from starter.demo.clock import TownClock
from starter.demo.filling import Desk
from starter.demo.week import next_week
from starter.escalations import Escalations
from starter.reach import policy_at
from starter.serving import serve

UP_WITHIN_S = 20.0
HEARD_WITHIN_S = 20.0  # an own write comes back, a delivery goes out: milliseconds when idle

# A plan where this helpdesk has it.
_USUAL = {"  fields: {}": "  fields: {plan: [organization.plan], page: [ticket.page]}"}

Json = dict[str, Any]


@dataclass
class Town:
    """Where people act, and where it shows. `now` is when the next thing happens (UTC)."""

    http: httpx.AsyncClient
    escalations: Escalations
    clock: TownClock
    helpdesks: Mapping[str, Helpdesk]
    now: datetime

    @property
    def policy(self) -> Policy:
        return self.escalations.policy

    async def act(self, path: str, **ask: Any) -> Json:
        """Somebody does something in one of the systems; its webhooks must be taken."""
        self.now += timedelta(minutes=2)
        answer = await self.http.post(f"/control/{path}", json={**ask, "at": self.now.isoformat()})
        assert answer.is_success, answer.text
        told: Json = answer.json()
        assert 200 <= told.get("status", 200) < 300, told
        return told

    async def settled(self, id_: str) -> Escalation:
        """The escalation, once it is where we are in time and all of its words are out."""
        (e,) = await self.clock.began(id_, self.now)
        return e

    async def pass_until(self, at: datetime) -> None:
        """Let time pass, with whatever falls due."""
        await self.clock.advance(at)
        self.now = at

    async def press(self, e: Escalation, button: str, by: str, tier: Tier, **fields: str) -> None:
        """Press a button of a tier's living message, and fill in the form that it opens, if any."""
        shown = next(m for m in e.messages if m.tier == tier)
        user = self.policy.people[by].slack
        where = {"user": user, "channel": shown.channel, "ts": shown.ts, "action_id": button}
        if not fields:
            await self.act("slack/click", **where, insist=True)
            return
        self.now += timedelta(minutes=2)
        click = {**where, "insist": True, "at": self.now.isoformat()}
        await Desk(self.http, "/control/slack", user).fill(click, fields)

    async def issues(self) -> list[Json]:
        state = (await self.http.get("/control/state")).json()
        found: list[Json] = state["linear"]["issues"]
        return found

    async def record(self, what: str) -> list[Json]:
        """What happened outside, of one kind."""
        lines = (await self.http.get("/control/record")).json()
        return [line for line in lines if what in line["what"]]

    async def thread(self, channel: str) -> list[str]:
        """All that was said in a channel, replies too."""
        state = (await self.http.get("/control/state")).json()
        found = next(c for c in state["slack"]["channels"] if c["name"] == channel)
        return [reply["text"] for m in found["messages"] for reply in (m, *m["replies"])]


@asynccontextmanager
async def open_town(
    client: Client, folder: Path, otherwise: Mapping[str, str] = MappingProxyType({}), **more: Any
) -> AsyncIterator[Town]:
    """A town on free ports over the namespace of `client`; `more` are settings besides.

    `otherwise` has lines of the usual policy, each with what stands there instead. The caller sets
    TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, which the gateway reads.
    """
    sandbox_port, gateway_port = free(2)
    sandbox, gateway = f"http://{HOST}:{sandbox_port}", f"http://{HOST}:{gateway_port}"
    chosen = _settings(sandbox, gateway, gateway_port, folder, more)
    _write_policy(chosen.policy, {**_USUAL, **otherwise})
    policy = policy_at(chosen.policy).policy
    faces = uvicorn.Config(create_app(_config(sandbox, gateway)), log_level="warning")
    async with contextlib.AsyncExitStack() as until_the_end:
        sockets = [socket.create_server((HOST, sandbox_port))]
        await until_the_end.enter_async_context(_running(uvicorn.Server(faces).serve(sockets)))
        await until_the_end.enter_async_context(_running(serve(chosen)))
        deliveries = await until_the_end.enter_async_context(
            worker.activities(chosen, policy, client)
        )
        stop = asyncio.Event()
        hosts = worker.workers(client, deliveries, is_limited=False)
        working = asyncio.create_task(worker.work(hosts, stop))
        until_the_end.push_async_callback(_stopped, stop, working)
        http = await until_the_end.enter_async_context(httpx.AsyncClient(base_url=sandbox))
        await _until_up(http, gateway)
        escalations = Escalations(client, policy)
        helpdesks = await until_the_end.enter_async_context(open_helpdesks(chosen, policy))
        now = next_week(policy, datetime.now(UTC)).at("Mon 09:30")
        yield Town(http, escalations, TownClock(client, escalations), helpdesks, now)


def _settings(sandbox: str, gateway: str, port: int, folder: Path, more: Json) -> Settings:
    """All helpdesks at once, each at its face of the sandbox."""
    return Settings(
        _env_file=None,
        policy=folder / "policy.yaml",
        database_url=SecretStr(f"sqlite:///{folder / 'ledger.db'}"),
        port=port,
        public_url=gateway,
        temporal_ui_url="http://temporal.example",
        time_skipping=True,
        slack_base_url=f"{sandbox}/slack/api/",
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_signing_secret=SecretStr("sandbox-slack-signing"),
        linear_base_url=f"{sandbox}/linear",
        linear_api_key=SecretStr("lin_api_sandbox"),
        linear_webhook_secret=SecretStr("sandbox-linear-webhook"),
        zendesk_base_url=f"{sandbox}/zendesk",
        zendesk_email="handrail@example.com",
        zendesk_token=SecretStr("sandbox-zendesk-token"),
        zendesk_webhook_secret=SecretStr("sandbox-zendesk-webhook"),
        intercom_base_url=f"{sandbox}/intercom",
        intercom_token=SecretStr(SandboxConfig.intercom_token),
        intercom_client_secret=SecretStr(SandboxConfig.intercom_secret),
        freshdesk_base_url=f"{sandbox}/freshdesk",
        freshdesk_api_key=SecretStr(SandboxConfig.freshdesk_key),
        freshdesk_webhook_secret=SecretStr(SandboxConfig.freshdesk_secret),
        hubspot_base_url=f"{sandbox}/hubspot",
        hubspot_token=SecretStr(SandboxConfig.hubspot_token),
        hubspot_client_secret=SecretStr(SandboxConfig.hubspot_secret),
        **more,
    )


def _config(sandbox: str, gateway: str) -> SandboxConfig:
    return SandboxConfig(
        slack_token="xoxb-sandbox",
        slack_signing_secret="sandbox-slack-signing",
        linear_key="lin_api_sandbox",
        linear_webhook_secret="sandbox-linear-webhook",
        zendesk_email="handrail@example.com",
        zendesk_token="sandbox-zendesk-token",
        zendesk_webhook_secret="sandbox-zendesk-webhook",
        gateway_url=gateway,
        public_url=sandbox,
    )


def _write_policy(path: Path, otherwise: Mapping[str, str]) -> None:
    """The policy that operators begin with, but for some lines."""
    text = (ROOT / "policies" / "default.yaml").read_text(encoding="utf-8")
    for line, instead in otherwise.items():
        assert text.count(f"\n{line}\n") == 1, line
        text = text.replace(f"\n{line}\n", f"\n{instead}\n")
    path.write_text(text, encoding="utf-8")


@asynccontextmanager
async def _running(serving: Any) -> AsyncIterator[None]:
    task = asyncio.ensure_future(serving)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _stopped(stop: asyncio.Event, working: asyncio.Task[None]) -> None:
    stop.set()
    await working


async def _until_up(http: httpx.AsyncClient, gateway: str) -> None:
    async with asyncio.timeout(UP_WITHIN_S):
        for page in ("/control/record", f"{gateway}/readyz"):
            await _until_it_answers(http, page)


async def _until_it_answers(http: httpx.AsyncClient, page: str) -> None:
    while True:
        with contextlib.suppress(httpx.TransportError):
            if (await http.get(page)).is_success:
                return
        await asyncio.sleep(0.05)
