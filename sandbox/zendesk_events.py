"""Zendesk's events: the envelopes in which it tells what happened to a ticket."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.callbacks import Callback
from sandbox.record import Json

ACCOUNT_ID = 22_000_001
# Ticket fields that can be written, and the event that a change of each causes:
# developer.zendesk.com/api-reference/webhooks/event-types/ticket-events
EVENT_OF: Mapping[str, str] = {
    "status": "status_changed",
    "priority": "priority_changed",
    "tags": "tags_changed",
    "assignee_id": "agent_assignment_changed",
    "group_id": "group_assignment_changed",
    "organization_id": "organization_changed",
    "subject": "subject_changed",
    "type": "type_changed",
    "external_id": "external_id_changed",
}


def event(fields: Json, kind: str, told: Json, by: int, at: datetime) -> Callback:
    """The envelope of an event: ids are strings, enumerations upper case, `time` is the instant."""
    ids = ("id", "requester_id", "submitter_id", "assignee_id", "group_id", "organization_id")
    detail: Json = {name: _text(fields[name]) for name in ids}
    detail |= {n: fields[n] for n in ("subject", "description", "created_at", "updated_at", "tags")}
    detail |= {n: _upper(fields[n]) for n in ("status", "priority", "type")}
    detail |= {"actor_id": str(by), "brand_id": "1", "form_id": "1", "custom_status": "1"}
    detail |= {"external_id": fields["external_id"], "is_public": True, "via": {"channel": "web"}}
    body: Json = {
        "type": f"zen:event-type:ticket.{kind}",
        "account_id": ACCOUNT_ID,
        "id": str(uuid.uuid4()),
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
        "zendesk_event_version": "2022-11-06",
        "subject": f"zen:ticket:{fields['id']}",
        "detail": detail,
        "event": told,
    }
    return Callback("zendesk", body)


def in_sequence(told: list[tuple[str, Json]]) -> list[tuple[str, Json]]:
    """Events of one action say so."""
    sequence = str(uuid.uuid4())
    return [
        (kind, {**what, "meta": {"sequence": {"id": sequence, "position": n}}})
        for n, (kind, what) in enumerate(told, start=1)
    ]


def difference(name: str, old: Any, new: Any) -> Json:
    """What an event tells of one field."""
    if name == "tags":
        added, removed = [t for t in new if t not in old], [t for t in old if t not in new]
        return {"tags_added": added, "tags_removed": removed}
    shape = _upper if name in ("status", "priority", "type") else _text
    return {"current": shape(new), "previous": shape(old)}


def _upper(value: Any) -> str | None:
    return None if value is None else str(value).upper()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
