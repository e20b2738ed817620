"""Forms: opened within Slack's 3 s, built again when a field changes what is asked, then told.

A form needs no worker: without an answer from the workflow it opens all the same, and says so.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from escalation import brief, brief_draft
from escalation.card import Card
from escalation.model import Escalation
from escalation.references import NO_HELPDESK
from escalation.terms import Status, Tier
from integrations.errors import Rejected, VendorError
from integrations.slack.facts import Click, Submitted, View
from integrations.slack.forms.form import NOTHING, FieldErrors, Form, Known, Place, Values
from integrations.slack.forms.reading import read, trial
from integrations.slack.forms.view import asks_again, build
from starter.series import Unknown
from starter.slack.askers import Asker, Unwelcome
from starter.slack.desk import Desk, Wish
from starter.slack.home import HomeTab
from starter.slack.targets import takers, targets
from starter.temporal import Unreachable
from starter.vendors import in_time

KNOWN_WITHIN = timedelta(seconds=1)  # what is not known by then, a form does without
OPEN_WITHIN_S = 1.0  # s: Slack opens a modal in some 200 ms
OPEN_KEEPS_S = 0.7  # s of an answer's time that nothing but the opening may use
UNREAD = "The state cannot be read just now. What you send is kept and done as soon as it can be."
NO_PREVIEW = "What would follow cannot be shown just now. You can send it all the same."
AGAIN = "The form could not be opened: press it again"


class Forms:
    """The modals: opening, changing, sending."""

    def __init__(self, desk: Desk, home: HomeTab) -> None:
        self._desk = desk
        self._home = home

    async def open(
        self, form: Form, place: Place, trigger_id: str, asker: Asker, given: Values = NOTHING
    ) -> str:
        """Show a form; gives why it was not, empty when it was."""
        try:
            known = await self._known(form, place, given, asker)
        except Unknown as error:
            return str(error)
        if known.card and known.card.status == Status.CLOSED:
            return f"{known.card.id} is closed: {known.card.next_step}"
        try:
            shown = self._desk.vendors.slack.open(trigger_id, build(form, place, known, given))
            await in_time(shown, asker.left(OPEN_WITHIN_S))
        except VendorError as error:
            return f"{AGAIN} ({error.reason})"
        return ""

    async def changed(self, click: Click, view: View) -> None:
        """Build a form again where a field changed what it asks for, or what would follow."""
        form = form_of(view)
        if form is None or not asks_again(form, click.action):
            self._desk.tally.ignore("slack", "a field")
            return
        place, within_s = Place.read(view.private_metadata), OPEN_WITHIN_S
        try:
            asker = await self._desk.askers.who(click.user)
            known = await self._known(form, place, view.values, asker)
            within_s = asker.left(OPEN_WITHIN_S)
        except (Unwelcome, Unknown) as error:
            known = Known(notice=str(error), tiers=targets(form, _tier(place)))
        shown = build(form, place, known, view.values)
        try:
            await in_time(self._desk.vendors.slack.update(view.id, view.hash, shown), within_s)
        except Rejected as error:  # it was changed again, or closed: that is what they see now
            self._desk.tally.ignore("slack", "a form that is gone", str(error))

    async def submitted(self, sent: Submitted) -> dict[str, Any] | None:
        """Tell what a form asks for; gives what is wrong with it, None when it is taken."""
        form = form_of(sent.view)
        if form is None:
            self._desk.tally.ignore("slack", "a view of another app")
            return None
        place = Place.read(sent.view.private_metadata)
        try:
            asker = await self._desk.askers.who(sent.user)
            raws = read(form, place, sent.view.values)
        except Unwelcome as refusal:
            return _errors({next(iter(sent.view.values), "reason"): str(refusal)})
        except FieldErrors as wrong:
            return _errors(wrong.errors)
        wish = Wish(asker, sent.delivery_id, self._desk.at(self._desk.vendors.now()), place.channel)
        id_ = place.escalation
        if form == Form.OPEN:
            raws = [self._addressed(raws[0], place), *raws[1:]]
            id_ = f"{raws[0]['ticket']['helpdesk']}-{raws[0]['ticket']['id']}"
        reason = await self._desk.tell(id_, raws, wish)
        if reason or form == Form.OPEN:
            self._desk.answer(wish, reason or f"{id_} is on its way to {sent.view.values['to']}")
        if not place.message_ts:
            self._desk.later.soon(self._home.show(asker))
        return None

    def _addressed(self, opening: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """With the address at which the ticket, or the message that stands for it, is read."""
        ticket, vendors = opening["ticket"], self._desk.vendors
        if ticket["helpdesk"] == NO_HELPDESK:
            first = place.context.partition("\n")[0]
            url = first if first.startswith("https://") else ""
            return {**opening, "ticket": {**ticket, "url": url}}
        name = vendors.ticketing[0]
        found = vendors.helpdesks.get(name)
        url = found.url(ticket["id"]) if found else ""
        return {**opening, "ticket": {**ticket, "helpdesk": name, "url": url}}

    async def _known(self, form: Form, place: Place, given: Values, asker: Asker) -> Known:
        """What the form is filled with. Raises Unknown."""
        policy = self._desk.escalations.policy
        known = Known(
            tiers=targets(form, _tier(place)),
            people=self._desk.people,
            draft=policy.texts.holding,
            takers=takers(policy, _tier(place)),
        )
        if form == Form.OPEN:
            return known
        try:
            async with asyncio.timeout(asker.left(KNOWN_WITHIN.total_seconds(), OPEN_KEEPS_S)):
                card, e = await self._read(place)
                known = replace(known, card=card)
                if card.is_stub:  # what is withheld stands in no form either
                    return known
                alongside = sorted((g.tier for g in e.engaged), key=lambda t: t != place.tier)
                offered = targets(form, e.tier, tuple(alongside))  # whoever reads it, first
                known = replace(known, brief=brief.known(e), waits=e.waits, tiers=offered)
                is_done = e.issue is not None and e.issue.state == "completed"
                owed = brief_draft.draft(e.changed(policy=policy))
                draft = policy.texts.fixed if is_done else owed
                known = replace(known, takers=takers(policy, e.tier), draft=draft)
                chosen = {"to": offered[0]} if offered else {}
                tried = trial(form, {**chosen, **given})
                if tried:
                    raw = {**tried, "escalation": place.escalation, "actor": asker.person}
                    raw["asker"] = list(asker.names)
                    preview = await self._desk.escalations.preview(place.escalation, raw)
                    known = replace(known, preview=preview)
        except (Unreachable, TimeoutError):
            known = replace(known, notice=NO_PREVIEW if known.card else UNREAD)
        return known

    async def _read(self, place: Place) -> tuple[Card, Escalation]:
        ask = self._desk.escalations
        return await asyncio.gather(
            ask.card(place.escalation, place.tier, KNOWN_WITHIN),
            ask.state(place.escalation, KNOWN_WITHIN),
        )


def form_of(view: View) -> Form | None:
    """Which of our forms a view is; None for another app's."""
    return Form(view.callback_id) if view.callback_id in tuple(Form) else None


def _tier(place: Place) -> Tier:
    return Tier(place.tier) if place.tier in tuple(Tier) else Tier.L1


def _errors(errors: Mapping[str, str]) -> dict[str, Any]:
    """Slack, "Modals", "Displaying errors in views"."""
    return {"response_action": "errors", "errors": dict(errors)}
