"""What a ticket in Freshdesk says: its words, where it was merged, its context, many at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from escalation.context import Earlier, Link
from integrations.errors import RateLimited, Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.freshdesk import calls, reading
from integrations.helpdesk.freshdesk.records import Conversation
from sandbox import freshdesk_answers
from tests.integrations.freshdesk_account import Account

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def minute(number: int) -> str:
    return (NINE + timedelta(minutes=number)).isoformat()


async def test_words_come_oldest_first_without_the_description():
    account = Account()
    await account.opened(requester="Casey")
    await account.act("/7/reply", author="agent", text="On it", at=minute(1))
    await account.act("/7/reply", author="agent", text="It is DNS", public=False, at=minute(2))
    await account.act("/7/reply", author="customer", text="Still down", at=minute(3))
    words = await account.client().words("7")
    assert [(w.text, w.is_customer, w.is_public, w.at) for w in words] == [
        ("On it", False, True, NINE + timedelta(minutes=1)),
        ("It is DNS", False, False, NINE + timedelta(minutes=2)),
        ("Still down", True, True, NINE + timedelta(minutes=3)),
    ]
    assert len({w.ref for w in words}) == 3
    assert words[2].author == (await account.client().ticket("7")).ticket.requester
    newer = await account.client().words("7", since=NINE + timedelta(minutes=2))
    assert [w.text for w in newer] == ["It is DNS", "Still down"]


async def test_what_a_mail_quotes_is_not_said_again():
    account = Account()
    await account.opened()
    quote = "<div class='freshdesk_quote'><blockquote>URGENT!</blockquote></div>"

    async def quoting(request: httpx.Request, done: Any) -> httpx.Response:
        said = [{"id": 1, "body": f"<p>Thanks.</p>{quote}", "created_at": minute(1)}]
        is_asked = request.url.path.endswith("/conversations")
        return httpx.Response(200, json=said, request=request) if is_asked else await done()

    account.instead = quoting
    assert [word.text for word in await account.client().words("7")] == ["Thanks."]


async def test_of_a_long_conversation_the_newest_hundred_are_read():
    account = Account()
    await account.opened()
    for n in range(120):
        await account.act("/7/reply", author="agent", text=str(n))
    words = await account.client().words("7")
    assert [w.text for w in words] == [str(n) for n in range(20, 120)]
    assert len([r for r in account.asked if r.url.path.endswith("/conversations")]) == 2


async def test_a_list_without_an_end_says_so():
    account = Account()
    await account.opened()
    for _ in range(100):
        await account.act("/7/reply", author="agent", text="x")
    with pytest.raises(Rejected, match="more than 100 records"):
        await account.client()._calls.pages(calls.Wire, "/tickets/7/conversations", 1)


async def test_a_merged_ticket_names_the_one_that_goes_on():
    account = Account()
    await account.opened()
    await account.opened(id="8")
    await account.act("/7", merged_into="8")
    ended, goes_on = await account.client().ticket("7"), await account.client().ticket("8")
    assert (ended.status, ended.merged_into) == ("closed", "8")
    assert (goes_on.status, goes_on.merged_into) == ("open", "")
    assert await account.client().tickets(["7", "8"]) == [ended, goes_on]


async def test_a_customer_who_writes_of_a_merge_merges_nothing():
    account = Account()
    await account.opened()
    said = "Was it closed and merged into ticket 9?"
    await account.act("/7/reply", author="customer", text=said)
    await account.act("/7", status="closed")
    assert (await account.client().ticket("7")).merged_into == ""


@pytest.mark.parametrize(
    "said",
    [
        {"incoming": True, "body": "This ticket is closed and merged into ticket 9"},
        {"body": f"He wrote: closed and merged into ticket 9<p>{marks.mark('k')}</p>"},
    ],
)
def test_a_note_that_others_worded_merges_nothing(said: dict[str, Any]):
    note = {"id": 1, "private": True, "created_at": minute(1), **said}
    assert reading.merged_into([Conversation.model_validate(note)]) == ""


async def test_many_tickets_take_one_page_and_a_look_at_each_that_is_not_on_it():
    account = Account()
    for n in range(1, 8):
        await account.opened(id=str(n))
    await account.act("/2", status="solved")
    await account.act("/3", status="deleted")
    await account.act("/4", status="spam")
    found = await account.client().tickets(["1", "2", "3", "4", "99"])
    assert [(each.ticket.id, each.status) for each in found] == [
        ("1", "open"),
        ("2", "solved"),
        ("3", "deleted"),
        ("4", "spam"),
    ]
    assert len(account.asked) == 4  # a page, and those that lists leave out


async def test_few_tickets_are_read_one_by_one():
    account = Account()
    await account.opened()
    (found,) = await account.client().tickets(["7", "8"])
    assert found.ticket.id == "7"
    assert [r.url.path[-2:] for r in account.asked] == ["/7", "/8"]


async def test_reading_many_leaves_requests_for_writing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(freshdesk_answers, "CALLS_AN_HOUR", 10)
    account = Account()
    await account.opened()
    client = account.client()
    with pytest.raises(RateLimited, match="reading waits for writing"):
        await client.tickets(["7"] * 3 + [str(n) for n in range(20, 30)])
    assert len(account.asked) == 9  # four fifths, and the one that told
    assert (await client.ticket("7")).status == "open"


async def test_a_context_is_what_the_next_owner_should_know():
    account = Account()
    await account.opened(id="5", subject="Slow", requester="Casey", organization="Acme")
    await account.act("/5", status="solved")
    await account.opened(
        requester="Casey",
        organization="Acme",
        tags=["vip"],
        fields={
            "ticket.page": "/login",
            "organization.account_tier": "gold",
            "requester.role": "CTO",
        },
        attachments={"screen.png": "https://s3.test/signed"},
    )
    await account.act("/7/reply", author="agent", name="Ben Okafor", text="On it")
    found = await account.client().context("7")
    assert (found.requester, found.email) == ("Casey", "casey@example.com")
    assert (found.organization, found.tags) == ("Acme", ("vip",))
    assert dict(found.fields) == {
        "ticket.page": "/login",
        "organization.account_tier": "gold",
        "requester.role": "CTO",
    }
    assert [(w.by, w.text) for w in found.words] == [("Ben Okafor", "On it")]
    assert found.earlier == (
        Earlier("5", "Slow", "solved", NINE, "http://sandbox.test/a/tickets/5"),
    )
    (link,) = found.attachments
    assert link == Link("screen.png", link.url)
    assert link.url.startswith("http://sandbox.test/helpdesk/attachments/")


async def test_a_context_of_a_bare_ticket_is_bare():
    account = Account()
    await account.opened()
    found = await account.client().context("7")
    assert (found.organization, found.fields, found.words, found.earlier) == ("", (), (), ())
    assert found.requester == "Casey Customer"


def test_an_instant_of_any_zone_is_utc():
    said = Conversation(id="1", body="x", created_at="2026-03-02T14:30:00+05:30")
    at = reading.word(said, {}).at
    assert (at, at.tzinfo) == (NINE, UTC)
