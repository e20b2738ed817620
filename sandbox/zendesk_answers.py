"""How Zendesk answers: in pages, with its limits in the headers, and in refusals."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.record import Json

PAGE = 100  # rows; developer.zendesk.com/api-reference/introduction/pagination
PER_MINUTE = 200  # requests of a "Team" account, the smallest; …/introduction/rate-limits


class Problem(Exception):  # noqa: N818 - the vendor's answer, not a crash
    """An answer of 4xx with the vendor's error body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


class Limit:
    """Counts the requests of each minute; `wall` is the wall clock."""

    def __init__(self, wall: Callable[[], datetime], *, is_kept: bool) -> None:
        self._wall = wall
        self._is_kept = is_kept
        self._minute = 0
        self._count = 0

    def counted(self) -> tuple[dict[str, str], int]:
        """One more request: the headers of its answer, and for how many seconds it is too many."""
        minute, second = divmod(int(self._wall().timestamp()), 60)
        self._count = self._count + 1 if minute == self._minute else 1
        self._minute = minute
        left = max(0, PER_MINUTE - self._count)
        headers = {"X-Rate-Limit": str(PER_MINUTE), "X-Rate-Limit-Remaining": str(left)}
        headers |= {"ratelimit-limit": str(PER_MINUTE), "ratelimit-remaining": str(left)}
        headers["ratelimit-reset"] = str(60 - second)
        is_over = self._is_kept and self._count > PER_MINUTE
        return headers, 60 - second if is_over else 0


def limited(retry_after_s: int) -> Response:
    """developer.zendesk.com/api-reference/introduction/rate-limits"""
    body = {"error": "TooManyRequests", "description": "API rate limit exceeded"}
    return JSONResponse(body, status_code=429, headers={"Retry-After": str(retry_after_s)})


def missing() -> Problem:
    """Nothing of that id."""
    return Problem(404, {"error": "RecordNotFound", "description": "Not found"})


def conflict() -> Problem:
    """The collision guard: developer.zendesk.com/api-reference/ticketing/tickets/tickets"""
    said = "Safe Update prevented due to outdated ticket data. "
    said += "Please fetch the latest ticket data and try again."
    return Problem(409, {"error": "UpdateConflict", "description": said})


def invalid(name: str, said: str) -> Problem:
    """A value that cannot be."""
    details = {name: [{"description": said}]}
    body = {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    return Problem(422, body)


def page(request: Request, name: str, rows: list[Json]) -> Json:
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
