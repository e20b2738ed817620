"""How Freshdesk answers: refusals in its words, pages, and what is left of its limits.

Freshdesk API, "Errors", "Pagination" and "Rate Limit".
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.record import Json

PER_PAGE, PER_PAGE_MAX = 30, 100
CALLS_AN_HOUR = 5_000  # the most of the plans that count by the hour
WINDOW = timedelta(hours=1)


class Problem(Exception):  # noqa: N818 - the vendor's answer, not a crash
    """An answer of 4xx; without a body where Freshdesk sends none."""

    def __init__(self, status: int, body: Json | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body

    def response(self) -> Response:
        """The answer."""
        if self.body is None:
            return Response(status_code=self.status)
        return JSONResponse(self.body, self.status)


def invalid(field: str, message: str, code: str = "invalid_value") -> Problem:
    """A field that is not taken."""
    errors = [{"field": field, "message": message, "code": code}]
    return Problem(400, {"description": "Validation failed", "errors": errors})


def unknown_field(field: str) -> Problem:
    """A field that there is not."""
    return invalid(field, "Unexpected/invalid field in request", "invalid_field")


def unauthorized() -> Problem:
    """Another key."""
    said = "You have to be logged in to perform this action."
    return Problem(401, {"code": "invalid_credentials", "message": said})


def forbidden() -> Problem:
    """No right to it."""
    said = "You are not authorized to perform this action."
    return Problem(403, {"code": "access_denied", "message": said})


def not_allowed(method: str, allowed: str) -> Problem:
    """A method that a record does not know, or does not know any more."""
    said = f"{method} method is not allowed. It should be one of these method(s): {allowed}"
    return Problem(405, {"code": "method_not_allowed", "message": said})


def limited(retry_after_s: int) -> Response:
    """Too much was asked."""
    headers = {"Retry-After": str(retry_after_s), "X-RateLimit-Remaining": "0"}
    headers |= {"X-RateLimit-Total": str(CALLS_AN_HOUR)}
    said = "You have exceeded the limit of requests per hour"
    return JSONResponse({"message": said}, 429, headers=headers)


class Meter:
    """Counts calls by the hour and says what is left; it refuses nothing."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._since = wall()
        self._calls = 0

    def headers(self) -> dict[str, str]:
        """What every answer says of the limit; one more call is counted."""
        now = self._wall()
        if now - self._since >= WINDOW:
            self._since, self._calls = now, 0
        self._calls += 1
        return {
            "X-Freshdesk-API-Version": "latest=v2; requested=v2",
            "X-RateLimit-Total": str(CALLS_AN_HOUR),
            "X-RateLimit-Remaining": str(max(0, CALLS_AN_HOUR - self._calls)),
            "X-RateLimit-Used-CurrentRequest": "1",
        }


def page(request: Request, rows: list[Json]) -> Response:
    """A page of a list; `link` leads to the next, if there is one."""
    size, number = _number(request, "per_page", PER_PAGE), _number(request, "page", 1)
    if size > PER_PAGE_MAX:
        raise invalid("per_page", "It should be a Positive Integer less than or equal to 100")
    end = size * number
    following = request.url.include_query_params(page=number + 1)
    headers = {"link": f'<{following}>; rel="next"'} if end < len(rows) else None
    return JSONResponse(rows[end - size : end], headers=headers)


async def given_in(request: Request, known: tuple[str, ...]) -> Json:
    """The object that a write sends. Raises Problem for no JSON, or a field that is not known."""
    try:
        given: Any = json.loads(await request.body())
    except ValueError:
        said = "Request body has invalid json format"
        raise Problem(400, {"code": "invalid_json", "message": said}) from None
    if not isinstance(given, dict):
        raise Problem(400, {"code": "invalid_json", "message": "It should be an object"})
    for name in given:
        if name not in known:
            raise unknown_field(name)
    return given


def _number(request: Request, name: str, default: int) -> int:
    written = request.query_params.get(name, str(default))
    if not written.isdecimal() or not int(written):
        raise invalid(name, "It should be a Positive Integer")
    return int(written)
