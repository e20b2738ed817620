"""Told, asked and looked at on the real server."""

import asyncio
import uuid
from datetime import UTC, datetime

import pytest

from escalation import commands as c
from escalation.references import Ticket
from escalation.terms import Severity, Status, Tier
from starter.escalations import Escalations, How, Refused
from starter.series import Unknown, handle
from starter.visibility import Filter, Shown, listed
from tests.policies import POLICY
from tests.workflows.desk import Recorder, working

pytestmark = pytest.mark.server

ABOVE_2_TO_53 = 9_007_199_254_740_993  # the first whole number a double cannot hold


def opening(number: int | None = None, **fields) -> c.Open:
    id_ = str(number or uuid.uuid4().int % 10**12)
    series = f"zendesk-{id_}"
    ticket = Ticket("zendesk", id_, subject="Export hangs")
    return c.Open(escalation=series, ticket=ticket, command_id=f"open:{id_}", **fields)


def note(series: str, text: str) -> c.AddNote:
    return c.AddNote(escalation=series, actor="agent-1", text=text, command_id=f"note:{text}")


async def closed(escalations: Escalations, series: str) -> None:
    close = c.Close(escalation=series, actor="agent-1", reason="solved", command_id="close")
    await escalations.ask(series, close)
    await handle(escalations.client, series).result()


async def test_two_facts_at_the_same_instant_begin_one_escalation(escalations, workers):
    begin = opening()
    notes = [note(begin.escalation, f"fact {n}") for n in range(8)]
    await asyncio.gather(*(escalations.tell(begin.escalation, [n], begin) for n in notes))
    state = await escalations.state(begin.escalation)
    assert sorted(n.text for n in state.notes) == [f"fact {n}" for n in range(8)]
    assert sum("Opened" in line.text for line in state.history) == 1


async def test_a_fact_that_comes_again_changes_nothing(escalations, workers):
    begin = opening()
    for _ in range(3):
        await escalations.tell(begin.escalation, [note(begin.escalation, "once")], begin)
        await escalations.tell(begin.escalation, [], begin)
    state = await escalations.state(begin.escalation)
    assert [n.text for n in state.notes] == ["once"]


async def test_a_closed_escalation_that_comes_back_begins_the_next_run(escalations, workers):
    begin = opening(severity=Severity.HIGH, tier=Tier.L2)
    series = begin.escalation
    await escalations.tell(series, [], begin)
    await closed(escalations, series)
    again = [
        c.CustomerReplied(escalation=series, text=f"Again {n}", command_id=f"reply:{n}")
        for n in range(2)
    ]
    told = await asyncio.gather(*(escalations.tell(series, [reply], begin) for reply in again))
    assert {t.escalation for t in told} == {f"{series}~2"}
    state = await escalations.state(series)
    assert (state.id, state.run, state.tier, state.severity) == (
        f"{series}~2",
        2,
        Tier.L2,
        Severity.HIGH,
    )
    assert state.is_open
    assert state.policy.version == POLICY.version

    await escalations.ask(series, c.Close(escalation=series, command_id="close again"))
    await handle(escalations.client, f"{series}~2").result()
    receipt = await escalations.ask(
        series, c.Reopen(escalation=series, reason="no", actor="agent-1")
    )
    assert receipt.escalation == f"{series}~3"
    assert (await escalations.state(series)).run == 3


async def test_what_does_not_bring_a_closed_escalation_back_is_ignored(escalations, workers):
    begin = opening()
    await escalations.tell(begin.escalation, [], begin)
    await closed(escalations, begin.escalation)
    told = await escalations.tell(begin.escalation, [note(begin.escalation, "late")], begin)
    assert told.how == How.IGNORED
    assert "closed" in told.reason
    with pytest.raises(Refused, match="not possible while closed"):
        await escalations.ask(begin.escalation, c.Acknowledge(escalation=begin.escalation))
    assert (await escalations.state(begin.escalation)).status == Status.CLOSED


async def test_an_operator_stopped_it_and_the_customer_writes_again(escalations, workers):
    begin = opening()
    await escalations.tell(begin.escalation, [], begin)
    await handle(escalations.client, begin.escalation).terminate("stuck")
    reply = c.CustomerReplied(escalation=begin.escalation, text="And?", command_id="reply")
    told = await escalations.tell(begin.escalation, [reply])
    assert told.how == How.BEGAN
    state = await escalations.state(begin.escalation)
    assert state.run == 2
    assert state.ticket
    assert state.ticket.id == begin.ticket.id


async def test_a_ticket_id_above_2_to_53_stays_exact(escalations, workers):
    begin = opening(ABOVE_2_TO_53)
    await escalations.tell(begin.escalation, [], begin)
    state = await escalations.state(f"zendesk-{ABOVE_2_TO_53}")
    assert state.ticket
    assert state.ticket.id == str(ABOVE_2_TO_53)


async def test_a_fact_is_durable_with_no_worker_and_taken_when_one_starts(escalations):
    begin = opening(tier=Tier.L2)
    await escalations.tell(begin.escalation, [], begin)
    took = c.Acknowledge(escalation=begin.escalation, actor="a-l2", command_id="click")
    told = await escalations.tell(begin.escalation, [took])
    assert told.how == How.TAKEN
    async with working(escalations.client, Recorder()):
        state = await escalations.state(begin.escalation)
    assert (state.owner, state.status) == ("a-l2", Status.WORKING)


async def test_nobody_is_assigned_is_a_fact_too(escalations, workers):
    begin = opening()
    gone = c.TicketChanged(escalation=begin.escalation, assignee="", command_id="gone")
    had = c.TicketChanged(escalation=begin.escalation, assignee="agent-1", command_id="had")
    await escalations.tell(begin.escalation, [had], begin)
    assert (await escalations.state(begin.escalation)).contact == "agent-1"
    await escalations.tell(begin.escalation, [gone])
    assert (await escalations.state(begin.escalation)).contact == ""


async def test_an_unknown_escalation_is_unknown_to_all_who_ask(escalations):
    for asking in (
        escalations.ask("zendesk-0", c.Confirm(escalation="zendesk-0")),
        escalations.tell("zendesk-0", [c.Confirm(escalation="zendesk-0")]),
        escalations.state("zendesk-0"),
        escalations.explain("zendesk-0"),
    ):
        with pytest.raises(Unknown, match="no escalation zendesk-0"):
            await asking


async def test_the_list_is_filtered_by_what_operators_see(escalations, workers):
    begin = opening(tier=Tier.SECURITY, severity=Severity.LOW, at=datetime.now(UTC))
    await escalations.tell(begin.escalation, [], begin)
    wanted = Filter(tier=Tier.SECURITY, severity=Severity.LOW, status=Shown.UNACKNOWLEDGED)
    for _ in range(50):
        rows = await listed(escalations.client, wanted)
        if any(row.escalation == begin.escalation for row in rows):
            break
        await asyncio.sleep(0.1)
    row = next(row for row in rows if row.escalation == begin.escalation)
    assert (row.tier, row.severity, row.owner, row.breached) == ("security", "low", "nobody", False)
    assert {row.tier for row in rows} == {"security"}
