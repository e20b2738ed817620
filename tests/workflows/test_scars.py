"""Others' scars that only a running workflow can show; the rest: tests/domain/test_scars.py."""

from datetime import timedelta

import pytest
from temporalio.client import Client

from devserver.virtual_time import VirtualTime
from escalation.actions import Alarm, Channel, Tell
from escalation.terms import ClockKind, ClockState, Status
from tests.workflows.desk import Desk, Recorder, failing, monday, working

pytestmark = pytest.mark.server


async def test_scar_6_failed_attempts_do_not_end_the_workflow(desk: Desk) -> None:
    desk.recorder.fault = failing(Channel.HELPDESK, times=5)
    await desk.open("zendesk-406", monday(9), tier="l2")
    await desk.send("zendesk-406", monday(9, 1), "update_customer", text="We are on it")
    await desk.time.advance("zendesk-406", monday(10))
    state = await desk.settled("zendesk-406")
    told = [e for e in desk.recorder.effects(Channel.HELPDESK) if e.type == "reply_to_customer"]
    assert [e.text for e in told] == ["We are on it"]
    assert (state.failed, state.status) == ((), Status.UNACKNOWLEDGED)


async def test_scar_12_a_waiting_chain_goes_on_after_a_restart(client: Client) -> None:
    first, second = Recorder(), Recorder()
    desk = Desk(client, VirtualTime(client), first)
    async with working(client, first):
        await desk.open("zendesk-412", monday(9), tier="l2", severity="critical")
        await desk.settled("zendesk-412")
    async with working(client, second):
        await desk.time.advance("zendesk-412", monday(9) + timedelta(minutes=16))
        await desk.settled("zendesk-412")
    asked = [e.ask for e in second.effects(Channel.SLACK) if "is asked" in e.text]
    assert asked == [("b-l2",)]
    assert not any("b-l2" in e.text for e in first.effects(Channel.SLACK))


async def test_a_slack_outage_stops_no_clock_and_loses_no_word(desk: Desk) -> None:
    desk.recorder.fault = failing(Channel.SLACK, times=12)
    await desk.open("zendesk-420", monday(9), tier="l2", severity="critical")
    await desk.time.advance("zendesk-420", monday(9) + timedelta(minutes=46))
    state = await desk.settled("zendesk-420")
    breached = [line.at for line in state.history if "Breach: acknowledge" in line.text]
    assert breached == [monday(9) + timedelta(minutes=m) for m in (15, 30, 45)]
    told = [e.text for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Tell)]
    assert len([t for t in told if "is asked" in t]) == 4
    effects = [e.effect for e in desk.recorder.effects(Channel.SLACK)]
    assert len(effects) == len(set(effects))


async def test_a_delivery_that_fails_for_good_is_shown_and_told_in_the_fallback(desk: Desk) -> None:
    desk.recorder.fault = failing(Channel.LINEAR, times=1, type="Rejected", non_retryable=True)
    await desk.open("zendesk-421", monday(9))
    await desk.send("zendesk-421", monday(10), "escalate", to="l2", reason="logs needed")
    state = await desk.settled("zendesk-421")
    assert [(f.channel, f.reason) for f in state.failed] == [("linear", "out of order")]
    alarms = [e.text for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Alarm)]
    assert alarms == ["zendesk-421: open_issue could not be delivered to linear: out of order"]
    clock = state.clock(ClockKind.ACKNOWLEDGE)
    assert clock
    assert clock.state == ClockState.RUNNING


async def test_a_signal_nobody_can_read_becomes_state_and_stops_nothing(desk: Desk) -> None:
    handle = await desk.open("zendesk-422", monday(9))
    for raw in [
        "nonsense",
        {"type": "explode"},
        {"type": "escalate", "to": "l7", "reason": "?"},
        7,
    ]:
        await handle.signal("deliver", raw)
    await handle.signal("deliver", {"type": "note", "escalation": "zendesk-422", "text": "alive"})
    await handle.signal("deliver", {"type": "confirm", "escalation": "zendesk-422", "colour": 1})
    state = await desk.settled("zendesk-422")
    story = [line.text for line in state.history]
    assert sum("could not be read" in line for line in story) == 4
    assert any("alive" in line for line in story)
    assert any("unknown fields left out: colour" in line for line in story)
    assert "confirm refused" in story[-1]
    assert state.status == Status.WATCHING
