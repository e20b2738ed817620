"""The gateway before the real server and the real workflow."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from temporalio.client import Client

from devserver.register import register_namespace
from escalation.actions import Button
from escalation.terms import ClockKind, PauseReason, Severity, Status, Tier
from integrations.slack.client import EVENT_TYPE
from starter.escalations import Escalations
from starter.series import handle
from starter.temporal import connect
from tests.gateway.conftest import Gateway, standing
from tests.gateway.in_slack import changed, said, submit, typed
from tests.gateway.senders import Request, click, commented, created, status_changed
from tests.integrations.fake_slack import Args
from tests.policies import POLICY
from tests.workflows.conftest import client
from tests.workflows.desk import Recorder, working

__all__ = ["client"]
pytestmark = pytest.mark.server

ABOVE_2_TO_53 = 2**53 + 1
SLACK_WAITS_S = 3  # s


@pytest.fixture
def now() -> dict[str, str]:
    return {"time": datetime.now(UTC).isoformat()}


@pytest.fixture
def ticket() -> int:
    return ABOVE_2_TO_53 + uuid.uuid4().int % 10**12


@pytest.fixture
async def live(client: Client) -> AsyncIterator[httpx.AsyncClient]:
    async with standing(temporal=client) as there, there.client() as gateway:
        yield gateway


@pytest.fixture
def escalations(client: Client) -> Escalations:
    return Escalations(client, POLICY)


async def test_two_webhooks_for_one_ticket_at_the_same_instant_begin_one_escalation(
    live, client, escalations, ticket, now
):
    sent = [created(ticket, **now), *(commented(f"{n}", ticket, **now) for n in range(4))]
    async with working(client, Recorder()):
        answers = await asyncio.gather(*(request.to(live) for request in sent))
        e = await escalations.state(f"zendesk-{ticket}")
    assert {answer.status_code for answer in answers} == {200}
    assert sum("Opened" in line.text for line in e.history) == 1
    assert sum("The customer wrote" in line.text for line in e.history) == 4
    assert e.ticket
    assert e.ticket.id == str(ticket)


async def test_a_delivery_that_comes_again_changes_nothing(live, client, escalations, ticket, now):
    begin, reply = created(ticket, **now), commented("Any news?", ticket, **now)
    async with working(client, Recorder()):
        answers = [await request.to(live) for request in (begin, reply, begin, reply)]
        e = await escalations.state(f"zendesk-{ticket}")
    assert {answer.status_code for answer in answers} == {200}
    assert sum("Any news?" in line.text for line in e.history) == 1


async def test_a_ticket_that_comes_back_after_the_end_begins_the_next_run(
    live, client, escalations, ticket, now
):
    async with working(client, Recorder()):
        for request in (created(ticket, **now), status_changed("SOLVED", ticket, **now)):
            assert (await request.to(live)).status_code == 200
        await handle(client, f"zendesk-{ticket}").result()
        answer = await commented("It is back", ticket, **now).to(live)
        e = await escalations.state(f"zendesk-{ticket}")
    assert answer.json()["escalation"] == f"zendesk-{ticket}~2"
    assert (e.id, e.run, e.is_open) == (f"zendesk-{ticket}~2", 2, True)


async def test_a_click_with_no_worker_is_durable_and_taken_when_one_starts(
    live, client, escalations, ticket, now
):
    at_l2 = {"e": f"zendesk-{ticket}", "t": "l2"}
    asked = created(ticket, priority="URGENT", **now), click("acknowledge", at_l2)
    answers = [await request.to(live) for request in asked]
    assert [answer.status_code for answer in answers] == [200, 200]
    async with working(client, Recorder()):
        e = await escalations.state(f"zendesk-{ticket}")
    assert (e.tier, e.status, e.owner) == (Tier.L2, Status.WORKING, "a-l2")


async def test_with_every_worker_stopped_slack_is_answered_in_time_and_all_is_done_once(
    client, escalations, ticket, now
):
    id_ = f"zendesk-{ticket}"
    at_l2 = {"e": id_, "t": "l2"}
    async with standing(temporal=client) as there, there.client() as gateway:
        there.slack.messages.append(living(f"{id_}/message/l2"))
        buttons = Button.ACKNOWLEDGE, Button.PAUSE, Button.PROMISE
        took = await timed(gateway, created(ticket, priority="URGENT", **now))
        took += await timed(gateway, *(click(button, at_l2) for button in buttons))
        pause, promise = [{**each["view"], "id": each["trigger_id"]} for each in opened(there)]
        due = str(int(datetime.now(UTC).timestamp()) + 7200)
        sent = submit(promise, due_at=due, text="We write again"), submit(pause, reason="on_hold")
        note = said("It is the cache", "5.000001")
        asked = changed(pause, "reason", reason="on_hold"), typed(f"find {ticket}"), typed("mine")
        took += await timed(gateway, *sent, *sent, note, note, *asked)
    async with working(client, Recorder()):
        e = await escalations.state(id_)
    assert max(took) < SLACK_WAITS_S, took
    assert (e.tier, e.status, e.owner) == (Tier.L2, Status.WORKING, "a-l2")
    assert [wait.reason for wait in e.waits] == [PauseReason.ON_HOLD]
    assert sum(clock.kind == ClockKind.PROMISE for clock in e.clocks) == 1
    assert [kept.text for kept in e.notes] == ["It is the cache"]


async def test_what_is_asked_in_slack_of_a_living_escalation(client, escalations, ticket, now):
    """The form shows what the workflow knows; the list finds it; Home has it."""
    id_ = f"zendesk-{ticket}"
    at_l2 = {"e": id_, "t": "l2"}
    async with standing(temporal=client) as there, working(client, Recorder()):
        asked = click("acknowledge", at_l2), click("set_severity", at_l2)
        assert await there.take(created(ticket, priority="URGENT", **now), *asked) == [200] * 3
        view = there.calls("views.open")[-1]["view"]
        assert await there.take(changed(view, "severity", severity="low")) == [200]
        again = json.dumps(there.calls("views.update")[-1]["view"])
        (found,) = await there.ask(typed(f"find {ticket}"))
        e = await escalations.state(id_)
    assert "Deadlines that move" in again
    assert f"zendesk-{ticket}" in found.text
    assert e.severity == Severity.CRITICAL


async def timed(gateway: httpx.AsyncClient, *requests: Request) -> list[float]:
    """Send them, and give how long each answer took, in seconds."""
    took = []
    for request in requests:
        began = time.monotonic()
        answer = await request.to(gateway)
        took.append(time.monotonic() - began)
        assert answer.status_code == 200
    return took


def opened(there: Gateway) -> list[Args]:
    return there.calls("views.open")


def living(key: str) -> dict[str, Any]:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
    ours = {"channel": "C0L2", "user": "U0BOT", "bot_id": "B0BOT", "text": "urgent at l2"}
    return {**ours, "ts": "5.000001", "metadata": metadata}


async def test_readiness_names_what_is_missing_and_the_remedy(live, client):
    async with working(client, Recorder()):
        for _ in range(50):
            ready = await live.get("/readyz")
            if ready.status_code == 200:
                break
            await asyncio.sleep(0.1)
    assert ready.json() == {"ready": True, "policy": "test", "missing": []}

    nowhere = await connect({"target_host": "127.0.0.1:1"})
    async with standing(temporal=nowhere) as there, there.client() as gateway:
        answer = await gateway.get("/readyz")
        assert (await gateway.get("/healthz")).json()["ok"]
        assert (await created().to(gateway)).status_code == 503
    assert answer.status_code == 503
    (missing,) = answer.json()["missing"]
    assert (missing["dependency"], bool(missing["remedy"])) == ("temporal", True)


async def test_readiness_sees_that_nobody_works_and_nothing_is_registered(temporal_server):
    new = await connect({"target_host": temporal_server.address, "namespace": "nobody-works-here"})
    await register_namespace(new)
    async with standing(temporal=new) as there, there.client() as gateway:
        found = (await gateway.get("/readyz")).json()["missing"]
    assert [each["dependency"] for each in found] == ["search attributes", "worker"]
    assert "EscalationStatus" in found[0]["problem"]
    assert "handrail-slack" in found[1]["problem"]
