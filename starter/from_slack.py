"""A click in Slack becomes one command.

A button stands for itself (`action_id`) and carries where it stands as JSON in its value: `e` the
escalation, `t` the tier, `w` the wait that Resume ends.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from escalation import commands as c
from escalation.actions import Button
from escalation.policy import Policy
from escalation.terms import PauseReason, Tier
from integrations.envelope import Malformed, parse
from integrations.slack.webhook import Click
from starter.people import of_slack

# One click goes the usual way; every other way is a command with a reason of its own.
UP = {
    Tier.L1: Tier.L2,
    Tier.L2: Tier.ENGINEERING,
    Tier.ENGINEERING: Tier.LEADERSHIP,
    Tier.PRODUCT: Tier.LEADERSHIP,
    Tier.SECURITY: Tier.LEADERSHIP,
    Tier.LEADERSHIP: Tier.SECURITY,
}
DOWN = {
    Tier.L1: Tier.L1,  # refused, with the reason, by the escalation itself
    Tier.L2: Tier.L1,
    Tier.ENGINEERING: Tier.L2,
    Tier.PRODUCT: Tier.L2,
    Tier.SECURITY: Tier.ENGINEERING,
    Tier.LEADERSHIP: Tier.ENGINEERING,
}


@dataclass(frozen=True)
class Place:
    """Where a button stands."""

    escalation: str
    tier: Tier
    wait: PauseReason


def command_of(click: Click, policy: Policy, at: datetime | None) -> c.Command:
    """Give the command a click stands for, happened `at` (UTC; None: now). Raises Malformed."""
    place = _place(click.value)
    asked = _asked(_button(click.action), place, click)
    return parse(
        {
            **asked,
            "escalation": place.escalation,
            "at": at.isoformat() if at else None,
            "actor": of_slack(policy, click.user),
            "command_id": f"slack:{click.delivery_id}",
            "reply_to": f"slack:{click.channel}:{click.user}",
        }
    ).command


def _asked(button: Button, place: Place, click: Click) -> dict[str, Any]:  # noqa: C901
    said = f"asked in Slack by {click.user_name or click.user}"
    match button:
        case Button.ACKNOWLEDGE:
            return {"type": "acknowledge", "tier": place.tier}
        case Button.ESCALATE:
            return {"type": "escalate", "to": UP[place.tier], "reason": said}
        case Button.DE_ESCALATE:
            return {"type": "de_escalate", "to": DOWN[place.tier], "reason": said}
        case Button.PAUSE:
            return {"type": "pause", "reason": PauseReason.WAITING_FOR_CUSTOMER}
        case Button.RESUME:
            return {"type": "resume", "reason": place.wait}
        case Button.RESOLVE:
            return {"type": "resolve", "resolution": f"fixed, {said}"}
        case Button.CONFIRM:
            return {"type": "confirm"}
        case Button.REOPEN:
            return {"type": "reopen", "reason": f"not fixed, {said}"}
        case Button.UPDATE_CUSTOMER | Button.SET_SEVERITY | Button.PROMISE:
            raise Malformed("action_id", f"{button} needs a form")
        case Button.PROGRESS | Button.BLOCKED | Button.NEEDS_LONGER:
            return {"type": "note", "text": button.replace("_", " ").capitalize()}
        case _:
            assert_never(button)


def _button(action: str) -> Button:
    try:
        return Button(action)
    except ValueError:
        raise Malformed("action_id", f"{action!r} is no button of ours") from None


def _place(value: str) -> Place:
    try:
        stands = json.loads(value)
        wait = PauseReason(stands.get("w") or PauseReason.WAITING_FOR_CUSTOMER)
        return Place(str(stands["e"]), Tier(stands["t"]), wait)
    except (ValueError, KeyError, AttributeError):
        raise Malformed("value", "is not one of ours") from None
