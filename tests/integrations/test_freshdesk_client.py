"""Freshdesk's tickets: what they say is read, what we write arrives once."""

import base64
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from escalation.terms import Severity
from integrations.errors import RateLimited, Rejected, Transient
from integrations.helpdesk.freshdesk.client import open_client
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import User, Wanted
from tests.integrations.freshdesk_account import Account


@pytest.fixture
async def account() -> Account:
    one = Account()
    await one.opened(tags=["vip"], priority="high", organization="Acme")
    return one


async def test_a_ticket_is_read_in_our_words(account: Account):
    found = await account.client().ticket("7")
    assert (found.status, found.severity) == ("open", Severity.HIGH)
    assert found.ticket.url == "http://sandbox.test/a/tickets/7"
    assert (found.ticket.description, found.ticket.tags) == ("Since nine.", ("vip",))
    assert (found.ticket.assignee, found.ticket.group, found.merged_into) == ("", "", "")
    assert found.updated_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("pending", "pending"),
        ("hold", "on_hold"),
        ("solved", "solved"),
        ("closed", "closed"),
        ("deleted", "deleted"),
        ("spam", "spam"),
    ],
)
async def test_every_status_has_a_word_of_ours(account: Account, asked: str, status: str):
    await account.act("/7", status=asked)
    assert (await account.client().ticket("7")).status == status


async def test_the_policy_maps_a_status_by_label_or_number(account: Account):
    await account.act("/7", status="hold")
    assert (await account.client(**{"waiting on third party": "pending"}).ticket("7")).status == (
        "pending"
    )
    assert (await account.client(**{"7": "solved"}).ticket("7")).status == "solved"
    assert (await account.client(elsewhere="solved").ticket("7")).status == "on_hold"


async def test_one_write_sets_fields_first_and_says_its_word_last(account: Account):
    wanted = Wanted(
        key="k1",
        note="L2 has it:\n<b>urgent</b> & loud",
        tags=("escalated", "vip"),
        severity=Severity.CRITICAL,
        status="on_hold",
        assignee="Ben@example.com",
    )
    await account.client().write("7", wanted)
    ben = (await account.raw("/agents", email="ben@example.com"))[0]["id"]
    fields = {
        "tags": ["vip", "escalated"],
        "priority": 4,
        "status": 7,
        "responder_id": ben,
    }
    body = f"<div>L2 has it:<br>&lt;b&gt;urgent&lt;/b&gt; &amp; loud</div><p>{mark('k1')}</p>"
    assert account.writes == [
        ("PUT /tickets/7", fields),
        ("POST /tickets/7/notes", {"body": body, "private": True}),
    ]


async def test_a_write_that_is_repeated_sets_nothing_twice(account: Account):
    wanted = Wanted(key="k1", tags=("vip",), severity=Severity.HIGH, status="open")
    await account.client().write("7", wanted)
    assert account.writes == []


async def test_our_fields_are_filled_where_they_are_and_left_out_where_not(account: Account):
    wanted = Wanted(key="k1", note="word", fields={"tier": "l2", "severity": "high", "odd": "x"})
    await account.client().write("7", wanted)
    assert [path for path, _ in account.writes] == ["POST /tickets/7/notes"]
    for step in await account.setup().steps("https://handrail.test"):
        if step.make and "tier" in step.what:
            await step.make()
    await account.client().write("7", wanted)
    assert account.writes[-2] == (
        "PUT /tickets/7",
        {"custom_fields": {"cf_handrail_tier": "l2"}},
    )


async def test_a_reply_is_public_and_read_again_as_plain_words(account: Account):
    client = account.client()
    await client.write("7", Wanted(key="k1", reply="Fixed.\nPlease confirm.", status="pending"))
    (word,) = await client.words("7")
    assert word.text == f"Fixed.\nPlease confirm.\n\n{mark('k1')}"
    assert (word.is_public, word.is_customer, word.author) == (True, False, await client.me())
    assert (await client.ticket("7")).status == "pending"


async def test_an_unknown_agent_is_refused_before_anything_is_done(account: Account):
    with pytest.raises(Rejected, match=r"no agent nobody@else\.test"):
        await account.client().write(
            "7", Wanted(key="k", note="n", tags=("a",), assignee="nobody@else.test")
        )
    assert account.writes == []


async def test_a_status_that_means_the_same_stays(account: Account):
    await account.act("/7", status="hold")
    await account.client(**{"7": "pending"}).write("7", Wanted(key="k", status="pending"))
    assert account.writes == []


@pytest.mark.parametrize("status", ["deleted", "spam"])
async def test_no_update_deletes_a_ticket(account: Account, status: Any):
    with pytest.raises(Rejected, match=f"no update makes a ticket {status}; do it in Freshdesk"):
        await account.client().write("7", Wanted(key="k", status=status))


async def test_a_refusal_names_the_field(account: Account):
    await account.client().ticket("7")
    with pytest.raises(Rejected, match="400: priority: It should be one of these values"):
        await account.client()._calls.write("PUT", "/tickets/7", {"priority": 9})


async def test_a_word_whose_answer_was_lost_is_unclear_and_found(account: Account):
    async def lost(request: httpx.Request, done: Any) -> None:
        await done()
        raise httpx.ReadTimeout("no answer", request=request)

    account.faults = [lost]
    client = account.client()
    with pytest.raises(Transient) as failed:
        await client.write("7", Wanted(key="k1", reply="We are on it"))
    assert failed.value.unclear
    assert await client.find("7", {"k1", "k2"}) == {"k1"}


async def test_an_answer_that_is_not_freshdesks_leaves_a_write_unclear(account: Account):
    async def nonsense(_request: httpx.Request, _done: Any) -> httpx.Response:
        return httpx.Response(200, html="<title>Maintenance</title>", request=_request)

    account.faults = [nonsense]
    with pytest.raises(Transient) as failed:
        await account.client().write("7", Wanted(key="k1", note="word"))
    assert failed.value.unclear
    assert await account.client().find("7", {"k1"}) == frozenset()


async def test_a_limit_says_when_to_come_back(account: Account):
    async def limited(request: httpx.Request, _done: Any) -> httpx.Response:
        return httpx.Response(429, headers={"Retry-After": "93"}, request=request)

    account.faults = [limited]
    with pytest.raises(RateLimited):
        await account.client().write("7", Wanted(key="k1", note="word"))


async def test_people_are_contacts_or_agents_or_nobody(account: Account):
    client = account.client()
    requester = (await client.ticket("7")).ticket.requester
    assert await client.user(requester) == User("Casey Customer", "casey.customer@example.com")
    assert await client.user(await client.me()) == User("Handrail", "handrail@example.com")
    assert await client.user("4") == await client.user("../agents") == User()


async def test_a_group_has_a_name(account: Account):
    await account.act("/7", group="Second line")
    client = account.client()
    group = (await client.ticket("7")).ticket.group
    assert await client.group(group) == "Second line"
    assert await client.group("1") == await client.group("me") == ""


@pytest.mark.parametrize("ticket_id", ["", "../agents/me", "12?x=1", "4 2", "١٢", "-1"])
async def test_what_is_no_ticket_id_is_never_asked_for(ticket_id: str):
    account = Account()
    for ask in (account.client().ticket, account.client().words, account.client().context):
        with pytest.raises(Rejected, match="no ticket id"):
            await ask(ticket_id)
    assert account.asked == []


async def test_a_missing_ticket_and_another_account_are_rejected_with_a_remedy(account: Account):
    with pytest.raises(Rejected, match="404: Not Found; check that the record still exists"):
        await account.client().ticket("8")
    account.http.headers["Authorization"] = "Basic eDpY"
    with pytest.raises(Rejected, match=r"logged in.*HANDRAIL_FRESHDESK_API_KEY"):
        await account.client().me()


async def test_the_key_is_sent_as_basic_authentication():
    async with open_client("https://acme.freshdesk.com", "abc") as http:
        expected = base64.b64encode(b"abc:X").decode()
        assert http.headers["Authorization"] == f"Basic {expected}"
