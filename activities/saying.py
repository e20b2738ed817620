"""One delivery to Slack: what is said where, in which words, after which wait.

Who had to wait says less and newer things: the living message shows the newest card, an update that
would change nothing is left out, and what is new in a thread is one message.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from activities.batches import SlackBatch, TierChannel
from activities.failure import WallClock, failed
from activities.joining import joined, together
from activities.warning import Warn, Warner
from escalation.actions import Alarm, Answer, Tell
from escalation.card import Card
from escalation.outcomes import Outcome
from escalation.references import MessageRef
from escalation.terms import Tier
from integrations.errors import Rejected
from integrations.slack.blocks import TEXT_MAX, words
from integrations.slack.client import Content, Posted, SlackClient
from integrations.slack.finding import Finder, Look
from integrations.slack.lines import Ticket
from integrations.slack.message import alarm_message, living_message, thread_entry
from integrations.slack.pace import POST, UPDATE, WHISPER, Call, Pace

# A delivery is given up after a day, and may be carried over into one more run. Counted back from
# the wall clock: an escalation whose clock is skipped ahead began later than Slack's now.
LOOK_BACK = timedelta(days=2)
PRESSED_S = 2.0  # a longer wait is a crowd: its own few calls keep a delivery waiting no longer

# The card as it stands now, as a tier may see it; None when it cannot be had.
Fresh = Callable[[str, Tier], Awaitable[Card | None]]


@dataclass(frozen=True)
class Workspace:
    """What deliveries to one workspace need; `now` gives the wall clock, aware UTC.

    Without `warn`, warnings ping in the thread.
    """

    client: SlackClient
    finder: Finder
    pace: Pace
    fresh: Fresh
    now: WallClock
    warn: Warn | None = None


class Saying:
    """One try at a batch. `must_look` says that an earlier one may have sent some of it."""

    def __init__(
        self, workspace: Workspace, batch: SlackBatch, ticket: Ticket, must_look: bool
    ) -> None:
        self._to = workspace
        self._batch = batch
        self._ticket = ticket
        self._must_look = must_look
        self._since = workspace.pace.time()
        self._is_pressed = False
        self._warner = Warner(workspace.warn, batch)

    async def tell(self, place: TierChannel) -> list[Outcome]:
        """The living message of a tier, and the entries in its thread."""
        tells = [e for e in self._batch.effects if isinstance(e, Tell) and e.tier == place.tier]
        try:
            shown, is_new = await self._show(place)
        except Rejected as error:
            return failed([tell.effect for tell in tells], error)
        entries = [t for t in tells if t.text.strip() and not (is_new and t.on_card)]
        entries = await self._warner.apart(entries, place, shown)
        came = {o.effect: o for o in await self._say(entries, place, shown)}
        outcomes = [came.get(tell.effect, Outcome(tell.effect)) for tell in tells]
        message = MessageRef(place.tier, shown.channel, shown.ts)
        return [replace(o, message=None if n else message) for n, o in enumerate(outcomes)]

    async def alarm(self, alarm: Alarm) -> Outcome:
        """A message of its own in the fallback channel. Raises VendorError."""
        channel, keys = self._batch.fallback_channel, self._keys([alarm])
        if not await self._sent(keys, channel):
            content = alarm_message(alarm, self._batch.people)
            await self._in_turn(Call(POST, channel), lambda: self._post(channel, content, keys))
        return Outcome(alarm.effect)

    async def answer(self, answer: Answer) -> Outcome:
        """A word that only the asker sees. Raises VendorError."""
        match answer.reply_to.split(":"):
            case ["slack", channel, user]:
                text = words(answer.text, TEXT_MAX)
                say = self._to.client.ephemeral
                await self._in_turn(Call(WHISPER), lambda: say(channel, user, text))
            case _:
                said = f"nobody can be answered at {answer.reply_to!r}"
                raise Rejected(said, "reply_to is slack:CHANNEL:USER")
        return Outcome(answer.effect)

    # -- the living message -----------------------------------------------------------------------

    async def _show(self, place: TierChannel) -> tuple[Posted, bool]:
        """Where the living message stands, made true; and whether this batch posted it."""
        if place.message:
            known = Posted(place.message.channel, place.message.ts)
            try:
                await self._correct(known, place)
            except Rejected:
                pass  # somebody deleted it, or another app's token wrote it: a new one takes over
            else:
                return known, False
        key = f"{self._batch.key}/message/{place.tier}"
        found = (await self._sent([key], place.channel)).get(key)
        if found is None:
            return await self._begin(place, key), True
        await self._correct(found, place)
        return found, True

    async def _begin(self, place: TierChannel, key: str) -> Posted:
        async def prepare(waited_s: float) -> Content:
            return self._living(await self._newest(place, waited_s), place)

        async def send(content: Content) -> Posted:
            return await self._post(place.channel, content, [key])

        call = Call(POST, place.channel)
        posted = await self._to.pace.in_turn(self._ticket, call, prepare, send)
        assert posted, "prepare always has something"  # noqa: S101 - for the type checker
        return posted

    async def _correct(self, message: Posted, place: TierChannel) -> None:
        if self._to.client.stands(message, self._living(place.card, place)):
            return

        async def prepare(waited_s: float) -> Content | None:
            content = self._living(await self._newest(place, waited_s), place)
            return None if self._to.client.stands(message, content) else content

        async def send(content: Content) -> None:
            await self._to.client.update(message, content)

        await self._to.pace.in_turn(self._ticket, Call(UPDATE, message.channel), prepare, send)

    def _living(self, card: Card, place: TierChannel) -> Content:
        return living_message(card, place.tier, self._batch.people)

    async def _newest(self, place: TierChannel, waited_s: float) -> Card:
        """The card of this instant after a long wait, unless it names somebody we cannot mention.

        Whoever is new on the card is told in a later batch, which brings the account.
        """
        if not self._pressed(waited_s):
            return place.card
        fresh = await self._to.fresh(self._batch.key, place.tier)
        if fresh and _named(fresh) - _named(place.card) <= self._batch.people.keys():
            return fresh
        return place.card

    # -- the thread -------------------------------------------------------------------------------

    async def _say(self, tells: list[Tell], place: TierChannel, thread: Posted) -> list[Outcome]:
        keys = self._keys(tells)
        try:
            sent = await self._sent(keys, thread.channel, thread.ts)
        except Rejected as error:
            return failed([tell.effect for tell in tells], error)
        left = [tell for key, tell in zip(keys, tells, strict=True) if key not in sent]
        outcomes = [Outcome(tell.effect) for tell in tells if tell not in left]
        while left:
            came = await self._say_next(left, place, thread)
            outcomes, left = outcomes + came, left[len(came) :]
        return outcomes

    async def _say_next(
        self, left: list[Tell], place: TierChannel, thread: Posted
    ) -> list[Outcome]:
        """One message: the first of what is left, or under pressure as much as fits."""

        async def prepare(waited_s: float) -> list[Tell]:
            return together(left) if self._pressed(waited_s) else left[:1]

        async def send(tells: list[Tell]) -> list[Outcome]:
            content = thread_entry(joined(tells), place.card, self._batch.people)
            try:
                await self._post(thread.channel, content, self._keys(tells), thread.ts)
            except Rejected as error:
                return failed([tell.effect for tell in tells], error)
            return [Outcome(tell.effect) for tell in tells]

        call = Call(POST, thread.channel)
        return await self._to.pace.in_turn(self._ticket, call, prepare, send) or []

    # -- both -------------------------------------------------------------------------------------

    async def _in_turn(self, call: Call, send: Callable[[], Awaitable[object]]) -> None:
        """What is said in the same words, however long it waits."""

        async def prepare(_waited_s: float) -> bool:
            return True

        async def sending(_: bool) -> None:
            await send()

        await self._to.pace.in_turn(self._ticket, call, prepare, sending)

    async def _post(
        self, channel: str, content: Content, keys: list[str], thread: str | None = None
    ) -> Posted:
        posted = await self._to.client.post(channel, content, keys, thread)
        self._to.pace.known_as(channel, posted.channel)
        return posted

    async def _sent(
        self, keys: Collection[str], channel: str, thread: str = ""
    ) -> Mapping[str, Posted]:
        """What an earlier try has posted under these keys."""
        if not keys or not self._must_look:
            return {}
        oldest = self._to.now() - LOOK_BACK
        look = Look(channel, thread, oldest, self._since, self._ticket)
        return await self._to.finder.find(keys, look)

    def _keys(self, effects: Collection[Tell | Alarm]) -> list[str]:
        return [f"{self._batch.key}/{effect.effect}" for effect in effects]

    def _pressed(self, waited_s: float) -> bool:
        self._is_pressed = self._is_pressed or waited_s > PRESSED_S
        return self._is_pressed


def _named(card: Card) -> set[str]:
    return {card.owner, card.contact, *card.asked}
