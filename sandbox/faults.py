"""Faults on demand: what a vendor does on a bad day, at the request of a test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, assert_never

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.record import Face, Json

Endpoint = Callable[[Request], Awaitable[Response]]
# What the request asks for, in words that a fault can match.
Naming = Callable[[Request], Awaitable[str]]


class Fault(BaseModel):
    """One order for trouble: the next `times` requests of `face` whose operation contains `match`.

    `rate_limit` asks to come back in `retry_after_s`; `error` is a 500; `lost_answer` does what was
    asked, keeps silent for `seconds` and drops the connection; `slow` answers after `seconds`.
    """

    face: Face
    match: str = ""
    kind: Literal["rate_limit", "error", "lost_answer", "slow"]
    times: int = Field(default=1, ge=1)
    retry_after_s: int = Field(default=1, ge=0)
    seconds: float = Field(default=0.2, ge=0, le=120)


@dataclass
class Ordered:
    """A fault and how often it is still to strike."""

    fault: Fault
    left: int


class Faults:
    """The orders not yet used up, first come first served."""

    def __init__(self) -> None:
        self._ordered: list[Ordered] = []

    def order(self, fault: Fault) -> None:
        """Take an order."""
        self._ordered.append(Ordered(fault, fault.times))

    def clear(self) -> None:
        """Forget all orders."""
        self._ordered.clear()

    def standing(self) -> list[Json]:
        """The orders not yet used up, as JSON."""
        return [{**o.fault.model_dump(), "left": o.left} for o in self._ordered]

    def strike(self, face: Face, operation: str) -> Fault | None:
        """The fault that this request meets, if any; its order is one shorter then."""
        for ordered in self._ordered:
            if ordered.fault.face == face and ordered.fault.match in operation:
                ordered.left -= 1
                self._ordered = [o for o in self._ordered if o.left]
                return ordered.fault
        return None

    def around(self, face: Face, naming: Naming, endpoint: Endpoint) -> Endpoint:
        """The endpoint as it is on a bad day."""

        async def answer(request: Request) -> Response:
            fault = self.strike(face, await naming(request))
            if fault is None:
                return await endpoint(request)
            return await _spoilt(fault, request, endpoint)

        return answer


async def _spoilt(fault: Fault, request: Request, endpoint: Endpoint) -> Response:
    match fault.kind:
        case "rate_limit":
            return _limited(fault.face, fault.retry_after_s)
        case "error":
            return Response("Internal Server Error", status_code=500, media_type="text/plain")
        case "slow":
            await asyncio.sleep(fault.seconds)
            return await endpoint(request)
        case "lost_answer":
            await endpoint(request)
            await asyncio.sleep(fault.seconds)
            return Broken()
        case _:
            assert_never(fault.kind)


def _limited(face: Face, retry_after_s: int) -> Response:
    headers = {"Retry-After": str(retry_after_s)}
    match face:
        case "slack":
            # docs.slack.dev/apis/web-api/rate-limits
            body: Json = {"ok": False, "error": "ratelimited"}
            return JSONResponse(body, status_code=429, headers=headers)
        case "zendesk":
            # developer.zendesk.com/api-reference/introduction/rate-limits
            body = {"error": "TooManyRequests", "description": "API rate limit exceeded"}
            return JSONResponse(body, status_code=429, headers=headers)
        case "linear":
            # linear.app/developers/rate-limiting: it is a 400, told apart by its code.
            extensions = {"code": "RATELIMITED", "type": "ratelimited", "userError": True}
            body = {"errors": [{"message": "Rate limit exceeded", "extensions": extensions}]}
            return JSONResponse(body, status_code=400, headers=headers)
        case _:
            assert_never(face)


class Broken(Response):
    """An answer that breaks off: promised a body that never comes, the server hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin and give up."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
