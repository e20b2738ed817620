"""What is written to Intercom by its API: attributes, words, states, assignments, tags."""

import re

from integrations.helpdesk.marks import LABEL
from sandbox.callbacks import Callback, Courier
from sandbox.config import SandboxConfig
from sandbox.intercom import Chat, Deed, Intercom
from sandbox.intercom_answers import Problem, needed, one
from sandbox.record import Json, Present, Record

OUR_PARTS = ("assignment", "close", "snoozed", "open")


class IntercomWrites:
    """Each write, what it answers, what it leaves in the record, and its echo."""

    def __init__(
        self,
        config: SandboxConfig,
        intercom: Intercom,
        out: tuple[Courier, Record],
        present: Present,
    ) -> None:
        self._config = config
        self._intercom = intercom
        self._courier, self._record = out
        self._present = present

    def update(self, chat: Chat, body: Json) -> Json:
        """Attributes, title and whether it was read; an unknown attribute refuses all of it."""
        known = {a["name"] for a in self._intercom.all.attributes if "model" not in a}
        given = body.get("custom_attributes", {})
        for name in given.keys() - known:
            said = f"Custom attribute '{name}' does not exist"
            raise Problem(400, "parameter_invalid", said)
        for name, value in given.items():
            chat.fields["custom_attributes"][name] = value
            self._done(chat, f"ticket.{name}", str(value))
        chat.fields |= {name: body[name] for name in ("title", "read") if name in body}
        self._touch(chat)
        return self._intercom.shown(chat)

    def reply(self, chat: Chat, body: Json) -> Json:
        """A comment or a note."""
        kind = needed(body, "message_type")
        if kind not in ("comment", "note"):
            raise Problem(400, "parameter_invalid", f"{kind} is not a message_type of ours")
        said = str(needed(body, "body"))
        deed = Deed(kind, self._admin(body), self._present.now(), said)
        part = self._intercom.do(chat, deed)
        self._done(chat, "comment.private" if kind == "note" else "comment.public", said)
        self._echo(self._intercom.told_of(chat, part, deed.at), "comment")
        return self._intercom.shown(chat)

    def part(self, chat: Chat, body: Json) -> Json:
        """Close, snooze, open or assign, with a word where Intercom takes one."""
        kind = needed(body, "message_type")
        if kind not in OUR_PARTS:
            raise Problem(400, "parameter_invalid", f"message_type {kind} is invalid")
        at, said = self._present.now(), str(body.get("body") or "")
        assigned = self._assignee(body) if kind == "assignment" else None
        if assigned and chat.fields["state"] == "closed":
            kind = "assign_and_reopen"
        until = int(needed(body, "snoozed_until")) if kind == "snoozed" else None
        part = self._intercom.do(chat, Deed(kind, self._admin(body), at, said, assigned))
        if until:
            chat.fields["snoozed_until"] = until
        if assigned:
            self._done(chat, f"ticket.{assigned['type']}_assignee_id", assigned["id"])
        else:
            self._done(chat, "ticket.status", chat.fields["state"])
        if said:
            self._done(chat, "comment.public", said)
        self._echo(self._intercom.told_of(chat, part, at), "comment" if said else "field")
        return self._intercom.shown(chat)

    def tag(self, chat: Chat, body: Json) -> Json:
        """A tag by id."""
        tag = self._intercom.all.tags.get(str(needed(body, "id")))
        if tag is None:
            raise Problem(404, "tag_not_found", "Tag not found")
        by, at = self._admin(body), self._present.now()
        told = self._intercom.tag(chat, tag["name"], by, at)
        self._touch(chat)
        self._done(chat, "ticket.tags", tag["name"])
        self._echo(self._intercom.told_tags(chat, [told], at), "field")
        return told

    def untag(self, chat: Chat, number: str, body: Json) -> Json:
        """A tag taken away, of which no notification tells."""
        self._admin(body)
        tags = chat.fields["tags"]["tags"]
        told = one({tag["id"]: tag for tag in tags}, number, "tag_not_found", "Tag not found")
        tags.remove(told)
        self._touch(chat)
        self._done(chat, "ticket.tags", told["name"])
        return told

    def attribute(self, body: Json) -> Json:
        """A new field, of contacts and companies only."""
        model = needed(body, "model")
        if model not in ("contact", "company"):
            raise Problem(400, "parameter_invalid", "model must be contact or company")
        return self._intercom.all.attribute(model, str(needed(body, "name")))

    def _assignee(self, body: Json) -> Json:
        kind, number = needed(body, "type"), str(needed(body, "assignee_id"))
        known = self._intercom.all.teams if kind == "team" else self._intercom.all.admins
        if number not in known and number != "0":
            raise Problem(404, "assignee_not_found", "Assignee not found")
        return {"type": kind, "id": number}

    def _admin(self, body: Json) -> Json:
        number = str(needed(body, "admin_id"))
        return one(self._intercom.all.admins, number, "admin_not_found", "Admin not found")

    def _touch(self, chat: Chat) -> None:
        now = int(self._present.now().timestamp())
        chat.fields["updated_at"] = max(chat.fields["updated_at"], now)

    def _done(self, chat: Chat, what: str, said: str) -> None:
        """Our effect, under the mark in its text: Intercom has no other place for a key."""
        mark = re.search(rf"{LABEL} [0-9a-f]+", said)
        self._record.add("intercom", what, f"ticket {chat.id}", mark[0] if mark else "", said)

    def _echo(self, callback: Callback, kind: str) -> None:
        """Our own writes come back as webhooks, as they do from the vendor."""
        if f"intercom.{kind}" in self._config.echo:
            self._courier.deliver_behind(callback)
