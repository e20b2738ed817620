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
from sandbox.zendesk_answers import conflict, limited
from sandbox.zendesk_face import ZendeskFace


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
        """The account's."""
        return limited(retry_after_s)

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
        account = self._zendesk.account
        by = account.user(ask.requester, "end-user")
        fields: Json = {"subject": ask.subject, "priority": ask.priority, "tags": ask.tags}
        if ask.organization:
            fields["organization_id"] = account.organization(ask.organization)
            account.users[by]["organization_id"] = fields["organization_id"]
        comment = {"body": ask.description, "public": True, "attachments": _files(ask.attachments)}
        filled = self._filled(ask.fields, by, fields)
        return self._zendesk.open(number, Change(by, at, fields, comment, custom_fields=filled))[1]

    def replied(self, ticket_id: str, ask: Reply, at: datetime) -> list[Callback]:
        """A word on it."""
        ticket = self._ticket(ticket_id)
        if ask.author == "agent":
            by = self._zendesk.account.user(ask.name or "Support Agent", "agent")
        elif ask.name:
            by = self._zendesk.account.user(ask.name, "end-user")
        else:
            by = int(ticket.fields["requester_id"])
        files = _files(ask.attachments)
        comment = {"body": ask.text, "public": ask.public, "attachments": files}
        fields = set_back(ticket) if ask.author == "customer" and ask.public else {}
        return self._zendesk.update(ticket, Change(by, at, fields, comment))

    def changed(self, ticket_id: str, ask: TicketChange, at: datetime) -> list[Callback]:
        """A change of it."""
        ticket, by = self._ticket(ticket_id), self._zendesk.account.user(ask.by, "agent")
        if ask.merged_into:
            other = self._ticket(ask.merged_into)
            return self._zendesk.merge(ticket, other, Change(by, at))
        if ask.status == "deleted" or ask.status == "spam":
            return self._zendesk.remove(ticket, ask.status, by, at)
        back = self._zendesk.bring_back(ticket, by, at) if ticket.gone else []
        fields: Json = ask.model_dump(include={"status", "priority", "tags"}, exclude_none=True)
        if ask.assignee:
            fields["assignee_id"] = self._zendesk.account.user(ask.assignee, "agent")
        if ask.group:
            fields["group_id"] = self._zendesk.account.group(ask.group)
        return [*back, *self._zendesk.update(ticket, Change(by, at, fields))]

    def shown(self, last: int) -> Json:
        """Tickets with their comments; ids as text: above 2^53 none survives a browser."""
        return {
            "tickets": [
                {
                    **ticket.fields,
                    "id": str(ticket.fields["id"]),
                    "status": ticket.gone or ticket.fields["status"],
                    "comments": self._comments(ticket),
                }
                for ticket in list(self._zendesk.tickets.values())[slice(-last, None)]
            ]
        }

    def _filled(self, given: dict[str, str], requester: int, ticket: Json) -> dict[int, str]:
        """Put fields where they belong; those of the ticket by their ids."""
        account = self._zendesk.account
        filled: dict[int, str] = {}
        for name, value in given.items():
            whose, _, key = name.partition(".")
            if whose == "requester":
                account.users[requester]["user_fields"][key] = value
            elif whose == "organization" and "organization_id" in ticket:
                of = account.organizations[ticket["organization_id"]]
                of["organization_fields"][key] = value
            elif whose == "ticket" and key == "via":
                ticket["via"] = {"channel": value, "source": {"from": {}, "to": {}, "rel": None}}
            elif whose == "ticket":
                filled[account.field(key)] = value
            else:
                raise Unknown(f"{name}: nobody whose field that could be")
        return filled

    def _comments(self, ticket: Ticket) -> list[Json]:
        users = self._zendesk.account.users
        return [{**c, "author": users[c["author_id"]]["name"]} for c in ticket.comments]

    def _ticket(self, ticket_id: str) -> Ticket:
        if not ticket_id.isdigit() or int(ticket_id) not in self._zendesk.tickets:
            raise Unknown(f"no ticket {ticket_id}")
        return self._zendesk.tickets[int(ticket_id)]


def _files(given: dict[str, str]) -> list[Json]:
    return [
        {
            "id": stable_number(url),
            "file_name": title,
            "content_url": url,
            "content_type": "application/octet-stream",
            "size": 1_024,
        }
        for title, url in given.items()
    ]
