"""/handrail: what can be typed anywhere; the answer is the asker's alone, and comes at once.

Slack shows what the answer to its request carries ("Slash commands", "Responding"), so an answer
needs no call of ours and reaches channels that we are not in.
"""

import asyncio
import re
from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from escalation.card import Card
from escalation.policy import Policy
from escalation.routing.wanted import Shifts
from escalation.terms import Severity, Tier
from integrations.slack import blocks, listing
from integrations.slack.facts import SlashCommand
from integrations.slack.forms.form import Form, Place
from integrations.slack.manifest import COMMAND
from integrations.slack.message import Message
from starter import from_helpdesk
from starter.reach import present
from starter.series import is_id
from starter.slack.askers import ANSWER_WITHIN_S, Asker, Unwelcome
from starter.slack.desk import Desk
from starter.slack.forms import Forms
from starter.slack.looking import Seen, around, found, seen, unread, worst_first
from starter.temporal import Unreachable, reaching
from starter.visibility import Filter

T = TypeVar("T")

UNREAD_FEEDS = "The calendars are still being read: these are the rosters' own turns. Ask again."

_NUMBER = re.compile(r"#?(\d{1,20})")


class Commands:
    """Each of them by its first word; what nobody knows is answered with what can be said."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk = desk
        self._forms = forms

    async def take(self, said: SlashCommand) -> dict[str, Any] | None:
        """Give what only the asker sees; None: a form says it all."""
        if said.command != COMMAND:
            self._desk.tally.ignore("slack", "a command of another app")
            return None
        try:
            asker = await self._desk.askers.who(said.user)
            answered = await self._answered(said, asker)
        except Unwelcome as refusal:
            answered = listing.commands(str(refusal))
        except Unreachable:
            answered = listing.commands("Escalations cannot be looked up just now: try again.")
        return _shown(answered) if answered else None

    async def _answered(self, said: SlashCommand, asker: Asker) -> Message | None:
        word, _, rest = said.text.partition(" ")
        match word.lower(), rest.strip():
            case "open", ticket:
                place = unnamed(asker, said.trigger_id)
                given = {"ticket": ticket} if ticket else {}
                reason = await self._forms.open(Form.OPEN, place, said.trigger_id, asker, given)
                return listing.commands(reason) if reason else None
            case "find", text if text:
                return await self._find(text, asker)
            case "mine", "":
                return await self._mine(asker)
            case "on-call", tier if tier.lower() in ("", *Tier):
                return await self._on_call([Tier(tier.lower())] if tier else list(Tier), asker)
            case "" | "help", _:
                return listing.commands()
            case _:
                return listing.commands(f"“{said.text}” is nothing that can be asked.")

    async def _mine(self, asker: Asker) -> Message:
        """What they own or are asked for, and whose customers they keep."""
        escalations = self._desk.escalations
        rows = await _in_time(around(escalations.client, asker, escalations.policy), asker)
        shown = await seen(escalations, rows, asker, asker.left(ANSWER_WITHIN_S))
        return self._listing("Yours", [s for s in shown if s.is_for(asker)], unread(shown))

    async def _find(self, text: str, asker: Asker) -> Message:
        """By what the list knows, and by the words of the titles that can be read."""
        escalations = self._desk.escalations
        known, newest = await _in_time(
            asyncio.gather(
                found(escalations.client, self._filters(text)),
                found(escalations.client, [Filter()]),
            ),
            asker,
        )
        ids = {row.escalation for row in known}
        rows = [*worst_first(known), *(row for row in newest if row.escalation not in ids)]
        shown = await seen(escalations, rows, asker, asker.left(ANSWER_WITHIN_S))
        hits = [s for s in shown if s.row.escalation in ids or _is_named(s.card, text)]
        read = sum(bool(s.state) for s in shown)
        lacking = f"Titles: only the newest {read} of {len(shown)} were read."
        more = lacking if read < len(shown) else ""
        return self._listing(f"Found for {text}", hits, more)

    def _listing(self, title: str, hits: Sequence[Seen], more: str) -> Message:
        said, shown = listing.listing(title, [s.card for s in hits], self._desk.people)
        return said, [*shown, *([blocks.context(more)] if more else [])]

    def _filters(self, text: str) -> list[Filter]:
        """By tier, by owner, and by the beginning of an id or a ticket's number."""
        policy = self._desk.escalations.policy
        wanted = [Filter(owner=owner) for owner in _people(policy, text)]
        if text.lower() in tuple(Tier):
            wanted.append(Filter(tier=Tier(text.lower())))
        number = _NUMBER.fullmatch(text)
        desks = self._desk.vendors.ticketing if number else ()
        ids = [text, *(from_helpdesk.series(desk, text.lstrip("#")) for desk in desks)]
        wanted += [Filter(query=f"WorkflowId STARTS_WITH '{id_}'") for id_ in ids if is_id(id_)]
        return wanted

    async def _now(self, asker: Asker) -> datetime:
        """The instant of the asker: where clocks are moved by hand, that of the escalations."""
        vendors, client = self._desk.vendors, self._desk.escalations.client
        if not vendors.is_virtual:
            return vendors.now()
        async with reaching():
            return await _in_time(present(client), asker) or vendors.now()

    async def _on_call(self, tiers: Sequence[Tier], asker: Asker) -> Message:
        """Who an escalation would ask, also by the feeds, which say when they are old."""
        policy, now = self._desk.escalations.policy, await self._now(asker)
        asked = {tier: [step.ask for step in policy.tiers[tier].steps] for tier in tiers}
        rosters = (policy.rosters.get(name) for names in asked.values() for name in names)
        shifts = await self._shifts([r.feed for r in rosters if r and r.feed], now, asker)
        duty = {}
        for tier, names in asked.items():
            found = (policy.on_duty(each, now, Severity.CRITICAL, shifts) for each in names)
            duty[tier] = tuple(dict.fromkeys(person for people in found for person in people))
        return listing.on_call(duty, self._desk.people, shifts.stale)

    async def _shifts(self, feeds: Iterable[str], now: datetime, asker: Asker) -> Shifts:
        try:
            async with asyncio.timeout_at(asker.by):
                return await self._desk.vendors.shifts(tuple(dict.fromkeys(feeds)), now)
        except TimeoutError:
            return Shifts(now, stale=(UNREAD_FEEDS,))


async def _in_time(asked: Awaitable[T], asker: Asker) -> T:
    """What the list says. Raises Unreachable when it takes longer than the asker can wait."""
    try:
        async with asyncio.timeout_at(asker.by):
            return await asked
    except TimeoutError:
        raise Unreachable("the list takes too long") from None


def _is_named(card: Card, text: str) -> bool:
    """Whether a title has every word, as far as the reader may see it."""
    title = "" if card.is_stub else card.title.casefold()
    return all(word in title for word in text.casefold().split())


def unnamed(asker: Asker, trigger_id: str) -> Place:
    """Where a form stands that nothing but a person has begun: its escalation needs a name."""
    unique = re.sub(r"[^0-9A-Za-z]+", "-", trigger_id)
    return Place(f"slack-{asker.user}-{unique}"[:100])


def _people(policy: Policy, text: str) -> Iterable[str]:
    """The owners that a name or an id stands for."""
    wanted = text.removeprefix("@").casefold()
    for id_, person in policy.people.items():
        if wanted in (id_.casefold(), person.name.casefold(), person.slack.casefold()):
            yield id_


def _shown(answered: Message) -> dict[str, Any]:
    text, shown = answered
    return {"response_type": "ephemeral", "text": text, "blocks": shown}
