"""What was missed is found and healed, in every helpdesk, and what was not is left alone."""

from typing import Any

import pytest

from activities.compared import Report
from bench.reconcile import REQUESTS_MAX, measured
from devserver.programs import Program
from escalation.model import Escalation
from escalation.terms import Severity, Status
from tests.e2e.test_story import (
    Story,
    climbs,
    escalation_in,
    is_done_and_the_customer_told,
    is_logged,
    story,
)
from workflows import reconciling

__all__ = ["story"]
pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]


async def arrives(story: Story) -> Escalation:
    told = await story.town.act(f"{story.desk}/tickets", subject="Help", description="It hangs.")
    story.ticket = escalation_in(told).removeprefix(f"{story.desk}-")
    return await story.town.settled(story.id)


async def compared(story: Story, is_dry_run: bool = False) -> Report:
    return await reconciling.now(story.town.escalations.client, is_dry_run)


async def missed(story: Story, path: str = "", **ask: Any) -> Escalation:
    """Something happens to the ticket, its webhook gets lost, and the reconciler looks."""
    page = f"{story.desk}/tickets/{story.ticket}{path}"
    await story.town.act(page, **ask, silent=True)
    first = await compared(story)
    assert (first.drifted, first.healed, first.reported) == (1, 1, ()), first
    again = await compared(story)
    assert (again.drifted, again.found, again.reported) == (0, (), ())
    return await story.town.settled(story.id)


async def test_who_was_told_everything_has_missed_nothing(story: Story):
    for act in (climbs, is_logged, is_done_and_the_customer_told):
        await act(story)
        report = await compared(story, is_dry_run=True)
        assert report.looked_at == 1
        assert (report.found, report.reported) == ((), ()), act.__name__


async def test_each_helpdesks_lost_webhooks_are_made_up_for(story: Story):
    begun = await arrives(story)
    assert (await compared(story)).found == ()
    e = await missed(story, "/reply", author="customer", text="Any news?")
    assert len(e.words) == len(begun.words) + 1
    e = await missed(story, "/reply", author="agent", name="Ben Okafor", text="We are on it.")
    assert len(e.words) == len(begun.words) + 2
    e = await missed(story, assignee="Ben Okafor")
    assert e.contact == "agent-8"
    e = await missed(story, priority="high")
    assert e.severity == Severity.HIGH
    e = await missed(story, status="solved")
    assert e.status in (Status.RESOLVED, Status.CLOSED)


@pytest.mark.slow
async def test_twenty_of_two_hundred(temporal_program: Program):
    came = await measured(temporal_program, 200)
    assert came.problems() == [], came.table()
    assert (came.first.looked_at, came.first.drifted, came.first.healed) == (200, 20, 20)
    assert came.first.requests <= REQUESTS_MAX * came.count
    assert (came.second.drifted, came.second.found) == (0, ())
