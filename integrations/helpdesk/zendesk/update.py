"""One update of a ticket: what is wanted, in Zendesk's words, beside what stands there already."""

from collections.abc import Mapping
from typing import Any

from escalation.terms import TicketStatus
from integrations.errors import Rejected
from integrations.helpdesk.port import Wanted
from integrations.helpdesk.zendesk.records import Audit, TicketRecord
from integrations.helpdesk.zendesk.words import ASKS_STATUS, PRIORITY

MARK = "handrail"  # our key's name in an audit's metadata.custom
# The custom fields that `connect` makes, by our names for them. Lines of text: the options of a
# drop-down are tags, and an update that replaces the tags would empty it.
FIELDS: Mapping[str, str] = {"tier": "Handrail tier", "severity": "Handrail severity"}


def change(
    seen: TicketRecord, wanted: Wanted, fields: Mapping[str, str], assignee: str
) -> dict[str, Any]:
    """The body of an update; `fields` are values by field id, `assignee` is an agent's id.

    It names the state it saw (`safe_update`: "Protecting against ticket update collisions") and
    carries our key into the audit ("Setting metadata").
    """
    body: dict[str, Any] = {
        "safe_update": True,
        "updated_stamp": seen.updated_at,
        "metadata": {MARK: wanted.key},
    }
    if wanted.note or wanted.reply:
        body["comment"] = {"body": wanted.note or wanted.reply, "public": bool(wanted.reply)}
    if wanted.tags:
        # An update replaces all tags; the stamp keeps what others added meanwhile.
        body["tags"] = [*seen.tags, *(tag for tag in wanted.tags if tag not in seen.tags)]
    if wanted.severity:
        body["priority"] = PRIORITY[wanted.severity]
    if wanted.status:
        body["status"] = _asked(wanted.status)
    if fields:
        body["custom_fields"] = [{"id": int(i), "value": value} for i, value in fields.items()]
    if assignee:
        body["assignee_id"] = int(assignee)
    return body


def key_of(audit: Audit) -> str:
    """Our key, where the change was ours."""
    custom = (audit.metadata or {}).get("custom")
    mark = custom.get(MARK) if isinstance(custom, dict) else None
    return mark if isinstance(mark, str) else ""


def _asked(status: TicketStatus) -> str:
    if status in ASKS_STATUS:
        return ASKS_STATUS[status]
    raise Rejected(f"no update makes a ticket {status}", "do it in Zendesk")
