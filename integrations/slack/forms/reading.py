"""What was filled in becomes commands, or a sentence on each field that keeps it from being one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, assert_never

from escalation.terms import PauseReason, Tier
from integrations.envelope import LATEST
from integrations.slack.forms.fields import (
    BRIEF,
    REASON_MAX,
    Choice,
    Field,
    Person,
    Text,
    When,
    fields,
)
from integrations.slack.forms.form import FieldErrors, Form, Place, Values

_NUMBER = re.compile(r"#?(\d{1,20})")
_UNSAID = "not said yet"  # stands for a reason in what is only tried


def read(form: Form, place: Place, given: Values) -> list[dict[str, Any]]:
    """Give the commands asked for, in order, without escalation, actor and command_id.

    Instants are written in UTC. Raises FieldErrors.
    """
    said: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in fields(form, place.tier, given):
        value = _value(field, given.get(field.name))
        if value:
            said[field.name] = value
        elif field.needed or (given.get(field.name) or "").strip():
            errors[field.name] = field.needed or "This cannot be read: choose again"
    errors = _together(form, place, said, given) | errors
    if errors:
        raise FieldErrors(errors)
    return _commands(form, place, said)


def trial(form: Form, given: Values) -> dict[str, Any] | None:
    """Give the command to try with what is filled in so far, None when it is too little.

    Like `read`, without escalation, actor and command_id.
    """
    filled = {name: value for name, value in given.items() if value and value.strip()}
    match form:
        case Form.ESCALATE | Form.DE_ESCALATE if "to" in filled:
            return {"type": str(form), "to": filled["to"], "reason": filled.get("reason", _UNSAID)}
        case Form.ENGAGE | Form.DISENGAGE if "to" in filled:
            reason = filled.get("reason", _UNSAID)
            return {"type": str(form), "tier": filled["to"], "reason": reason}
        case Form.SET_SEVERITY if "severity" in filled:
            reason = filled.get("reason", _UNSAID)
            return {"type": str(form), "severity": filled["severity"], "reason": reason}
        case Form.PAUSE if "reason" in filled:
            until = _value(When("until", ""), filled.get("until"))
            if filled["reason"] == PauseReason.SNOOZED and not until:
                return None
            return {"type": str(form), "reason": filled["reason"], **_only(until=until)}
        case _:
            return None


def _value(field: Field, given: str | None) -> str:
    """What a field says, empty when nothing that counts."""
    text = (given or "").strip()
    match field:
        case Text() | Person():
            return text
        case Choice(kind=kind):
            return text if text in tuple(kind) else ""
        case When():
            seconds = int(text) if text.isdecimal() else LATEST.timestamp()
            is_sound = seconds < LATEST.timestamp()
            return datetime.fromtimestamp(seconds, UTC).isoformat() if is_sound else ""
        case _:
            assert_never(field)


def _together(form: Form, place: Place, said: Mapping[str, str], given: Values) -> dict[str, str]:
    """What is wrong only beside another field."""
    if form == Form.PAUSE and said.get("reason") == PauseReason.SNOOZED and "until" not in said:
        return {"until": "A snooze ends: choose a day and a time"}
    if form == Form.FILL_BRIEF and not said:
        return {next(iter(given), "summary"): "Fill in at least one"}
    if form == Form.OPEN and "ticket" in said and not _NUMBER.fullmatch(said["ticket"]):
        return {"ticket": "Write digits only, as in 4711"}
    if form == Form.OPEN and "ticket" not in said and not place.ticket:
        return {"ticket": "Without a message to begin with, a ticket is needed"}
    return {}


def _commands(form: Form, place: Place, said: dict[str, str]) -> list[dict[str, Any]]:
    brief = {name: text for name, text in said.items() if name in BRIEF}
    match form:
        case Form.OPEN:
            return _opening(place, said, brief)
        case Form.ESCALATE:
            moved = {"to": said["to"], "reason": said["reason"]}
            return [{"type": str(form), **moved, **_only(brief=brief)}]
        case Form.FILL_BRIEF:
            return [{"type": str(form), "brief": brief}]
        case Form.ENGAGE | Form.DISENGAGE:
            return [{"type": str(form), "tier": said["to"], **_only(reason=said.get("reason"))}]
        case _:
            return [{"type": str(form), **said}]


def _opening(
    place: Place, said: Mapping[str, str], brief: Mapping[str, str]
) -> list[dict[str, Any]]:
    """It begins where everything begins, and climbs with its brief at once."""
    number = _NUMBER.fullmatch(said.get("ticket", ""))
    ticket = {"helpdesk": "zendesk", "id": number[1]} if number else _stand_in(place)
    asked = {"severity": said["severity"], **_only(customer=said.get("customer"))}
    found = [{"type": "open", "ticket": {**ticket, "subject": said["summary"]}, **asked}]
    if said["to"] != Tier.L1:
        reason = " ".join(said["summary"].split())[:REASON_MAX]
        found.append({"type": "escalate", "to": said["to"], "reason": reason, "brief": brief})
    if number and place.context:  # the ticket has words of its own, and may be open here already
        ref = f"slack:{place.channel}:{place.message_ts}" if place.message_ts else ""
        found.append({"type": "note", "text": place.context, **_only(ref=ref)})
    return found


def _stand_in(place: Place) -> dict[str, str]:
    """What was said in Slack stands for a ticket."""
    return {"helpdesk": "slack", "id": place.ticket, **_only(description=place.context)}


def _only(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
