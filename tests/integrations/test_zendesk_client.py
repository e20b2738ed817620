"""Zendesk's tickets: what we write arrives once, whatever happens on the way."""

import base64

import httpx
import pytest

from escalation.terms import Severity
from integrations.errors import RateLimited, Rejected, Transient
from integrations.helpdesk.port import Wanted
from integrations.helpdesk.zendesk.client import CONFLICTS_MAX, ZendeskClient, open_client
from tests.integrations.fake_zendesk import API_USER, BIG, FakeZendesk

NOTE = Wanted(key="k1", note="word")


def client_of(fake: FakeZendesk) -> ZendeskClient:
    http = open_client("https://acme.zendesk.com", "bot@acme.test", "secret", fake.transport())
    return ZendeskClient(http)


async def test_a_ticket_above_two_to_the_fifty_third_stays_exact():
    found = await client_of(FakeZendesk()).ticket(BIG)
    assert found.ticket.id == BIG
    assert (found.status, found.severity) == ("on_hold", Severity.MEDIUM)
    assert found.ticket.url == f"https://acme.zendesk.com/agent/tickets/{BIG}"
    assert (found.ticket.assignee, found.ticket.requester) == ("", "20978392")


@pytest.mark.parametrize(
    ("named", "meant"),
    [("77", "on_hold"), ("At the bank", "on_hold"), ("Elsewhere", "open"), ("", "open")],
)
async def test_an_accounts_own_status_means_what_the_policy_says(named: str, meant: str):
    fake = FakeZendesk()
    fake.tickets[BIG] |= {"status": "open", "custom_status_id": 77}
    fake.statuses = [{"id": 77, "agent_label": "At the bank", "status_category": "open"}]
    http = open_client("https://acme.zendesk.com", "", "t", fake.transport())
    client = ZendeskClient(http, {named: "on_hold"} if named else {})
    for _ in range(2):
        assert (await client.ticket(BIG)).status == meant
    looked_up = [r for r in fake.requests if "custom_statuses" in r.url.path]
    assert len(looked_up) == (1 if named not in ("77", "") else 0)


async def test_a_status_of_the_account_that_means_the_same_stays():
    fake = FakeZendesk()
    fake.tickets[BIG] |= {"status": "open", "custom_status_id": 77}
    http = open_client("https://acme.zendesk.com", "", "t", fake.transport())
    await ZendeskClient(http, {"77": "on_hold"}).write(BIG, Wanted(key="k", status="on_hold"))
    assert fake.tickets[BIG]["status"] == "open"


@pytest.mark.parametrize("at", ["soon", "2026-03-02T09:00:00"])
async def test_a_ticket_without_an_instant_is_none_of_zendesks(at: str):
    fake = FakeZendesk()
    fake.tickets[BIG] |= {"updated_at": at}
    with pytest.raises(Rejected, match=r"without ticket\.updated_at"):
        await client_of(fake).ticket(BIG)


async def test_our_api_user_is_known_by_an_exact_id():
    assert await client_of(FakeZendesk()).me() == str(API_USER)


async def test_one_update_carries_note_tags_priority_stamp_and_key():
    fake = FakeZendesk()
    wanted = Wanted(
        key="k1", note="L2 has it", tags=("escalated", "vip"), severity=Severity.CRITICAL
    )
    await client_of(fake).write(BIG, wanted)
    assert fake.writes == [
        {
            "safe_update": True,
            "updated_stamp": "2026-03-02T09:00:00Z",
            "metadata": {"handrail": "k1"},
            "comment": {"body": "L2 has it", "public": False},
            "tags": ["vip", "escalated"],
            "priority": "urgent",
        }
    ]


async def test_a_reply_is_public_and_may_set_the_status():
    fake = FakeZendesk()
    await client_of(fake).write(
        BIG, Wanted(key="k1", reply="Fixed. Please confirm.", status="pending")
    )
    assert fake.comments == [{"body": "Fixed. Please confirm.", "public": True}]
    assert fake.tickets[BIG]["status"] == "pending"


async def test_priority_status_and_tags_are_set_without_a_word():
    fake = FakeZendesk()
    client = client_of(fake)
    await client.write(BIG, Wanted(key="k1", severity=Severity.HIGH, status="on_hold"))
    await client.write(BIG, Wanted(key="k2", tags=("breached",)))
    assert fake.comments == []
    ticket = fake.tickets[BIG]
    assert (ticket["priority"], ticket["status"], ticket["tags"]) == (
        "high",
        "hold",
        ["vip", "breached"],
    )


async def test_no_update_deletes_a_ticket():
    with pytest.raises(Rejected, match="no update makes a ticket deleted"):
        await client_of(FakeZendesk()).write(BIG, Wanted(key="k1", status="deleted"))


async def test_somebody_who_was_faster_is_not_overwritten():
    fake = FakeZendesk()

    def agent_adds_a_tag(account: FakeZendesk, _request: httpx.Request) -> None:
        account.tickets[BIG]["tags"] = ["vip", "from-the-agent"]
        account.touch()

    fake.faults = [agent_adds_a_tag]
    await client_of(fake).write(BIG, Wanted(key="k1", note="word", tags=("ours",)))
    assert fake.tickets[BIG]["tags"] == ["vip", "from-the-agent", "ours"]
    assert len(fake.comments) == 1


async def test_a_conflict_with_our_own_lost_write_does_not_write_twice():
    fake = FakeZendesk()

    def done_but_told_otherwise(account: FakeZendesk, request: httpx.Request) -> httpx.Response:
        account.write(BIG, account.writes[-1])
        return httpx.Response(409, json={"error": "UpdateConflict"})

    fake.faults = [done_but_told_otherwise]
    await client_of(fake).write(BIG, NOTE)
    assert len(fake.comments) == 1


async def test_a_ticket_that_never_stands_still_is_tried_a_bounded_number_of_times():
    fake = FakeZendesk()
    fake.faults = [lambda account, _request: account.touch()] * 99
    with pytest.raises(Transient) as failed:
        await client_of(fake).write(BIG, NOTE)
    assert not failed.value.unclear
    assert len(fake.writes) == CONFLICTS_MAX


async def test_a_lost_answer_is_unclear_and_the_word_can_be_found():
    fake = FakeZendesk()

    def lost(account: FakeZendesk, request: httpx.Request) -> httpx.Response:
        account.write(BIG, account.writes[-1])
        raise httpx.ReadTimeout("no answer", request=request)

    fake.faults = [lost]
    client = client_of(fake)
    with pytest.raises(Transient) as failed:
        await client.write(BIG, Wanted(key="k1", reply="We are on it"))
    assert failed.value.unclear
    assert await client.find(BIG, {"k1", "k2"}) == {"k1"}


async def test_an_answer_that_is_not_zendesks_leaves_a_write_unclear():
    fake = FakeZendesk()
    fake.faults = [lambda *_: httpx.Response(200, text="<html>")]
    with pytest.raises(Transient, match="without a JSON object") as failed:
        await client_of(fake).write(BIG, NOTE)
    assert failed.value.unclear


async def test_our_key_is_found_on_a_later_page_and_strangers_are_passed_over():
    fake = FakeZendesk()
    await client_of(fake).write(BIG, NOTE)
    strange = [{"metadata": m} for m in ({}, {"custom": None}, {"custom": {"handrail": 7}}, None)]
    fake.audits[BIG] = strange * 40 + fake.audits[BIG]
    assert await client_of(fake).find(BIG, {"k1"}) == {"k1"}


async def test_a_ticket_with_too_many_changes_says_so():
    fake = FakeZendesk()
    fake.audits[BIG] = [{"metadata": {}}] * 1001
    with pytest.raises(Rejected, match="1000 changes"):
        await client_of(fake).find(BIG, {"k1"})


@pytest.mark.parametrize("ticket_id", ["", "../users/1", "12?x=1", "4 2", "١٢", "-1"])
async def test_what_is_no_ticket_id_is_never_asked_for(ticket_id: str):
    fake = FakeZendesk()
    with pytest.raises(Rejected, match="no ticket id"):
        await client_of(fake).ticket(ticket_id)
    assert fake.requests == []


async def test_a_missing_ticket_and_another_shape_are_rejected_with_a_remedy():
    fake = FakeZendesk()
    with pytest.raises(Rejected, match="404: RecordNotFound, Not found; check that the record"):
        await client_of(fake).ticket("1")
    del fake.tickets[BIG]["updated_at"]
    with pytest.raises(Rejected, match=r"ticket\.updated_at.*HANDRAIL_ZENDESK_SUBDOMAIN"):
        await client_of(fake).ticket(BIG)


async def test_what_we_may_not_see_is_left_out_of_the_context():
    fake = FakeZendesk()
    fake.tickets[BIG] |= {"organization_id": 5, "custom_fields": [{"id": 7, "value": "/pay"}]}
    context = await client_of(fake).context(BIG)
    assert (context.requester, context.organization, context.earlier) == ("", "", ())
    assert (context.tags, dict(context.fields)) == (("vip",), {"ticket.7": "/pay"})


async def test_a_limit_says_when_to_come_back():
    fake = FakeZendesk()
    fake.faults = [lambda *_: httpx.Response(429, headers={"Retry-After": "93"})]
    with pytest.raises(RateLimited):
        await client_of(fake).write(BIG, NOTE)


@pytest.mark.parametrize(
    ("email", "sent"),
    [
        ("a@b.c", "Basic " + base64.b64encode(b"a@b.c/token:t").decode()),
        ("", "Bearer t"),
    ],
)
async def test_a_token_is_sent_as_basic_or_bearer(email: str, sent: str):
    fake = FakeZendesk()
    http = open_client("https://acme.zendesk.com", email, "t", fake.transport())
    await ZendeskClient(http).me()
    assert fake.requests[0].headers["Authorization"] == sent
