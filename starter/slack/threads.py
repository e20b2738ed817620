"""Thread and escalation: what people write below a living message is kept as notes of it.

Ours are known by id, never by text: what an app has posted is nobody's word.
"""

from integrations.errors import Transient
from integrations.slack.facts import Message, Reacted, Said, Saying
from integrations.slack.workspace import Root
from starter.slack.askers import NotNow, Unwelcome
from starter.slack.desk import Desk, Wish
from starter.slack.kept import ASK_WITHIN_S, Kept, Seconds
from starter.vendors import in_time

ROOTS_MAX = 10_000  # threads remembered, some 200 bytes each
ROOT_FOR_S = 86_400  # s: what a thread is about never changes; our name in Slack may
TEXT_MAX = 10_000  # characters; the thread has all of it
NOT_OURS = "Only what a person wrote below an escalation's message can go to its ticket."


class Threads:
    """Messages in threads, and what becomes of them."""

    def __init__(self, desk: Desk, clock: Seconds) -> None:
        self._desk = desk
        self._roots = Kept(self._root, ROOT_FOR_S, ROOTS_MAX, clock)

    async def said(self, said: Said) -> None:
        """Keep, correct or withdraw a note. Raises VendorError, Unreachable: send it again."""
        message = said.message
        escalation = await self._about(message)
        if not escalation:
            self._desk.tally.ignore("slack", "a message in no thread of ours")
            return
        try:
            asker = await self._desk.askers.who(message.user)
        except NotNow as error:
            raise Transient(str(error)) from error
        except Unwelcome as refusal:
            if said.saying == Saying.NEW:
                self._desk.whisper(message.channel, message.user, str(refusal))
            return
        text = "" if said.saying == Saying.DELETED else message.text[:TEXT_MAX]
        if not text and said.saying == Saying.NEW:
            return
        wish = Wish(asker, said.delivery_id, self._desk.at(said.at), message.channel)
        note = {"type": "note", "text": text, "ref": message.ref, "reply_to": ""}
        ignored = await self._desk.tell(escalation, [note], wish)
        if ignored:
            self._desk.tally.ignore("slack", "a note to a closed escalation", ignored)

    async def reacted(self, reacted: Reacted) -> None:
        """Send a message to the ticket, by an emoji. Raises VendorError, Unreachable."""
        if reacted.reaction != self._desk.escalations.policy.slack.ticket_reaction:
            self._desk.tally.ignore("slack", "a reaction")
            return
        found = self._desk.vendors.slack.message(reacted.channel, reacted.ts)
        message = await in_time(found, ASK_WITHIN_S)
        if message is None or not await self._about(message):
            self._desk.tally.ignore("slack", "a reaction in no thread of ours")
            return
        try:
            asker = await self._desk.askers.who(reacted.user)
        except NotNow as error:
            raise Transient(str(error)) from error
        except Unwelcome as refusal:
            self._desk.whisper(reacted.channel, reacted.user, str(refusal))
            return
        wish = Wish(asker, reacted.delivery_id, self._desk.at(reacted.at), reacted.channel)
        await self.to_ticket(message, wish)

    async def to_ticket(self, message: Message, wish: Wish) -> None:
        """Copy what somebody wrote into the ticket; the asker is told where there is none.

        Raises VendorError, Unreachable.
        """
        escalation = await self._about(message)
        if not escalation:
            self._desk.answer(wish, NOT_OURS)
            return
        text = message.text[:TEXT_MAX]
        note = {"type": "note", "text": text, "ref": message.ref, "to_ticket": True}
        reason = await self._desk.tell(escalation, [note], wish)
        if reason:
            self._desk.answer(wish, reason)

    async def _about(self, message: Message) -> str:
        """The escalation below whose living message a person wrote it; empty when there is none."""
        if message.is_bot or not message.thread_ts or message.thread_ts == message.ts:
            return ""
        return (await self._roots.get(message.channel, message.thread_ts)).escalation

    async def _root(self, channel: str, ts: str) -> Root:
        own = await self._desk.askers.own()
        return await self._desk.vendors.slack.root(channel, ts, own)
