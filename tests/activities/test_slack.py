"""Deliveries to Slack: what stands in the channels afterwards, also on a bad day."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.batches import SlackBatch, SlackEffect, TierChannel
from escalation.actions import Alarm, Answer, Button, Tell
from escalation.card import Card
from escalation.terms import Tier
from tests.activities.conftest import World, run

CARD = Card(
    id="zendesk-1",
    title="Login fails",
    severity="high",
    tier="l2",
    status="unacknowledged",
    customer="Acme",
    owner="",
    contact="ana",
    next_step="Acknowledge by ben",
    buttons=(Button.ACKNOWLEDGE,),
)
L2 = TierChannel(Tier.L2, "#support-l2", CARD)
ENGINEERING = TierChannel(Tier.ENGINEERING, "#engineering", CARD)
ASK = Tell(effect="e1", tier=Tier.L2, text="Climbed to l2", ask=("ben",))
NEWS = Tell(effect="e2", tier=Tier.L2, text="Still unanswered")
SILENT = Tell(effect="e3", tier=Tier.L2, text="")
ALARM = Alarm(effect="e4", text="nobody answers", ask=("ben",))
ANSWER = Answer(effect="e5", reply_to="slack:C0SUPPORT2:U0BEN", text="It is closed already")


def batch(*effects: SlackEffect, channels: tuple[TierChannel, ...] = (L2,)) -> SlackBatch:
    return SlackBatch(
        key="zendesk-1",
        effects=effects,
        channels=channels,
        fallback_channel="#handrail-alarms",
        people={"ben": "U0BEN", "ana": "U0ANA"},
    )


async def test_a_first_word_posts_the_living_message_and_its_thread_entry(world: World):
    delivered = await run(world.slack.deliver, batch(ASK, NEWS))
    (living,) = await world.channel("support-l2")
    assert "Login fails" in json.dumps(living["blocks"])
    assert [r["text"] for r in living["replies"]] == ["<@U0BEN> Climbed to l2", "Still unanswered"]
    first, second = delivered.outcomes
    assert first.message is not None
    assert (first.message.tier, first.message.channel) == (Tier.L2, "C0SUPPORT2")
    assert first.message.ts == living["ts"]
    assert (second.message, first.failed, second.failed) == (None, "", "")


async def test_every_message_carries_its_key(world: World):
    await run(world.slack.deliver, batch(ASK, ALARM))
    keys = [e["key"] for e in await world.effects()]
    assert keys == ["zendesk-1/message/l2", "zendesk-1/e1", "zendesk-1/e4"]


async def test_a_later_batch_corrects_the_living_message_once(world: World):
    first = await run(world.slack.deliver, batch(ASK))
    changed = replace(
        L2, card=replace(CARD, title="Logins work"), message=first.outcomes[0].message
    )
    await run(world.slack.deliver, batch(NEWS, SILENT, channels=(changed,)))
    (living,) = await world.channel("support-l2")
    assert "Logins work" in json.dumps(living["blocks"])
    assert len(living["replies"]) == 2
    assert len(await world.effects("chat.update")) == 1


async def test_an_empty_word_only_makes_the_living_message_true(world: World):
    await run(world.slack.deliver, batch(SILENT))
    (living,) = await world.channel("support-l2")
    assert living["replies"] == []


async def test_each_tier_has_a_message_of_its_own(world: World):
    other = Tell(effect="e9", tier=Tier.ENGINEERING, text="Look with us")
    delivered = await run(world.slack.deliver, batch(ASK, other, channels=(L2, ENGINEERING)))
    tiers = [o.message.tier for o in delivered.outcomes if o.message]
    assert tiers == [Tier.L2, Tier.ENGINEERING]
    (living,) = await world.channel("engineering")
    assert [r["text"] for r in living["replies"]] == ["Look with us"]


async def test_an_alarm_goes_to_the_fallback_channel(world: World):
    await run(world.slack.deliver, batch(ALARM, channels=()))
    (message,) = await world.channel("handrail-alarms")
    assert message["text"] == "<@U0BEN> Alarm: nobody answers"


async def test_an_answer_is_for_the_asker_alone(world: World):
    await run(world.slack.deliver, batch(ANSWER, channels=()))
    (seen,) = (await world.sandbox.state())["slack"]["ephemerals"]
    assert (seen["user"], seen["text"]) == ("U0BEN", "It is closed already")


async def test_an_answer_to_nowhere_fails_and_says_so(world: World):
    (outcome,) = (
        await run(world.slack.deliver, batch(replace(ANSWER, reply_to="fax:7"), channels=()))
    ).outcomes
    assert outcome.failed == "nobody can be answered at 'fax:7'; reply_to is slack:CHANNEL:USER"


@pytest.mark.parametrize("lost", [1, 2, 3], ids=["living message", "entry", "alarm"])
async def test_a_lost_answer_is_looked_for_and_nothing_is_said_twice(world: World, lost: int):
    if lost > 1:
        await world.fault("slack", "chat.postMessage", "slow", times=lost - 1)
    await world.fault("slack", "chat.postMessage", "lost_answer")
    with pytest.raises(ApplicationError) as caught:
        await run(world.slack.deliver, batch(ASK, ALARM))
    assert (caught.value.type, caught.value.non_retryable) == ("Transient", False)

    delivered = await run(world.slack.deliver, batch(ASK, ALARM), attempt=2)

    keys = [e["key"] for e in await world.effects("chat.postMessage")]
    assert sorted(keys) == ["zendesk-1/e1", "zendesk-1/e4", "zendesk-1/message/l2"]
    (living,) = await world.channel("support-l2")
    assert delivered.outcomes[0].message is not None
    assert delivered.outcomes[0].message.ts == living["ts"]


async def test_what_an_earlier_run_sent_is_not_sent_again(world: World):
    await run(world.slack.deliver, batch(ASK, ALARM))
    again = await run(world.slack.deliver, replace(batch(ASK, ALARM), is_repeat=True))
    assert len(await world.effects("chat.postMessage")) == 3
    assert [o.failed for o in again.outcomes] == ["", ""]
    assert again.outcomes[0].message is not None


async def test_a_rate_limit_is_waited_for_and_is_no_error(world: World):
    await world.fault("slack", "chat.postMessage", "rate_limit", retry_after_s=30)
    with pytest.raises(ApplicationError) as caught:
        await run(world.slack.deliver, batch(ASK))
    error = caught.value
    assert (error.type, error.category) == ("RateLimited", ApplicationErrorCategory.BENIGN)
    assert error.next_retry_delay is not None
    assert timedelta(seconds=28) < error.next_retry_delay <= timedelta(seconds=30)


async def test_a_channel_that_does_not_exist_fails_its_words_and_no_others(world: World):
    nowhere = replace(L2, channel="#nowhere")
    delivered = await run(world.slack.deliver, batch(ASK, NEWS, ALARM, channels=(nowhere,)))
    first, second, alarm = delivered.outcomes
    assert "channel_not_found; correct the channel in the policy" in first.failed
    assert (second.failed, alarm.failed) == (first.failed, "")
    assert len(await world.channel("handrail-alarms")) == 1


async def test_a_channel_that_does_not_exist_stays_a_failure_in_a_repeat(world: World):
    nowhere = replace(L2, channel="#nowhere")
    (outcome,) = (
        await run(world.slack.deliver, batch(ASK, channels=(nowhere,)), attempt=2)
    ).outcomes
    assert outcome.failed.startswith("Slack has no channel #nowhere; ")


async def test_a_wrong_token_fails_every_effect_with_the_remedy(locked_out: World):
    delivered = await run(locked_out.slack.deliver, batch(ASK, ALARM, ANSWER))
    reasons = {o.failed for o in delivered.outcomes}
    assert len(delivered.outcomes) == 3
    assert all("set HANDRAIL_SLACK_BOT_TOKEN" in reason for reason in reasons)


async def test_a_deleted_living_message_is_posted_anew_once(world: World):
    first = await run(world.slack.deliver, batch(ASK))
    assert first.outcomes[0].message is not None
    deleted = replace(first.outcomes[0].message, ts="1.000001")
    there = batch(NEWS, channels=(replace(L2, message=deleted),))
    await world.fault("slack", "chat.postMessage", "slow", times=1)
    await world.fault("slack", "chat.postMessage", "error")
    with pytest.raises(ApplicationError):
        await run(world.slack.deliver, there)  # the new one stands, its entry does not
    delivered = await run(world.slack.deliver, there, attempt=2)
    _, new = await world.channel("support-l2")
    assert delivered.outcomes[0].message is not None
    assert delivered.outcomes[0].message.ts == new["ts"]
    assert [r["text"] for r in new["replies"]] == ["Still unanswered"]
