"""Zendesk's webhooks: what becomes of each, and of those that nobody may believe."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.policy import Person
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity, Status
from escalation.triage.reading import read
from integrations.errors import Transient
from integrations.helpdesk.port import User
from tests.gateway.conftest import Gateway
from tests.gateway.senders import (
    NOW,
    commented,
    created,
    status_changed,
    zendesk,
    zendesk_body,
)

ABOVE_2_TO_53 = 9_007_199_254_740_993


async def test_a_new_ticket_is_watched_with_its_own_instant_words_and_severity(gateway: Gateway):
    assert await gateway.take(created(4711)) == [200]
    e = gateway["zendesk-4711"]
    assert (e.status, e.severity, e.customer) == (Status.WATCHING, Severity.HIGH, "900")
    assert e.opened_at == NOW + timedelta(seconds=0.5)
    assert e.ticket
    assert e.ticket.subject == "Export hangs"
    assert e.ticket.url == "https://example.zendesk.com/agent/tickets/4711"


async def test_a_ticket_id_above_2_to_53_stays_exact(gateway: Gateway):
    await gateway.take(created(ABOVE_2_TO_53))
    assert list(gateway.temporal.runs) == [f"zendesk-{ABOVE_2_TO_53}"]


async def test_a_delivery_that_was_taken_already_is_answered_200_and_changes_nothing(
    gateway: Gateway,
):
    reply = commented("Any news?")
    await gateway.take(created(), reply)
    before = gateway["zendesk-4711"]
    assert await gateway.take(reply) == [200]
    assert gateway["zendesk-4711"] == before


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda r: replace(r, body=r.body.replace(b"Export", b"Import")), 401),
        (lambda r: replace(r, headers={}), 401),
        (lambda r: zendesk(r.body, age=timedelta(hours=1, seconds=1)), 401),
        (lambda r: zendesk(b"{not json"), 400),
        (lambda r: zendesk(b"[1, 2]"), 400),
        (lambda r: zendesk(b'{"type": "zen:event-type:ticket.created"}'), 400),
        (lambda r: zendesk(json.dumps({"type": "x", "pad": "x" * 2**20}).encode()), 413),
    ],
    ids=["changed", "unsigned", "stale", "no JSON", "a list", "no detail", "over 1 MiB"],
)
async def test_what_nobody_may_believe_is_refused_logged_and_starts_nothing(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, spoil, status: int
):
    async with gateway.client() as client:
        answer = await spoil(created()).to(client)
        counted = (await client.get("/healthz")).json()["refused"]
    assert answer.status_code == status
    assert answer.json()["problem"]
    assert gateway.temporal.runs == {}
    assert counted == {f"/webhooks/zendesk {status}": 1}
    assert "/webhooks/zendesk" in caplog.text


async def test_a_body_that_does_not_say_how_long_it_is_is_cut_off(gateway: Gateway):
    async def endless():
        for _ in range(20):
            yield b"x" * 2**16

    async with gateway.client() as client:
        answer = await client.post("/webhooks/zendesk", content=endless())
    assert answer.status_code == 413


async def test_an_event_of_an_unknown_type_is_ignored_and_counted(gateway: Gateway):
    unknown = zendesk(zendesk_body("brand_changed"))
    async with gateway.client() as client:
        answer = await unknown.to(client)
        counted = (await client.get("/healthz")).json()["ignored"]
    assert answer.status_code == 202
    assert counted == {"zendesk zen:event-type:ticket.brand_changed": 1}
    assert gateway.temporal.runs == {}


async def test_without_temporal_it_says_503_so_that_the_vendor_sends_again(gateway: Gateway):
    gateway.temporal.is_down = True
    async with gateway.client() as client:
        answer = await created().to(client)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) <= 10
    gateway.temporal.is_down = False
    assert await gateway.take(created()) == [200]


async def test_a_fact_about_a_ticket_older_than_handrail_opens_it_with_all_its_words(
    gateway: Gateway,
):
    ticket = Ticket("zendesk", "1", subject="Slow since March", tags=("old",))
    gateway.zendesk.tickets["1"] = TicketSnapshot(ticket, "open", Severity.LOW)
    await gateway.take(commented("Any news?", 1))
    e = gateway["zendesk-1"]
    assert e.ticket
    assert (e.ticket.subject, e.severity) == ("Slow since March", Severity.LOW)
    assert any("Any news?" in line.text for line in e.history)


async def test_a_fact_does_not_wait_for_a_ticket_that_zendesk_does_not_give(gateway: Gateway):
    gateway.zendesk.tickets["1"] = Transient("Zendesk cannot be reached")
    assert await gateway.take(commented("Any news?", 1)) == [200]
    assert "zendesk-1" in gateway.temporal.runs


async def test_a_ticket_nobody_knew_is_not_opened_only_to_be_closed(gateway: Gateway):
    assert await gateway.take(status_changed("SOLVED", 1), created(2, status="CLOSED")) == [202] * 2
    assert gateway.temporal.runs == {}


async def test_our_own_words_coming_back_are_left_and_the_customers_never(gateway: Gateway):
    own = commented("Handrail: escalated to l2", by="4242", public=False)
    assert await gateway.take(created(), own, commented("Thanks")) == [200, 202, 200]
    types = [raw["type"] for _, raw in gateway.temporal.signals]
    assert types == ["open", "customer_replied"]


async def test_an_agents_public_word_keeps_the_first_response(gateway: Gateway):
    await gateway.take(created(), commented("We look into it", by="77"))
    sent = gateway.temporal.signals[-1][1]
    assert (sent["type"], sent["actor"], sent["text"]) == ("agent_replied", "77", "We look into it")
    assert gateway["zendesk-4711"].clock("first_response").state == "met"


async def test_a_customers_reply_after_the_end_begins_the_next_run(gateway: Gateway):
    answers = await gateway.take(created(), status_changed("SOLVED"), commented("Not fixed"))
    assert answers == [200, 200, 200]
    assert gateway["zendesk-4711"].status == Status.CLOSED
    assert (gateway["zendesk-4711~2"].run, gateway["zendesk-4711~2"].is_open) == (2, True)


async def test_a_note_after_the_end_is_counted_and_ignored(gateway: Gateway):
    late = commented("for the record", by="77", public=False)
    answers = await gateway.take(created(), status_changed("SOLVED"), late)
    assert answers == [200, 200, 200]
    assert list(gateway.temporal.runs) == ["zendesk-4711"]


async def test_people_are_known_by_the_policys_id_and_customers_by_their_name(gateway: Gateway):
    ana = Person("Ana Ribeiro", email="ana@example.com")
    gateway.policy = replace(gateway.policy, people={"agent-7": ana})
    gateway.zendesk.users = {"900": User("Mia Kunde"), "77": User("A. Ribeiro", "ana@example.com")}
    async with gateway.client() as client:
        for request in (created(assignee_id="77"), commented("On it", by="77"), commented("Hm")):
            await request.to(client)
    e = gateway["zendesk-4711"]
    assert (e.customer, e.contact) == ("Mia Kunde", "agent-7")
    actors = [raw["actor"] for _, raw in gateway.temporal.signals]
    assert actors == ["Mia Kunde", "agent-7", "Mia Kunde"]
    assert gateway.zendesk.asked == ["user 900", "user 77"]


async def test_a_new_assignee_waits_for_the_name_that_an_id_is_not(gateway: Gateway):
    moved = zendesk(
        zendesk_body("agent_assignment_changed", event={"current": "77"}, assignee_id="77")
    )
    gateway.zendesk.users["77"] = Transient("Zendesk is away")
    assert await gateway.take(created(), moved) == [200, 503]
    assert gateway["zendesk-4711"].contact != "77"
    gateway.zendesk.users["77"] = User("Bo Berg")
    assert await gateway.take(moved) == [200]
    assert gateway["zendesk-4711"].contact == "Bo Berg"


@pytest.mark.parametrize(
    ("watch", "ticket", "is_watched"),
    [
        ("all", {}, True),
        ("matching", {}, False),
        ("matching", {"subject": "A data leak?"}, True),
        ("matching", {"priority": "URGENT"}, True),
        ("none", {"priority": "URGENT"}, False),
        ("none", {"subject": "A data leak?"}, True),
        ("none", {"tags": ["escalate_l2"], "priority": "URGENT"}, True),
    ],
)
async def test_the_policy_says_which_tickets_are_watched(
    gateway: Gateway, watch, ticket, is_watched: bool
):
    gateway.policy = replace(gateway.policy, watch=watch)
    assert await gateway.take(created(**ticket)) == [200 if is_watched else 202]
    assert ("zendesk-4711" in gateway.temporal.runs) == is_watched


@pytest.mark.parametrize("watch", ["matching", "none"])
@pytest.mark.parametrize(("by", "is_watched"), [("900", True), ("77", False)])
async def test_a_ticket_left_alone_is_watched_for_what_its_customer_says_of_security(
    gateway: Gateway, watch, by: str, is_watched: bool
):
    gateway.policy, gateway.reads = replace(gateway.policy, watch=watch, triggers=()), read
    leaked = "Somebody has hacked my account and changed the password"
    _, answered = await gateway.take(created(), commented(leaked, by=by))
    assert answered == (200 if is_watched else 202)
    assert ("zendesk-4711" in gateway.temporal.runs) == is_watched
    assert not is_watched or gateway["zendesk-4711"].tier == "security"


async def test_a_word_longer_than_a_history_bears_is_cut_not_lost(gateway: Gateway):
    await gateway.take(created(), commented("x" * 60_000))
    assert gateway.temporal.signals[-1][1]["type"] == "customer_replied"


async def test_without_a_secret_every_signature_is_refused(gateway: Gateway):
    async with gateway.client(secrets={}) as client:
        answer = await created().to(client)
    assert answer.status_code == 401
