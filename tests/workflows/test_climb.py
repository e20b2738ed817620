"""One escalation on the real server: it climbs, is taken, breaches, comes down, ends."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from escalation.actions import (
    Alarm,
    Channel,
    NoteTicket,
    OpenIssue,
    ReadTicket,
    ReplyToCustomer,
    Tell,
)
from escalation.terms import Status, Tier
from tests.workflows.desk import Desk, monday

pytestmark = pytest.mark.server


async def test_a_ticket_climbs_to_l2_is_taken_and_confirmed(desk: Desk) -> None:
    handle = await desk.open("zendesk-100", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-100", monday(10), "escalate", to="l2", reason="needs logs")
    await desk.settled("zendesk-100")
    asked = [e for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Tell) and e.ask]
    await desk.send("zendesk-100", monday(10, 20), "acknowledge", actor="a-l2")
    state = await desk.state("zendesk-100")
    assert (state.tier, state.status, state.owner) == (Tier.L2, Status.WORKING, "a-l2")

    await desk.send("zendesk-100", monday(11), "resolve", actor="a-l2", resolution="restarted")
    await desk.send("zendesk-100", monday(12), "confirm", actor="customer")
    end = await handle.result()

    assert (end.status, end.ending) == (Status.CLOSED, "confirmed")
    assert asked[0].ask == ("a-l2",)
    assert isinstance(desk.recorder.effects(Channel.LINEAR)[0], OpenIssue)
    kinds = {type(e) for e in desk.recorder.effects(Channel.HELPDESK)}
    assert kinds == {ReadTicket, NoteTicket, ReplyToCustomer}


async def test_an_issue_is_opened_with_what_the_ticket_tells(desk: Desk) -> None:
    await desk.open("zendesk-110", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-110", monday(10), "escalate", to="engineering", reason="a crash")
    state = await desk.settled("zendesk-110")
    channels = [channel for channel, _ in desk.recorder.sent]
    assert channels.index(Channel.HELPDESK) < channels.index(Channel.LINEAR)
    (issue,) = desk.recorder.effects(Channel.LINEAR)
    assert "- Organisation: Acme" in issue.body
    assert (await desk.card("zendesk-110")).customer.endswith("(Gold, 120000.50)")
    assert state.context


async def test_an_issue_does_not_wait_for_a_helpdesk_that_is_away(desk: Desk) -> None:
    def away(channel: Channel, effects: Any) -> None:
        if channel == Channel.HELPDESK:
            raise ApplicationError("away", type="Transient")

    def read_only(channel: Channel, effects: Any) -> None:
        """As activities/helpdesk.py: what was read is handed on, the rest begins anew."""
        if channel == Channel.HELPDESK and any(isinstance(e, ReadTicket) for e in effects):
            return
        away(channel, effects)

    desk.recorder.fault, desk.recorder.reads_only = read_only, True
    await desk.open("zendesk-111", monday(9), ticket={"subject": "Login fails"})
    handle = desk.client.get_workflow_handle("zendesk-111")
    await desk.send("zendesk-111", monday(10), "escalate", to="engineering", reason="a crash")
    for _ in range(100):
        if desk.recorder.effects(Channel.LINEAR):
            break
        await asyncio.sleep(0.05)
    (issue,) = desk.recorder.effects(Channel.LINEAR)
    assert issue.title == "Login fails"
    assert not [e for e in desk.recorder.effects(Channel.HELPDESK) if isinstance(e, NoteTicket)]
    await handle.terminate()


async def test_an_issue_does_not_wait_behind_a_word_that_cannot_be_delivered(desk: Desk) -> None:
    def away(channel: Channel, effects: Any) -> None:
        if channel == Channel.HELPDESK:
            raise ApplicationError("away", type="Transient")

    desk.recorder.fault = away
    handle = await desk.open("zendesk-112", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-112", monday(9, 30), "set_severity", severity="low", reason="one user")
    await asyncio.sleep(0.5)  # its note is under way, and will be for days
    await desk.send("zendesk-112", monday(10), "escalate", to="engineering", reason="a crash")
    for _ in range(100):
        if desk.recorder.effects(Channel.LINEAR):
            break
        await asyncio.sleep(0.05)
    assert [type(e) for e in desk.recorder.effects(Channel.LINEAR)] == [OpenIssue]
    await handle.terminate()


async def test_nobody_acknowledges_and_every_step_is_asked_before_the_alarm(desk: Desk) -> None:
    await desk.open("zendesk-101", monday(9), severity="critical", ticket={"subject": "Down"})
    await desk.time.advance("zendesk-101", monday(9) + timedelta(hours=2))
    state = await desk.settled("zendesk-101")
    told = desk.recorder.effects(Channel.SLACK)
    asked = [e.ask for e in told if isinstance(e, Tell) and "is asked" in e.text and e.tier == "l2"]
    assert asked == [("a-l2",), ("b-l2",)] * 3
    assert any(isinstance(e, Alarm) for e in told)
    assert [g.tier for g in state.engaged] == [Tier.LEADERSHIP]


async def test_a_refused_update_leaves_no_trace_and_says_why(desk: Desk) -> None:
    handle = await desk.open("zendesk-102", monday(9))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await desk.send("zendesk-102", monday(10), "confirm")
    assert "not possible while watching" in str(refused.value.cause)
    state = await desk.state("zendesk-102")
    assert not any("refused" in line.text for line in state.history)
    await handle.terminate()
