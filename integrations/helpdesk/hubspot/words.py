"""HubSpot's words and ours: priorities, stages by their labels, people, and text as HTML.

HubSpot, "CRM API | Tickets", "Conversations API" and "CRM API | Notes".
"""

import html
from datetime import UTC, datetime

from escalation.terms import Severity, TicketStatus

SEVERITY = {
    "URGENT": Severity.CRITICAL,
    "HIGH": Severity.HIGH,
    "MEDIUM": Severity.MEDIUM,
    "LOW": Severity.LOW,
}
PRIORITY = {severity: priority for priority, severity in SEVERITY.items()}
# Labels of the pipeline that HubSpot begins with, and of those that people make, of stages that
# HubSpot calls open.
LABELS: dict[str, TicketStatus] = {
    "new": "open",
    "open": "open",
    "in progress": "open",
    "waiting on us": "open",
    "pending": "pending",
    "waiting on contact": "pending",
    "waiting on customer": "pending",
    "on hold": "on_hold",
    "resolved": "solved",
    "solved": "solved",
}
TAGS = "handrail_tags"  # HubSpot's tickets have no tags: a text property of ours holds them
FIELDS = {"tier": "handrail_tier", "severity": "handrail_severity"}
AGENT, CONTACT = "A-", "V-"  # how the conversations API marks a user's and a contact's id
THREAD = "thread:"  # before a conversation's id, where only that is known of a ticket


def actor(source: str | None) -> str:
    """Who did it: an app's id as it is, a user's as the conversations API writes it."""
    written = source or ""
    user = written.removeprefix("userId:")
    return AGENT + user if user != written else written


def instant(written: str) -> datetime | None:
    """An instant as HubSpot writes it: ISO 8601, or milliseconds since 1970; else None."""
    try:
        if written.isascii() and written.isdecimal():
            return datetime.fromtimestamp(int(written) / 1000, UTC)
        at = datetime.fromisoformat(written)
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def tags_in(written: str | None) -> tuple[str, ...]:
    """The tags in our property, which parts them as HubSpot parts several values."""
    return tuple(tag for part in (written or "").split(";") if (tag := part.strip()))


def tags_as(tags: tuple[str, ...]) -> str:
    """Tags as our property holds them."""
    return ";".join(dict.fromkeys(tags))


def in_html(text: str) -> str:
    """Plain text as the body of a note."""
    return html.escape(text, quote=False).replace("\n", "<br>")
