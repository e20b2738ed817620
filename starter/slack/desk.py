"""What every answer to Slack stands on: the escalations, the workspace, who asks, what is counted.

A person's wish becomes envelopes here: told durably first, and only then answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation.commands import Command, Open
from integrations.envelope import Malformed, parse
from integrations.slack.blocks import TEXT_MAX, words
from integrations.webhooks import Malformed as Unreadable
from starter.escalations import Escalations
from starter.series import Unknown
from starter.slack.askers import Asker, Askers
from starter.slack.later import Later
from starter.tally import Tally
from starter.vendors import Vendors

_CHANNELS = ("C", "G")  # ids of channels; in other conversations we have no say


@dataclass(frozen=True)
class Wish:
    """Who asks under which delivery id, when (UTC; None: now), and in which channel if any."""

    asker: Asker
    delivery_id: str
    at: datetime | None = None
    channel: str = ""

    @property
    def answered_in(self) -> str:
        """Where an answer is seen: their channel, else their conversation with us."""
        return self.channel if self.channel.startswith(_CHANNELS) else self.asker.user


@dataclass(frozen=True)
class Desk:
    """What stands behind each handler."""

    escalations: Escalations
    vendors: Vendors
    tally: Tally
    askers: Askers
    later: Later

    @property
    def people(self) -> Mapping[str, str]:
        """Our ids to Slack's."""
        known = self.escalations.policy.people
        return {id_: person.slack for id_, person in known.items() if person.slack}

    def at(self, said_at: datetime) -> datetime | None:
        """When something happened; where clocks are moved by hand, at its escalation's now."""
        return None if self.vendors.is_virtual else said_at

    async def tell(self, id_: str, raws: Sequence[Mapping[str, Any]], wish: Wish) -> str:
        """Make a wish durable; what it comes to is said by the workflow.

        Gives why it was ignored, empty when it was not. Raises Malformed (webhooks), Unreachable.
        """
        commands = [self._read(id_, raw, number, wish) for number, raw in enumerate(raws)]
        opening = commands[0] if isinstance(commands[0], Open) else None
        try:
            told = await self.escalations.tell(id_, commands[1 if opening else 0 :], opening)
        except Unknown as error:
            self.tally.ignore("slack", "an unknown escalation")
            return str(error)
        return told.reason

    def whisper(self, channel: str, user: str, text: str) -> None:
        """Tell one person something, once Slack has its answer."""
        said = words(text, TEXT_MAX)
        self.later.soon(self.vendors.slack.whisper(channel, user, said))

    def answer(self, wish: Wish, text: str) -> None:
        """Tell the asker something, where they asked."""
        self.whisper(wish.answered_in, wish.asker.user, text)

    def _read(self, id_: str, raw: Mapping[str, Any], number: int, wish: Wish) -> Command:
        envelope = {
            "reply_to": f"slack:{wish.answered_in}:{wish.asker.user}",
            **raw,
            "escalation": id_,
            "at": wish.at.isoformat() if wish.at else None,
            "actor": wish.asker.person,
            "asker": wish.asker.names,
            "command_id": f"slack:{wish.delivery_id}{f':{number}' if number else ''}",
        }
        try:
            return parse(envelope).command
        except Malformed as error:
            raise Unreadable(error.field, error.problem) from None
