"""Intercom's words and ours. Intercom, "Conversations" and "Webhook topics"."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from escalation.terms import Severity, TicketStatus

VERSION = "2.14"  # of the API; the app's webhooks must be of 2.5 or newer
# Who snoozes sets the conversation aside until a time; that the customer owes a word nobody says.
# So it is `on_hold`, under which the customer is still owed updates, unless the policy says else.
STATUS: dict[str, TicketStatus] = {"open": "open", "snoozed": "on_hold", "closed": "solved"}
# What an update may ask for: the part that makes it so, and the state it makes.
ASKS: dict[TicketStatus, tuple[str, str]] = {
    "open": ("open", "open"),
    "pending": ("snoozed", "snoozed"),
    "on_hold": ("snoozed", "snoozed"),
    "solved": ("close", "closed"),
    "closed": ("close", "closed"),
}
FLAGGED = "priority"  # the only other word is "not_priority"
TIER, SEVERITY = "handrail_tier", "handrail_severity"  # conversation attributes that people make
FIELDS = {"tier": TIER, "severity": SEVERITY}
CUSTOMERS = frozenset({"user", "lead", "contact", "visitor"})
PRIVATE = frozenset({"note", "note_and_reopen"})  # parts that the customer never sees


def severity(priority: str | None, attributes: Mapping[str, Any]) -> Severity | None:
    """What our own attribute says, else the flag.

    The attribute is the newer word: it is ours, and no update of ours takes the flag away.
    """
    written = str(attributes.get(SEVERITY) or "").lower()
    said = next((each for each in Severity if each == written), None)
    return said or (Severity.HIGH if priority == FLAGGED else None)


def html(text: str) -> str:
    """Plain text as HTML: an empty line begins a paragraph. Nothing in it is taken for a tag."""
    paragraphs = re.split(r"\n\s*\n", escape(text.strip(), quote=False))
    return "".join(f"<p>{'<br>'.join(each.splitlines())}</p>" for each in paragraphs)
