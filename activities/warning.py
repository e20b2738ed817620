"""Who is warned in a message of their own, and so needs no ping in the thread."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from activities.batches import SlackBatch, TierChannel
from activities.failure import may_be_done
from escalation.actions import Tell
from escalation.card import Card
from escalation.noise import Notice
from integrations.slack.client import Posted

TEXT_MAX = 500  # characters of a warning that is handed on; the thread has all of it

# Hands a warning on; False when the thread must ping instead.
Warn = Callable[[Notice], Awaitable[bool]]


@dataclass(frozen=True)
class Warner:
    """Hands on the warnings of one batch; without `warn` each is left to the thread."""

    warn: Warn | None
    batch: SlackBatch

    async def apart(self, tells: Sequence[Tell], place: TierChannel, living: Posted) -> list[Tell]:
        """The entries as the thread is to say them, asking only those who are not told directly.

        `living` is the message whose thread it is: the warnings lead there.
        """
        return [await self._apart(tell, place, living) for tell in tells]

    async def _apart(self, tell: Tell, place: TierChannel, living: Posted) -> Tell:
        if not self.warn or tell.due_at is None:
            return tell
        told = []
        for person in tell.ask:
            notice = self._notice(tell, person, place, living)
            if notice.account and await self.warn(notice):
                told.append(person)
        if not told:
            return tell
        names = ", ".join(self.batch.names.get(person, person) for person in told)
        asked = tuple(person for person in tell.ask if person not in told)
        return replace(tell, ask=asked, text=f"{tell.text}\nTold directly: {names}")

    def _notice(self, tell: Tell, person: str, place: TierChannel, living: Posted) -> Notice:
        assert tell.due_at  # noqa: S101 - for the type checker
        title, text, next_step = self._words(tell, person, place.card)
        return Notice(
            key=f"{self.batch.key}/{tell.effect}",
            person=person,
            account=self.batch.people.get(person, ""),
            title=title,
            text=text,
            next_step=next_step,
            due_at=tell.due_at,
            window_s=tell.window_s,
            channel=living.channel,
            ts=living.ts,
            fallback_channel=self.batch.fallback_channel,
            # A try that has sent nothing may have handed on: that is no word to Slack.
            is_repeat=may_be_done(self.batch),
        )

    def _words(self, tell: Tell, person: str, card: Card) -> tuple[str, str, str]:
        """Title, text and next step as somebody may read them: the channel is of those who may."""
        if stub := self.batch.stubs.get(person):
            return stub, f"{card.id} needs you", ""
        return card.title.strip() or card.id, tell.text[:TEXT_MAX], card.next_step
