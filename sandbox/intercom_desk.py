"""Intercom as a desk: what people ask in the sandbox's words, said as Intercom does."""

import hmac
import json
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from sandbox.asking import Unknown
from sandbox.callbacks import Callback, Courier
from sandbox.config import SandboxConfig
from sandbox.desks import NewTicket, Reply, TicketChange
from sandbox.intercom import Chat, Deed, Intercom, notification, paragraph
from sandbox.intercom_answers import limited
from sandbox.intercom_face import IntercomFace
from sandbox.intercom_people import SEVERITIES
from sandbox.record import Face, Json, Present, Record

PARTS = {
    "new": "open",
    "open": "open",
    "pending": "snoozed",
    "hold": "snoozed",
    "solved": "close",
    "closed": "close",
}
SNOOZED_FOR = timedelta(days=1)  # "Snooze until tomorrow", the first in Intercom's menu


class IntercomDesk:
    """One workspace and its API."""

    name: Face = "intercom"
    root = "/intercom"

    def __init__(
        self, config: SandboxConfig, record: Record, courier: Courier, present: Present
    ) -> None:
        self._secret = config.intercom_secret
        self._present = present
        self._intercom = Intercom(config, record)
        self._face = IntercomFace(config, self._intercom, (courier, record), present)

    async def answer(self, request: Request) -> Response:
        """One request to its API."""
        return await self._face.answer(request)

    def limited(self, retry_after_s: int) -> Response:
        """developers.intercom.com/docs/references/rest-api/errors/rate-limiting"""
        return limited(self._present.wall() + timedelta(seconds=retry_after_s))

    def conflict(self) -> Response | None:
        """Intercom's writes to a conversation know none."""
        return None

    def sign(self, callback: Callback, at: datetime) -> tuple[dict[str, str], bytes]:
        """Signed notifications: a repeat counts its attempts, and keeps when it was first sent."""
        callback.body.setdefault("first_sent_at", int(at.timestamp()))
        callback.body["delivery_attempts"] += 1
        body = json.dumps(callback.body).encode()
        signature = hmac.digest(self._secret.encode(), body, "sha1").hex()
        headers = {"Content-Type": "application/json", "X-Hub-Signature": f"sha1={signature}"}
        return headers, body

    def opened(self, ask: NewTicket, at: datetime) -> list[Callback]:
        """A customer starts a conversation."""
        if ask.id and not ask.id.isdigit():
            raise Unknown(f"{ask.id}: a conversation's id is a number")
        if ask.id in self._intercom.chats:
            raise Unknown(f"a conversation {ask.id} exists already; choose another id")
        every = self._intercom.all
        contact = every.contact(ask.requester)
        if ask.organization:
            every.company(contact, ask.organization)
        every.describe(contact, ask.fields)
        source: Json = {
            "body": paragraph(ask.description),
            "subject": ask.subject,
            "attachments": [_attachment(*each) for each in ask.attachments.items()],
            "url": ask.fields.get("ticket.page"),
        }
        chat = self._intercom.begin(ask.id, source, Deed("source", contact, at))
        for name in ask.tags:
            self._intercom.tag(chat, name, contact, at)
        for name, value in ask.fields.items():
            whose, _, field = name.partition(".")
            if whose == "ticket" and field != "page":
                every.attribute("conversation", field)
                chat.fields["custom_attributes"][field] = value
        if ask.priority:
            self._prioritise(chat, ask.priority)
        return [self._intercom.told(chat, "conversation.user.created", at)]

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word in it; a customer's opens what was closed or snoozed."""
        chat, every = self._intercom.find(ticket_id), self._intercom.all
        if ask.author == "agent":
            by, kind = every.admin(ask.name or "Support Agent"), "comment" if ask.public else "note"
        else:
            asked = chat.fields["contacts"]["contacts"][0]["id"]
            by = every.contact(ask.name) if ask.name else every.contacts[asked]
            kind = "comment" if chat.fields["state"] == "open" else "open"
        attachments = tuple(_attachment(*each) for each in ask.attachments.items())
        deed = Deed(kind, by, at, paragraph(ask.text), attachments=attachments)
        return [self._intercom.told_of(chat, self._intercom.do(chat, deed), at)]

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it, one notification for each thing that has a topic."""
        chat = self._intercom.find(ticket_id)
        if ask.merged_into or ask.status == "spam":
            raise Unknown("Intercom merges no conversations, and knows none as spam")
        callbacks = [*self._assigned(chat, ask, at), *self._tagged(chat, ask, at)]
        if ask.priority and self._prioritise(chat, ask.priority):
            topic = "conversation.priority.updated"
            callbacks.append(self._intercom.told(chat, topic, at))
        if ask.status == "deleted":
            del self._intercom.chats[chat.id]
            gone = {"type": "conversation", "conversation_id": chat.id}
            return [*callbacks, notification("conversation.deleted", gone, at)]
        if ask.status and PARTS[ask.status] != _kind_of(chat):
            deed = Deed(PARTS[ask.status], self._intercom.all.admin(ask.by), at)
            part = self._intercom.do(chat, deed)
            if deed.kind == "snoozed":
                until = ask.until or at + SNOOZED_FOR
                chat.fields["snoozed_until"] = int(until.timestamp())
            callbacks.append(self._intercom.told_of(chat, part, at))
        return callbacks

    def shown(self, last: int) -> Json:
        """Conversations with their parts."""
        chats = list(self._intercom.chats.values())[slice(-last, None)]
        return {"tickets": [self._intercom.shown(chat) for chat in chats]}

    def _assigned(self, chat: Chat, ask: TicketChange, at: datetime) -> list[Callback]:
        every, by = self._intercom.all, self._intercom.all.admin(ask.by)
        to = [every.admin(ask.assignee)] if ask.assignee else []
        to += [every.team(ask.group)] if ask.group else []
        callbacks = []
        for one in to:
            assigned = {"type": one["type"], "id": one["id"]}
            kind = "assign_and_reopen" if chat.fields["state"] == "closed" else "assignment"
            part = self._intercom.do(chat, Deed(kind, by, at, assigned_to=assigned))
            callbacks.append(self._intercom.told_of(chat, part, at))
        return callbacks

    def _tagged(self, chat: Chat, ask: TicketChange, at: datetime) -> list[Callback]:
        """What is new is told; that a tag was taken away Intercom tells nobody."""
        if ask.tags is None:
            return []
        tags = chat.fields["tags"]
        kept = [tag for tag in tags["tags"] if tag["name"] in ask.tags]
        have = [tag["name"] for tag in kept]
        tags["tags"] = kept
        by = self._intercom.all.admin(ask.by)
        new = [self._intercom.tag(chat, n, by, at) for n in ask.tags if n not in have]
        return [self._intercom.told_tags(chat, new, at)] if new else []

    def _prioritise(self, chat: Chat, priority: str) -> bool:
        """The flag, and the attribute that says how bad; whether the flag changed."""
        chat.fields["custom_attributes"]["handrail_severity"] = SEVERITIES[priority]
        before = chat.fields["priority"]
        chat.fields["priority"] = "priority" if priority in ("urgent", "high") else "not_priority"
        return bool(chat.fields["priority"] != before)


def _kind_of(chat: Chat) -> str:
    """The part that would make the state that it has."""
    state = str(chat.fields["state"])
    return "close" if state == "closed" else state


def _attachment(title: str, url: str) -> Json:
    return {"type": "upload", "name": title, "url": url, "content_type": "image/png", "filesize": 1}
