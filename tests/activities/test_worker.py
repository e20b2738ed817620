"""The worker as a whole: on the real server, before the sandbox, until it is told to stop."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

import worker
from activities.batches import SLACK_DELIVER
from devserver.register import register_namespace
from devserver.server import Server
from devserver.virtual_time import VirtualTime
from escalation.actions import Channel
from escalation.policy import Person
from escalation.terms import Tier
from settings import Settings
from tests.activities.conftest import TICKET, World
from tests.policies import POLICY
from tests.workflows.conftest import client
from tests.workflows.desk import Desk, Recorder, monday
from workflows import attributes, options
from workflows.escalation import EscalationWorkflow

__all__ = ["client"]
pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parents[2]
ID = f"zendesk-{TICKET}"
TIERS = {
    **POLICY.tiers,
    Tier.L2: replace(POLICY.tiers[Tier.L2], channel="#support-l2"),
    Tier.ENGINEERING: replace(POLICY.tiers[Tier.ENGINEERING], channel="#nowhere"),
}
SANDBOXED = replace(POLICY, version="sandboxed", tiers=TIERS, fallback_channel="#handrail-alarms")


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client, VirtualTime(client), Recorder(), SANDBOXED)


def settings_for(world: World) -> Settings:
    config, url = world.sandbox.config, world.sandbox.url
    return Settings(
        slack_base_url=f"{url}/slack/api/",
        slack_bot_token=config.slack_token,
        linear_base_url=f"{url}/linear",
        linear_api_key=config.linear_key,
        zendesk_base_url=f"{url}/zendesk",
        zendesk_email=config.zendesk_email,
        zendesk_token=config.zendesk_token,
    )


@dataclass
class Host:
    """All four workers at work until `stop`."""

    stop: asyncio.Event
    working: asyncio.Task[None]


@asynccontextmanager
async def hosting(client: Client, world: World) -> AsyncIterator[Host]:
    stop = asyncio.Event()
    async with worker.activities(settings_for(world), POLICY, client) as deliveries:
        working = asyncio.create_task(worker.work(worker.workers(client, deliveries), stop))
        try:
            yield Host(stop, working)
        finally:  # else a test that fails waits for them for ever
            stop.set()
            await working


@pytest_asyncio.fixture
async def host(client: Client, world: World) -> AsyncIterator[Host]:
    async with hosting(client, world) as one:
        yield one


async def test_a_climb_is_told_in_all_three_systems(desk: Desk, world: World, host: Host):
    await desk.open(ID, monday(9), ticket={"id": str(TICKET), "subject": "Login fails"})
    await desk.send(ID, monday(10), "escalate", to="l2", reason="needs logs")
    state = await desk.settled(ID)
    (living,) = await world.channel("support-l2")
    (issue,) = await world.issues()
    ticket = await world.ticket()
    assert [(m.tier, m.ts) for m in state.messages] == [(Tier.L2, living["ts"])]
    assert state.issue is not None
    assert (state.issue.id, state.issue.identifier) == (issue["id"], "ENG-1")
    assert "handrail_l2" in ticket["tags"]
    assert any("needs logs" in comment["body"] for comment in ticket["comments"])
    assert state.failed == ()
    done = [(e["what"], e["key"]) for e in await world.effects() if e["what"] != "chat.update"]
    assert len(done) == len(set(done)) > 3


async def test_what_cannot_be_delivered_is_shown_and_the_clocks_go_on(
    desk: Desk, world: World, host: Host
):
    await desk.open("zendesk-9", monday(9), ticket={"id": str(TICKET)})
    await desk.send("zendesk-9", monday(10), "escalate", to="engineering", reason="crash")
    state = await desk.settled("zendesk-9")
    (alarm,) = await world.channel("handrail-alarms")
    assert {f.channel for f in state.failed} == {Channel.SLACK}
    assert "channel_not_found" in alarm["text"]
    assert state.next_at is not None


async def test_a_worker_that_is_stopped_finishes_what_is_under_way(
    desk: Desk, world: World, host: Host
):
    await world.fault("slack", "chat.postMessage", "slow", seconds=1.5)
    handle = await desk.open("zendesk-8", monday(9), ticket={"id": str(TICKET)})
    await desk.send("zendesk-8", monday(10), "escalate", to="l2", reason="crash")
    while await world.faults():  # noqa: ASYNC110 - until the first message is under way
        await asyncio.sleep(0.02)
    host.stop.set()
    await host.working
    # Not the history: an end that comes during a workflow task is written there after it.
    pending = (await handle.describe()).raw_description.pending_activities
    assert SLACK_DELIVER not in [activity.activity_type.name for activity in pending]
    assert len(await world.channel("support-l2")) == 1


async def test_a_warning_is_told_directly_and_the_thread_stays_quiet(
    desk: Desk, world: World, host: Host
):
    """L2's first is warned of the acknowledgement that is due; the gathering takes two minutes."""
    people = {**SANDBOXED.people, "a-l2": Person("Ben", slack="U0BEN")}
    desk.policy = replace(SANDBOXED, version="warning", people=people)
    await desk.open("zendesk-7", monday(9), ticket={"id": str(TICKET), "subject": "Login fails"})
    await desk.send("zendesk-7", monday(10), "escalate", to="l2", reason="crash")
    await desk.time.advance("zendesk-7", monday(13, 30))
    await desk.settled("zendesk-7")
    (living,) = await world.channel("support-l2")
    reminded = [reply["text"] for reply in living["replies"] if "Reminder" in reply["text"]]
    assert reminded == ["Reminder: l2 has not acknowledged yet Told directly: Ben"]
    gathering = desk.client.get_workflow_handle("digest-a-l2")
    begun_at = (await gathering.describe()).start_time
    await desk.time.advance(gathering.id, begun_at + timedelta(minutes=2))
    await gathering.result()
    told = [e["text"] for e in await world.effects("chat.postMessage") if "@" in e["target"]]
    assert told == ["Login fails: Reminder: l2 has not acknowledged yet"]


async def test_those_in_line_for_slack_go_at_once_and_are_sent_once_by_the_next_worker(
    desk: Desk, world: World, client: Client
):
    ids = [f"zendesk-60{n}" for n in range(6)]
    async with hosting(client, world) as host:
        for id_ in ids:
            await desk.open(id_, monday(9), ticket={"id": str(TICKET)})
            await desk.send(id_, monday(10), "escalate", to="l2", reason="crash")
        began_at = time.monotonic()
        host.stop.set()
        await host.working
        assert time.monotonic() - began_at < 4  # a second each in line, had they stayed
    posted = len(await world.channel("support-l2"))
    assert posted < len(ids)
    async with hosting(client, world):
        while len(await world.channel("support-l2")) < len(ids):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    keys = [e["key"] for e in await world.effects("chat.postMessage")]
    assert sorted(key for key in keys if "/message/" in key) == [f"{id_}/message/l2" for id_ in ids]
    assert len(keys) == len(set(keys))
    calls = (await world.sandbox.http.get("/control/limits")).json()["methods"]
    # Who had sent nothing does not look: the server told the next worker.
    assert calls.get("conversations.history", {"allowed": 0})["allowed"] <= posted


async def test_the_newest_card_is_the_workflows_own(desk: Desk, client: Client, host: Host):
    handle = await desk.open("zendesk-6", monday(9), ticket={"id": str(TICKET)})
    fresh = worker.fresh_card(client)
    # Asked first without a limit: what has just begun may answer late on a busy machine.
    known = await handle.query(EscalationWorkflow.card, "l2")
    assert await fresh("zendesk-6", Tier.L2) == known
    assert await fresh("nobody", Tier.L2) is None


async def test_each_provider_has_its_queue_and_its_rate(client: Client, world: World):
    async with worker.activities(settings_for(world), POLICY, client) as deliveries:
        configs = [w.config() for w in worker.workers(client, deliveries)]
    rates = {c["task_queue"]: c["max_task_queue_activities_per_second"] for c in configs}
    limited = {how.queue: how.per_second for how in options.DELIVERIES.values()}
    assert rates == {options.WORKFLOW_QUEUE: None, **limited}
    assert {c["graceful_shutdown_timeout"] for c in configs} == {timedelta(seconds=30)}


async def test_a_namespace_without_search_attributes_is_refused_with_the_remedy(
    temporal_server: Server,
):
    bare = await Client.connect(temporal_server.address, namespace="bare")
    await register_namespace(bare)
    with pytest.raises(worker.NotReady) as caught:
        await worker.check_search_attributes(bare)
    said = str(caught.value)
    assert all(key.name in said for key in attributes.ALL)
    assert "search-attribute create --namespace bare --name EscalationStatus --type Keyw" in said


async def test_a_server_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    with pytest.raises(worker.NotReady, match=r"no Temporal server answers at 127\.0\.0\.1:1"):
        await worker.run(Settings(), POLICY)


async def test_sigterm_ends_the_program_with_success(client: Client, temporal_server: Server):
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "starter", "worker"),
        cwd=ROOT,
        env={
            **os.environ,
            "TEMPORAL_ADDRESS": temporal_server.address,
            "TEMPORAL_NAMESPACE": client.namespace,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    assert program.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b"working on handrail" not in await program.stderr.readline():
                assert program.returncode is None
            program.send_signal(signal.SIGTERM)
            said = await program.stderr.read()
            assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
    assert b"draining" in said
