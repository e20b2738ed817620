"""Intercom's conversations: what we write arrives once, whatever happens on the way."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from escalation.terms import Severity, TicketStatus
from integrations.errors import RateLimited, Rejected, Transient
from integrations.helpdesk.intercom.client import IntercomClient, open_client
from integrations.helpdesk.intercom.words import html
from integrations.helpdesk.marks import mark
from integrations.helpdesk.plain import plain
from integrations.helpdesk.port import TICKETS_MAX, User, Wanted
from tests.integrations.fake_intercom import CHAT, HOST, TOKEN, FakeIntercom

NOTE = Wanted(key="k1", note="L2 has it\n\nSee <Slack> & ask")


@pytest.fixture
async def fake() -> FakeIntercom:
    fake = FakeIntercom()
    await fake.open(priority="high", tags=["vip"])
    return fake


async def test_a_conversation_is_a_ticket(fake: FakeIntercom):
    await fake.change(assignee="Ana Ribeiro", group="Payments")
    found = await fake.client().ticket(CHAT)
    ticket = found.ticket
    assert (ticket.helpdesk, ticket.id, ticket.subject) == ("intercom", CHAT, "Cannot log in")
    assert (ticket.description, ticket.tags) == ("since nine", ("vip",))
    assert (found.status, found.severity, found.merged_into) == ("open", Severity.HIGH, "")
    assert await fake.client().user(ticket.assignee) == User("Ana Ribeiro", "ana@example.com")
    assert await fake.client().group(ticket.group) == "Payments"
    customer = await fake.client().user(ticket.requester)
    assert customer == User("Casey Customer", "casey.customer@example.com")


async def test_a_conversation_without_a_title_is_called_by_its_first_line():
    fake = FakeIntercom()
    await fake.open(subject="", description="Payments fail\nsince nine")
    assert (await fake.client().ticket(CHAT)).ticket.subject == "Payments fail"


@pytest.mark.parametrize(
    ("base_url", "page"),
    [
        (HOST, "https://app.intercom.com"),
        ("https://api.eu.intercom.io", "https://app.eu.intercom.com"),
        ("http://localhost:8090/intercom", "http://localhost:8090/intercom"),
    ],
)
def test_an_agent_reads_it_in_the_app_of_the_region(base_url: str, page: str):
    url = FakeIntercom().client(base_url).url("12")
    assert url == f"{page}/a/apps/_/conversations/12"


async def test_who_is_not_there_has_no_name(fake: FakeIntercom):
    client = fake.client()
    for user_id in ("404", "0" * 24, "../admins", ""):
        assert await client.user(user_id) == User()
    for group_id in ("404", "../me", ""):
        assert await client.group(group_id) == ""


async def test_one_write_does_all_and_the_word_comes_last(fake: FakeIntercom):
    me = await fake.client().me()
    wanted = Wanted(
        key="k1",
        note="L2 has it",
        tags=("escalated", "VIP"),
        severity=Severity.CRITICAL,
        fields={"tier": "l2"},
        assignee="ANA@example.com",
        status="on_hold",
    )
    await fake.client().write(CHAT, wanted)
    chat = await fake.state()
    assert [tag["name"] for tag in chat["tags"]["tags"]] == ["vip", "escalated"]
    attributes = {"handrail_severity": "critical", "handrail_tier": "l2"}
    assert chat["custom_attributes"] == attributes
    assert chat["state"] == "snoozed"
    until = datetime.fromtimestamp(chat["snoozed_until"], UTC) - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < until <= timedelta(days=3)
    path, word = fake.writes[-1]
    assert path == f"POST /conversations/{CHAT}/reply"
    assert word == {
        "message_type": "note",
        "type": "admin",
        "admin_id": me,
        "body": f"<p>L2 has it</p><p>{mark('k1')}</p>",
    }


async def test_a_note_is_private_and_a_reply_is_read_by_the_customer(fake: FakeIntercom):
    client = fake.client()
    await client.write(CHAT, NOTE)
    await client.write(CHAT, Wanted(key="k2", reply="Fixed"))
    note, reply = await client.words(CHAT)
    assert (note.is_public, note.text) == (False, f"{NOTE.note}\n\n{mark('k1')}")
    assert (reply.is_public, reply.text) == (True, f"Fixed\n\n{mark('k2')}")
    assert note.author == reply.author == await client.me()


async def test_a_reply_that_solves_is_one_request(fake: FakeIntercom):
    await fake.client().write(CHAT, Wanted(key="k1", reply="Fixed", status="solved"))
    assert [path for path, _ in fake.writes] == [f"POST /conversations/{CHAT}/parts"]
    assert (await fake.client().ticket(CHAT)).status == "solved"
    (word,) = await fake.client().words(CHAT)
    assert (word.is_public, word.text) == (True, f"Fixed\n\n{mark('k1')}")
    assert await fake.client().find(CHAT, {"k1"}) == {"k1"}


@pytest.mark.parametrize(
    ("status", "state"),
    [("open", "open"), ("pending", "snoozed"), ("solved", "closed"), ("closed", "closed")],
)
async def test_a_status_that_stands_already_is_not_asked_for(
    fake: FakeIntercom, status: TicketStatus, state: str
):
    client = fake.client()
    for _ in range(2):
        await client.write(CHAT, Wanted(key="k1", status=status))
    assert len(fake.writes) == (0 if state == "open" else 1)
    assert (await fake.state())["state"] == state


async def test_an_assignment_that_reopens_does_not_undo_the_status(fake: FakeIntercom):
    await fake.change(status="solved")
    wanted = Wanted(key="k1", assignee="ben@example.com", status="solved")
    await fake.client().write(CHAT, wanted)
    assert (await fake.client().ticket(CHAT)).status == "solved"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(key="k1", note="x", status="deleted"), "no update makes a conversation deleted"),
        (Wanted(key="k1", note="x", status="spam"), "no update makes a conversation spam"),
        (Wanted(key="k1", note="x", tags=("a",), assignee="who@x.test"), "no teammate in Intercom"),
    ],
)
async def test_what_cannot_be_is_refused_before_anything_is_done(
    fake: FakeIntercom, wanted: Wanted, said: str
):
    with pytest.raises(Rejected, match=said):
        await fake.client().write(CHAT, wanted)
    assert await fake.effects() == []


async def test_a_missing_attribute_stops_no_note(fake: FakeIntercom):
    def does_not_exist(_: httpx.Request) -> httpx.Response:
        said = {"code": "parameter_invalid", "message": "Custom attribute does not exist"}
        return httpx.Response(400, json={"type": "error.list", "errors": [said]})

    fake.faults = [does_not_exist]
    fields = {"severity": "low", "tier": "l2", "colour": "red"}
    await fake.client().write(CHAT, Wanted(key="k1", note="word", fields=fields))
    assert await fake.effects() == [
        ("ticket.handrail_tier", ""),
        ("comment.private", mark("k1")),
    ]


async def test_our_key_is_found_where_our_word_stands(fake: FakeIntercom):
    client = fake.client()
    await client.write(CHAT, NOTE)
    await fake.reply("agent", "handrail-ref of no key")
    assert await client.find(CHAT, {"k1", "k2"}) == {"k1"}


async def test_an_answer_that_is_lost_is_unclear_and_the_word_is_found(fake: FakeIntercom):
    real = fake.handle_async_request

    async def lost(request: httpx.Request) -> httpx.Response:
        answer = await real(request)
        if request.url.path.endswith("/reply"):
            raise httpx.ReadTimeout("no answer")
        return answer

    fake.handle_async_request = lost  # type: ignore[method-assign] - the wire, for one test
    with pytest.raises(Transient) as failed:
        await fake.client().write(CHAT, NOTE)
    assert failed.value.unclear
    assert await fake.client().find(CHAT, {"k1"}) == {"k1"}


async def test_a_limit_says_when_its_window_ends(fake: FakeIntercom):
    reset = int(datetime.now(UTC).timestamp()) + 8

    def limited(_: httpx.Request) -> httpx.Response:
        said = {"code": "rate_limit_exceeded", "message": "Exceeded rate limit of 167"}
        body = {"type": "error.list", "errors": [said]}
        return httpx.Response(429, json=body, headers={"X-RateLimit-Reset": str(reset)})

    fake.faults = [limited]
    with pytest.raises(RateLimited, match="Exceeded rate limit of 167") as failed:
        await fake.client().write(CHAT, NOTE)
    wait = failed.value.retry_at - datetime.now(UTC)
    assert timedelta(seconds=5) < wait <= timedelta(seconds=8)
    assert await fake.effects() == []


async def test_a_refusal_is_in_intercoms_words_and_names_the_setting(fake: FakeIntercom):
    with pytest.raises(Rejected, match="404: Resource Not Found; check that the record"):
        await fake.client().ticket("404")
    wrong = IntercomClient(open_client(HOST, "wrong", fake))
    with pytest.raises(Rejected, match="Access Token Invalid; set HANDRAIL_INTERCOM_TOKEN"):
        await wrong.me()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<html>Maintenance</html>"),
        httpx.Response(200, json=[]),
    ],
)
async def test_an_answer_that_is_not_intercoms_leaves_a_write_unclear(
    fake: FakeIntercom, answer: httpx.Response
):
    fake.faults = [lambda _: answer]
    with pytest.raises(Transient, match="without a JSON object") as failed:
        await fake.client().write(CHAT, NOTE)
    assert failed.value.unclear


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"errors": "none"}),
        httpx.Response(409, text="no JSON"),
    ],
)
async def test_another_shape_is_rejected_with_a_remedy(fake: FakeIntercom, answer: httpx.Response):
    fake.faults = [lambda _: answer]
    with pytest.raises(Rejected) as failed:
        await fake.client().write(CHAT, NOTE)
    assert failed.value.remedy


@pytest.mark.parametrize("ticket_id", ["", "../me", "12?x=1", "4 2", "١٢", "-1", "12/reply"])
async def test_what_is_no_id_is_never_asked_for(fake: FakeIntercom, ticket_id: str):
    with pytest.raises(Rejected, match="no conversation of Intercom"):
        await fake.client().ticket(ticket_id)
    assert fake.exchanges == []


async def test_a_hundred_are_one_search_and_the_lost_one_more_request(fake: FakeIntercom):
    for n in range(TICKETS_MAX - 2):
        await fake.control("/tickets", id=str(1000 + n), subject="s", description="d")
    ids = [str(1000 + n) for n in range(TICKETS_MAX - 2)]
    found = await fake.client().tickets([CHAT, *ids, "404"])
    assert [snapshot.ticket.id for snapshot in found] == [CHAT, *ids]
    assert len(fake.exchanges) == 2
    assert await fake.client().tickets(["no id"]) == []
    assert len(fake.exchanges) == 2


async def test_words_are_the_newest_hundred_from_an_instant_on(fake: FakeIntercom):
    began = datetime(2030, 1, 1, tzinfo=UTC)
    for n in range(102):
        at = began + timedelta(minutes=n)
        await fake.reply("customer", f"word {n}", at=at.isoformat())
    words = await fake.client().words(CHAT)
    assert (len(words), words[0].text, words[-1].text) == (100, "word 2", "word 101")
    late = await fake.client().words(CHAT, began + timedelta(minutes=100))
    assert [word.text for word in late] == ["word 100", "word 101"]
    assert (late[0].is_customer, late[0].is_public, late[0].by) == (True, True, "Casey Customer")


async def test_a_bots_word_stands_in_the_context_alone():
    bot = {"type": "bot", "id": "278", "name": "Fin"}
    said = {"id": "1", "body": "<p>Did you try?</p>", "created_at": 1, "author": bot}
    chat = {"id": CHAT, "conversation_parts": {"conversation_parts": [said]}}
    wire = httpx.MockTransport(lambda _: httpx.Response(200, json=chat))
    client = IntercomClient(open_client(HOST, TOKEN, wire))
    assert await client.words(CHAT) == []
    assert [word.text for word in (await client.context(CHAT)).words] == ["Did you try?"]


async def test_the_context_is_all_that_intercom_keeps_apart():
    fake = FakeIntercom()
    fields = {
        "organization.plan": "Gold",
        "organization.monthly_spend": "5000",
        "organization.region": "EU",
        "requester.seats": "7",
        "ticket.page": "https://app.acme.test/pay",
        "ticket.area": "billing",
    }
    await fake.open(
        fields=fields, organization="Acme", attachments={"screen.png": "https://files.test/1"}
    )
    await fake.control("/tickets", id="7", subject="The same", description="last week")
    await fake.reply("agent", "Looking", public=False, attachments={"log": "https://files.test/2"})
    found = await fake.client().context(CHAT)
    assert (found.requester, found.email) == ("Casey Customer", "casey.customer@example.com")
    assert found.organization == "Acme"
    assert fields.items() <= dict(found.fields).items()
    assert [word.text for word in found.words] == ["Looking"]
    assert [(e.ticket, e.subject, e.status) for e in found.earlier] == [("7", "The same", "open")]
    assert [link.url for link in found.attachments] == [f"https://files.test/{n}" for n in (1, 2)]
    assert len(fake.exchanges) == 4


async def test_the_policy_may_mean_something_else_by_snoozed(fake: FakeIntercom):
    await fake.change(status="pending")
    assert (await fake.client().ticket(CHAT)).status == "on_hold"
    assert (await fake.client(statuses={"snoozed": "pending"}).ticket(CHAT)).status == "pending"


async def test_we_write_as_the_teammate_that_was_named(fake: FakeIntercom):
    ana = (await fake.control_side.get("/intercom/admins", headers=bearer())).json()["admins"][1]
    client = fake.client(admin_id=ana["id"])
    await client.write(CHAT, NOTE)
    assert await client.me() == ana["id"] == (await client.words(CHAT))[0].author


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("text", ["a <b> & c", "One\nTwo\n\nThree", "  trimmed \n", "ünï 😱"])
def test_text_comes_back_as_it_was_written(text: str):
    assert plain(html(text)) == "\n".join(line.strip() for line in text.strip().split("\n"))
