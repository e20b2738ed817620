"""The gateway before the real server and the real workflow."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from temporalio.client import Client

from devserver.register import register_namespace
from escalation.terms import Status, Tier
from starter.escalations import Escalations
from starter.series import handle
from starter.temporal import connect
from tests.gateway.conftest import standing
from tests.gateway.senders import click, commented, created, status_changed
from tests.policies import POLICY
from tests.workflows.conftest import client
from tests.workflows.desk import Recorder, working

__all__ = ["client"]
pytestmark = pytest.mark.server

ABOVE_2_TO_53 = 2**53 + 1


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
