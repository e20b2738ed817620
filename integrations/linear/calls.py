"""How a document gets to Linear and what comes back: `data`, or one of the three errors."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from integrations import http
from integrations.errors import Rejected, Transient, VendorError
from integrations.linear.failures import LINEAR, refusal
from integrations.linear.models import Record

_BAD_REQUEST = frozenset({400})  # carries `errors` like a 200

Answer = TypeVar("Answer", bound=Record)
Found = TypeVar("Found")


class Calls:
    """What every part of the client leans on."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def _ask(
        self, document: str, variables: dict[str, Any], is_write: bool = False
    ) -> dict[str, Any]:
        """Send one document; give back its `data`, all of whose payloads say `success`."""
        return (await self._send(document, variables, is_write))[0]

    async def _clock(self, document: str) -> datetime | None:
        """Linear's clock, of which a document without variables brings the time."""
        return http.clock((await self._send(document, {}, False))[1])

    async def _send(
        self, document: str, variables: dict[str, Any], is_write: bool
    ) -> tuple[dict[str, Any], httpx.Response]:
        request = self._client.build_request(
            "POST", "/graphql", json={"query": document, "variables": variables}
        )
        response = await http.send(self._client, request, LINEAR, _BAD_REQUEST)
        answer = _object(response, is_write)
        if errors := answer.get("errors"):
            raise refusal(errors, response.headers, is_write, datetime.now(UTC))
        found = answer.get("data")
        if response.is_error or not isinstance(found, dict):
            raise Rejected("Linear answered without data", f"correct {LINEAR.address}")
        if any(part.get("success") is False for part in found.values() if isinstance(part, dict)):
            raise Rejected("Linear did not do it and gave no reason", "look at the issue in Linear")
        return found, response


async def made_already(error: VendorError, look: Callable[[], Awaitable[Found]]) -> Found:
    """After a create that failed, look before giving up.

    The answer may have been lost, or this is a repeat and its id is taken; what Linear says to a
    taken id is documented nowhere, so every refusal is followed by a look. A look that may succeed
    later is raised itself: the refusal alone does not tell.
    """
    if isinstance(error, Rejected) or (isinstance(error, Transient) and error.unclear):
        try:
            return await look()
        except Rejected:
            raise error from None
    raise error


def _object(response: httpx.Response, is_write: bool) -> dict[str, Any]:
    """The answer; after a write another one leaves it open what was done."""
    try:
        return http.read_object(response, LINEAR)
    except Rejected as error:
        if is_write:
            raise Transient(error.reason, unclear=True) from error
        raise


def given(wanted: dict[str, Any]) -> dict[str, Any]:
    """Without what was not given: Linear takes null as "empty it"."""
    return {name: value for name, value in wanted.items() if value not in (None, "", ())}


def read(model: type[Answer], found: Any, *path: str) -> Answer:
    """The part of an answer at a path. Raises Rejected: what answers there is not Linear."""
    try:
        for name in path:
            found = found[name]
        return model.model_validate(found)
    except (KeyError, TypeError, ValidationError) as error:
        said = f"Linear answered without {'.'.join(path)} as we know it"
        raise Rejected(said, f"correct {LINEAR.address}, or compare with its schema") from error
