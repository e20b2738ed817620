"""A helpdesk that only points at a ticket: what is read there is told as it stands."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from escalation.context import Word
from escalation.policy import Person
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity, Status, Tier
from integrations.errors import Absent, RateLimited, Rejected, Transient
from integrations.helpdesk.port import User
from starter.tickets import escalation_of
from tests.gateway.conftest import OWN, Gateway
from tests.gateway.senders import NOW, freshdesk

TICKET = Ticket(
    "freshdesk", "31", subject="Export hangs", description="It never ends", requester="900"
)
VENDORS_WAIT_S = 5  # s: Intercom, HubSpot and Linear
LATER = NOW + timedelta(minutes=30)


def standing(status="open", at: datetime = NOW, **ticket) -> TicketSnapshot:
    return TicketSnapshot(replace(TICKET, **ticket), status, Severity.HIGH, updated_at=at)


def word(ref: str, text: str, by: str = "900", at: datetime = NOW, public: bool = True) -> Word:
    return Word(ref, at, by, "", is_customer=by == "900", is_public=public, text=text)


@pytest.fixture
def desk(gateway: Gateway):
    found = gateway.helpdesks["freshdesk"]
    found.tickets["31"] = standing()
    return found


async def test_a_new_ticket_is_opened_as_it_is_read(gateway: Gateway, desk):
    desk.users["900"] = User("Mia Kunde")
    assert await gateway.take(freshdesk(event="created")) == [200]
    e = gateway["freshdesk-31"]
    assert (e.status, e.severity, e.customer) == (Status.WATCHING, Severity.HIGH, "Mia Kunde")
    assert e.ticket
    assert (e.ticket.subject, e.ticket.url) == ("Export hangs", desk.url("31"))


async def test_what_was_said_and_how_it_stands_are_told_oldest_first(gateway: Gateway, desk):
    await gateway.take(freshdesk(event="created"))
    desk.spoken["31"] = [word("c1", "We look into it", "77", NOW + timedelta(minutes=10))]
    desk.tickets["31"] = standing("pending", LATER, assignee="77")
    desk.users["77"] = User("Bo")
    gateway.temporal.now = LATER + timedelta(minutes=1)
    assert await gateway.take(freshdesk(at=LATER)) == [200]
    told = gateway.told[-2:]
    assert [raw["type"] for raw in told] == ["agent_replied", "ticket_changed"]
    assert (told[0]["actor"], told[0]["ref"], told[0]["command_id"]) == (
        "Bo",
        "c1",
        "freshdesk:word:c1",
    )
    assert (told[1]["is_snapshot"], told[1]["status"], told[1]["assignee"]) == (
        True,
        "pending",
        "Bo",
    )
    e = gateway["freshdesk-31"]
    assert e.clock("first_response").state == "met"
    assert [wait.reason for wait in e.waits] == ["waiting_for_customer"]
    assert f"words 31 since {(LATER - timedelta(hours=1)).isoformat()}" in desk.asked


async def test_what_is_read_twice_is_told_once(gateway: Gateway, desk):
    await gateway.take(freshdesk(event="created"))
    desk.spoken["31"] = [word("c1", "Any news?")]
    gateway.temporal.now = LATER + timedelta(hours=1)
    await gateway.take(freshdesk(at=LATER), freshdesk(at=LATER + timedelta(seconds=1)))
    lines = [line.text for line in gateway["freshdesk-31"].history]
    assert sum("Any news?" in line for line in lines) == 1


async def test_our_own_words_are_left_out_and_the_customers_never(gateway: Gateway, desk):
    await gateway.take(freshdesk(event="created"))
    ours = word("c1", "Handrail: escalated", OWN, public=False)
    quoting = replace(word("c2", "> handrail-ref 1a2b\nThanks", OWN), is_customer=True)
    desk.spoken["31"] = [ours, quoting]
    await gateway.take(freshdesk())
    said = [raw["text"] for raw in gateway.told if raw["type"].endswith("_replied")]
    assert said == ["> handrail-ref 1a2b\nThanks"]


async def test_a_group_is_named_where_the_policy_routes_it(gateway: Gateway, desk):
    gateway.policy = replace(gateway.policy, groups={"Engineering desk": Tier.ENGINEERING})
    desk.groups["11"] = "Engineering desk"
    await gateway.take(freshdesk(event="created"))
    desk.tickets["31"] = standing(at=LATER, group="11")
    gateway.temporal.now = LATER + timedelta(minutes=1)
    await gateway.take(freshdesk(at=LATER))
    assert gateway["freshdesk-31"].tier == Tier.ENGINEERING


@pytest.mark.parametrize(
    "error",
    [Transient("it is away"), RateLimited("too much", datetime(2026, 3, 2, 10, tzinfo=UTC))],
    ids=["away", "limited"],
)
async def test_a_helpdesk_that_does_not_answer_is_503_and_the_fact_comes_again(
    gateway: Gateway, desk, error
):
    desk.tickets["31"] = error
    (answer,) = await gateway.ask(freshdesk())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert gateway.temporal.runs == {}
    desk.tickets["31"] = standing()
    assert await gateway.take(freshdesk()) == [200]


async def test_a_helpdesk_that_is_slow_is_503_in_time(gateway: Gateway, desk):
    async def long() -> None:
        await asyncio.sleep(VENDORS_WAIT_S)

    desk.meanwhile = long
    assert await gateway.take(freshdesk()) == [503]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Transient("it is away"), 503), (Rejected("no right to see users", "give it"), 200)],
    ids=["away", "refused"],
)
async def test_a_name_is_waited_for_where_an_id_would_be_news(
    gateway: Gateway, desk, refusal, status: int
):
    desk.users["900"] = refusal
    assert await gateway.take(freshdesk()) == [status]


async def test_a_ticket_that_is_not_there_is_left(gateway: Gateway, desk):
    desk.tickets["31"] = Absent("there is no such ticket", "look for another")
    assert await gateway.take(freshdesk()) == [202]


async def test_without_a_credential_nothing_is_read_and_nothing_lost(gateway: Gateway, desk):
    (answer,) = await gateway.ask(freshdesk(), helpdesks={})
    assert answer.status_code == 503
    assert "freshdesk is not connected" in answer.json()["problem"]


async def test_a_ticket_that_is_over_is_not_opened(gateway: Gateway, desk):
    desk.tickets["31"] = standing("solved")
    assert await gateway.take(freshdesk()) == [202]
    desk.tickets["31"] = replace(standing(), merged_into="30")
    assert await gateway.take(freshdesk()) == [202]
    assert gateway.temporal.runs == {}


async def test_a_merged_ticket_points_at_the_other(gateway: Gateway, desk):
    await gateway.take(freshdesk(event="created"))
    desk.tickets["31"] = replace(standing("closed", LATER), merged_into="30")
    gateway.temporal.now = LATER + timedelta(minutes=1)
    await gateway.take(freshdesk(at=LATER))
    e = gateway["freshdesk-31"]
    assert (e.status, e.ending, e.merged_into) == (Status.CLOSED, "merged", "freshdesk-30")


async def test_a_person_of_the_policy_is_known_by_address(gateway: Gateway, desk):
    ana = Person("Ana Ribeiro", email="ana@example.com")
    gateway.policy = replace(gateway.policy, people={"agent-7": ana})
    desk.users["77"] = User("A. R.", "ana@example.com")
    desk.tickets["31"] = standing(assignee="77")
    await gateway.take(freshdesk(event="created"))
    assert gateway["freshdesk-31"].contact == "agent-7"


@pytest.mark.parametrize(
    ("url", "escalation"),
    [
        ("https://example.freshdesk.com/agent/tickets/31", "freshdesk-31"),
        ("https://example.zendesk.com/agent/tickets/4711/", "zendesk-4711"),
        ("https://example.zendesk.com/agent/tickets/4711?x=/../", ""),
        ("https://example.com/agent/tickets/4711", ""),
        ("https://example.zendesk.com/agent/tickets/", ""),
    ],
)
def test_a_tickets_address_names_its_escalation(gateway: Gateway, url: str, escalation: str):
    assert escalation_of(url, gateway.helpdesks) == escalation
