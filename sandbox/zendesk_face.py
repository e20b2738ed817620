"""The Zendesk face: the part of the ticketing API that Handrail calls."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.callbacks import Courier
from sandbox.config import SandboxConfig
from sandbox.record import Json, Present
from sandbox.zendesk import PRIORITIES, STATUSES, TYPES, Change, Ticket, Zendesk
from sandbox.zendesk_account import STAFF
from sandbox.zendesk_admin import ZendeskAdmin
from sandbox.zendesk_answers import (
    PAGE,
    Limit,
    Problem,
    conflict,
    invalid,
    limited,
    missing,
    page,
)
from sandbox.zendesk_events import EVENT_OF

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "priority": PRIORITIES,
    "type": TYPES,
}


class ZendeskFace:
    """Answers to HTTP requests under /zendesk/api/v2; one method for each path."""

    def __init__(
        self, config: SandboxConfig, zendesk: Zendesk, courier: Courier, present: Present
    ) -> None:
        self._config = config
        self._zendesk = zendesk
        self._courier = courier
        self._present = present
        self._limit = Limit(present.wall, is_kept=config.limits)
        self._admin = ZendeskAdmin(config, zendesk.account)

    async def answer(self, request: Request) -> Response:
        """One request, its refusals included."""
        headers, too_many_s = self._limit.counted()
        if too_many_s:
            return limited(too_many_s)
        try:
            self._authenticate(request)
            response = await self._route(request)
        except Problem as problem:
            response = JSONResponse(problem.body, status_code=problem.status)
        response.headers.update(headers)
        return response

    async def _route(self, request: Request) -> Response:
        parts = request.path_params["path"].removesuffix(".json").split("/")
        match (request.method, *parts):
            case ("POST", "tickets"):
                return await self._create(request)
            case ("GET", "tickets", "show_many"):
                return JSONResponse({"tickets": self._many(request)})
            case ("GET", "tickets", number):
                return JSONResponse({"ticket": self._ticket(number).fields})
            case ("PUT", "tickets", number):
                return await self._update(request, self._ticket(number))
            case ("GET", "tickets", number, "audits"):
                return JSONResponse(page(request, "audits", self._audits(request, number)))
            case ("GET", "tickets", number, "comments"):
                return JSONResponse(self._comments(request, number))
            case ("PUT" | "DELETE", "tickets", number, "tags"):
                return await self._tags(request, self._ticket(number))
            case ("GET", "users", number, "tickets", "requested"):
                return JSONResponse(page(request, "tickets", self._requested(number)))
            case _:
                return await self._admin.answer(request, parts)

    def _authenticate(self, request: Request) -> None:
        """Basic `email/token:token` or an OAuth token (…/api-reference/introduction/security)."""
        pair = f"{self._config.zendesk_email}/token:{self._config.zendesk_token}"
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        bearer = f"Bearer {self._config.zendesk_token}"
        if request.headers.get("authorization") not in (basic, bearer):
            raise Problem(401, {"error": "Couldn't authenticate you"})

    def _many(self, request: Request) -> list[Json]:
        """Those that are gone are left out."""
        asked = filter(str.isdigit, request.query_params.get("ids", "").split(","))
        found = [self._zendesk.tickets.get(int(number)) for number in asked]
        return [ticket.fields for ticket in found[:PAGE] if ticket and not ticket.gone]

    def _audits(self, request: Request, number: str) -> list[Json]:
        audits = self._ticket(number).audits
        return audits[::-1] if request.query_params.get("sort") == "-created_at" else audits

    def _comments(self, request: Request, number: str) -> Json:
        comments, asked = self._ticket(number).comments, request.query_params
        rows = comments[::-1] if asked.get("sort_order") == "desc" else comments
        shown = page(request, "comments", rows)
        if asked.get("include") == "users":
            authors = {comment["author_id"] for comment in shown["comments"]}
            users = self._zendesk.account.users
            shown["users"] = [users[author] for author in sorted(authors)]
        return shown

    def _requested(self, number: str) -> list[Json]:
        own = [t.fields for t in self._zendesk.tickets.values() if not t.gone]
        own = [fields for fields in own if str(fields["requester_id"]) == number]
        return sorted(own, key=lambda fields: str(fields["created_at"]), reverse=True)

    async def _create(self, request: Request) -> Response:
        given = _ticket_in(await request.body())
        if not given.get("comment"):
            raise invalid("comment", "Description: cannot be blank")
        ticket, _ = self._zendesk.open(None, self._change(given))
        return JSONResponse({"ticket": ticket.fields, "audit": ticket.audits[-1]}, 201)

    async def _update(self, request: Request, ticket: Ticket) -> Response:
        given = _ticket_in(await request.body())
        _guard(ticket, given)
        if ticket.fields["status"] == "closed":
            raise invalid("status", "Status: closed prevents ticket update")
        self._write(ticket, self._change(given))
        return JSONResponse({"ticket": ticket.fields, "audit": ticket.audits[-1]})

    async def _tags(self, request: Request, ticket: Ticket) -> Response:
        given = json.loads(await request.body())
        _guard(ticket, given)
        named, have = list(given.get("tags", [])), list(ticket.fields["tags"])
        if request.method == "PUT":
            tags = [*have, *(t for t in named if t not in have)]
        else:
            tags = [t for t in have if t not in named]
        self._write(ticket, self._change({"tags": tags}))
        return JSONResponse({"tags": tags})

    def _write(self, ticket: Ticket, change: Change) -> None:
        """Our own writes come back as webhooks, as they do from the vendor."""
        for callback in self._zendesk.update(ticket, change):
            is_comment = callback.body["type"].endswith("comment_added")
            if ("zendesk.comment" if is_comment else "zendesk.field") in self._config.echo:
                self._courier.deliver_behind(callback)

    def _change(self, given: Json) -> Change:
        by, at = self._zendesk.account.api_user, self._present.now()
        for name, words in ALLOWED.items():
            if given.get(name) not in (None, *words):
                raise invalid(name, f"{name.title()}: {given[name]} is not included in the list")
        if (given.get("comment") or {}).get("author_id", by) not in self._zendesk.account.users:
            raise invalid("author_id", "Author: is invalid")
        assignee = given.get("assignee_id")
        if assignee and self._zendesk.account.users.get(assignee, {}).get("role") not in STAFF:
            raise invalid("assignee_id", "Assignee: is not an agent")
        fields = {name: given[name] for name in EVENT_OF if name in given}
        custom = dict(given.get("metadata") or {})
        filled = {int(each["id"]): str(each["value"]) for each in given.get("custom_fields", ())}
        return Change(by, at, fields, given.get("comment"), custom, filled)

    def _ticket(self, number: str) -> Ticket:
        ticket = self._zendesk.tickets.get(int(number)) if number.isdigit() else None
        if ticket is None or ticket.gone:
            raise missing()
        return ticket


def _ticket_in(body: bytes) -> Json:
    try:
        given: Any = json.loads(body)["ticket"]
    except (ValueError, KeyError, TypeError):
        raise Problem(400, {"error": "InvalidJSON", "description": "no ticket in it"}) from None
    if not isinstance(given, dict):
        raise Problem(400, {"error": "InvalidJSON", "description": "ticket is no object"})
    return given


def _guard(ticket: Ticket, given: Json) -> None:
    if given.get("safe_update") and given.get("updated_stamp") != ticket.fields["updated_at"]:
        raise conflict()
