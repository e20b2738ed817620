"""Deliveries to the helpdesk: what stands in the ticket afterwards, also on a bad day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities import helpdesk
from activities.batches import HelpdeskBatch, HelpdeskEffect
from escalation.actions import AssignTicket, NoteTicket, ReadTicket, ReplyToCustomer
from escalation.references import Ticket
from escalation.terms import Severity
from tests.activities.conftest import TICKET, World, run

NOTE = NoteTicket(effect="e1", text="Climbed to l2", tags=("handrail", "handrail_l2"))
REPLY = ReplyToCustomer(effect="e2", text="We are on it")


def batch(*effects: HelpdeskEffect) -> HelpdeskBatch:
    return HelpdeskBatch("zendesk-1", effects, Ticket("zendesk", str(TICKET)))


def said(ticket: dict) -> list[tuple[str, bool]]:
    """What we wrote: all but the customer's own description."""
    return [(c["body"], c["public"]) for c in ticket["comments"][1:]]


async def test_a_note_is_private_and_brings_its_tags(world: World):
    (outcome,) = (await run(world.helpdesk.deliver, batch(NOTE))).outcomes
    ticket = await world.ticket()
    assert outcome.failed == ""
    assert said(ticket) == [("Climbed to l2", False)]
    assert set(ticket["tags"]) == {"vip", "handrail", "handrail_l2"}


async def test_a_word_to_the_customer_is_public(world: World):
    await run(world.helpdesk.deliver, batch(REPLY))
    assert said(await world.ticket()) == [("We are on it", True)]


@pytest.mark.parametrize(
    ("severity", "priority"),
    list(zip(Severity, ("urgent", "high", "normal", "low"), strict=True)),
)
async def test_severity_is_priority(world: World, severity: Severity, priority: str):
    await run(world.helpdesk.deliver, batch(replace(NOTE, severity=severity)))
    assert (await world.ticket())["priority"] == priority


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_lost_answer_then_a_repeat_is_one_effect(world: World, lost: int):
    if lost > 1:
        await world.fault("zendesk", "PUT", "slow", times=lost - 1)
    await world.fault("zendesk", "PUT", "lost_answer")
    with pytest.raises(ApplicationError) as caught:
        await run(world.helpdesk.deliver, batch(NOTE, REPLY))
    assert caught.value.type == "Transient"
    delivered = await run(world.helpdesk.deliver, batch(NOTE, REPLY), attempt=2)
    assert [o.failed for o in delivered.outcomes] == ["", ""]
    assert said(await world.ticket()) == [("Climbed to l2", False), ("We are on it", True)]


async def test_what_an_earlier_run_sent_is_not_sent_again(world: World):
    await run(world.helpdesk.deliver, batch(REPLY))
    await run(world.helpdesk.deliver, replace(batch(REPLY), is_repeat=True))
    assert len(said(await world.ticket())) == 1


async def test_a_rate_limit_is_waited_for_and_is_no_error(world: World):
    await world.fault("zendesk", "PUT", "rate_limit", retry_after_s=30)
    with pytest.raises(ApplicationError) as caught:
        await run(world.helpdesk.deliver, batch(NOTE))
    error = caught.value
    assert (error.type, error.category) == ("RateLimited", ApplicationErrorCategory.BENIGN)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay > timedelta(seconds=25)


async def test_a_ticket_that_is_gone_fails_for_good(world: World):
    gone = replace(batch(NOTE), ticket=Ticket("zendesk", "404"))
    (outcome,) = (await run(world.helpdesk.deliver, gone)).outcomes
    assert outcome.failed.startswith("Zendesk answered 404")
    (again,) = (await run(world.helpdesk.deliver, gone, attempt=2)).outcomes
    assert again.failed.startswith("Zendesk answered 404")


@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        (Ticket("volvo", "1"), "no helpdesk volvo is connected; "),
        (Ticket("", ""), "there is no ticket; "),
        (Ticket("zendesk", "../users"), "'../users' is no ticket id of Zendesk; "),
    ],
)
async def test_a_ticket_that_cannot_be_reached_fails_for_good(
    world: World, ticket: Ticket, reason: str
):
    (outcome,) = (await run(world.helpdesk.deliver, replace(batch(NOTE), ticket=ticket))).outcomes
    assert outcome.failed.startswith(reason)


async def test_a_wrong_token_fails_every_effect_with_the_remedy(locked_out: World):
    delivered = await run(locked_out.helpdesk.deliver, batch(NOTE, REPLY))
    assert ["HANDRAIL_ZENDESK_TOKEN" in o.failed for o in delivered.outcomes] == [True, True]


async def test_a_resolved_ticket_is_left_solved(world: World):
    await run(world.helpdesk.deliver, batch(replace(REPLY, status="solved")))
    assert (await world.ticket())["status"] == "solved"


async def test_who_has_it_here_gets_the_ticket(world: World):
    change = {"assignee": "Ana Ribeiro", "by": "Ana Ribeiro", "send": False}
    await world.sandbox.control(f"/zendesk/tickets/{TICKET}", **change)
    known = (await world.ticket())["assignee_id"]
    await world.sandbox.control(f"/zendesk/tickets/{TICKET}", assignee="Ben Okafor", send=False)
    assign = AssignTicket(effect="e3", person="agent-7", email="ana@example.com")
    (outcome,) = (await run(world.helpdesk.deliver, batch(assign))).outcomes
    assert outcome.failed == ""
    assert (await world.ticket())["assignee_id"] == known


async def test_nobody_of_that_address_is_a_clear_refusal(world: World):
    assign = AssignTicket(effect="e3", person="x", email="nobody@example.com")
    (outcome,) = (await run(world.helpdesk.deliver, batch(assign))).outcomes
    assert "nobody@example.com" in outcome.failed


READ = ReadTicket(effect="e4", fields={"plan": ("organization.plan",)})


async def test_the_ticket_is_read_for_the_brief(world: World):
    reply = {"author": "customer", "text": "still broken", "send": False}
    await world.sandbox.control(f"/zendesk/tickets/{TICKET}/reply", **reply)
    read, note = (await run(world.helpdesk.deliver, batch(NOTE, READ))).outcomes
    assert (read.effect, note.effect) == ("e4", "e1")
    assert read.context
    assert read.context.requester == "Casey Customer"
    assert [word.text for word in read.context.words][-1] == "still broken"


@pytest.mark.parametrize("kind", ["error", "rate_limit"])
async def test_what_was_read_does_not_wait_for_what_must_be_tried_again(world: World, kind: str):
    await world.fault("zendesk", "PUT", kind)
    (read,) = (await run(world.helpdesk.deliver, batch(NOTE, READ))).outcomes
    assert read.context
    (note,) = (await run(world.helpdesk.deliver, replace(batch(NOTE), is_repeat=True))).outcomes
    assert (note.effect, note.failed) == ("e1", "")
    assert len(said(await world.ticket())) == 1


async def test_a_ticket_that_cannot_be_read_is_said_at_once_and_the_word_goes_out(world: World):
    await world.fault("zendesk", "GET", "error")
    read, note = (await run(world.helpdesk.deliver, batch(READ, NOTE))).outcomes
    assert read.failed.startswith("Zendesk answered 500")
    assert note.failed == ""


async def test_a_helpdesk_that_answers_too_late_is_read_no_longer(world: World, monkeypatch):
    monkeypatch.setattr(helpdesk, "READ_S", 0.1)
    await world.fault("zendesk", "GET", "slow", seconds=1)
    read, note = (await run(world.helpdesk.deliver, batch(READ, NOTE))).outcomes
    assert read.failed == "the ticket was not read in 0.1 s"
    assert note.failed == ""
