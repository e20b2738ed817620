"""The Zendesk side: tickets with their comments and audits, and the events their changes cause."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from sandbox.callbacks import Callback
from sandbox.config import SandboxConfig
from sandbox.record import Json, Record, key_in
from sandbox.zendesk_account import Account
from sandbox.zendesk_events import EVENT_OF, difference, event, in_sequence

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
SETTLED = ("pending", "hold", "solved")
PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("problem", "incident", "question", "task")
MERGED = "closed_by_merge"  # support.zendesk.com, "Merging tickets"
GONE: dict[str, str] = {"deleted": "soft_deleted", "spam": "marked_as_spam"}


@dataclass
class Ticket:
    """One ticket: its fields as the API shows them, its comments and its audits, oldest first.

    The API knows nothing of one that is `gone`; people find it among the deleted or suspended.
    """

    fields: Json
    gone: Literal["", "deleted", "spam"] = ""
    comments: list[Json] = field(default_factory=list)
    audits: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What somebody does to a ticket in one go.

    `at` is aware UTC. `comment` has `body` and `public`; `custom` is the audit's free metadata;
    `custom_fields` are values by their fields' ids.
    """

    by: int
    at: datetime
    fields: Json = field(default_factory=dict)
    comment: Json | None = None
    custom: Json = field(default_factory=dict)
    custom_fields: dict[int, str] = field(default_factory=dict)


class Zendesk:
    """The account. Whoever changes it gets the callbacks that the change causes."""

    def __init__(self, config: SandboxConfig, record: Record) -> None:
        self._url = config.public_url
        self._record = record
        self._ids = itertools.count(1_000_001)
        self.tickets: dict[int, Ticket] = {}
        self.account = Account(config)

    def open(self, ticket_id: int | None, change: Change) -> tuple[Ticket, list[Callback]]:
        """A new ticket, whose first comment is its description."""
        number = ticket_id or max(self.tickets, default=4_710) + 1
        blank = dict.fromkeys(EVENT_OF) | {"status": "new", "tags": []}
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
        _fill(ticket, change.custom_fields)
        fields["raw_subject"] = fields["subject"]
        events = [self._field(ticket, name, None) for name in change.fields]
        self._audit(ticket, change, [*events, self._comment(ticket, change)])
        return ticket, [event(fields, "created", {}, change.by, change.at)]

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
        told = [(EVENT_OF[n], difference(n, old, ticket.fields[n])) for n, old in before.items()]
        if filled := _fill(ticket, change.custom_fields):
            events += [self._change(str(number), new, old) for number, new, old in filled]
        if change.comment:
            events.append(self._comment(ticket, change))
            told.append(("comment_added", {"comment": self._told(ticket.comments[-1])}))
        self._audit(ticket, change, events)
        return [
            event(ticket.fields, kind, what, change.by, change.at)
            for kind, what in in_sequence(told)
        ]

    def merge(self, ticket: Ticket, other: Ticket, change: Change) -> list[Callback]:
        """Close a ticket in favour of another; each gets a private word on it."""
        mine, theirs = ticket.fields, other.fields
        into = "This request was closed and merged into request "
        into += f'#{theirs["id"]} "{theirs["subject"]}".'
        came = f"Request #{mine['id']} was closed and merged into this request."
        closed: Json = {"status": "closed", "tags": [*mine["tags"], MERGED]}
        word = Change(change.by, change.at, closed, {"body": into, "public": False})
        callbacks = self.update(ticket, word)
        arrived = Change(change.by, change.at, {}, {"body": came, "public": False})
        told = {"target_ticket_id": str(theirs["id"])}
        merged = event(mine, "merged", told, change.by, change.at)
        return [*callbacks, merged, *self.update(other, arrived)]

    def remove(
        self, ticket: Ticket, gone: Literal["deleted", "spam"], by: int, at: datetime
    ) -> list[Callback]:
        """Take a ticket out of sight."""
        if ticket.gone:
            return []
        ticket.gone = gone
        return [event(ticket.fields, GONE[gone], {}, by, at)]

    def bring_back(self, ticket: Ticket, by: int, at: datetime) -> list[Callback]:
        """Undelete a ticket that is gone."""
        ticket.gone = ""
        return [event(ticket.fields, "undeleted", {}, by, at)]

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
            "attachments": given.get("attachments", []),
            "created_at": _second(change.at),
            "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
        }
        ticket.comments.append(comment)
        return comment

    def _field(self, ticket: Ticket, name: str, old: object) -> Json:
        return self._change(name, ticket.fields[name], old)

    def _change(self, name: str, new: object, old: object) -> Json:
        # The document knows text and numbers only, also where several tags changed.
        value = " ".join(new) if isinstance(new, list) else "" if new is None else new
        what = {"field_name": name, "value": value, "previous_value": old}
        return {"id": next(self._ids), "type": "Change", **what}

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
        if change.by != self.account.api_user:
            return  # What people do in Zendesk's own pages is no effect of a face.
        for entry in events:
            said, target = entry.get("body"), f"ticket {ticket.fields['id']}"
            visibility = "public" if entry.get("public") else "private"
            what = f"comment.{visibility}" if said is not None else f"ticket.{entry['field_name']}"
            text = str(entry["value"]) if said is None else said
            self._record.add("zendesk", what, target, key_in(change.custom), text)

    def _told(self, comment: Json) -> Json:
        author = self.account.users[comment["author_id"]]
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


def _fill(ticket: Ticket, wanted: dict[int, str]) -> list[tuple[int, str, object]]:
    """Put values into custom fields; those that changed, with what stood there."""
    old = {each["id"]: each["value"] for each in ticket.fields["custom_fields"]}
    ticket.fields["custom_fields"] = [{"id": n, "value": v} for n, v in (old | wanted).items()]
    return [(n, v, old.get(n)) for n, v in wanted.items() if old.get(n) != v]


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
