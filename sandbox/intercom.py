"""Intercom's conversations, their parts, and the notifications that their changes cause."""

import itertools
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from sandbox.asking import Unknown
from sandbox.callbacks import Callback
from sandbox.config import SandboxConfig
from sandbox.intercom_people import APP, Workspace
from sandbox.record import Json, Record

FIRST = 215_470_000_000_000  # ids of conversations have some 15 digits
# developers.intercom.com, "Webhook topics": what of a part is told, and under which topic.
TOPICS: Mapping[str, str] = {
    "note": "conversation.admin.noted",
    "assignment": "conversation.admin.assigned",
    "assign_and_reopen": "conversation.admin.assigned",
    "close": "conversation.admin.closed",
    "open": "conversation.admin.opened",
    "snoozed": "conversation.admin.snoozed",
}
STATES = {"close": "closed", "open": "open", "snoozed": "snoozed", "assign_and_reopen": "open"}
PRIVATE = ("note",)


@dataclass
class Chat:
    """One conversation: its fields as the API shows them, and its parts, oldest first."""

    fields: Json
    parts: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id, as text like all of Intercom's."""
        return str(self.fields["id"])


@dataclass(frozen=True)
class Deed:
    """What somebody does to a conversation: `by` is an admin or a contact, `at` aware UTC."""

    kind: str
    by: Json
    at: datetime
    body: str = ""
    assigned_to: Json | None = None
    attachments: tuple[Json, ...] = ()


class Intercom:
    """The workspace's inbox. Whoever changes it gets the notifications that the change causes."""

    def __init__(self, config: SandboxConfig, record: Record) -> None:
        self._config = config
        self._record = record
        self._ids = itertools.count(1_000_001)
        self.all = Workspace(config)
        self.chats: dict[str, Chat] = {}

    def begin(self, id_: str, source: Json, deed: Deed) -> Chat:
        """A customer writes in; `source` is the first message but for its id and author."""
        number = id_ or str(max(map(int, self.chats), default=FIRST) + 1)
        chat = self.chats[number] = Chat(_blank(number, deed.by, int(deed.at.timestamp())))
        chat.fields["source"] = {
            "type": "conversation",
            "id": str(next(self._ids)),
            "delivered_as": "customer_initiated",
            "subject": "",
            "author": author(deed.by),
            "redacted": False,
            **source,
        }
        return chat

    def do(self, chat: Chat, deed: Deed) -> Json:
        """Add a part, with what it does to the conversation; gives the part."""
        fields, seconds = chat.fields, int(deed.at.timestamp())
        if deed.kind in STATES:
            fields["state"] = STATES[deed.kind]
            fields["open"] = fields["state"] != "closed"
        if deed.kind != "snoozed":
            fields["snoozed_until"] = (
                fields["snoozed_until"] if fields["state"] == "snoozed" else None
            )
        if deed.assigned_to:
            number = int(deed.assigned_to["id"]) or None
            fields[f"{deed.assigned_to['type']}_assignee_id"] = number
        fields["updated_at"] = max(fields["updated_at"], seconds)
        part: Json = {
            "type": "conversation_part",
            "id": str(next(self._ids)),
            "part_type": deed.kind,
            "body": deed.body or None,
            "created_at": seconds,
            "updated_at": seconds,
            "notified_at": seconds,
            "author": author(deed.by),
            "attachments": list(deed.attachments),
            "external_id": None,
            "redacted": False,
            "state": fields["state"],
            "tags": [],
            "app_package_code": None,
        }
        if deed.assigned_to:  # else null, says Intercom; its contract allows none there
            part["assigned_to"] = deed.assigned_to
        chat.parts.append(part)
        return part

    def tag(self, chat: Chat, name: str, by: Json, at: datetime) -> Json:
        """A tag put on it, as the API answers it."""
        told: Json = {
            **self.all.tag(name),
            "applied_at": int(at.timestamp()),
            "applied_by": {"type": by["type"], "id": by["id"]},
        }
        tags = chat.fields["tags"]["tags"]
        if told["id"] not in [tag["id"] for tag in tags]:
            tags.append(told)
        return told

    def shown(self, chat: Chat) -> Json:
        """All of a conversation, as one GET gives it."""
        parts = chat.parts[-500:]  # "Hard limit of 500 parts"
        listed = {"type": "conversation_part.list", "conversation_parts": parts}
        return {**chat.fields, "conversation_parts": {**listed, "total_count": len(chat.parts)}}

    def told(self, chat: Chat, topic: str, at: datetime, part: Json | None = None) -> Callback:
        """A notification: the conversation as it is now, with only the part that is news."""
        parts = [part] if part else []
        page = f"{self._config.public_url}/intercom/a/apps/{APP}/conversations/{chat.id}"
        item: Json = {
            **deepcopy(chat.fields),
            "conversation_parts": {
                "type": "conversation_part.list",
                "conversation_parts": parts,
                "total_count": len(parts),
            },
            "links": {"conversation_web": page},
        }
        return notification(topic, item, at)

    def told_of(self, chat: Chat, part: Json, at: datetime) -> Callback:
        """The notification of a part, whatever it is."""
        if part["author"]["type"] != "admin":
            return self.told(chat, "conversation.user.replied", at, part)
        topic = TOPICS.get(part["part_type"], "conversation.admin.replied")
        return self.told(chat, topic, at, part)

    def told_tags(self, chat: Chat, new: list[Json], at: datetime) -> Callback:
        """The notification of tags put on a conversation."""
        callback = self.told(chat, "conversation_part.tag.created", at)
        callback.body["data"]["item"]["tags_added"] = {"type": "tag.list", "tags": new}
        return callback

    def find(self, number: str) -> Chat:
        """A conversation by id. Raises Unknown."""
        if number not in self.chats:
            raise Unknown(f"no conversation {number}")
        return self.chats[number]


def _blank(number: str, contact: Json, at: int) -> Json:
    """A conversation to which nothing has happened yet; `at` are Unix seconds."""
    return {
        "type": "conversation",
        "id": number,
        "title": None,
        "created_at": at,
        "updated_at": at,
        "waiting_since": at,
        "snoozed_until": None,
        "open": True,
        "state": "open",
        "read": False,
        "priority": "not_priority",
        "admin_assignee_id": None,
        "team_assignee_id": None,
        "tags": {"type": "tag.list", "tags": []},
        "conversation_rating": None,
        "contacts": {
            "type": "contact.list",
            "contacts": [{"type": "contact", "id": contact["id"], "external_id": None}],
        },
        "custom_attributes": {},
        "first_contact_reply": None,
        "sla_applied": None,
        "statistics": None,
        "linked_objects": {"type": "list", "data": [], "total_count": 0, "has_more": False},
        "ai_agent_participated": False,
    }


def notification(topic: str, item: Json, at: datetime) -> Callback:
    """The envelope; `first_sent_at` comes when it is signed for the first time.

    developers.intercom.com, "Webhook notification object"
    """
    body: Json = {
        "type": "notification_event",
        "app_id": APP,
        "data": {"type": "notification_event_data", "item": item},
        "links": {},
        "topic": topic,
        "delivery_status": "pending",
        "delivery_attempts": 0,
        "delivered_at": 0,
        "created_at": int(at.timestamp()),
        "self": None,
    }
    callback = Callback("intercom", body)
    body["id"] = f"notif_{callback.delivery_id}"
    return callback


def author(person: Json) -> Json:
    """Somebody as the author of a part; a contact is a user there."""
    kind = "user" if person["type"] == "contact" else person["type"]
    return {"type": kind, "id": person["id"], "name": person["name"], "email": person["email"]}


def paragraph(text: str) -> str:
    """Text as people write it in Intercom: it is kept as HTML."""
    lines = escape(text, quote=False).splitlines()
    return f"<p>{'<br>'.join(lines)}</p>"
