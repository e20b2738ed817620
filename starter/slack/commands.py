"""/handrail: what can be typed anywhere; the answer is the asker's alone, and comes at once.

Slack shows what the answer to its request carries ("Slash commands", "Responding"), so an answer
needs no call of ours and reaches channels that we are not in.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from escalation.card import Card
from escalation.policy import Policy
from escalation.terms import Severity, Tier
from integrations.slack import blocks, listing
from integrations.slack.facts import SlashCommand
from integrations.slack.forms.form import Form, Place
from integrations.slack.manifest import COMMAND
from integrations.slack.message import Message
from starter import from_zendesk
from starter.series import is_id
from starter.slack.askers import Asker, Unwelcome
from starter.slack.desk import Desk
from starter.slack.forms import Forms
from starter.slack.looking import CARDS_MAX, is_for, seen
from starter.temporal import Unreachable
from starter.visibility import Filter, Shown, listed

LIST_WITHIN_S = 1.0  # s, of the 3 that Slack waits
LOOK_WITHIN = timedelta(seconds=1)
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
                found, missing = await self._seen(self._find(text), asker)
                return self._listing(f"Found for {text}", found, missing)
            case "mine", "":
                found, missing = await self._seen(self._mine(asker), asker)
                return self._listing("Yours", [c for c in found if is_for(asker, c)], missing)
            case "on-call", tier if tier.lower() in ("", *Tier):
                return self._on_call(tier.lower())
            case "" | "help", _:
                return listing.commands()
            case _:
                return listing.commands(f"“{said.text}” is nothing that can be asked.")

    async def _seen(self, wanted: Iterable[Filter], asker: Asker) -> tuple[list[Card], int]:
        lists = [listed(self._desk.escalations.client, each) for each in wanted]
        try:
            async with asyncio.timeout(LIST_WITHIN_S):
                found = await asyncio.gather(*lists)
        except TimeoutError:
            raise Unreachable("the list takes too long") from None
        rows = {row.escalation: row for rows in found for row in rows}
        ready, missing = await seen(self._desk.escalations, list(rows.values()), asker, LOOK_WITHIN)
        return [each.card for each in ready], missing

    def _listing(self, title: str, cards: Sequence[Card], missing: int) -> Message:
        said, shown = listing.listing(title, cards, self._desk.people)
        more = f"{missing} more are not shown, at most {CARDS_MAX} are: narrow it down."
        return said, [*shown, *([blocks.context(more)] if missing else [])]

    def _mine(self, asker: Asker) -> list[Filter]:
        """What they own, and what waits for somebody of their tiers."""
        tiers = asker.tiers(self._desk.escalations.policy)
        waiting = [Filter(tier=tier, status=Shown.UNACKNOWLEDGED) for tier in tiers]
        return [Filter(owner=asker.person), *waiting]

    def _find(self, text: str) -> list[Filter]:
        """By tier, by owner, and by the beginning of an id or a ticket's number."""
        policy = self._desk.escalations.policy
        wanted = [Filter(owner=owner) for owner in _people(policy, text)]
        if text.lower() in tuple(Tier):
            wanted.append(Filter(tier=Tier(text.lower())))
        number = _NUMBER.fullmatch(text)
        ids = [text, *([from_zendesk.series(number[1])] if number else [])]
        wanted += [Filter(query=f"WorkflowId STARTS_WITH '{id_}'") for id_ in ids if is_id(id_)]
        return wanted

    def _on_call(self, tier: str) -> Message:
        policy, now = self._desk.escalations.policy, self._desk.vendors.now()
        duty = {
            each: tuple(
                dict.fromkeys(
                    person
                    for step in policy.tiers[each].steps
                    for person in policy.on_duty(step.ask, now, Severity.CRITICAL)
                )
            )
            for each in ([Tier(tier)] if tier else Tier)
        }
        return listing.on_call(duty, self._desk.people)


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
