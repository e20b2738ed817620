"""Freshdesk as a desk: what people ask in the sandbox's words, said as Freshdesk does.

Its webhooks are those of our automation rules, sent as if they had been made; a rule that was made
by the API sends its own body and headers.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from integrations.helpdesk.freshdesk import rules
from sandbox.asking import Unknown
from sandbox.callbacks import Callback, Courier
from sandbox.config import SandboxConfig
from sandbox.desks import NewTicket, Reply, Status, TicketChange
from sandbox.freshdesk import (
    CLOSED,
    ON_HOLD,
    OPEN,
    PENDING,
    RESOLVED,
    Freshdesk,
    Said,
    Ticket,
    as_html,
)
from sandbox.freshdesk_answers import limited
from sandbox.freshdesk_face import FreshdeskFace, merge
from sandbox.record import Face, Json, Present, Record

PRIORITY = {"low": 1, "normal": 2, "high": 3, "urgent": 4}
STATUS: Mapping[Status, Json] = {
    "new": {"status": OPEN},
    "open": {"status": OPEN},
    "pending": {"status": PENDING},
    "hold": {"status": ON_HOLD},
    "solved": {"status": RESOLVED},
    "closed": {"status": CLOSED},
    "deleted": {"deleted": True},
    "spam": {"spam": True},
}
UPDATE, REPLY, NOTE = "{ticket_action:update}", "{reply_sent:sent}", "{note_type:private}"
EVENTS: Mapping[Status, str] = {
    "deleted": "{ticket_action:delete}",
    "spam": "{ticket_action:marked_spam}",
}


class FreshdeskDesk:
    """One account and its API."""

    name: Face = "freshdesk"
    root = "/freshdesk/api/v2"

    def __init__(
        self, config: SandboxConfig, record: Record, courier: Courier, present: Present
    ) -> None:
        self._echo = config.echo
        self._secret = config.freshdesk_secret
        self._courier = courier
        self._freshdesk = Freshdesk(config)
        self._face = FreshdeskFace(config, self._freshdesk, record, present)
        self._face.told = self._echoed

    async def answer(self, request: Request) -> Response:
        """One request to its API."""
        return await self._face.answer(request)

    def limited(self, retry_after_s: int) -> Response:
        """Its 429."""
        return limited(retry_after_s)

    def conflict(self) -> Response | None:
        """It guards no write against another."""
        return None

    def sign(self, callback: Callback, at: datetime) -> tuple[dict[str, str], bytes]:
        """Nothing is signed, no time is told: a rule sends a header with a secret in it."""
        is_new = callback.body.get("event") == rules.EVENT_OF[rules.CREATED]
        sent = self._action(rules.CREATED if is_new else rules.UPDATED)["custom_headers"]
        return {"Content-Type": "application/json", **sent}, json.dumps(callback.body).encode()

    def opened(self, ask: NewTicket, at: datetime) -> list[Callback]:
        """A new ticket."""
        if ask.id and not ask.id.isdecimal():
            raise Unknown(f"{ask.id}: a ticket's id is a number")
        number = int(ask.id or 0) or None
        if number in self._freshdesk.tickets:
            raise Unknown(f"a ticket {number} exists already; leave the id out or choose another")
        requester = self._freshdesk.contact(ask.requester, ask.organization)
        fields: Json = {
            "subject": ask.subject,
            "priority": PRIORITY[ask.priority or "low"],
            "tags": ask.tags,
            "requester_id": requester,
            "company_id": self._freshdesk.contacts[requester]["company_id"],
            "attachments": self._files(ask.attachments, at),
        }
        ticket = self._freshdesk.open(number, fields, as_html(ask.description), at)
        self._fill(ticket, ask.fields)
        return [self._callback(ticket, rules.CREATED, "{ticket_action:created}")]

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word on it; a customer's opens a ticket that was thought settled, as rules do that
        every account begins with.
        """
        ticket, is_customer = self._ticket(ticket_id), ask.author == "customer"
        if not is_customer:
            by = self._freshdesk.agent(ask.name or "Support Agent")
        elif ask.name:
            by = self._freshdesk.contact(ask.name)
        else:
            by = int(ticket.fields["requester_id"])
        is_private = not ask.public
        said = Said(by, at, as_html(ask.text), is_customer, is_private)
        one = self._freshdesk.say(ticket, said)
        one["attachments"] = self._files(ask.attachments, at)
        if is_customer and ask.public and ticket.fields["status"] != OPEN:
            self._freshdesk.set(ticket, {"status": OPEN}, at)
        return [self._callback(ticket, rules.UPDATED, NOTE if is_private else REPLY)]

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it; Freshdesk does not snooze, so that a hold has no end."""
        ticket = self._ticket(ticket_id)
        self._freshdesk.agent(ask.by)
        told: list[Callback] = []
        if ask.merged_into:
            merge(self._freshdesk, ticket, self._ticket(ask.merged_into), at)
            told = [self._callback(ticket, rules.UPDATED, event) for event in (NOTE, UPDATE)]
        given: Json = dict(STATUS[ask.status]) if ask.status else {}
        if ask.status and ask.status not in EVENTS and ticket.is_hidden:
            given |= {"deleted": False, "spam": False}
        if ask.priority:
            given["priority"] = PRIORITY[ask.priority]
        if ask.tags is not None:
            given["tags"] = ask.tags
        if ask.assignee:
            given["responder_id"] = self._freshdesk.agent(ask.assignee)
        if ask.group:
            given["group_id"] = self._freshdesk.group(ask.group)
        if self._freshdesk.set(ticket, given, at):
            event = EVENTS.get(ask.status, UPDATE) if ask.status else UPDATE
            told.append(self._callback(ticket, rules.UPDATED, event))
        return told

    def shown(self, last: int) -> Json:
        """Tickets with their comments; ids as text: above 2^53 none survives a browser."""
        tickets = list(self._freshdesk.tickets.values())[slice(-last, None)]
        return {"tickets": [self._shown(ticket) for ticket in tickets]}

    def _shown(self, ticket: Ticket) -> Json:
        comments = [
            {
                "id": str(each["id"]),
                "author": self._name(each["user_id"]),
                "body": each["body_text"],
                "public": not each["private"],
                "created_at": each["created_at"],
            }
            for each in ticket.conversations
        ]
        return {**ticket.fields, "id": str(ticket.fields["id"]), "comments": comments}

    def _name(self, number: int) -> str:
        agent = self._freshdesk.agents.get(number)
        return str((agent["contact"] if agent else self._freshdesk.contacts[number])["name"])

    def _fill(self, ticket: Ticket, fields: Mapping[str, str]) -> None:
        """Fields as `TicketContext` names them; one of the ticket that is not there is made."""
        for full_name, value in fields.items():
            where, _, name = full_name.partition(".")
            if where == "ticket":
                if f"cf_{name}" not in ticket.fields["custom_fields"]:
                    self._freshdesk.add_field(name)
                ticket.fields["custom_fields"][f"cf_{name}"] = value
            elif where == "requester":
                self._keep(self._freshdesk.contacts[ticket.fields["requester_id"]], name, value)
            elif ticket.fields["company_id"]:
                self._keep(self._freshdesk.companies[ticket.fields["company_id"]], name, value)

    def _keep(self, record: Json, name: str, value: str) -> None:
        (record if name in record else record["custom_fields"])[name] = value

    def _files(self, files: Mapping[str, str], at: datetime) -> list[Json]:
        return [
            {
                "id": self._freshdesk.new_id(),
                "name": name,
                "content_type": "application/octet-stream",
                "size": 1,
                "attachment_url": url,
                "created_at": at.isoformat(),
                "updated_at": at.isoformat(),
            }
            for name, url in files.items()
        ]

    def _echoed(self, ticket: Ticket, event: str) -> None:
        """Our own writes come back as webhooks, as they do from the vendor."""
        kind = "field" if event == UPDATE else "comment"
        if f"freshdesk.{kind}" in self._echo:
            self._courier.deliver_behind(self._callback(ticket, rules.UPDATED, event))

    def _callback(self, ticket: Ticket, automation: str, event: str) -> Callback:
        filled = {
            "ticket.id": str(ticket.fields["id"]),
            "ticket.modified_on": str(ticket.fields["updated_at"]),
            "triggered_event": event,
        }
        body = {
            name: re.sub(r"{{(.*?)}}", lambda found: filled.get(found[1], ""), text)
            for name, text in self._action(automation)["content"].items()
        }
        return Callback(self.name, body)

    def _action(self, automation: str) -> Json:
        """What the rule does that somebody made, or ours as if it had been made."""
        made = self._freshdesk.rules[automation]
        rule = made[0] if made else rules.rule(automation, "", self._secret)
        action: Json = rule["actions"][0]
        return action

    def _ticket(self, ticket_id: str) -> Ticket:
        if not ticket_id.isdecimal() or int(ticket_id) not in self._freshdesk.tickets:
            raise Unknown(f"no ticket {ticket_id}")
        return self._freshdesk.tickets[int(ticket_id)]
