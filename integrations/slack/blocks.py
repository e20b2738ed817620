"""The parts of a Slack message that we use: each within its limit, and foreign words without power.

Limits are Slack's own: "Block Kit: Blocks" and "Text object". A text is foreign until it has gone
through `words`; only `mention`, `link` and `date` write what Slack obeys.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from escalation.actions import Button
from integrations.slack.escape import escape

HEADER_MAX = 150  # characters
TEXT_MAX = 3_000  # characters of a section or a context's element
PIECE_MAX = 2_400  # characters of a long text in one section: its instants grow when dated
DATED_MAX = 10  # instants of a piece shown in the reader's zone: each grows by some 50 characters
NAME_MAX = 80  # characters: a person, a customer, a clock; longer ones are cut, not refused
OPTION_MAX = 150  # characters of an option's value ("Option object")
LINK_MAX = 400  # characters of an address: of a longer one only the label is shown

Block = dict[str, Any]

_PARTIAL = re.compile(r"&[a-z]*$")  # of an escape that a cut went through
_INSTANT = re.compile(r"\w{3} \d{4}-\d\d-\d\d \d\d:\d\d UTC")  # as escalation.instants writes it
_ACCOUNT = re.compile(r"[UW](?=[A-Z]*\d)[A-Z0-9]{3,20}")  # has a digit, unlike people's names
_ADDRESS = re.compile(r"https?://[^\s<>|]+")
_LABELS = {
    Button.ACKNOWLEDGE: "Acknowledge",
    Button.ESCALATE: "Escalate",
    Button.DE_ESCALATE: "De-escalate",
    Button.PAUSE: "Pause",
    Button.RESUME: "Resume",
    Button.RESOLVE: "Resolve",
    Button.CONFIRM: "Confirm",
    Button.REOPEN: "Not fixed",
    Button.UPDATE_CUSTOMER: "Update the customer",
    Button.SET_SEVERITY: "Change severity",
    Button.PROMISE: "Promise the customer",
    Button.ASSIGN: "Assign",
    Button.ENGAGE: "Bring alongside",
    Button.DISENGAGE: "Release from alongside",
    Button.FILL_BRIEF: "Fill in the brief",
    Button.PROGRESS: "Progress",
    Button.BLOCKED: "Blocked",
    Button.NEEDS_LONGER: "Needs longer",
    Button.SAME_CAUSE: "Same cause",
    Button.NOT_A_BUG: "Not a bug",
}
MORE = "more"  # the action_id of the three dots
_RARER = (  # an overflow menu takes five ("Overflow menu element")
    Button.SET_SEVERITY,
    Button.PROMISE,
    Button.ASSIGN,
    Button.ENGAGE,
    Button.DISENGAGE,
)
_FIRST = (Button.ACKNOWLEDGE, Button.CONFIRM, Button.PROGRESS)  # what we hope for is green


def words(text: str, limit: int) -> str:
    """Foreign text made harmless, at most `limit` characters with its escapes."""
    escaped = escape(text[: limit + 1])
    if len(escaped) <= limit:
        return escaped
    return _PARTIAL.sub("", escaped[: limit - 1]) + "…"


def line(text: str, limit: int = NAME_MAX) -> str:
    """Foreign text on one line, made harmless."""
    return words(" ".join(text.split()), limit)


def mention(person: str, people: Mapping[str, str]) -> str:
    """Who is addressed; a person without an account in Slack by our id alone.

    Somebody who is not in the policy goes by their account in Slack: it is a mention as it stands.
    """
    account = people.get(person, person if _ACCOUNT.fullmatch(person) else "")
    return f"<@{account}>" if account else line(person)


def link(label: str, url: str, limit: int = NAME_MAX) -> str:
    """A label that leads somewhere, or the label alone where the address is none."""
    shown = line(label, limit)
    address = escape(url)
    is_sound = len(address) <= LINK_MAX and _ADDRESS.fullmatch(url)
    return f"<{address}|{shown}>" if is_sound else shown


def date(at: datetime) -> str:
    """An instant (aware UTC) in the reader's own zone (Slack, "Formatting text", "Dates")."""
    fallback = f"{at:%a %d %b %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def dated(ready: str) -> str:
    """Harmless text with the instants in it shown in the reader's zone."""
    return _INSTANT.sub(_dated, ready, count=DATED_MAX)


def header(text: str) -> Block:
    """Foreign text, large."""
    return {"type": "header", "text": plain(line(text, HEADER_MAX))}


def section(ready: str) -> Block:
    """Text that is made harmless already."""
    return {"type": "section", "text": _mrkdwn(ready)}


def sections(ready: str) -> list[Block]:
    """As many sections as a long text fills, cut between its lines where that is possible."""
    found = []
    while ready:
        piece = _piece(ready)
        ready = ready[len(piece) :]
        if piece.strip():
            found.append(section(dated(piece)))
    return found


def fields(facts: Mapping[str, str]) -> Block:
    """Short facts in two columns, those without a value left out.

    Each stands on a line of its own, so that a name written from right to left turns no other.
    """
    shown = [_mrkdwn(f"*{name}*\n{ready}") for name, ready in facts.items() if ready]
    return {"type": "section", "fields": shown}


def quote(ready: str) -> str:
    """Somebody else's words, set apart line by line."""
    return "\n".join(f"> {each}" for each in ready.split("\n")) if ready.strip() else ""


def plain(ready: str) -> Block:
    """Words without markup."""
    return {"type": "plain_text", "text": ready, "emoji": False}


def context(ready: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [_mrkdwn(ready)]}


def actions(buttons: tuple[Button, ...], place: Mapping[str, str]) -> list[Block]:
    """What can be asked with one click, the rarer behind three dots; none: no block.

    `place` comes back as a button's value; behind the dots, `b` beside it names the button.
    """
    rarer = {each: _value(place, b=str(each)) for each in buttons if each in _RARER}
    if any(len(value) > OPTION_MAX for value in rarer.values()):
        rarer = {}  # an id too long for an option: all are buttons, whose values may be longer
    elements = [_button(each, _value(place)) for each in buttons if each not in rarer]
    if rarer:
        options = [{"text": plain(_LABELS[b]), "value": value} for b, value in rarer.items()]
        elements.append({"type": "overflow", "action_id": MORE, "options": options})
    return [{"type": "actions", "elements": elements}] if elements else []


def _value(place: Mapping[str, str], **more: str) -> str:
    return json.dumps({**place, **more}, ensure_ascii=False, separators=(",", ":"))


def _button(button: Button, value: str) -> Block:
    label = plain(_LABELS[button])
    shown: Block = {"type": "button", "text": label, "action_id": str(button), "value": value}
    return {**shown, "style": "primary"} if button in _FIRST else shown


def _mrkdwn(ready: str) -> Block:
    # Without `verbatim` Slack itself finds mentions and links in plain words ("Text object").
    return {"type": "mrkdwn", "text": ready, "verbatim": True}


def _piece(ready: str) -> str:
    if len(ready) <= PIECE_MAX:
        return ready
    fits = _PARTIAL.sub("", ready[:PIECE_MAX])
    line_end = fits.rfind("\n") + 1
    return fits[:line_end] or fits


def _dated(found: re.Match[str]) -> str:
    try:
        at = datetime.strptime(found[0], "%a %Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    except ValueError:  # somebody wrote a day that is none
        return found[0]
    return date(at)
