"""The Zendesk side: tickets with their comments and audits, and the events their changes cause."""

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.callbacks import Callback
from sandbox.config import SandboxConfig, stable_number
from sandbox.record import Json, Record, key_in

ACCOUNT_ID = 22_000_001
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
SETTLED = ("pending", "hold", "solved")
PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("problem", "incident", "question", "task")
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


@dataclass
class Ticket:
    """One ticket: its fields as the API shows them, its comments and its audits, oldest first."""

    fields: Json
    comments: list[Json] = field(default_factory=list)
    audits: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What somebody does to a ticket in one go.

    `at` is aware UTC. `comment` has `body` and `public`; `custom` is the audit's free metadata.
    """

    by: int
    at: datetime
    fields: Json = field(default_factory=dict)
    comment: Json | None = None
    custom: Json = field(default_factory=dict)


class Zendesk:
    """The account. Whoever changes it gets the callbacks that the change causes."""

    def __init__(self, config: SandboxConfig, record: Record) -> None:
        self._url = config.public_url
        self._record = record
        self._ids = itertools.count(1_000_001)
        self.tickets: dict[int, Ticket] = {}
        self.users: dict[int, Json] = {}
        self.api_user = self.user(config.zendesk_email, "admin")

    def user(self, name: str, role: str) -> int:
        """The id of the person of that name, who exists from now on."""
        number = stable_number(name)
        email = name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com"
        person = {"id": number, "name": name, "email": email, "role": role, "active": True}
        self.users.setdefault(number, person)
        return number

    def open(self, ticket_id: int | None, change: Change) -> tuple[Ticket, list[Callback]]:
        """A new ticket, whose first comment is its description."""
        number = ticket_id or max(self.tickets, default=4_710) + 1
        blank = dict.fromkeys((*EVENT_OF, "priority")) | {"status": "new", "tags": []}
        said = str((change.comment or {}).get("body", ""))
        fields: Json = blank | {
            "id": number,
            "url": f"{self._url}/zendesk/api/v2/tickets/{number}.json",
            "description": said,
            "requester_id": change.by,
            "submitter_id": change.by,
            "created_at": _second(change.at),
            "updated_at": _second(change.at),
            "via": {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}},
            "is_public": True,
            "has_incidents": False,
            "custom_fields": [],
        }
        ticket = self.tickets[number] = Ticket(fields | change.fields)
        fields = ticket.fields
        fields["raw_subject"] = fields["subject"]
        events = [self._field(ticket, name, None) for name in change.fields]
        self._audit(ticket, change, [*events, self._comment(ticket, change)])
        return ticket, [_event(ticket, "created", {}, change)]

    def update(self, ticket: Ticket, change: Change) -> list[Callback]:
        """Changes fields and adds a comment in one audit; a callback for each thing changed."""
        before = {
            n: ticket.fields[n] for n in change.fields if ticket.fields[n] != change.fields[n]
        }
        ticket.fields.update(change.fields)
        # Each update has its own second, so that a stamp always tells two of them apart.
        earliest = datetime.fromisoformat(ticket.fields["updated_at"]) + timedelta(seconds=1)
        ticket.fields["updated_at"] = _second(max(earliest, change.at))
        events = [self._field(ticket, name, old) for name, old in before.items()]
        told = [(EVENT_OF[n], _difference(n, old, ticket.fields[n])) for n, old in before.items()]
        if change.comment:
            events.append(self._comment(ticket, change))
            told.append(("comment_added", {"comment": self._told(ticket.comments[-1])}))
        self._audit(ticket, change, events)
        sequence = str(uuid.uuid4())
        return [
            _event(
                ticket,
                kind,
                {**what, "meta": {"sequence": {"id": sequence, "position": n}}},
                change,
            )
            for n, (kind, what) in enumerate(told, start=1)
        ]

    def _comment(self, ticket: Ticket, change: Change) -> Json:
        given: Json = change.comment or {}
        body = str(given.get("body") or given.get("html_body") or "")
        public = bool(given.get("public", True))
        comment: Json = {
            "id": next(self._ids),
            "type": "Comment",
            "author_id": int(given.get("author_id") or change.by),
            "body": body,
            "plain_body": body,
            "html_body": str(given.get("html_body") or body),
            "public": public,
            "attachments": [],
            "created_at": _second(change.at),
            "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
        }
        ticket.comments.append(comment)
        return comment

    def _field(self, ticket: Ticket, name: str, old: object) -> Json:
        value = {"field_name": name, "value": ticket.fields[name]}
        return {"id": next(self._ids), "type": "Change", **value, "previous_value": old}

    def _audit(self, ticket: Ticket, change: Change, events: list[Json]) -> None:
        audit: Json = {
            "id": next(self._ids),
            "ticket_id": ticket.fields["id"],
            "author_id": change.by,
            "created_at": _second(change.at),
            "events": events,
            "metadata": {"system": {}, "custom": change.custom},
            "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
        }
        ticket.audits.append(audit)
        if change.by != self.api_user:
            return  # What people do in Zendesk's own pages is no effect of a face.
        for event in events:
            said, target = event.get("body"), f"ticket {ticket.fields['id']}"
            visibility = "public" if event.get("public") else "private"
            what = f"comment.{visibility}" if said is not None else f"ticket.{event['field_name']}"
            text = str(event["value"]) if said is None else said
            self._record.add("zendesk", what, target, key_in(change.custom), text)

    def _told(self, comment: Json) -> Json:
        author = self.users[comment["author_id"]]
        return {
            "id": str(comment["id"]),
            "body": comment["body"],
            "is_public": comment["public"],
            "author": {
                "id": str(author["id"]),
                "name": author["name"],
                "is_staff": author["role"] != "end-user",
            },
        }


def set_back(ticket: Ticket) -> Json:
    """What a customer's public word changes: it opens a ticket that was thought settled.

    support.zendesk.com, "About the standard ticket statuses"
    """
    return {"status": "open"} if ticket.fields["status"] in SETTLED else {}


def _event(ticket: Ticket, kind: str, event: Json, change: Change) -> Callback:
    """The envelope of an event: ids are strings, enumerations upper case, `time` is the instant."""
    fields = ticket.fields
    ids = ("id", "requester_id", "submitter_id", "assignee_id", "group_id", "organization_id")
    detail: Json = {name: _text(fields[name]) for name in ids}
    detail |= {n: fields[n] for n in ("subject", "description", "created_at", "updated_at", "tags")}
    detail |= {n: _upper(fields[n]) for n in ("status", "priority", "type")}
    detail |= {"actor_id": str(change.by), "brand_id": "1", "form_id": "1", "custom_status": "1"}
    detail |= {"external_id": fields["external_id"], "is_public": True, "via": {"channel": "web"}}
    event_id = str(uuid.uuid4())
    body: Json = {
        "type": f"zen:event-type:ticket.{kind}",
        "account_id": ACCOUNT_ID,
        "id": event_id,
        "time": change.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
        "zendesk_event_version": "2022-11-06",
        "subject": f"zen:ticket:{fields['id']}",
        "detail": detail,
        "event": event,
    }
    return Callback("zendesk", body)


def _difference(name: str, old: Any, new: Any) -> Json:
    if name == "tags":
        added, removed = [t for t in new if t not in old], [t for t in old if t not in new]
        return {"tags_added": added, "tags_removed": removed}
    shape = _upper if name in ("status", "priority", "type") else _text
    return {"current": shape(new), "previous": shape(old)}


def _upper(value: Any) -> str | None:
    return None if value is None else str(value).upper()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
