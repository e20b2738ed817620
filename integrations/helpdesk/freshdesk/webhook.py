"""Bytes and headers from Freshdesk in, a verified fact out: always to look at the ticket.

Freshdesk signs nothing and no placeholder says who did what, so nothing of the body is believed
but which ticket to read again. Its rules (`rules.py`) send a secret header. No time is signed:
a repeat, even a malicious one, makes us look once more and tells nothing new. A body of
Freshdesk's own choosing (`freshdesk_webhook`) is read as well.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from integrations import webhooks
from integrations.helpdesk.facts import Fact, Look
from integrations.helpdesk.freshdesk.rules import SECRET_HEADER
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed, Wire

# How the two bodies and the placeholder {{triggered_event}} write that a ticket is new.
NEW = ("created", "ticket_created", "{ticket_action:created}")
CREATED_AT = "ticket_created_at"


class _Told(Wire):
    ticket_id: str = Field(pattern=r"^[0-9]{1,20}$")
    event: str | None = None
    changed: str | None = None
    triggered_event: str | None = None


def verify(sent: Sent, secret: str, now: datetime) -> None:  # noqa: ARG001 - no time is signed
    """Compare the secret header. Raises Forged."""
    if not secret:
        raise Forged("no secret is set for this webhook, so nothing is believed; set one")
    webhooks.check_signature(secret, webhooks.header(sent.headers, SECRET_HEADER))


def parse(sent: Sent) -> list[Fact]:
    """Read a verified body. Raises Malformed.

    `at` is what the body says, if that is an instant, else now: Freshdesk writes times as the
    account likes them. The delivery id is the same for Freshdesk's repeats of a call.
    """
    found = webhooks.read_object(sent.body)
    inner = found.get("freshdesk_webhook", found)
    if not isinstance(inner, dict):
        raise Malformed("freshdesk_webhook", "is not an object; send our body or Freshdesk's own")
    told = webhooks.read(_Told, inner, "freshdesk_webhook" if inner is not found else "")
    is_new = told.event in NEW or told.triggered_event in NEW
    at = _instant(told.changed) or (_instant(inner.get(CREATED_AT)) if is_new else None)
    look = Look(
        ticket_id=told.ticket_id,
        delivery_id=hashlib.sha256(sent.body).hexdigest(),
        at=at or datetime.now(UTC),
        actor="",
        is_new=is_new,
    )
    return [look]


def _instant(written: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except (ValueError, TypeError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None
