"""A click in Slack: one command, or the form that asks for what is missing.

A button stands for itself (`action_id`) and carries where it stands as JSON in its value: `e` the
escalation, `t` the tier, `w` the wait that Resume ends; behind the three dots, `b` is the button.
"""

import json
from dataclasses import dataclass
from typing import Any

from escalation.actions import Button
from escalation.terms import Category, PauseReason, Tier
from integrations.slack.blocks import MORE
from integrations.slack.facts import Click
from integrations.slack.forms.form import Form, Place
from integrations.webhooks import Malformed
from starter.slack.askers import Unwelcome
from starter.slack.desk import Desk, Wish
from starter.slack.forms import Forms
from starter.slack.home import HomeTab


@dataclass(frozen=True)
class Pressed:
    """A button, and where it stands."""

    button: Button
    escalation: str
    tier: Tier
    wait: PauseReason


class Clicks:
    """Buttons, the three dots, and fields that change a form."""

    def __init__(self, desk: Desk, forms: Forms, home: HomeTab) -> None:
        self._desk = desk
        self._forms = forms
        self._home = home

    async def take(self, click: Click) -> None:
        """Do what was clicked. Raises Malformed (webhooks), Unreachable."""
        if click.view and not click.view.is_home:
            await self._forms.changed(click, click.view)
            return
        pressed = _pressed(click)
        if pressed is None:
            self._desk.tally.ignore("slack", "an action of another app")
            return
        try:
            asker = await self._desk.askers.who(click.user)
        except Unwelcome as refusal:
            self._desk.whisper(click.channel or click.user, click.user, str(refusal))
            return
        at = self._desk.at(click.at)
        wish = Wish(asker, click.delivery_id, at, click.channel)
        asked = _asked(pressed, click.user_name or click.user)
        if isinstance(asked, Form):
            place = Place(pressed.escalation, pressed.tier, click.channel, click.message_ts)
            reason = await self._forms.open(asked, place, click.trigger_id, asker)
        else:
            reason = await self._desk.tell(pressed.escalation, [asked], wish)
            if click.view:
                self._desk.later.soon(self._home.show(asker))
        if reason:
            self._desk.answer(wish, reason)


def _pressed(click: Click) -> Pressed | None:
    """The button of ours; None for another app's. Raises Malformed."""
    if click.action not in (MORE, *Button):
        return None
    try:
        stands = json.loads(click.value)
        button = Button(stands["b"] if click.action == MORE else click.action)
        wait = PauseReason(stands.get("w") or PauseReason.WAITING_FOR_CUSTOMER)
        return Pressed(button, str(stands["e"]), Tier(stands["t"]), wait)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise Malformed("value", "is not one of ours") from None


def _asked(pressed: Pressed, by: str) -> dict[str, Any] | Form:
    """What one click says by itself, or the form that asks for the rest."""
    match pressed.button:
        case Button.ACKNOWLEDGE:
            return {"type": "acknowledge", "tier": pressed.tier}
        case Button.RESUME:
            return {"type": "resume", "reason": pressed.wait}
        case Button.CONFIRM:
            return {"type": "confirm"}
        case Button.REOPEN:
            return {"type": "reopen", "reason": f"not fixed, asked in Slack by {by}"}
        case Button.PROGRESS | Button.BLOCKED | Button.NEEDS_LONGER:
            return {"type": "note", "text": pressed.button.replace("_", " ").capitalize()}
        case Button.NOT_A_BUG:
            return {
                "type": "de_escalate",
                "to": Tier.L2,
                "tier": pressed.tier,  # a button that is old moves nothing
                "category": Category.NOT_A_BUG,
                "reason": f"not a bug, said in Slack by {by}",
            }
        case Button.SAME_CAUSE:
            return {"type": "link_problem", "problem": ""}
        case _:
            return Form(pressed.button)
