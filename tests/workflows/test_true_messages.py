"""The living message is made true when something changes that nobody is told by a word."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from escalation.actions import Channel, Tell
from escalation.policy import ClockRule
from escalation.terms import ClockKind, Tier
from tests.policies import POLICY, by_severity
from tests.workflows.desk import Desk, monday

pytestmark = pytest.mark.server


def corrected(desk: Desk) -> list[Tier]:
    """The tiers whose living message was only made true, in order."""
    told = desk.recorder.effects(Channel.SLACK)
    return [e.tier for e in told if isinstance(e, Tell) and e.effect.endswith("/true")]


async def test_an_issue_that_is_younger_than_the_message_is_shown(desk: Desk) -> None:
    await desk.open("zendesk-700", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-700", monday(10), "escalate", to="engineering", reason="a crash")
    state = await desk.settled("zendesk-700")
    assert state.issue is not None
    assert corrected(desk) == [Tier.ENGINEERING]
    await desk.send("zendesk-700", monday(10, 5), "acknowledge", actor="a-engineering")
    await desk.settled("zendesk-700")
    assert corrected(desk) == [Tier.ENGINEERING]


async def test_an_update_that_goes_out_by_itself_is_shown(desk: Desk) -> None:
    every_2h = {ClockKind.CUSTOMER_UPDATE: ClockRule(by_severity("2h", "2h", "2h", "2h"))}
    desk.policy = replace(POLICY, version="sends", customer_updates="send", clocks=every_2h)
    await desk.open("zendesk-701", monday(9), severity="critical", ticket={"subject": "Down"})
    await desk.send("zendesk-701", monday(9, 5), "acknowledge", actor="a-l2")
    await desk.settled("zendesk-701")
    before, words = len(corrected(desk)), len(desk.recorder.effects(Channel.SLACK))
    sent = len(desk.recorder.effects(Channel.HELPDESK))
    await desk.time.advance("zendesk-701", monday(9) + timedelta(minutes=150))
    await desk.settled("zendesk-701")
    assert len(desk.recorder.effects(Channel.HELPDESK)) == sent + 1
    new = desk.recorder.effects(Channel.SLACK)[words:]
    assert corrected(desk)[before:] == [e.tier for e in new if not e.text] == [Tier.L2]


async def test_a_message_that_cannot_be_written_is_not_tried_for_ever(desk: Desk) -> None:
    tried = []

    def refuse(channel: Channel, effects: tuple[Any, ...]) -> None:
        if channel == Channel.SLACK:
            tried.append(effects)
            raise ApplicationError("Slack has no channel", non_retryable=True)

    desk.recorder.fault = refuse
    await desk.open("zendesk-702", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-702", monday(10), "escalate", to="engineering", reason="a crash")
    state = await desk.settled("zendesk-702")
    assert len(tried) in (2, 3)  # the word, the brief with it or apart, and the alarm that says so
    assert {failure.channel for failure in state.failed} == {Channel.SLACK}


async def test_a_tier_that_has_left_sees_what_becomes_of_it(desk: Desk) -> None:
    await desk.open("zendesk-703", monday(9), tier="l2", ticket={"subject": "Login fails"})
    await desk.send("zendesk-703", monday(10), "escalate", to="engineering", reason="a crash")
    await desk.settled("zendesk-703")
    before = len(corrected(desk))
    await desk.send("zendesk-703", monday(10, 5), "acknowledge", actor="a-engineering")
    await desk.settled("zendesk-703")
    assert corrected(desk)[before:] == [Tier.L2]


async def test_a_run_that_follows_another_makes_sure_once(desk: Desk) -> None:
    handle = await desk.open("zendesk-704", monday(9), tier="l2", roll_at=60)
    first = (await handle.describe()).run_id
    for minute in range(12):
        await desk.send("zendesk-704", monday(10, minute), "note", text=f"{minute}")
        await desk.settled("zendesk-704")
    assert (await handle.describe()).run_id != first
    made_true = corrected(desk)
    assert Tier.L2 in made_true
    assert len(made_true) < 6, "once for each run, not at every turn"


async def test_an_issue_under_way_is_waited_for_a_minute(desk: Desk) -> None:
    tried = asyncio.Event()

    def once_away(channel: Channel, effects: Any) -> None:
        if channel == Channel.LINEAR and not tried.is_set():
            tried.set()
            raise ApplicationError("away", type="Transient")

    desk.recorder.fault = once_away
    handle = await desk.open("zendesk-709", monday(9), ticket={"subject": "Login fails"})
    await desk.send("zendesk-709", monday(10), "escalate", to="engineering", reason="a crash")
    await tried.wait()
    await handle.signal("deliver", {"type": "nonsense"})  # wakes it, and says nothing
    await desk.settled("zendesk-709")
    assert corrected(desk) == [Tier.ENGINEERING]
