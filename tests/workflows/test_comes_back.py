"""What is closed and comes back begins the next run of the series."""

import asyncio

import pytest

from escalation.actions import Channel
from escalation.terms import Status, Tier
from tests.workflows.desk import Desk, failing, monday
from workflows import options
from workflows.escalation import EscalationWorkflow
from workflows.start import Start

pytestmark = pytest.mark.server
REPLY = {"type": "customer_replied", "text": "No, it is not"}


async def test_the_next_run_inherits_from_the_closed_one(desk: Desk) -> None:
    handle = await desk.open("zendesk-300", monday(9), tier="l2", ticket={"subject": "Slow"})
    await desk.send("zendesk-300", monday(10), "acknowledge", actor="a-l2")
    await desk.send("zendesk-300", monday(11), "close", reason="duplicate")
    closed = await handle.result()

    reopen = {"type": "reopen", "escalation": "zendesk-300", "reason": "slow again"}
    await desk.client.start_workflow(
        EscalationWorkflow.run,
        Start(policy=desk.policy, escalation=closed),
        id="zendesk-300~2",
        task_queue=options.WORKFLOW_QUEUE,
        start_signal="deliver",
        start_signal_args=[[reopen]],
    )
    state = await desk.settled("zendesk-300~2")
    assert (state.id, state.run, state.tier, state.owner) == ("zendesk-300~2", 2, Tier.L2, "a-l2")
    assert state.status == Status.UNACKNOWLEDGED
    assert state.reopened == 1


async def test_a_word_after_the_end_is_not_lost_while_the_run_is_ending(desk: Desk) -> None:
    handle = await desk.open("zendesk-301", monday(9), tier="l2")
    await desk.settled("zendesk-301")
    close = {"type": "close", "escalation": "zendesk-301", "reason": "done"}
    reply = {"type": "customer_replied", "escalation": "zendesk-301", "text": "No, it is not"}
    await handle.signal("deliver", [close, reply])
    await handle.result()
    state = await desk.settled("zendesk-301~2")
    assert (state.run, state.reopened) == (2, 1)


async def test_an_open_that_cannot_be_read_starts_nothing_that_lives(desk: Desk) -> None:
    handle = await desk.client.start_workflow(
        EscalationWorkflow.run,
        Start(policy=desk.policy),
        id="zendesk-302",
        task_queue=options.WORKFLOW_QUEUE,
        start_signal="deliver",
        start_signal_args=[[{"type": "open", "escalation": "zendesk-302"}]],
    )
    end = await handle.result()
    assert end.status == Status.NEW
    assert "ticket" in end.history[-1].text


async def test_a_word_after_the_end_is_taken_on_while_deliveries_still_fail(desk: Desk) -> None:
    """The next run does not wait for what the closed one still owes to a helpdesk that is away."""
    desk.recorder.fault = failing(Channel.HELPDESK, times=10_000)
    handle = await desk.open("zendesk-303", monday(9), tier="l2")
    close = {"type": "close", "escalation": "zendesk-303", "reason": "done"}
    await handle.signal("deliver", [close, {**REPLY, "escalation": "zendesk-303"}])
    second = await desk.living("zendesk-303~2")
    assert (second.run, second.status) == (2, Status.UNACKNOWLEDGED)
    note = {"type": "note", "escalation": "zendesk-303", "text": "passed on"}
    await handle.signal("deliver", note)
    for _ in range(100):
        second = await desk.state("zendesk-303~2")
        if any("passed on" in line.text for line in second.history):
            break
        await asyncio.sleep(0.05)
    assert any("passed on" in line.text for line in second.history)
    await handle.terminate()


async def test_a_promise_no_calendar_reaches_is_refused_and_stops_nothing(desk: Desk) -> None:
    handle = await desk.open("zendesk-304", monday(9), tier="l2")
    far = {"type": "promise", "escalation": "zendesk-304", "due_at": "2099-01-01T00:00:00Z"}
    await handle.signal("deliver", {**far, "text": "one day"})
    state = await desk.settled("zendesk-304")
    assert "too far ahead" in state.history[-1].text
