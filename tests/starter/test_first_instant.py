"""With clocks moved by hand, a new escalation begins at the instant its first fact names."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from devserver.virtual_time import VirtualTime, arriving
from escalation import commands as c
from escalation.references import Ticket
from starter.escalations import Escalations
from starter.reach import present
from starter.temporal import first_instant
from tests.policies import POLICY

pytestmark = pytest.mark.server


async def test_a_fact_of_next_week_begins_a_clock_of_next_week(client, workers):
    escalations = Escalations(arriving(client, first_instant), POLICY)
    at = (datetime.now(UTC) + timedelta(days=7)).replace(microsecond=0)
    opening = c.Open(
        escalation="zendesk-in-a-week",
        at=at,
        command_id="open",
        ticket=Ticket("zendesk", "in-a-week"),
    )
    await escalations.tell(opening.escalation, [], opening)
    time = VirtualTime(client)
    assert await time.advance(opening.escalation, at)
    state = await escalations.state(opening.escalation)
    assert state.opened_at == at
    assert await time.now(opening.escalation) - at < timedelta(seconds=5)


async def test_a_fact_without_an_instant_begins_at_the_time_of_the_others(client, workers):
    there = arriving(client, first_instant, lambda: present(client))
    escalations = Escalations(there, POLICY)
    at = (datetime.now(UTC) + timedelta(days=60)).replace(microsecond=0)
    ticket = Ticket("zendesk", "in-two-months")
    earlier = c.Open(escalation="zendesk-in-two-months", at=at, command_id="open", ticket=ticket)
    await escalations.tell(earlier.escalation, [], earlier)
    await until_listed(client, at)
    slash = c.Open(escalation="slack-C1-1", command_id="open", ticket=Ticket("slack", "C1-1"))
    await escalations.tell(slash.escalation, [], slash)
    state = await escalations.state(slash.escalation)
    assert timedelta(0) <= state.opened_at - at < timedelta(seconds=10)
    for one in (earlier, slash):
        close = c.Close(escalation=one.escalation, command_id="close")
        await escalations.tell(one.escalation, [close])
        await client.get_workflow_handle(one.escalation).result()
    assert timedelta(0) <= (await present(client)) - at < timedelta(seconds=10)


async def until_listed(client, at):
    """The list of what runs lags behind by a second or so."""
    for _ in range(100):
        if (now := await present(client)) and now >= at:
            return
        await asyncio.sleep(0.1)
    pytest.fail("what was opened is not listed")
