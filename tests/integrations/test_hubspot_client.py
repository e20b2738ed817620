"""HubSpot's tickets: what we write arrives once, whatever happens on the way."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from escalation.terms import Severity, TicketStatus
from integrations.errors import RateLimited, Rejected, Transient
from integrations.helpdesk.hubspot.words import instant
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import User, Wanted
from tests.integrations.fake_hubspot import HOME, TICKET, FakeHubSpot, client_of, lost, set_up

ANA = "ana@example.com"
NOTE = Wanted(key="k1", note="L2 has it")


@pytest.fixture
async def fake() -> FakeHubSpot:
    account = FakeHubSpot()
    at = "2026-03-02T09:00:00Z"
    await account.opened(priority="normal", tags=["vip"], organization="Acme", at=at)
    return account


async def test_a_ticket_is_read_with_its_status_by_stage_and_its_address(fake: FakeHubSpot):
    await fake.changed(assignee="Ana Ribeiro", group="Second line", status="hold")
    client = client_of(fake)
    found = await client.ticket(TICKET)
    ticket = found.ticket
    assert (ticket.helpdesk, ticket.id, ticket.subject) == ("hubspot", TICKET, "Cannot log in")
    assert (found.status, found.severity, ticket.tags) == ("on_hold", Severity.MEDIUM, ("vip",))
    assert ticket.url == "https://app.hubspot.com/contacts/246777241/record/0-5/4711"
    assert await client.user(ticket.assignee) == User("Ana Ribeiro", ANA)
    assert (await client.user(ticket.requester)).email == "casey.customer@example.com"
    assert await client.group(ticket.group) == "Second line"
    assert await client.group("5") == ""


async def test_an_address_needs_the_account_which_our_token_tells(fake: FakeHubSpot):
    client = client_of(fake)
    assert client.url(TICKET) == ""
    await client.me()
    assert client.url(TICKET).endswith("/246777241/record/0-5/4711")
    await client.me()
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-02T09:12:00.000Z", datetime(2026, 3, 2, 9, 12, tzinfo=UTC)),
        ("1772442720000", datetime(2026, 3, 2, 9, 12, tzinfo=UTC)),
        ("2026-03-02T09:12:00", None),
        ("soon", None),
        ("", None),
        ("9" * 30, None),
    ],
)
def test_an_instant_is_read_as_hubspot_writes_it(written: str, expected: datetime | None):
    assert instant(written) == expected


@pytest.mark.parametrize("user_id", ["", "1", "A-1", "V-1", "3411265", "S-hubspot", "V-../x"])
async def test_who_is_nobody_has_no_name(fake: FakeHubSpot, user_id: str):
    assert await client_of(fake).user(user_id) == User()


async def test_a_users_id_from_a_webhook_has_the_name_of_the_owner(fake: FakeHubSpot):
    await fake.replied(author="agent", name="Ana Ribeiro", text="seen", public=False)
    client = client_of(fake)
    (note,) = await client.words(TICKET)
    assert note.author.startswith("A-")
    assert await client.user(note.author) == User("Ana Ribeiro", ANA)


async def test_one_write_sets_properties_first_and_writes_the_note_last(fake: FakeHubSpot):
    await set_up(fake)
    fake.asked.clear()
    await fake.changed(assignee="Ana Ribeiro")
    wanted = Wanted(
        key="k1",
        note="L2 has it: a < b\nsee below",
        tags=("escalated", "vip"),
        severity=Severity.CRITICAL,
        status="pending",
        assignee=ANA,
        fields={"tier": "l2", "severity": "critical", "mood": "bad"},
    )
    await client_of(fake).write(TICKET, wanted)
    (set_at, change), (noted_at, note) = fake.writes()
    assert set_at == f"/crm/v3/objects/tickets/{TICKET}"
    assert change["properties"] == {
        "handrail_tier": "l2",
        "handrail_severity": "critical",
        "hs_ticket_priority": "URGENT",
        "hubspot_owner_id": change["properties"]["hubspot_owner_id"],
        "handrail_tags": "vip;escalated",
        "hs_pipeline_stage": "2",
    }
    assert noted_at == "/crm/v3/objects/notes"
    body = note["properties"]["hs_note_body"]
    assert body == f"L2 has it: a &lt; b<br>see below<br><br>{mark('k1')}"
    of_ticket = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}
    assert note["associations"] == [{"to": {"id": TICKET}, "types": [of_ticket]}]


async def test_a_missing_property_stops_no_word(fake: FakeHubSpot):
    wanted = Wanted(key="k1", note="word", severity=Severity.LOW, fields={"tier": "l2"})
    await client_of(fake).write(TICKET, wanted)
    effects = [what for what, _ in await fake.effects()]
    assert effects == ["ticket.hs_ticket_priority", "comment.private"]


async def test_what_hubspot_will_not_set_is_said_in_the_note_or_refused(fake: FakeHubSpot):
    def not_valid(_: httpx.Request) -> httpx.Response:
        body = {"message": 'Property values were not valid: [{"error":"INVALID_OPTION"}]'}
        return httpx.Response(400, json=body)

    fake.faults = [not_valid]
    await client_of(fake).write(TICKET, Wanted(key="k1", note="word", severity=Severity.LOW))
    ((_, text),) = await fake.effects()
    assert "Not set: HubSpot answered 400: Property values were not valid" in text
    fake.faults = [not_valid]
    with pytest.raises(Rejected, match="INVALID_OPTION"):
        await client_of(fake).write(TICKET, Wanted(key="k2", severity=Severity.LOW))


async def test_what_an_account_cannot_show_is_said_in_the_note(fake: FakeHubSpot):
    client = client_of(fake, **{"On hold": "open"})
    wanted = Wanted(key="k1", note="word", status="on_hold", assignee="no@body.example")
    await client.write(TICKET, wanted)
    ((_, text),) = await fake.effects()
    assert "Nobody in HubSpot has the address no@body.example: not assigned." in text
    assert "No stage of this pipeline means on hold: not moved." in text


@pytest.mark.parametrize("more", [{"reply": "Fixed."}, {"tags": ("vip",)}])
async def test_what_an_account_cannot_show_stands_in_a_note_beside_all_else(
    fake: FakeHubSpot, more: dict[str, Any]
):
    client = client_of(fake, **{"On hold": "open"})
    await fake.replied(author="customer", text="Hello?")
    await client.write(TICKET, Wanted(key="k1", status="on_hold", **more))
    said = [text for what, text in await fake.effects() if what == "comment.private"]
    assert ["No stage of this pipeline means on hold: not moved." in text for text in said] == [
        True
    ]
    if "reply" in more:
        (public,) = [t for what, t in await fake.effects() if what == "comment.public"]
        assert mark("k1") in public
        assert mark("k1") not in said[0]


@pytest.mark.parametrize(
    "wanted",
    [Wanted(key="k1", assignee="no@body.example"), Wanted(key="k1", status="spam")],
    ids=["nobody", "no stage"],
)
async def test_what_an_account_cannot_show_is_refused_where_nothing_else_is_wanted(
    fake: FakeHubSpot, wanted: Wanted
):
    with pytest.raises(Rejected):
        await client_of(fake).write(TICKET, wanted)
    assert await fake.effects() == []


async def test_a_reply_goes_to_whoever_wrote_last_in_the_channel_they_wrote_in(fake: FakeHubSpot):
    await fake.replied(author="agent", text="Looking")
    await fake.replied(author="customer", name="Robin Roe", text="And me")
    await client_of(fake).write(TICKET, Wanted(key="k1", reply="Fixed.", status="pending"))
    *_, (path, message) = fake.writes()
    assert path.startswith("/conversations/v3/conversations/threads/")
    (recipient,) = message["recipients"]
    assert recipient["deliveryIdentifiers"] == [
        {"type": "HS_EMAIL_ADDRESS", "value": "robin.roe@example.com"}
    ]
    assert (message["channelId"], message["channelAccountId"]) == ("1002", "77")
    assert (message["senderActorId"], message["subject"]) == ("A-76023669", "Cannot log in")
    assert message["text"] == f"Fixed.\n\n{mark('k1')}"
    assert (await client_of(fake).ticket(TICKET)).status == "pending"


async def test_a_ticket_without_a_conversation_cannot_be_answered(fake: FakeHubSpot):
    made = {"properties": {"subject": "by phone"}}
    number = (await fake.calls("/hubspot/crm/v3/objects/tickets", made))["id"]
    with pytest.raises(Rejected, match="no conversation to answer in"):
        await client_of(fake).write(number, Wanted(key="k1", reply="Fixed."))


async def test_words_are_notes_and_messages_in_order_without_the_description(fake: FakeHubSpot):
    await fake.replied(author="agent", text="a <b>", public=False, at="2026-03-02T09:12:00Z")
    await fake.replied(author="customer", text="and?", at="2026-03-02T09:13:00Z")
    await fake.replied(author="agent", text="soon", at="2026-03-02T09:14:00Z")
    client = client_of(fake)
    await client.write(TICKET, NOTE)
    words = await client.words(TICKET)
    assert [(w.text.split("\n")[0], w.is_customer, w.is_public) for w in words] == [
        ("a <b>", False, False),
        ("and?", True, True),
        ("soon", False, True),
        ("L2 has it", False, False),
    ]
    assert words[-1].author == await client.me()
    assert len({word.ref for word in words}) == 4
    assert (await client.words(TICKET, words[2].at))[0].text == "soon"


async def test_a_ticket_opened_by_an_agent_keeps_the_customers_first_message(fake: FakeHubSpot):
    await fake.does(f"/control/hubspot/tickets/{TICKET}/reply", author="customer", text="hello?")
    told = {"properties": {"content": "Casey called about a login"}}
    await fake.calls(f"/hubspot/crm/v3/objects/tickets/{TICKET}", told, "PATCH")
    assert [w.text for w in await client_of(fake).words(TICKET)] == ["since nine", "hello?"]


async def test_a_conversation_leads_to_its_ticket(fake: FakeHubSpot):
    thread = next(iter(fake.asked), None)
    assert thread is None
    client = client_of(fake)
    await client.words(TICKET)
    listed = [r for q, r in fake.asked if q.url.path.endswith("/threads")]
    number = listed[0].json()["results"][0]["id"]
    assert (await client.ticket(f"thread:{number}")).ticket.id == TICKET
    for wrong in ("thread:1", "thread:", "thread:../1"):
        with pytest.raises(Rejected):
            await client.ticket(wrong)


async def test_tickets_come_in_one_request_with_those_merged_and_without_those_gone(
    fake: FakeHubSpot,
):
    for number in ("4712", "4713"):
        await fake.opened(id=number)
    await fake.does("/control/hubspot/tickets/4712", merged_into=TICKET)
    await fake.does("/control/hubspot/tickets/4713", status="deleted")
    client = client_of(fake)
    found = await client.tickets([TICKET, "4712", "4713", "9"])
    assert [(each.ticket.id, each.merged_into) for each in found] == [
        (TICKET, ""),
        ("4712", TICKET),
    ]
    assert sum("/batch/read" in q.url.path for q, _ in fake.asked) == 1
    assert (await client.ticket("4712")).merged_into == TICKET
    with pytest.raises(Rejected, match="404"):
        await client.ticket("4713")


async def test_the_context_says_who_the_customer_is_and_what_was_said(fake: FakeHubSpot):
    fields = {"organization.plan": "gold", "ticket.page": "/pay", "requester.role": "owner"}
    files = {"a.png": "https://files.example/a.png"}
    await fake.opened(
        id="4720", description="All", organization="Acme", fields=fields, attachments=files
    )
    await fake.replied(author="agent", text="x", public=False)
    client = client_of(fake)
    found = await client.context("4720")
    assert (found.requester, found.email) == ("Casey Customer", "casey.customer@example.com")
    assert (found.organization, dict(found.fields)) == (
        "Acme",
        fields | {"organization.name": "Acme"},
    )
    assert [(link.title, link.url) for link in found.attachments] == list(files.items())
    assert [(e.ticket, e.subject, e.status) for e in found.earlier] == [
        (TICKET, "Cannot log in", "New")
    ]
    (note,) = (await client.context(TICKET)).words
    assert note.by == "Support Agent"


@pytest.mark.parametrize("wanted", [NOTE, Wanted(key="k1", reply="We are on it")])
async def test_a_lost_answer_is_unclear_and_the_word_can_be_found(
    fake: FakeHubSpot, wanted: Wanted
):
    fake.done = [lost]
    client = client_of(fake)
    with pytest.raises(Transient) as failed:
        await client.write(TICKET, wanted)
    assert failed.value.unclear
    assert await client.find(TICKET, {"k1", "k2"}) == {"k1"}


@pytest.mark.parametrize("wanted", [NOTE, Wanted(key="k1", reply="x")])
@pytest.mark.parametrize("body", ["<html>Maintenance</html>", "{}", "[]"])
async def test_an_answer_that_shows_nothing_is_unclear_and_the_word_is_not_found(
    fake: FakeHubSpot, wanted: Wanted, body: str
):
    fake.faults = [lambda _: httpx.Response(200, text=body)]
    client = client_of(fake)
    with pytest.raises(Transient) as failed:
        await client.write(TICKET, wanted)
    assert failed.value.unclear
    assert await client.find(TICKET, {"k1"}) == frozenset()


async def test_our_key_is_found_behind_hundreds_of_others(fake: FakeHubSpot):
    client = client_of(fake)
    await client.write(TICKET, NOTE)
    for n in range(120):
        await fake.replied(author="agent", text=f"note {n}", public=False)
    fake.asked.clear()
    assert await client.find(TICKET, {"k1"}) == {"k1"}
    reads = [q for q, _ in fake.asked if q.url.path.endswith("/notes/batch/read")]
    assert [len(json.loads(q.content)["inputs"]) for q in reads] == [100, 21]


@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (httpx.Response(429, json={"policyName": "TEN_SECONDLY_ROLLING"}), 10),
        (httpx.Response(429, json={"policyName": "DAILY"}), 3600),
        (httpx.Response(429, headers={"Retry-After": "93"}), 93),
        (httpx.Response(477, headers={"Retry-After": "500"}), 500),
        (httpx.Response(423, json={"message": "locked"}), 10),
    ],
    ids=["burst", "day", "as told", "migration", "locked"],
)
async def test_a_limit_says_when_to_come_back(
    fake: FakeHubSpot, answer: httpx.Response, wait_s: int
):
    fake.faults = [lambda _: answer]
    client = client_of(fake)
    with pytest.raises(RateLimited) as limited:
        await client.write(TICKET, NOTE)
    wait = limited.value.retry_at - datetime.now(UTC)
    assert wait_s - 5 < wait.total_seconds() <= wait_s


@pytest.mark.parametrize("ticket_id", ["", "../contacts/1", "12?x=1", "4 2", "١٢", "-1"])
async def test_what_is_no_ticket_id_is_never_asked_for(fake: FakeHubSpot, ticket_id: str):
    client = client_of(fake)
    for ask in (
        client.ticket(ticket_id),
        client.tickets([ticket_id]),
        client.words(ticket_id),
        client.find(ticket_id, {"k1"}),
        client.write(ticket_id, NOTE),
    ):
        with pytest.raises(Rejected, match="no ticket id"):
            await ask
    assert fake.asked == []


async def test_another_shape_and_another_token_are_rejected_with_a_remedy(fake: FakeHubSpot):
    client = client_of(fake)
    client._calls._client.headers["Authorization"] = "Bearer other"
    with pytest.raises(Rejected, match=r"401.*HANDRAIL_HUBSPOT_TOKEN"):
        await client.ticket(TICKET)
    bare = httpx.MockTransport(lambda _: httpx.Response(200, json={"id": TICKET}))
    client._calls._client = httpx.AsyncClient(transport=bare, base_url=HOME)
    with pytest.raises(Rejected, match=r"without properties.*HANDRAIL_HUBSPOT_BASE_URL"):
        await client.ticket(TICKET)


STATUSES: list[TicketStatus] = ["open", "pending", "on_hold", "solved", "closed"]


@pytest.mark.parametrize("status", STATUSES)
async def test_every_status_goes_out_by_a_stage_and_comes_back(
    fake: FakeHubSpot, status: TicketStatus
):
    client = client_of(fake)
    await fake.changed(status="solved" if status == "open" else "open")
    await client.write(TICKET, Wanted(key="k1", status=status))
    assert (await client.ticket(TICKET)).status == status
