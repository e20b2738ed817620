"""One request to Zendesk and its answer, read into a record or refused."""

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx

from integrations import http
from integrations.errors import Rejected
from integrations.http import Vendor
from integrations.wire import Wire

ZENDESK = Vendor("Zendesk", "HANDRAIL_ZENDESK_TOKEN", "HANDRAIL_ZENDESK_SUBDOMAIN")
PAGE = "100"  # rows: the most that Zendesk gives at once ("Pagination")

_UNSEEN = frozenset({403, 404})

Answer = TypeVar("Answer", bound=Wire)


class Api:
    """The account's API under /api/v2. Every call raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer:
        """What is there."""
        request = self.client.build_request("GET", f"/api/v2/{path}", params=params)
        return http.read(model, await http.send(self.client, request, ZENDESK), ZENDESK)

    async def look(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer | None:
        """What is there, or None where there is no such thing, or none that we may see."""
        request = self.client.build_request("GET", f"/api/v2/{path}", params=params)
        response = await http.send(self.client, request, ZENDESK, _UNSEEN)
        return None if response.status_code in _UNSEEN else http.read(model, response, ZENDESK)

    async def send(self, method: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """A write; a conflict with somebody who was faster is an answer too."""
        request = self.client.build_request(method, f"/api/v2/{path}", json=body)
        return await http.send(self.client, request, ZENDESK, frozenset({409}))


def ticket_path(ticket_id: str) -> str:
    """Where a ticket is found. Raises Rejected."""
    return f"tickets/{number(ticket_id, 'ticket')}"


def number(written_id: str, kind: str) -> str:
    """An id comes from outside; in a path it must be nothing but digits. Raises Rejected."""
    if written_id.isascii() and written_id.isdecimal():
        return written_id
    raise Rejected(f"{written_id!r} is no {kind} id of Zendesk", "write the number in its address")
