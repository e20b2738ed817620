"""Shortcuts: open an escalation from anywhere, escalate a message, send one to the ticket."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from integrations.errors import VendorError
from integrations.slack.facts import Message, MessageShortcut, Shortcut
from integrations.slack.forms.form import Form, Place
from integrations.slack.manifest import ESCALATE_MESSAGE, NOTE_TO_TICKET, OPEN
from starter.people import of_slack
from starter.slack.askers import Asker, Unwelcome
from starter.slack.commands import unnamed
from starter.slack.desk import Desk, Wish
from starter.slack.forms import OPEN_KEEPS_S, Forms
from starter.slack.threads import Threads
from starter.vendors import in_time

T = TypeVar("T")

READ_WITHIN_S = 1.0  # s, to begin with more than the message itself


class Shortcuts:
    """The three of the manifest; those of other apps are counted."""

    def __init__(self, desk: Desk, forms: Forms, threads: Threads) -> None:
        self._desk = desk
        self._forms = forms
        self._threads = threads

    async def take(self, chosen: Shortcut | MessageShortcut) -> None:
        """Do what was chosen. Raises Unreachable, VendorError."""
        if chosen.callback_id not in (OPEN, ESCALATE_MESSAGE, NOTE_TO_TICKET):
            self._desk.tally.ignore("slack", "a shortcut of another app")
            return
        message = chosen.message if isinstance(chosen, MessageShortcut) else None
        channel = message.channel if message else ""
        try:
            asker = await self._desk.askers.who(chosen.user)
        except Unwelcome as refusal:
            self._desk.whisper(channel or chosen.user, chosen.user, str(refusal))
            return
        wish = Wish(asker, _delivery_id(chosen), self._desk.at(chosen.at), channel)
        if message and chosen.callback_id == NOTE_TO_TICKET:
            await self._threads.to_ticket(message, wish)
        else:
            await self._open(message, chosen.trigger_id, wish)

    async def _open(self, message: Message | None, trigger_id: str, wish: Wish) -> None:
        place = unnamed(wish.asker, trigger_id)
        if message:
            context = await self._context(message, wish.asker)
            place = Place("", "", message.channel, message.ts, context)
        reason = await self._forms.open(Form.OPEN, place, trigger_id, wish.asker)
        if reason:
            self._desk.answer(wish, reason)

    async def _context(self, message: Message, asker: Asker) -> str:
        """Where a message can be read, then its thread; without Slack's word, the message alone."""
        slack, within_s = self._desk.vendors.slack, asker.left(READ_WITHIN_S, OPEN_KEEPS_S)
        link, thread = await asyncio.gather(
            _or_none(in_time(slack.permalink(message.channel, message.ts), within_s)),
            _or_none(in_time(slack.thread(message.channel, message.root_ts), within_s)),
        )
        policy = self._desk.escalations.policy
        said = [
            f"{policy.name_of(of_slack(policy, each.user))}: {each.text}".removeprefix(": ")
            for each in thread or [message]
            if each.text
        ]
        return "\n".join([*([link] if link else []), *said])


async def _or_none(asked: Awaitable[T]) -> T | None:
    try:
        return await asked
    except VendorError:  # a form must open: what it begins with can be read in Slack
        return None


def _delivery_id(chosen: Shortcut | MessageShortcut) -> str:
    return chosen.delivery_id if isinstance(chosen, MessageShortcut) else chosen.trigger_id
