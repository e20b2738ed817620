"""Bytes and headers from Freshdesk in, a verified fact out: always to look at the ticket.

Freshdesk signs nothing and no placeholder says who did what, so nothing of the body is believed
but which ticket to read again. Its rules (`rules.py`) send a secret header. No time is signed:
a repeat, even a malicious one, makes us look once more and tells nothing new. A body of
Freshdesk's own choosing (`freshdesk_webhook`) is read as well.
"""

import hashlib
from datetime import UTC, datetime

from pydantic import Field

from integrations import webhooks
from integrations.helpdesk.facts import Fact, Look
from integrations.helpdesk.freshdesk import calls
from integrations.helpdesk.freshdesk.rules import SECRET_HEADER
from integrations.helpdesk.port import Sent
from integrations.webhooks import Forged, Malformed, Wire

# How the two bodies and the placeholder {{triggered_event}} write that a ticket is new.
NEW = ("created", "ticket_created", "{ticket_action:created}")


class _Told(Wire):
    ticket_id: str = Field(pattern=r"^[0-9]{1,20}$")
    event: str | None = None
    changed: str | None = None
    triggered_event: str | None = None
    ticket_created_at: str | None = None  # in Freshdesk's own body


def verify(sent: Sent, secret: str, now: datetime) -> None:
    """Compare the secret header. Raises Forged."""
    if not secret:
        raise Forged("no secret is set for this webhook, so nothing is believed; set one")
    webhooks.check_signature(secret, webhooks.header(sent.headers, SECRET_HEADER))


def parse(sent: Sent) -> list[Fact]:
    """Read a verified body. Raises Malformed.

    `at` is what the body says, if that is an instant, else now: an account chooses how its times
    are written. The delivery id is the same for Freshdesk's repeats of a call; but without an
    instant two changes may have one body, so that each call counts: to look twice does no harm.
    """
    found = webhooks.read_object(sent.body)
    inner = found.get("freshdesk_webhook", found)
    if not isinstance(inner, dict):
        raise Malformed("freshdesk_webhook", "is not an object; send our body or Freshdesk's own")
    told = webhooks.read(_Told, inner, "" if inner is found else "freshdesk_webhook")
    is_new = told.event in NEW or told.triggered_event in NEW
    at = _instant(told.changed) or (_instant(told.ticket_created_at) if is_new else None)
    heard_at = calls.now()
    told_by = sent.body if at else sent.body + heard_at.isoformat().encode()
    look = Look(
        ticket_id=told.ticket_id,
        delivery_id=hashlib.sha256(told_by).hexdigest(),
        at=at or heard_at,
        actor="",
        is_new=is_new,
    )
    return [look]


def _instant(written: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
