"""Zendesk as a desk: what people ask in the sandbox's words, said as Zendesk does."""

import base64
import json
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.asking import Unknown
from sandbox.callbacks import Callback, Courier, hmac_sha256
from sandbox.config import SandboxConfig, stable_number
from sandbox.desks import NewTicket, Reply, TicketChange
from sandbox.record import Face, Json, Present, Record
from sandbox.zendesk import Change, Ticket, Zendesk, set_back
from sandbox.zendesk_face import ZendeskFace, conflict


class ZendeskDesk:
    """One account and its API."""

    name: Face = "zendesk"
    root = "/zendesk/api/v2"

    def __init__(
        self, config: SandboxConfig, record: Record, courier: Courier, present: Present
    ) -> None:
        self._secret = config.zendesk_webhook_secret
        self._zendesk = Zendesk(config, record)
        self._face = ZendeskFace(config, self._zendesk, courier, present)

    async def answer(self, request: Request) -> Response:
        """One request to its API."""
        return await self._face.answer(request)

    def limited(self, retry_after_s: int) -> Response:
        """developer.zendesk.com/api-reference/introduction/rate-limits"""
        body = {"error": "TooManyRequests", "description": "API rate limit exceeded"}
        return JSONResponse(body, status_code=429, headers={"Retry-After": str(retry_after_s)})

    def conflict(self) -> Response | None:
        """The collision guard's."""
        problem = conflict()
        return JSONResponse(problem.body, status_code=problem.status)

    def sign(self, callback: Callback, at: datetime) -> tuple[dict[str, str], bytes]:
        """developer.zendesk.com/documentation/webhooks/verifying"""
        body = json.dumps(callback.body).encode()
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        signature = hmac_sha256(self._secret, stamp.encode() + body)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Zendesk-Account-Id": str(callback.body["account_id"]),
            "X-Zendesk-Webhook-Id": "01SANDBOX",
            "X-Zendesk-Webhook-Invocation-Id": callback.delivery_id,
            "X-Zendesk-Webhook-Signature-Timestamp": stamp,
            "X-Zendesk-Webhook-Signature": base64.b64encode(signature).decode(),
        }, body

    def opened(self, ask: NewTicket, at: datetime) -> list[Callback]:
        """A new ticket."""
        if ask.id and not ask.id.isdigit():
            raise Unknown(f"{ask.id}: a ticket's id is a number")
        number = int(ask.id or 0) or None
        if number in self._zendesk.tickets:
            raise Unknown(f"a ticket {number} exists already; leave the id out or choose another")
        by = self._zendesk.user(ask.requester, "end-user")
        fields: Json = {"subject": ask.subject, "priority": ask.priority, "tags": ask.tags}
        if ask.organization:
            fields["organization_id"] = stable_number(ask.organization)
        comment = {"body": ask.description, "public": True}
        return self._zendesk.open(number, Change(by, at, fields, comment))[1]

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word on it."""
        ticket = self._ticket(ticket_id)
        if ask.author == "agent":
            by = self._zendesk.user(ask.name or "Support Agent", "agent")
        elif ask.name:
            by = self._zendesk.user(ask.name, "end-user")
        else:
            by = int(ticket.fields["requester_id"])
        comment = {"body": ask.text, "public": ask.public}
        fields = set_back(ticket) if ask.author == "customer" and ask.public else {}
        return self._zendesk.update(ticket, Change(by, at, fields, comment))

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it."""
        ticket, by = self._ticket(ticket_id), self._zendesk.user(ask.by, "agent")
        fields: Json = ask.model_dump(include={"status", "priority", "tags"}, exclude_none=True)
        if ask.assignee:
            fields["assignee_id"] = self._zendesk.user(ask.assignee, "agent")
        if ask.group:
            fields["group_id"] = stable_number(ask.group)
        return self._zendesk.update(ticket, Change(by, at, fields))

    def shown(self, last: int) -> Json:
        """Tickets with their comments; ids as text: above 2^53 none survives a browser."""
        tickets = list(self._zendesk.tickets.values())[slice(-last, None)]
        return {
            "tickets": [
                {**t.fields, "id": str(t.fields["id"]), "comments": self._comments(t)}
                for t in tickets
            ]
        }

    def _comments(self, ticket: Ticket) -> list[Json]:
        users = self._zendesk.users
        return [{**c, "author": users[c["author_id"]]["name"]} for c in ticket.comments]

    def _ticket(self, ticket_id: str) -> Ticket:
        if not ticket_id.isdigit() or int(ticket_id) not in self._zendesk.tickets:
            raise Unknown(f"no ticket {ticket_id}")
        return self._zendesk.tickets[int(ticket_id)]
