"""What Zendesk knows of a ticket, read for the brief and for the reconciler."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from escalation.context import Earlier, Link
from escalation.terms import Severity
from integrations.errors import Rejected
from integrations.helpdesk.port import User
from integrations.helpdesk.zendesk import reading
from integrations.helpdesk.zendesk.records import Comment
from tests.integrations.zendesk_world import World, account

AT = datetime(2031, 3, 3, 9, 12, tzinfo=UTC)
TICKET = {
    "id": 4711,
    "at": AT.isoformat(),
    "subject": "Payments fail",
    "description": "All of them",
    "priority": "high",
    "requester": "Mia Chen",
    "organization": "Acme",
    "tags": ["vip"],
    "fields": {
        "ticket.Page": "https://app.example.com/pay",
        "ticket.via": "native_messaging",
        "requester.title": "CFO",
        "organization.plan": "enterprise",
        "organization.revenue": "120000",
    },
    "attachments": {"screen.png": "https://files.example.com/screen.png"},
}


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with account() as one:
        await one.sandbox.control("/zendesk/tickets", **TICKET, send=False)
        yield one


async def says(world: World, text: str, minutes: int, **more: object) -> None:
    at = (AT + timedelta(minutes=minutes)).isoformat()
    asked = {"text": text, "at": at, "send": False} | more
    await world.sandbox.control("/zendesk/tickets/4711/reply", **asked)


async def change(world: World, ticket: int = 4711, **fields: object) -> None:
    await world.sandbox.control(f"/zendesk/tickets/{ticket}", **fields, send=False)


async def test_words_are_those_after_the_description_oldest_first(world):
    await says(world, "Any news?", 5, author="customer")
    await says(world, "It is the bank", 9, author="agent", name="Ana Ribeiro", public=False)
    client = world.client()
    words = await client.words("4711")
    assert [(w.by, w.is_customer, w.is_public, w.text) for w in words] == [
        ("Mia Chen", True, True, "Any news?"),
        ("Ana Ribeiro", False, False, "It is the bank"),
    ]
    assert [w.at for w in words] == [AT + timedelta(minutes=5), AT + timedelta(minutes=9)]
    assert len({w.ref for w in words}) == 2
    assert await client.words("4711", since=AT + timedelta(minutes=9)) == words[1:]


async def test_a_member_of_staff_who_asks_is_the_customer_of_that_ticket(world):
    asked = {"id": 4712, "subject": "s", "description": "d", "requester": "Ana Ribeiro"}
    await world.sandbox.control("/zendesk/tickets", **asked, send=False)
    for name in ("Ana Ribeiro", "Ben Okafor"):
        words = {"author": "agent", "name": name, "text": name, "send": False}
        await world.sandbox.control("/zendesk/tickets/4712/reply", **words)
    words = await world.client().words("4712")
    assert [(w.by, w.is_customer) for w in words] == [("Ana Ribeiro", True), ("Ben Okafor", False)]


async def test_the_newest_hundred_words_come_from_one_page(world):
    for n in range(105):
        await says(world, str(n), n, author="customer")
    words = await world.client().words("4711")
    assert [w.text for w in words] == [str(n) for n in range(5, 105)]
    assert world.asked == ["GET /tickets/4711/comments"]


async def test_the_context_has_all_that_a_brief_may_want(world):
    earlier = {"id": 4000, "subject": "Older", "description": "d", "requester": "Mia Chen"}
    at = AT - timedelta(days=9)
    await world.sandbox.control("/zendesk/tickets", **earlier, at=at.isoformat(), send=False)
    await says(world, "Any news?", 5, author="customer")
    client = world.client()
    context = await client.context("4711")
    assert (context.requester, context.email, context.organization) == (
        "Mia Chen",
        "mia.chen@example.com",
        "Acme",
    )
    fields = dict(context.fields)
    assert {name: fields[name] for name in TICKET["fields"]} == TICKET["fields"]
    assert (fields["requester.role"], fields["organization.name"]) == ("end-user", "Acme")
    assert "organization.details" not in fields
    assert [w.text for w in context.words] == ["Any news?"]
    assert context.earlier == (Earlier("4000", "Older", "new", at, client.url("4000")),)
    assert context.attachments == (Link("screen.png", "https://files.example.com/screen.png"),)
    assert context.tags == ("vip",)
    assert len(world.asked) == 6


async def test_a_context_without_requester_and_organization_still_stands(world):
    state = {"id": 4713, "subject": "s", "description": "d", "requester": "Nobody"}
    await world.sandbox.control("/zendesk/tickets", **state, send=False)
    context = await world.client().context("4713")
    assert (context.requester, context.organization, context.words) == ("Nobody", "", ())


async def test_a_hundred_tickets_are_one_request_and_those_gone_are_left_out(world):
    for n in (1, 2, 3):
        asked = {"id": n, "subject": str(n), "description": "d"}
        await world.sandbox.control("/zendesk/tickets", **asked, send=False)
    await change(world, 2, status="deleted")
    await change(world, 3, status="spam")
    found = await world.client().tickets(["4711", "1", "2", "3", "999"])
    assert [(s.ticket.id, s.status, s.severity) for s in found] == [
        ("4711", "open", Severity.HIGH),
        ("1", "open", None),
    ]
    assert found[0].updated_at == AT
    assert world.asked == ["GET /tickets/show_many"]
    assert await world.client().tickets([]) == []


async def test_a_merged_ticket_points_at_the_one_that_goes_on(world):
    asked = {"id": 4712, "subject": "The same", "description": "d"}
    await world.sandbox.control("/zendesk/tickets", **asked, send=False)
    await change(world, merged_into=4712)
    client = world.client()
    alone, (listed,) = await client.ticket("4711"), await client.tickets(["4711"])
    assert (alone.status, alone.merged_into) == ("closed", "4712")
    assert listed == alone


def test_a_merge_that_names_no_ticket_points_at_none():
    said = ["My order is #99", "Closed, see the other one"]
    told = [
        Comment(id=str(n), body=text, created_at=AT + timedelta(minutes=n))
        for n, text in enumerate(said)
    ]
    assert reading.merged_into(told, "4711") == ""


async def test_people_and_groups_have_names_and_strangers_none(world):
    await change(world, assignee="Ana Ribeiro", group="Second line")
    client = world.client()
    ticket = (await client.ticket("4711")).ticket
    assert await client.user(ticket.assignee) == User("Ana Ribeiro", "ana@example.com")
    assert await client.group(ticket.group) == "Second line"
    assert (await client.user("5"), await client.group("5")) == (User(), "")
    for wrong in (client.user("../tickets"), client.group("x")):
        with pytest.raises(Rejected, match="id of Zendesk"):
            await wrong
