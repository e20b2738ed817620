"""One request to Freshdesk at a time: what it answers, read; what it refuses, in its own words.

Freshdesk API, "Authentication", "Errors", "Rate Limit" and "Pagination".
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx

from integrations import http
from integrations.errors import RateLimited, Rejected, Transient
from integrations.http import Vendor
from integrations.wire import Wire, loads

FRESHDESK = Vendor("Freshdesk", "HANDRAIL_FRESHDESK_API_KEY", "HANDRAIL_FRESHDESK_DOMAIN")
PAGE = 100  # records: the most that Freshdesk gives at once
RESERVE = 0.2  # of the account's requests: left for what cannot wait, when much is read
SPARE_AGAIN = timedelta(minutes=1)  # plans count by the minute, older ones by the hour
REFUSED = frozenset({400, 409})  # a field that Freshdesk does not take: its errors say which
ABSENT = frozenset({404})
HIDDEN = frozenset({403, 404})  # who or what our agent may not see is not there for us
EVER = "2010-01-01T00:00:00Z"  # before Freshdesk: without a date it lists thirty days only

Answer = TypeVar("Answer", bound=Wire)


def open_client(
    base_url: str, api_key: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for one account. The password is no secret, any word does."""
    basic = base64.b64encode(f"{api_key}:X".encode()).decode()
    return http.open_client(base_url, {"Authorization": f"Basic {basic}"}, transport)


class Calls:
    """Requests below `/api/v2`. Every one raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._left = 1.0  # of the account's requests, as the last answer said

    def address(self, path: str) -> str:
        """Where people see something."""
        return str(self._client.base_url.join(path))

    async def get(self, model: type[Answer], path: str, **params: str) -> Answer:
        """One record. Raises Rejected when it is not there."""
        response = await self.ask("GET", path, params=params)
        return http.read(model, response, FRESHDESK)

    async def look(
        self, model: type[Answer], path: str, accept: frozenset[int] = ABSENT
    ) -> Answer | None:
        """One record; None where Freshdesk answers with a status of `accept`."""
        response = await self.ask("GET", path, accept=accept)
        if response.status_code in accept:
            return None
        return http.read(model, response, FRESHDESK)

    async def page(self, model: type[Answer], path: str, **params: str) -> list[Answer]:
        """One page of a list."""
        response = await self.ask("GET", path, params=params)
        return [http.known(model, item, FRESHDESK) for item in _read_list(response)]

    async def look_page(self, model: type[Answer], path: str) -> list[Answer] | None:
        """One page of a list; None where our agent, or the account's plan, has no right to it."""
        response = await self.ask("GET", path, accept=HIDDEN)
        if response.status_code in HIDDEN:
            return None
        return [http.known(model, item, FRESHDESK) for item in _read_list(response)]

    async def pages(self, model: type[Answer], path: str, pages_max: int) -> list[Answer]:
        """A whole list. Raises Rejected when it has more pages."""
        found: list[Answer] = []
        for number in range(1, pages_max + 1):
            page = await self.page(model, path, page=str(number), per_page=str(PAGE))
            found += page
            if len(page) < PAGE:
                return found
        more = f"Freshdesk has more than {pages_max * PAGE} records under {path}"
        raise Rejected(more, "look in Freshdesk, and do by hand what is missing")

    async def write(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One change. An answer that is no record of Freshdesk's leaves unclear what was done."""
        response = await self.ask(method, path, body=body)
        try:
            return http.read_object(response, FRESHDESK)
        except Rejected as error:
            raise Transient(error.reason, unclear=True) from error

    async def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        accept: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        """The bare answer: a success, or a status in `accept`."""
        request = self._client.build_request(
            method, f"/api/v2{path}", params=params or None, json=body
        )
        response = await http.send(self._client, request, FRESHDESK, accept | REFUSED)
        self._left = _left(response.headers, self._left)
        if response.status_code in REFUSED and response.status_code not in accept:
            reason = f"Freshdesk answered {response.status_code}: {_said(response)}"
            raise Rejected(reason, "correct it in Freshdesk; nothing was changed")
        return response

    def spare(self) -> None:
        """Raise RateLimited when what is left of the account's requests is not for reading."""
        if self._left < RESERVE:
            self._left = 1.0  # the next answer says it anew
            said = "Freshdesk's requests are nearly used up; reading waits for writing"
            raise RateLimited(said, now() + SPARE_AGAIN)


def now() -> datetime:
    """The wall clock, aware UTC: for what Freshdesk does not date."""
    return datetime.now(UTC)


def ticket_path(ticket_id: str) -> str:
    """An id comes from outside; as a path it must be nothing but digits."""
    if ticket_id.isascii() and ticket_id.isdecimal():
        return f"/tickets/{ticket_id}"
    raise Rejected(f"{ticket_id!r} is no ticket id of Freshdesk", "write the number in its address")


def _read_list(response: httpx.Response) -> list[Any]:
    try:
        answer = loads(response.content)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, list):
        return answer
    raise Rejected("Freshdesk answered without a JSON array", f"correct {FRESHDESK.address}")


def _said(response: httpx.Response) -> str:
    """Which field was refused and why: "description" says only that one was."""
    try:
        errors = response.json()["errors"]
        words = "; ".join(f"{error['field']}: {error['message']}" for error in errors)
    except (ValueError, RecursionError, KeyError, TypeError):
        words = ""
    return " ".join((words or http.said(response)).split())[: http.SAID_MAX]


def _left(headers: Mapping[str, str], before: float) -> float:
    total, left = headers.get("X-RateLimit-Total", ""), headers.get("X-RateLimit-Remaining", "")
    if total.isdecimal() and left.isdecimal() and int(total):
        return int(left) / int(total)
    return before
