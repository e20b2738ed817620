"""Zendesk's words and ours; it writes them in capitals in events, in small letters elsewhere.

Zendesk, "Ticket events" (archived and scrubbed stand only there) and "Tickets", JSON format.
"""

from escalation.terms import Severity, TicketStatus

STATUS: dict[str, TicketStatus] = {
    "new": "open",
    "open": "open",
    "pending": "pending",
    "hold": "on_hold",
    "on-hold": "on_hold",  # how a trigger's placeholder writes it
    "solved": "solved",
    "closed": "closed",
    "archived": "closed",
    "deleted": "deleted",
    "scrubbed": "deleted",
}
SEVERITY = {
    "urgent": Severity.CRITICAL,
    "high": Severity.HIGH,
    "normal": Severity.MEDIUM,
    "low": Severity.LOW,
}
PRIORITY = {severity: priority for priority, severity in SEVERITY.items()}
ASKS_STATUS: dict[TicketStatus, str] = {
    "open": "open",
    "pending": "pending",
    "on_hold": "hold",
    "solved": "solved",
    "closed": "closed",
}  # what an update may ask for: a ticket is deleted or marked as spam elsewhere


def text_id(written: str | None) -> str:
    """An id, or nobody: events write nobody as null, "" or "0"."""
    return "" if written in (None, "0") else str(written)
