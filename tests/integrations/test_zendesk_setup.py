"""What `connect` makes in a Zendesk account, once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from integrations.helpdesk.port import Wanted
from integrations.helpdesk.zendesk.client import open_client
from integrations.helpdesk.zendesk.setup import ZendeskSetup
from integrations.setup import Step
from tests.integrations.zendesk_world import World, account

URL = "https://handrail.example.com"
SECRET = "set HANDRAIL_ZENDESK_WEBHOOK_SECRET to zendesk-secret"
OURS = ("webhook “Handrail”", "ticket field “Handrail tier”", "ticket field “Handrail severity”")


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with account() as one:
        yield one


async def made(setup: ZendeskSetup, url: str = URL) -> list[str]:
    """Make what can be made; what the operator must keep."""
    return [await step.make() for step in await setup.steps(url) if step.make]


def told(steps: list[Step]) -> dict[str, str]:
    return {step.what: step.state for step in steps}


async def test_all_is_missing_then_made_and_a_second_run_changes_nothing(world):
    setup = world.setup()
    assert told(await setup.steps(URL)) == dict.fromkeys(OURS, "missing")
    assert await made(setup) == [SECRET, "", ""]
    assert told(await setup.steps(f"{URL}/")) == dict.fromkeys(OURS, "there")
    world.passed.clear()
    assert await made(setup) == []
    assert {asked.split()[0] for asked in world.asked} == {"GET"}


async def test_a_webhook_to_another_address_is_corrected_without_a_new_secret(world):
    setup = world.setup()
    await made(setup, "https://old.example.com")
    webhook, *_ = await setup.steps(URL)
    assert webhook.state == "differs"
    assert webhook.how.startswith("it calls https://old.example.com/webhooks/zendesk, not")
    assert await made(setup) == [""]
    assert told(await setup.steps(URL)) == dict.fromkeys(OURS, "there")


WRONG = [
    ({"status": "inactive"}, "it is switched off"),
    (
        {"subscriptions": ["zen:event-type:ticket.created", "zen:event-type:user.created"]},
        "it is not subscribed to zen:event-type:ticket.agent_assignment_changed, ",
    ),
]


@pytest.mark.parametrize(("planted", "said"), WRONG)
async def test_what_differs_is_said_and_corrected(world, planted, said):
    setup = world.setup()
    await made(setup)
    await patched(world, **planted)
    webhook, *_ = await setup.steps(URL)
    assert (webhook.state, webhook.how[: len(said)]) == ("differs", said)
    await made(setup)
    assert told(await setup.steps(URL)) == dict.fromkeys(OURS, "there")


async def patched(world: World, **fields: object) -> None:
    listed = (await world.http.get("/api/v2/webhooks")).json()["webhooks"]
    path = f"/api/v2/webhooks/{listed[0]['id']}"
    assert (await world.http.patch(path, json={"webhook": fields})).status_code == 204


async def test_a_webhook_of_triggers_is_left_to_its_triggers(world):
    await made(world.setup())
    await patched(world, subscriptions=["conditional_ticket_events"])
    assert told(await world.setup().steps(URL))[OURS[0]] == "there"


async def test_own_statuses_are_subscribed_to_where_the_policy_knows_them(world):
    await made(world.setup())
    webhook, *_ = await world.setup({"At the bank": "on_hold"}).steps(URL)
    assert webhook.how == "it is not subscribed to zen:event-type:ticket.custom_status_changed"


async def test_the_fields_made_are_those_that_a_write_fills(world):
    await world.sandbox.control("/zendesk/tickets", id=1, subject="s", description="d", send=False)
    client, fields = world.client(), {"tier": "engineering", "severity": "high"}
    await client.write("1", Wanted(key="k1", note="before", fields=fields))
    await made(world.setup())
    await client.write("1", Wanted(key="k2", note="after", fields=fields))
    (ticket,) = (await world.sandbox.state())["zendesk"]["tickets"]
    assert [each["value"] for each in ticket["custom_fields"]] == ["engineering", "high"]
    assert [c["body"] for c in ticket["comments"]] == ["d", "before", "after"]


async def test_the_account_is_described(world):
    setup = world.setup()
    await world.sandbox.control(
        "/zendesk/tickets",
        subject="s",
        description="d",
        organization="Acme",
        fields={"ticket.Page": "/pay", "organization.plan": "pro", "requester.title": "CFO"},
        send=False,
    )
    await world.sandbox.control("/zendesk/tickets/4711", group="Second line", send=False)
    assert "Second line" in (await setup.groups()).values()
    assert {"ticket.Page", "ticket.via", "organization.plan", "requester.title"} <= (
        await setup.fields()
    )
    assert await setup.statuses() == {
        "New": "open",
        "Open": "open",
        "Pending": "pending",
        "On-hold": "on_hold",
        "Solved": "solved",
    }
    at = await setup.clock()
    assert at is not None
    assert abs(at - datetime.now(UTC)) < timedelta(seconds=5)


NOBODY, AGENT = ["the role agent", "the role admin"], ["the role admin"]


@pytest.mark.parametrize(
    ("role", "lacking"), [("admin", []), ("agent", AGENT), ("end-user", NOBODY)]
)
async def test_the_role_that_is_lacking_is_named(role: str, lacking: list[str]):
    me = httpx.Response(200, json={"user": {"id": 1, "role": role}})
    transport = httpx.MockTransport(lambda _: me)
    async with open_client("https://acme.zendesk.com", "", "t", transport) as http:
        assert await ZendeskSetup(http).lacking() == lacking
