"""Escalations that live long: a half year of waiting is cheap, and rolling over loses nothing."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowHandle

from escalation.actions import Channel, Tell
from tests.workflows.desk import Desk, monday
from workflows.cost import events

pytestmark = pytest.mark.server
ROLL_AT = 120
ARRIVES_WHILE_ROLLING = 80  # events: messages and deliveries under way when a run decides to end


async def test_180_days_paused_stay_under_60_events(desk: Desk) -> None:
    begin = monday(9)
    handle = await desk.open("zendesk-180", begin, tier="l2")
    await desk.send("zendesk-180", begin + timedelta(minutes=5), "acknowledge", actor="a-l2")
    waiting = {"reason": "waiting_for_customer", "actor": "a-l2"}
    await desk.send("zendesk-180", begin + timedelta(minutes=9), "agent_replied", actor="a-l2")
    await desk.send("zendesk-180", begin + timedelta(minutes=10), "pause", **waiting)
    await desk.settled("zendesk-180")
    before = len(events(await handle.fetch_history()))

    await desk.time.advance("zendesk-180", begin + timedelta(days=180, minutes=10))
    await desk.settled("zendesk-180")
    spent = len(events(await handle.fetch_history())) - before
    asked = [e for e in desk.recorder.effects(Channel.SLACK) if "Review" in getattr(e, "text", "")]
    print(f"180 days paused: {spent} events, {len(asked)} reviews")
    assert len(asked) == 4  # after 3, 14, 45 and 120 days
    assert spent <= 60


async def _runs(client: Client, handle: WorkflowHandle) -> list[int]:
    """The number of events of each run, oldest first."""
    counts = []
    async for run in client.list_workflows(f"WorkflowId = '{handle.id}'"):
        history = await client.get_workflow_handle(handle.id, run_id=run.run_id).fetch_history()
        counts.append((run.start_time, len(events(history))))
    return [count for _, count in sorted(counts)]


async def test_rolling_over_under_steady_traffic_loses_nothing(desk: Desk) -> None:
    handle = await desk.open("zendesk-181", monday(9), tier="l2", roll_at=ROLL_AT)
    notes = [f"note-{n}" for n in range(300)]
    for start in range(0, len(notes), 3):
        for name in notes[start : start + 3]:
            raw = {"type": "note", "escalation": "zendesk-181", "text": name, "command_id": name}
            await handle.signal("deliver", raw)
        await asyncio.sleep(0.01)
    state = await desk.settled("zendesk-181")

    assert [c for c in state.command_ids if c.startswith("note-")] == notes
    told = [e.text for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Tell)]
    assert [t.split(": ")[1] for t in told if "noted" in t] == notes  # each once, in order
    runs = await _runs(desk.client, handle)
    print(f"runs of {runs} events")
    assert len(runs) > 3
    assert max(runs) <= ROLL_AT + ARRIVES_WHILE_ROLLING
