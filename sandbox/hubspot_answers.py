"""How HubSpot writes its answers: records, lists, refusals, and the limits in every header."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from starlette.responses import JSONResponse, Response

from sandbox.hubspot import Thing
from sandbox.record import Json, zulu

DEFAULTS = ("createdate", "hs_lastmodifieddate", "hs_object_id")
TYPE_OF = {"tickets": "ticket", "contacts": "contact", "companies": "company", "notes": "note"}
LIMITS = {
    "X-HubSpot-RateLimit-Daily": "250000",
    "X-HubSpot-RateLimit-Daily-Remaining": "249000",
    "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
    "X-HubSpot-RateLimit-Max": "190",
    "X-HubSpot-RateLimit-Remaining": "180",
    "X-HubSpot-RateLimit-Secondly": "19",
    "X-HubSpot-RateLimit-Secondly-Remaining": "18",
}


class Problem(Exception):  # noqa: N818 - the vendor's answer, not a crash
    """An answer of 4xx; `category` is HubSpot's word for the kind of it."""

    def __init__(self, status: int, category: str, message: str) -> None:
        super().__init__(status, category, message)
        self.status = status
        self.body = _error(message) | {"category": category}


def missing() -> Problem:
    """What is asked for is not there."""
    return Problem(404, "OBJECT_NOT_FOUND", "resource not found")


def invalid(message: str) -> Problem:
    """What was sent cannot be."""
    return Problem(400, "VALIDATION_ERROR", message)


def answer(body: Json, status: int = 200) -> Response:
    """A success, with what is left of the limits."""
    return JSONResponse(body, status, headers=LIMITS)


def refused(problem: Problem) -> Response:
    """A refusal."""
    return JSONResponse(problem.body, problem.status, headers=LIMITS)


def limited(retry_after_s: int) -> Response:
    """Too much; it has an `errorType` where others have a category."""
    body = _error("You have reached your ten_secondly_rolling limit.") | {
        "errorType": "RATE_LIMIT",
        "policyName": "TEN_SECONDLY_ROLLING",
    }
    return JSONResponse(body, 429, headers={**LIMITS, "Retry-After": str(retry_after_s)})


def shown(thing: Thing, names: list[str], known: set[str]) -> Json:
    """A record with the properties asked for: null where it has no value."""
    asked = [*DEFAULTS, *(name for name in names if name in known)]
    return {
        "id": thing.id,
        "properties": {name: thing.properties.get(name) for name in asked},
        "createdAt": zulu(thing.created),
        "updatedAt": zulu(thing.updated),
        "archived": thing.archived,
    }


def linked(thing: Thing, found: Mapping[str, list[str]]) -> Json:
    """The associations of a record: ids by their kind."""
    own = TYPE_OF[thing.kind]
    return {
        kind: {"results": [{"id": id_, "type": f"{own}_to_{TYPE_OF[kind]}"} for id_ in ids]}
        for kind, ids in found.items()
        if ids
    }


def page(rows: list[Json], after: str, limit: int) -> Json:
    """A part of a list, and where it goes on."""
    start = int(after or 0)
    paging = {"paging": {"next": {"after": str(start + limit)}}}
    return {"results": rows[start : start + limit]} | (paging if start + limit < len(rows) else {})


def batch(rows: list[Json], gone: list[str], at: datetime) -> Response:
    """The answer to a batch: 207 where some are not there."""
    body: Json = {
        "status": "COMPLETE",
        "results": rows,
        "startedAt": zulu(at),
        "completedAt": zulu(at),
    }
    if not gone:
        return answer(body)
    error = {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": "Could not get some objects, they may be deleted or not exist",
        "context": {"ids": gone},
        "links": {},
        "errors": [],
    }
    return answer(body | {"numErrors": 1, "errors": [error]}, 207)


def _error(message: str) -> Json:
    return {"status": "error", "message": message, "correlationId": str(uuid.uuid4())}
