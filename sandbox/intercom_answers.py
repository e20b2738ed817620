"""How Intercom refuses, and what it says of its limits."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.record import Json

PER_WINDOW = 1_667  # a tenth of a private app's 10,000 a minute, as Intercom rounds it


class Problem(Exception):  # noqa: N818 - the vendor's answer, not a crash
    """An answer of 4xx with the vendor's list of errors."""

    def __init__(self, status: int, code: str, said: str) -> None:
        super().__init__(status, code, said)
        self.status, self.code, self.said = status, code, said


def limited(until: datetime) -> Response:
    """The answer to one request too many: it names the end of the window, no Retry-After."""
    response = refused(
        429, "rate_limit_exceeded", f"Exceeded rate limit of {PER_WINDOW} in 10_seconds"
    )
    response.headers.update(limits(0, until))
    return response


def refused(status: int, code: str, said: str) -> Response:
    """developers.intercom.com, "Error objects\""""
    errors = [{"code": code, "message": said}]
    body = {"type": "error.list", "request_id": str(uuid.uuid4()), "errors": errors}
    return JSONResponse(body, status_code=status)


def limits(left: int, until: datetime) -> dict[str, str]:
    """What is left of a window that ends at `until`."""
    return {
        "X-RateLimit-Limit": str(PER_WINDOW),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": str(int(until.timestamp())),
    }


def needed(body: Json, name: str) -> Any:
    """A parameter that must be there."""
    if body.get(name) in (None, ""):
        raise Problem(400, "parameter_not_found", f"{name} is a required parameter")
    return body[name]


def one(known: Mapping[str, Json], number: str, code: str, said: str) -> Json:
    """Something by id."""
    if number not in known:
        raise Problem(404, code, said)
    return known[number]
