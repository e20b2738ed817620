"""Requests to one Intercom workspace, and its refusals in the words that `http` knows."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from integrations import http
from integrations.errors import Rejected
from integrations.http import Vendor
from integrations.webhooks import Wire

INTERCOM = Vendor("Intercom", "HANDRAIL_INTERCOM_TOKEN", "HANDRAIL_INTERCOM_BASE_URL")
_REFUSALS = frozenset(range(400, 500)) - {408}
_GONE = frozenset({404, 410})
_UNFIT = frozenset({400, 422})

Answer = TypeVar("Answer", bound=Wire)


class Calls:
    """Requests and their answers, read. Every one raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer:
        """Read something."""
        request = self._client.build_request("GET", path, params=params)
        return http.read(model, await self.send(request), INTERCOM)

    async def find(self, model: type[Answer], path: str) -> Answer | None:
        """Read something that may be gone."""
        request = self._client.build_request("GET", path)
        response = await self.send(request, _GONE)
        return None if response.status_code in _GONE else http.read(model, response, INTERCOM)

    async def post(self, model: type[Answer], path: str, body: Mapping[str, Any]) -> Answer:
        """Add something, or search."""
        request = self._client.build_request("POST", path, json=body)
        return http.written(model, await self.send(request), INTERCOM)

    async def put(self, model: type[Answer], path: str, body: Mapping[str, Any]) -> Answer | None:
        """Change something; None where Intercom does not take a part of the body."""
        request = self._client.build_request("PUT", path, json=body)
        response = await self.send(request, _UNFIT)
        return None if response.status_code in _UNFIT else http.written(model, response, INTERCOM)

    async def ask(self, path: str) -> httpx.Response:
        """Look at an answer as it came, be it a 403."""
        return await self.send(self._client.build_request("GET", path), frozenset({403}))

    async def send(
        self, request: httpx.Request, accept: frozenset[int] = frozenset()
    ) -> httpx.Response:
        """Send it; an answer that is no success nor in `accept` raises."""
        response = await http.send(self._client, request, INTERCOM, _REFUSALS)
        if response.is_success or response.status_code in accept:
            return response
        raise http.refusal(_plain(response), INTERCOM, datetime.now(UTC))


def number(written: str, what: str) -> str:
    """An id comes from outside; in a path it must be nothing but digits."""
    if is_number(written):
        return written
    raise Rejected(f"{written!r} is no {what} of Intercom", "write the number in its address")


def is_number(written: str) -> bool:
    """Whether it may be an id of a conversation, an admin or a team."""
    return written.isascii() and written.isdecimal()


def is_contact(written: str) -> bool:
    """Whether an id is a contact's: 24 hex digits, where an admin's is a number."""
    return re.fullmatch(r"[0-9a-f]{24}", written) is not None


def _plain(response: httpx.Response) -> httpx.Response:
    """A refusal as `http` reads it.

    Intercom, "Error objects": a list, each with a code and a message. "Rate limiting": it says
    when the window ends, in Unix seconds, and never `Retry-After`.
    """
    headers = {}
    reset = response.headers.get("X-RateLimit-Reset", "")
    if reset.isdecimal():
        headers["Retry-After"] = str(max(0, int(reset) - int(datetime.now(UTC).timestamp())))
    try:
        listed = response.json()["errors"]
        said = "; ".join(str(e.get("message") or e["code"]) for e in listed)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said = response.reason_phrase
    return httpx.Response(
        response.status_code, headers=headers, json={"message": said}, request=response.request
    )
