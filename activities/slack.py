"""Says in Slack what a batch asks for: living messages, thread entries, alarms, answers.

Every message is posted under a key, so that one whose answer was lost is found instead of sent
again. An answer to one person is the exception: Slack keeps no trace of it. Answers go last, and
the one that is under way when a worker dies may be seen twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from temporalio import activity

from activities.batches import SLACK_DELIVER, Delivered, SlackBatch, TierChannel
from activities.failure import WallClock, attempt, failed, may_be_done, settled
from escalation.actions import Alarm, Answer, Tell
from escalation.outcomes import Outcome
from escalation.references import MessageRef
from integrations.errors import Rejected
from integrations.slack.blocks import TEXT_MAX, words
from integrations.slack.client import Posted, SlackClient
from integrations.slack.message import Message, alarm_message, living_message, thread_entry

# A delivery is given up after a day, and may be carried over into one more run. Counted back from
# the wall clock: an escalation whose clock is skipped ahead began later than Slack's now.
LOOK_BACK = timedelta(days=2)


class SlackActivities:
    """Deliveries to one workspace; `now` gives the wall clock, aware UTC."""

    def __init__(self, client: SlackClient, now: WallClock) -> None:
        self._client = client
        self._now = now

    @activity.defn(name=SLACK_DELIVER)
    async def deliver(self, batch: SlackBatch) -> Delivered:
        """Make the living messages true and say what is new. Raises ApplicationError to retry."""
        async with attempt(self._now):
            outcomes = [o for place in batch.channels for o in await self._tell(batch, place)]
            alarms = {
                effect.effect: alarm_message(effect, batch.people)
                for effect in batch.effects
                if isinstance(effect, Alarm)
            }
            outcomes += await self._post(batch, alarms, batch.fallback_channel)
            answers = [effect for effect in batch.effects if isinstance(effect, Answer)]
            outcomes += [await settled(a.effect, self._answer(a)) for a in answers]
        return Delivered(tuple(outcomes))

    async def _tell(self, batch: SlackBatch, place: TierChannel) -> list[Outcome]:
        """The living message of a tier, and the entries in its thread."""
        tells = [e for e in batch.effects if isinstance(e, Tell) and e.tier == place.tier]
        try:
            shown = await self._show(batch, place)
        except Rejected as error:
            return failed([tell.effect for tell in tells], error)
        entries = {
            tell.effect: thread_entry(tell, place.card, batch.people)
            for tell in tells
            if tell.text.strip()
        }
        posted = await self._post(batch, entries, shown.channel, shown.ts)
        came = {outcome.effect: outcome for outcome in posted}
        outcomes = [came.get(tell.effect, Outcome(tell.effect)) for tell in tells]
        message = MessageRef(place.tier, shown.channel, shown.ts)
        return [replace(o, message=None if n else message) for n, o in enumerate(outcomes)]

    async def _show(self, batch: SlackBatch, place: TierChannel) -> Posted:
        """Make the living message true, wherever it is; post it where there is none."""
        text, blocks = living_message(place.card, place.tier, batch.people)
        if place.message:
            known = Posted(place.message.channel, place.message.ts)
            try:
                await self._client.update(known, text, blocks)
            except Rejected:
                pass  # somebody deleted it, or another app's token wrote it: a new one takes over
            else:
                return known
        key = f"{batch.key}/message/{place.tier}"
        posted = (await self._sent(batch, [key], place.channel)).get(key)
        if posted is None:
            return await self._client.post(place.channel, text, blocks, key)
        await self._client.update(posted, text, blocks)
        return posted

    async def _post(
        self,
        batch: SlackBatch,
        messages: Mapping[str, Message],
        channel: str,
        thread: str | None = None,
    ) -> list[Outcome]:
        """Post what is not there yet; `messages` by their effects, in order."""
        keys = {effect: f"{batch.key}/{effect}" for effect in messages}
        try:
            sent = await self._sent(batch, keys.values(), channel, thread)
        except Rejected as error:
            return failed(messages, error)

        async def post(effect: str, message: Message) -> Outcome:
            if keys[effect] not in sent:
                await self._client.post(channel, *message, keys[effect], thread)
            return Outcome(effect)

        return [await settled(effect, post(effect, m)) for effect, m in messages.items()]

    async def _sent(
        self, batch: SlackBatch, keys: Collection[str], channel: str, thread: str | None = None
    ) -> Mapping[str, Posted]:
        """What an earlier try has posted under these keys; a first try has not."""
        if not keys or not may_be_done(batch):
            return {}
        return await self._client.find(keys, channel, thread, self._now() - LOOK_BACK)

    async def _answer(self, answer: Answer) -> Outcome:
        match answer.reply_to.split(":"):
            case ["slack", channel, user]:
                await self._client.ephemeral(channel, user, words(answer.text, TEXT_MAX))
            case _:
                said = f"nobody can be answered at {answer.reply_to!r}"
                raise Rejected(said, "reply_to is slack:CHANNEL:USER")
        return Outcome(answer.effect)
