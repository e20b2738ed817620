"""Bytes and headers from Zendesk in, a verified fact out.

Zendesk, "Verifying webhook authenticity" and "Ticket events". A webhook is subscribed to events or
connected to triggers, never both; our bodies for triggers (`triggers.py`) have the shape of events.
What they cannot carry is read from the ticket: a `Look`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from pydantic import AwareDatetime, field_validator

from escalation.references import Ticket, TicketSnapshot
from integrations import webhooks
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Fact,
    Ignored,
    Look,
    TicketChanged,
    TicketOpened,
)
from integrations.helpdesk.port import Sent
from integrations.helpdesk.zendesk.reading import MERGED
from integrations.helpdesk.zendesk.words import SEVERITY, STATUS, text_id
from integrations.webhooks import Malformed, Wire

FRESH_FOR = timedelta(hours=1)  # ours: the vendor names no limit and may repeat for some minutes
PREFIX = "zen:event-type:ticket."


class Common(TypedDict):
    """What every fact carries."""

    ticket_id: str
    delivery_id: str
    at: datetime
    actor: str


class _Detail(Wire):
    id: str
    subject: str | None = None
    description: str | None = None
    status: str = "OPEN"
    priority: str | None = None
    requester_id: str | None = None
    assignee_id: str | None = None
    group_id: str | None = None
    actor_id: str | None = None
    tags: tuple[str, ...] = ()

    @field_validator("tags", mode="before")
    @classmethod
    def _split(cls, written: Any) -> Any:
        """A trigger's placeholder writes them with spaces between."""
        return written.split() if isinstance(written, str) else written


class _Event(Wire):
    type: str
    time: AwareDatetime
    detail: _Detail
    event: dict[str, Any]


class _Change(Wire):
    current: str | None


class _Author(Wire):
    id: str
    is_staff: bool


class _Comment(Wire):
    id: str
    body: str | None = None
    is_public: bool
    author: _Author


class _Commented(Wire):
    comment: _Comment | None = None


class _Merged(Wire):
    target_ticket_id: str


def verify(sent: Sent, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged, Stale or Malformed."""
    stamp = webhooks.header(sent.headers, "X-Zendesk-Webhook-Signature-Timestamp")
    signed = webhooks.digest(secret, stamp.encode(errors="surrogateescape") + sent.body)
    given = webhooks.header(sent.headers, "X-Zendesk-Webhook-Signature")
    webhooks.check_signature(webhooks.in_base64(signed), given)
    try:
        sent_at = datetime.fromisoformat(stamp)
    except ValueError:
        sent_at = None
    if sent_at is None or sent_at.tzinfo is None:
        raise Malformed("X-Zendesk-Webhook-Signature-Timestamp", "is no RFC 3339 instant")
    webhooks.check_freshness(sent_at, now, FRESH_FOR)


def parse(sent: Sent) -> list[Fact]:
    """Read a verified body, one fact; the delivery id is its invocation id. Raises Malformed."""
    delivery = webhooks.header(sent.headers, "X-Zendesk-Webhook-Invocation-Id")
    if not delivery:
        name = "X-Zendesk-Webhook-Invocation-Id"
        raise Malformed(name, "is missing; a repeat could not be told from news")
    found = webhooks.read_object(sent.body)
    kind = found.get("type")
    if not isinstance(kind, str):
        raise Malformed("type", "is missing; subscribe to events, or use our bodies for triggers")
    read = _READERS.get(kind.removeprefix(PREFIX)) if kind.startswith(PREFIX) else None
    if read is None:
        return [Ignored(kind)]
    event = webhooks.read(_Event, found)
    common = Common(
        ticket_id=event.detail.id,
        delivery_id=delivery,
        at=event.time.astimezone(UTC),
        actor=text_id(event.detail.actor_id),
    )
    return [read(event, common)]


def _opened(event: _Event, common: Common) -> Fact:
    detail = event.detail
    ticket = Ticket(
        helpdesk="zendesk",
        id=detail.id,
        subject=detail.subject or "",
        description=detail.description or "",
        requester=text_id(detail.requester_id),
        assignee=text_id(detail.assignee_id),
        group=text_id(detail.group_id),
        tags=detail.tags,
    )
    status = STATUS.get(detail.status.lower(), "open")
    severity = SEVERITY.get((detail.priority or "").lower())
    return TicketOpened(snapshot=TicketSnapshot(ticket, status, severity), **common)


def _commented(event: _Event, common: Common) -> Fact:
    comment = webhooks.read(_Commented, event.event, "event").comment
    if comment is None:  # a trigger has no placeholder for a comment's id
        return Look(**common)
    common["actor"] = comment.author.id
    text = comment.body or ""
    # A member of staff who asks for help is a customer in that ticket.
    if comment.author.is_staff and comment.author.id != event.detail.requester_id:
        return AgentReplied(text=text, public=comment.is_public, ref=comment.id, **common)
    return CustomerReplied(text=text, public=comment.is_public, ref=comment.id, **common)


def _status(event: _Event, common: Common) -> Fact:
    current = _current(event)
    status = STATUS.get(current.lower())
    if status is None:
        return Ignored(f"{event.type} to {current}")
    if status == "closed" and MERGED in event.detail.tags:
        return Look(**common)  # a comment names the ticket that goes on
    return TicketChanged(status=status, **common)


def _own_status(_event: _Event, common: Common) -> Fact:
    """One of the account's own statuses: only the policy knows what it means."""
    return Look(**common)


def _priority(event: _Event, common: Common) -> Fact:
    current = _current(event)
    severity = SEVERITY.get(current.lower())
    if severity is None:
        return Ignored(f"{event.type} to {current or 'none'}")
    return TicketChanged(priority=severity, **common)


def _assignee(event: _Event, common: Common) -> Fact:
    return TicketChanged(assignee=text_id(_current(event)), **common)


def _group(event: _Event, common: Common) -> Fact:
    return TicketChanged(group=text_id(_current(event)), **common)


def _tags(event: _Event, common: Common) -> Fact:
    return TicketChanged(tags=event.detail.tags, **common)


def _merged(event: _Event, common: Common) -> Fact:
    target = webhooks.read(_Merged, event.event, "event").target_ticket_id
    return TicketChanged(merged_into=target, **common)


def _deleted(_event: _Event, common: Common) -> Fact:
    return TicketChanged(status="deleted", **common)


def _spam(_event: _Event, common: Common) -> Fact:
    return TicketChanged(status="spam", **common)


def _undeleted(event: _Event, common: Common) -> Fact:
    return TicketChanged(status=STATUS.get(event.detail.status.lower(), "open"), **common)


def _current(event: _Event) -> str:
    return webhooks.read(_Change, event.event, "event").current or ""


# What we read; `setup.py` subscribes to it.
_READERS: dict[str, Callable[[_Event, Common], Fact]] = {
    "created": _opened,
    "comment_added": _commented,
    "status_changed": _status,
    "custom_status_changed": _own_status,
    "priority_changed": _priority,
    "agent_assignment_changed": _assignee,
    "group_assignment_changed": _group,
    "tags_changed": _tags,
    "merged": _merged,
    "marked_as_spam": _spam,
    "soft_deleted": _deleted,
    "permanently_deleted": _deleted,
    "undeleted": _undeleted,
}
EVENTS = tuple(PREFIX + kind for kind in _READERS)
OWN_STATUS = PREFIX + "custom_status_changed"
