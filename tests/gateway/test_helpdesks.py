"""What the helpdesks' webhooks have in common, and where each is its own."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from connections import HELPDESKS
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import PauseReason, Severity
from integrations.errors import Transient
from tests.gateway.conftest import Gateway
from tests.gateway.senders import NOW, Request, created, freshdesk, hubspot, intercom

PUBLIC = "https://handrail.example.com"
CHAT = {
    "type": "conversation",
    "id": "215",
    "created_at": int(NOW.timestamp()),
    "state": "open",
    "source": {"subject": "Export hangs", "body": "<p>It never ends</p>", "author": {"id": "900"}},
    "contacts": {"contacts": [{"id": "900"}]},
}
BEGINS: dict[str, tuple[Callable[[], Request], str]] = {
    "zendesk": (created, "zendesk-4711"),
    "intercom": (lambda: intercom("conversation.user.created", CHAT), "intercom-215"),
    "freshdesk": (lambda: freshdesk(event="created"), "freshdesk-31"),
    "hubspot": (lambda: hubspot({}), "hubspot-7"),
}


def standing(gateway: Gateway, desk: str, id_: str) -> None:
    """A ticket that the helpdesk gives when it is asked."""
    ticket = Ticket(desk, id_, subject="Export hangs", requester="900")
    gateway.helpdesks[desk].tickets[id_] = TicketSnapshot(ticket, "open", Severity.HIGH)


@pytest.fixture
def known(gateway: Gateway) -> Gateway:
    standing(gateway, "freshdesk", "31")
    standing(gateway, "hubspot", "7")
    return gateway


@pytest.mark.parametrize("desk", HELPDESKS)
async def test_a_ticket_of_any_of_them_is_watched_under_its_own_name(known: Gateway, desk: str):
    begins, id_ = BEGINS[desk]
    request = begins()
    assert await known.take(request, request) == [200, 200]
    assert list(known.temporal.runs) == [id_]
    e = known[id_]
    assert e.ticket
    assert (e.ticket.subject, e.ticket.url) == (
        "Export hangs",
        known.helpdesks[desk].url(id_.partition("-")[2]),
    )


@pytest.mark.parametrize("desk", HELPDESKS)
@pytest.mark.parametrize(
    ("spoil", "statuses"),
    [
        (lambda r: replace(r, headers={}), {401}),
        (lambda r: replace(r, body=r.body[:-20]), {400, 401}),
        (lambda r: replace(r, body=b'{"pad": "' + b"x" * 2**20 + b'"}'), {413}),
    ],
    ids=["unsigned", "cut off", "over 1 MiB"],
)
async def test_what_nobody_may_believe_is_refused_by_all(known: Gateway, desk, spoil, statuses):
    (status,) = await known.take(spoil(BEGINS[desk][0]()))
    assert status in statuses
    assert known.temporal.runs == {}


@pytest.mark.parametrize("desk", HELPDESKS)
async def test_without_a_secret_nobody_is_believed(known: Gateway, desk: str):
    (answer,) = await known.ask(BEGINS[desk][0](), secrets={})
    assert answer.status_code == 401
    assert "no secret is set" in answer.json()["problem"]


@pytest.mark.parametrize("desk", HELPDESKS)
async def test_who_asks_first_whether_somebody_is_there_is_answered(gateway: Gateway, desk: str):
    async with gateway.client() as client:
        assert (await client.head(f"/webhooks/{desk}")).status_code == 200


async def test_of_several_facts_each_is_told_and_answered(known: Gateway):
    standing(known, "hubspot", "8")
    unread = {"subscriptionType": "contact.creation", "objectId": 9}
    (answer,) = await known.ask(hubspot({}, {"objectId": 8}, unread))
    assert (answer.status_code, len(answer.json()["facts"])) == (200, 3)
    assert set(known.temporal.runs) == {"hubspot-7", "hubspot-8"}


async def test_a_fact_that_cannot_be_told_keeps_no_other_back_and_all_come_again(known: Gateway):
    standing(known, "hubspot", "8")
    known.helpdesks["hubspot"].tickets["7"] = Transient("HubSpot is away")
    both = hubspot({}, {"objectId": 8})
    assert await known.take(both) == [503]
    assert set(known.temporal.runs) == {"hubspot-8"}
    before = known["hubspot-8"]
    standing(known, "hubspot", "7")
    assert await known.take(both) == [200]
    assert set(known.temporal.runs) == {"hubspot-7", "hubspot-8"}
    assert known["hubspot-8"].history == before.history


async def test_what_points_at_one_ticket_twice_is_read_once(known: Gateway):
    changed = {"subscriptionType": "ticket.propertyChange", "propertyName": "hs_pipeline_stage"}
    assert await known.take(hubspot({}, {**changed, "propertyValue": "2"})) == [200]
    assert known.helpdesks["hubspot"].asked.count("ticket 7") == 1


async def test_nothing_that_moves_anything_is_202(known: Gateway):
    unread = {"subscriptionType": "contact.creation", "objectId": 9}
    assert await known.take(hubspot(unread, unread), hubspot()) == [202, 202]


async def test_the_address_that_is_signed_is_the_public_one(known: Gateway):
    request = hubspot({}, to=f"{PUBLIC}/webhooks/hubspot")
    (behind,) = await known.ask(request, public_url=PUBLIC)
    assert behind.status_code == 200
    assert await known.take(request) == [401]
    asked = hubspot({}, to=f"{PUBLIC}/webhooks/hubspot?account=7")
    with_a_query = replace(asked, path="/webhooks/hubspot?account=7")
    (answer,) = await known.ask(with_a_query, public_url=PUBLIC)
    assert answer.status_code == 200


async def test_intercoms_states_mean_what_the_policy_says(known: Gateway):
    helpdesk = replace(known.policy.helpdesk, statuses={"snoozed": "pending"})
    known.policy = replace(known.policy, helpdesk=helpdesk)
    by = {"type": "admin", "id": "77"}
    part = {"id": "1", "part_type": "snoozed", "created_at": int(NOW.timestamp()), "author": by}
    snoozed = {**CHAT, "state": "snoozed", "conversation_parts": {"conversation_parts": [part]}}
    begin = intercom("conversation.user.created", CHAT)
    await known.take(begin, intercom("conversation.admin.snoozed", snoozed))
    waits = [wait.reason for wait in known["intercom-215"].waits]
    assert waits == [PauseReason.WAITING_FOR_CUSTOMER]
