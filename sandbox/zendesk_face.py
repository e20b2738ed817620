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
from sandbox.zendesk import EVENT_OF, PRIORITIES, STATUSES, TYPES, Change, Ticket, Zendesk

PAGE = 100  # rows; developer.zendesk.com/api-reference/introduction/pagination
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "priority": PRIORITIES,
    "type": TYPES,
}


class Problem(Exception):  # noqa: N818 - the vendor's answer, not a crash
    """An answer of 4xx with the vendor's error body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


class ZendeskFace:
    """Answers to HTTP requests under /zendesk/api/v2; one method for each path."""

    def __init__(
        self, config: SandboxConfig, zendesk: Zendesk, courier: Courier, present: Present
    ) -> None:
        self._config = config
        self._zendesk = zendesk
        self._courier = courier
        self._present = present

    async def answer(self, request: Request) -> Response:
        """One request, its refusals included."""
        try:
            self._authenticate(request)
            return await self._route(request)
        except Problem as problem:
            return JSONResponse(problem.body, status_code=problem.status)

    async def _route(self, request: Request) -> Response:
        parts = request.path_params["path"].removesuffix(".json").split("/")
        match (request.method, *parts):
            case ("GET", "users", "me"):
                return JSONResponse({"user": self._zendesk.users[self._zendesk.api_user]})
            case ("GET", "users", number):
                return JSONResponse({"user": self._user(number)})
            case ("POST", "tickets"):
                return await self._create(request)
            case ("GET", "tickets", number):
                return JSONResponse({"ticket": self._ticket(number).fields})
            case ("PUT", "tickets", number):
                return await self._update(request, self._ticket(number))
            case ("GET", "tickets", number, "audits"):
                return JSONResponse(_page(request, "audits", self._ticket(number).audits))
            case ("GET", "tickets", number, "comments"):
                comments = self._ticket(number).comments
                newest_first = request.query_params.get("sort_order") == "desc"
                rows = comments[::-1] if newest_first else comments
                return JSONResponse(_page(request, "comments", rows))
            case ("PUT" | "DELETE", "tickets", number, "tags"):
                return await self._tags(request, self._ticket(number))
            case _:
                raise Problem(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _authenticate(self, request: Request) -> None:
        """Basic `email/token:token` (developer.zendesk.com/api-reference/introduction/security)."""
        pair = f"{self._config.zendesk_email}/token:{self._config.zendesk_token}"
        expected = "Basic " + base64.b64encode(pair.encode()).decode()
        if request.headers.get("authorization") != expected:
            raise Problem(401, {"error": "Couldn't authenticate you"})

    async def _create(self, request: Request) -> Response:
        given = _ticket_in(await request.body())
        if not given.get("comment"):
            raise _invalid("comment", "Description: cannot be blank")
        ticket, _ = self._zendesk.open(None, self._change(given))
        return JSONResponse({"ticket": ticket.fields, "audit": ticket.audits[-1]}, 201)

    async def _update(self, request: Request, ticket: Ticket) -> Response:
        given = _ticket_in(await request.body())
        _guard(ticket, given)
        if ticket.fields["status"] == "closed":
            raise _invalid("status", "Status: closed prevents ticket update")
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
        by, at = self._zendesk.api_user, self._present.now()
        for name, words in ALLOWED.items():
            if given.get(name) not in (None, *words):
                raise _invalid(name, f"{name.title()}: {given[name]} is not included in the list")
        if (given.get("comment") or {}).get("author_id", by) not in self._zendesk.users:
            raise _invalid("author_id", "Author: is invalid")
        fields = {name: given[name] for name in EVENT_OF if name in given}
        custom = dict(given.get("metadata") or {})
        return Change(by, at, fields, given.get("comment"), custom)

    def _ticket(self, number: str) -> Ticket:
        if not number.isdigit() or int(number) not in self._zendesk.tickets:
            raise Problem(404, {"error": "RecordNotFound", "description": "Not found"})
        return self._zendesk.tickets[int(number)]

    def _user(self, number: str) -> Json:
        if not number.isdigit() or int(number) not in self._zendesk.users:
            raise Problem(404, {"error": "RecordNotFound", "description": "Not found"})
        return self._zendesk.users[int(number)]


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


def conflict() -> Problem:
    """The collision guard: developer.zendesk.com/api-reference/ticketing/tickets/tickets"""
    said = "Safe Update prevented due to outdated ticket data. "
    said += "Please fetch the latest ticket data and try again."
    return Problem(409, {"error": "UpdateConflict", "description": said})


def _invalid(name: str, said: str) -> Problem:
    details = {name: [{"description": said}]}
    body = {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    return Problem(422, body)


def _page(request: Request, name: str, rows: list[Json]) -> Json:
    """Cursor pages where `page[size]` is asked for, numbered pages otherwise."""
    asked, url = request.query_params, str(request.url.replace(query=""))
    if "page[size]" in asked:
        start, size = int(asked.get("page[after]", 0)), min(int(asked["page[size]"]), PAGE)
        end, more = start + size, start + size < len(rows)
        link = f"{url}?page[size]={size}&page[after]={end}" if more else None
        meta = {"has_more": more, "after_cursor": str(end) if more else None}
        return {name: rows[start:end], "meta": meta, "links": {"next": link}}
    number, size = int(asked.get("page", 1)), min(int(asked.get("per_page", PAGE)), PAGE)
    end = number * size
    link = f"{url}?page={number + 1}&per_page={size}" if end < len(rows) else None
    numbered = {"count": len(rows), "next_page": link, "previous_page": None}
    return {name: rows[end - size : end], **numbered}
