"""Deliveries that wait for their turn: newer and shorter words, and a quick end at a shutdown."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.common import Priority
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.batches import Delivered, SlackBatch, TierChannel
from activities.joining import TOGETHER_MAX, joined, together
from activities.line import UNSENT
from activities.saying import Workspace
from activities.slack import SlackActivities
from escalation.actions import Button, Tell
from escalation.card import Card
from escalation.references import MessageRef
from escalation.terms import Tier
from integrations.slack.client import SlackClient, open_session, open_web_client
from integrations.slack.finding import Finder
from integrations.slack.pace import Pace
from tests.activities.conftest import World, run, wall_clock
from tests.activities.test_slack import CARD
from workflows.options import ALIVE, IN_LINE, PRIORITY

HASTE = 10  # times as fast as Slack's second: a test has no time
CRITICAL, LOW = 1, 4


@dataclass
class HastyClock:
    """The loop's clock, sped up."""

    loop: asyncio.AbstractEventLoop

    def time(self) -> float:
        return self.loop.time() * HASTE

    def call_later(self, delay: float, callback: Any, *args: Any) -> asyncio.TimerHandle:
        return self.loop.call_later(delay / HASTE, callback, *args)


@dataclass
class Desk:
    """A paced workspace before the sandbox; `cards` are what workflows answer now."""

    world: World
    slack: SlackActivities
    cards: dict[str, Card] = field(default_factory=dict)
    environments: dict[str, ActivityEnvironment] = field(default_factory=dict)
    beats: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def deliver(
        self, batch: SlackBatch, *, urgency: int = LOW, attempt: int = 1, last_beat: Any = ()
    ) -> "asyncio.Task[Delivered]":
        environment = self.environments[batch.key] = ActivityEnvironment()
        beats = self.beats[batch.key] = []
        environment.on_heartbeat = lambda *details: beats.append(details)
        environment.info = replace(
            environment.info,
            attempt=attempt,
            priority=Priority(priority_key=urgency),
            heartbeat_details=last_beat,
            heartbeat_timeout=ALIVE,
            start_to_close_timeout=IN_LINE,
        )
        return asyncio.ensure_future(environment.run(self.slack.deliver, batch))

    async def calls(self) -> dict[str, int]:
        told = (await self.world.sandbox.http.get("/control/limits")).json()
        return {method: counts["allowed"] for method, counts in told["methods"].items()}


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    config, url = world.sandbox.config, world.sandbox.url
    pace = Pace(HastyClock(asyncio.get_running_loop()), wall_clock)
    async with open_session() as session:
        web = open_web_client(config.slack_token, f"{url}/slack/api/", session)
        at_desk = Desk(world, None)  # type: ignore[arg-type] - it is given its activities below

        async def fresh(workflow_id: str, _tier: Tier) -> Card | None:
            return at_desk.cards.get(workflow_id)

        workspace = Workspace(SlackClient(web), Finder(web, pace), pace, fresh, wall_clock)
        at_desk.slack = SlackActivities(workspace)
        yield at_desk


def batch(number: int, *texts: str, message: MessageRef | None = None) -> SlackBatch:
    """A batch of one escalation; the first word stands on the card."""
    key = f"zendesk-{number}"
    tells = tuple(
        Tell(effect=f"e{n}", tier=Tier.L2, text=text, on_card=n == 0, ask=("ben",))
        for n, text in enumerate(texts)
    )
    card = replace(CARD, id=key, title=f"Login {number} fails")
    place = TierChannel(Tier.L2, "#support-l2", card, message)
    return SlackBatch(key, tells, (place,), "#handrail-alarms", {"ben": "U0BEN", "ana": "U0ANA"})


async def posted(desk: Desk, number: int, *texts: str) -> MessageRef:
    message = (await desk.deliver(batch(number, *texts))).outcomes[0].message
    assert message
    return message


def keys(effects: list[dict[str, Any]]) -> list[str]:
    return [effect["key"] for effect in effects]


async def test_a_fresh_escalation_costs_one_call(desk: Desk):
    await posted(desk, 1, "l2 is asked: Ben")
    assert await desk.calls() == {"chat.postMessage": 1}
    (living,) = await desk.world.channel("support-l2")
    assert living["replies"] == []


async def test_critical_ones_go_before_those_that_wait(desk: Desk):
    waiting = [desk.deliver(batch(n, "asked")) for n in range(5)]
    await asyncio.sleep(0.25 / HASTE)
    waiting += [desk.deliver(batch(n, "asked"), urgency=CRITICAL) for n in (5, 6)]
    await asyncio.gather(*waiting)
    order = keys(await desk.world.effects("chat.postMessage"))
    assert order == [f"zendesk-{n}/message/l2" for n in (0, 5, 6, 1, 2, 3, 4)]


async def test_who_waited_shows_the_newest_card(desk: Desk):
    desk.cards = {f"zendesk-{n}": replace(CARD, title=f"Login {n} works") for n in range(5)}
    await asyncio.gather(*(desk.deliver(batch(n, "asked")) for n in range(5)))
    titles = [m["blocks"][0]["text"]["text"] for m in await desk.world.channel("support-l2")]
    assert (titles[0], titles[-1]) == ("Login 0 fails", "Login 4 works")


async def test_a_card_with_somebody_we_cannot_mention_waits_for_the_next_batch(desk: Desk):
    desk.cards = {"zendesk-9": replace(CARD, title="Login works", owner="chloe")}
    crowd = [desk.deliver(batch(n, "asked")) for n in range(5)]
    await asyncio.gather(*crowd, desk.deliver(batch(9, "asked")))
    assert "Login 9 fails" in json.dumps((await desk.world.channel("support-l2"))[-1]["blocks"])


async def test_what_stands_already_is_not_written_again(desk: Desk):
    message = await posted(desk, 1, "asked")
    await desk.deliver(batch(1, "", message=message))
    assert await desk.calls() == {"chat.postMessage": 1}


async def test_an_update_that_is_overtaken_while_it_waits_is_left_out(desk: Desk):
    first = batch(1, "asked")
    message = await posted(desk, 1, "asked")
    desk.cards = {first.key: first.channels[0].card}  # it is as it was by the time of the turn
    crowd = [desk.deliver(batch(n, "asked")) for n in range(2, 7)]
    place = replace(first.channels[0], card=replace(CARD, title="In between"), message=message)
    await asyncio.gather(*crowd, desk.deliver(replace(first, channels=(place,), effects=())))
    assert "chat.update" not in await desk.calls()


async def test_entries_of_a_batch_that_waited_are_one_message_in_order(desk: Desk):
    message = await posted(desk, 1, "asked")
    crowd = [desk.deliver(batch(n, "asked")) for n in range(2, 7)]
    await asyncio.sleep(0)
    late = desk.deliver(batch(1, "one", "two", "three", message=message))
    await asyncio.gather(*crowd, late)
    living = next(m for m in await desk.world.channel("support-l2") if m["ts"] == message.ts)
    (reply,) = living["replies"]
    assert "one\ntwo\nthree" in json.dumps(reply["blocks"]).replace("\\n", "\n")
    assert reply["metadata"]["event_payload"] == {
        "key": "zendesk-1/e0",
        "also": ["zendesk-1/e1", "zendesk-1/e2"],
    }
    assert [o.failed for o in (await late).outcomes] == ["", "", ""]

    again = desk.deliver(batch(1, "one", "two", "three", message=message), attempt=2)
    assert len((await again).outcomes) == 3
    living = next(m for m in await desk.world.channel("support-l2") if m["ts"] == message.ts)
    assert len(living["replies"]) == 1


async def test_without_a_crowd_each_entry_is_a_message(desk: Desk):
    message = await posted(desk, 1, "asked")
    await asyncio.sleep(1 / HASTE)
    await desk.deliver(batch(1, "one", "two", message=message))
    (living,) = await desk.world.channel("support-l2")
    assert [reply["text"] for reply in living["replies"]] == ["<@U0BEN> one", "<@U0BEN> two"]


async def test_a_limit_is_waited_for_in_the_line(desk: Desk):
    await desk.world.fault("slack", "chat.postMessage", "rate_limit", retry_after_s=1)
    await asyncio.gather(*(desk.deliver(batch(n, "asked")) for n in range(3)))
    assert len(await desk.world.channel("support-l2")) == 3


async def test_a_shutdown_ends_the_wait_at_once_and_says_that_nothing_was_sent(desk: Desk):
    begun = desk.deliver(batch(0, "asked"))
    waiting = [desk.deliver(batch(n, "asked")) for n in range(1, 100)]
    await asyncio.sleep(2.5 / HASTE)
    for environment in desk.environments.values():
        environment.worker_shutdown()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    left = [one for one in ended if isinstance(one, ApplicationError)]
    assert len(left) + len(await desk.world.channel("support-l2")) == 100
    assert len(left) > 90
    assert {(error.type, error.non_retryable) for error in left} == {("Transient", False)}
    assert desk.beats["zendesk-99"][-1] == (UNSENT, 1)
    assert begun.done()

    await asyncio.gather(desk.deliver(batch(99, "asked"), attempt=2, last_beat=(UNSENT, 1)))
    assert "conversations.history" not in await desk.calls()


@pytest.mark.parametrize("last_beat", [(), (UNSENT, 1)], ids=["none", "of an older try"])
async def test_where_nobody_knows_it_is_looked_for(desk: Desk, last_beat: tuple[Any, ...]):
    await posted(desk, 1, "asked")
    await desk.deliver(batch(1, "asked"), attempt=3, last_beat=last_beat)
    assert (await desk.calls())["chat.postMessage"] == 1


async def test_a_lost_answer_is_not_called_unsent(desk: Desk):
    await desk.world.fault("slack", "chat.postMessage", "lost_answer")
    with pytest.raises(ApplicationError):
        await desk.deliver(batch(1, "asked"))
    assert (UNSENT, 1) not in desk.beats["zendesk-1"]


async def test_after_a_restart_hundreds_of_lookups_share_their_pages(desk: Desk):
    sent = [await posted(desk, n, "asked") for n in range(3)]
    tries = [desk.deliver(batch(n, "asked"), attempt=2) for n in range(60)]
    delivered = await asyncio.gather(*tries)
    assert [d.outcomes[0].message for d in delivered[:3]] == sent
    calls = await desk.calls()
    assert calls["chat.postMessage"] == 60
    assert calls["conversations.history"] <= 3
    assert calls["conversations.list"] == 1


async def test_a_try_that_was_given_up_elsewhere_ends_before_the_next_begins(desk: Desk):
    crowd = [desk.deliver(batch(n, "asked")) for n in range(5)]
    given_up = desk.deliver(batch(9, "asked"))
    await asyncio.sleep(0)
    await asyncio.gather(*crowd, given_up, desk.deliver(batch(9, "asked"), attempt=2))
    assert keys(await desk.world.effects("chat.postMessage")).count("zendesk-9/message/l2") == 1


async def test_without_heartbeats_set_an_activity_still_ends(desk: Desk):
    assert (await run(desk.slack.deliver, batch(1, "asked"))).outcomes[0].failed == ""


def test_entries_are_joined_as_long_as_they_can_be_read_at_once():
    long = Tell(effect="e1", tier=Tier.L2, text="x" * TOGETHER_MAX)
    short = Tell(effect="e2", tier=Tier.L2, text="y")
    assert together([long, short]) == [long]
    assert together([short, short, long, short]) == [short, short]


def test_joined_entries_ask_everybody_and_have_the_newest_buttons():
    asked = Tell(effect="e1", tier=Tier.L2, text="a", ask=("ben",), buttons=(Button.ACKNOWLEDGE,))
    warned = replace(asked, effect="e2", text="b", ask=("ana", "ben"), buttons=(Button.PROGRESS,))
    news = Tell(effect="e3", tier=Tier.L2, text="c")
    assert joined([asked, warned, news]) == replace(
        asked, text="a\nb\nc", ask=("ben", "ana"), buttons=(Button.PROGRESS,)
    )


def test_temporal_s_priorities_are_the_lines_urgencies():
    urgencies = [PRIORITY[severity].priority_key for severity in PRIORITY]
    assert urgencies == [1, 2, 3, 4]
    assert ALIVE < timedelta(minutes=1) < IN_LINE
