"""The Freshdesk face: the part of the API that Handrail calls.

Freshdesk API, "Tickets", "Conversations", "Contacts", "Agents", "Groups", "Companies".
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.helpdesk.marks import LABEL
from sandbox.config import SandboxConfig
from sandbox.freshdesk import PRIORITIES, WRITTEN, Freshdesk, Said, Ticket, as_html
from sandbox.freshdesk_admin import FreshdeskAdmin
from sandbox.freshdesk_answers import (
    Meter,
    Problem,
    given_in,
    invalid,
    not_allowed,
    page,
    unauthorized,
    unknown_field,
)
from sandbox.record import Json, Present, Record

LISTED_FOR = timedelta(days=30)  # without `updated_since`
ON_LISTS_ONLY_WHEN_ASKED = ("description", "description_text", "attachments")
# What a write may name, besides what is not kept here.
TICKET = (*WRITTEN, "custom_fields", "description", "email", "requester_id", "source")
NOTE = ("body", "private", "notify_emails", "user_id", "incoming")
REPLY = ("body", "from_email", "user_id", "cc_emails", "bcc_emails")
MERGE = ("primary_id", "ticket_ids", "note_in_primary", "note_in_secondary")
KINDS: Mapping[str, type] = {"body": str, "private": bool, "tags": list, "custom_fields": dict}

# Told of every change that our own agent makes: the ticket, and what triggered it.
Told = Callable[[Ticket, str], None]


class FreshdeskFace:
    """Answers to HTTP requests under /freshdesk/api/v2; one method for each path."""

    def __init__(
        self, config: SandboxConfig, freshdesk: Freshdesk, record: Record, present: Present
    ) -> None:
        key = base64.b64encode(f"{config.freshdesk_key}:X".encode()).decode()
        self._expected = f"Basic {key}"
        self._freshdesk = freshdesk
        self._record = record
        self._present = present
        self._admin = FreshdeskAdmin(freshdesk)
        self._meter = Meter(present.wall)
        self.told: Told = lambda _ticket, _event: None

    async def answer(self, request: Request) -> Response:
        """One request, its refusals included."""
        try:
            if request.headers.get("authorization") != self._expected:
                raise unauthorized()
            response = await self._route(request)
        except Problem as problem:
            response = problem.response()
        response.headers.update(self._meter.headers())
        return response

    async def _route(self, request: Request) -> Response:
        parts = request.path_params["path"].split("/")
        match (request.method, *parts):
            case (_, "tickets", *rest):
                return await self._tickets(request, rest)
            case ("GET", "agents", "me"):
                return JSONResponse(self._freshdesk.agents[self._freshdesk.api_user])
            case ("GET", "agents"):
                return page(request, self._agents(request.query_params.get("email")))
            case ("GET", "contacts" | "agents" | "groups" | "companies" as kind):
                return page(request, list(self._records(kind).values()))
            case ("GET", "contacts" | "agents" | "groups" | "companies" as kind, number):
                return JSONResponse(_found(self._records(kind), number))
            case _:
                return await self._admin.answer(request, parts)

    async def _tickets(self, request: Request, rest: list[str]) -> Response:
        match (request.method, *rest):
            case ("GET",):
                return page(request, self._listed(request.query_params))
            case ("POST",):
                return await self._create(request)
            case ("PUT", "merge"):
                return await self._merge(request)
            case ("GET", number):
                return JSONResponse(self._ticket(number).fields)
            case ("PUT", number):
                return await self._update(request, self._ticket(number))
            case ("GET", number, "conversations"):
                return page(request, self._ticket(number).conversations)
            case ("POST", number, "notes" | "reply" as kind):
                return await self._say(request, self._ticket(number), kind)
            case _:
                raise Problem(404)

    async def _create(self, request: Request) -> Response:
        given = await given_in(request, TICKET)
        self._check(given)
        if not (given.get("email") or given.get("requester_id")):
            raise invalid("email", "It should not be blank as this is a mandatory field")
        requester = given.pop("requester_id", 0) or self._freshdesk.contact(given.pop("email"))
        fields = {name: given[name] for name in WRITTEN if name in given}
        description, at = str(given.get("description", "")), self._present.now()
        fields |= {"requester_id": requester}
        ticket = self._freshdesk.open(None, fields, description, at)
        ticket.fields["custom_fields"] |= given.get("custom_fields", {})
        self._record.add("freshdesk", "ticket", f"ticket {ticket.fields['id']}")
        return JSONResponse(ticket.fields, 201)

    async def _update(self, request: Request, ticket: Ticket) -> Response:
        given = await given_in(request, TICKET)
        if ticket.is_hidden:
            raise not_allowed("PUT", "GET")
        self._check(given)
        if "custom_fields" in given:
            have = ticket.fields["custom_fields"]
            given["custom_fields"] = {**have, **given["custom_fields"]}
        changed = self._freshdesk.set(ticket, given, self._present.now())
        for name in changed:
            target = f"ticket {ticket.fields['id']}"
            self._record.add("freshdesk", f"ticket.{name}", target, text=str(given[name]))
        if changed:
            self.told(ticket, "{ticket_action:update}")
        return JSONResponse(ticket.fields)

    async def _say(self, request: Request, ticket: Ticket, kind: str) -> Response:
        given = await given_in(request, NOTE if kind == "notes" else REPLY)
        self._check(given)
        if not given.get("body"):
            raise invalid("body", "It should be a/an String", "missing_field")
        if ticket.is_hidden:
            raise not_allowed("POST", "GET")
        is_private = kind == "notes" and bool(given.get("private", True))
        said = Said(
            self._freshdesk.api_user, self._present.now(), given["body"], is_private=is_private
        )
        one = self._freshdesk.say(ticket, said)
        what = "comment.private" if is_private else "comment.public"
        target, text = f"ticket {ticket.fields['id']}", str(one["body_text"])
        self._record.add("freshdesk", what, target, mark_in(text), text)
        event = "{note_type:private}" if kind == "notes" else "{reply_sent:sent}"
        self.told(ticket, event)
        return JSONResponse(one, 201)

    async def _merge(self, request: Request) -> Response:
        given = await given_in(request, MERGE)
        primary = self._ticket(str(given.get("primary_id")))
        for number in given.get("ticket_ids", ()):
            merge(self._freshdesk, self._ticket(str(number)), primary, self._present.now())
        return Response(status_code=204)

    def _check(self, given: Mapping[str, Any]) -> None:
        """What Freshdesk refuses of a write."""
        allowed = {"status": self._freshdesk.statuses(), "priority": PRIORITIES}
        for name, numbers in allowed.items():
            if name in given and given[name] not in numbers:
                said = ",".join(map(str, numbers))
                raise invalid(name, f"It should be one of these values: '{said}'")
        for name, kind in KINDS.items():
            if name in given and not isinstance(given[name], kind):
                raise invalid(name, f"It should be a/an {kind.__name__}", "datatype_mismatch")
        known = {each["name"] for each in self._freshdesk.custom_fields()}
        for name in given.get("custom_fields", ()):
            if name not in known:
                raise unknown_field(f"custom_fields.{name}")
        if given.get("responder_id") not in (None, *self._freshdesk.agents):
            said = "There is no agent matching the given responder_id"
            raise invalid("responder_id", said)

    def _listed(self, asked: Mapping[str, str]) -> list[Json]:
        """Without what is deleted or spam, the newest first."""
        since = asked.get("updated_since", "")
        try:
            after = datetime.fromisoformat(since) if since else None
        except ValueError:
            raise invalid(
                "updated_since", "It should be in the 'combined date and time ISO8601' format"
            ) from None
        oldest = (self._present.now() - LISTED_FOR).astimezone(UTC)
        rows = [t.fields for t in self._freshdesk.tickets.values() if not t.is_hidden]
        for row in list(rows):
            at = datetime.fromisoformat(row["updated_at" if after else "created_at"])
            if at < (after or oldest):
                rows.remove(row)
        if "requester_id" in asked:
            rows = [row for row in rows if str(row["requester_id"]) == asked["requester_id"]]
        by = asked.get("order_by", "created_at")
        rows.sort(key=lambda row: str(row[by]), reverse=asked.get("order_type", "desc") == "desc")
        return [{n: v for n, v in row.items() if n not in ON_LISTS_ONLY_WHEN_ASKED} for row in rows]

    def _agents(self, email: str | None) -> list[Json]:
        agents = list(self._freshdesk.agents.values())
        return [a for a in agents if email is None or a["contact"]["email"] == email.lower()]

    def _records(self, kind: str) -> dict[int, Json]:
        records: dict[int, Json] = getattr(self._freshdesk, kind)
        return records

    def _ticket(self, number: str) -> Ticket:
        if not number.isdecimal() or int(number) not in self._freshdesk.tickets:
            raise Problem(404)
        return self._freshdesk.tickets[int(number)]


def merge(freshdesk: Freshdesk, ended: Ticket, primary: Ticket, at: datetime) -> None:
    """Close a ticket with the note that Freshdesk leaves in it, and tell the one that goes on."""
    ids = primary.fields["id"], ended.fields["id"]
    ending = as_html(f"This ticket is closed and merged into ticket {ids[0]}")
    freshdesk.say(ended, Said(freshdesk.api_user, at, ending, is_private=True))
    freshdesk.set(ended, {"status": 5}, at)
    coming = as_html(f"Merged from ticket {ids[1]}")
    freshdesk.say(primary, Said(freshdesk.api_user, at, coming, is_private=True))


def mark_in(text: str) -> str:
    """Our mark in a text; empty without one."""
    line = next((line for line in text.splitlines() if line.startswith(LABEL)), "")
    return line.strip()


def _found(records: Mapping[int, Json], number: str) -> Json:
    if not number.isdecimal() or int(number) not in records:
        raise Problem(404)
    return records[int(number)]
