"""Faults on demand: what a vendor does on a bad day, at the request of a test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, assert_never

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.asking import Unknown
from sandbox.record import Face, Json

Endpoint = Callable[[Request], Awaitable[Response]]
# What the request asks for, in words that a fault can match.
Naming = Callable[[Request], Awaitable[str]]


class Fault(BaseModel):
    """One order for trouble: the next `times` requests of `face` whose operation contains `match`.

    The first `after` of them pass. `rate_limit` asks to come back in `retry_after_s`; `error` is a
    500; `conflict` is a 409 where the vendor has one; `malformed` is a 200 with another page in it.
    None of these does anything. `drop` keeps silent for `seconds` and drops the connection. What
    was asked is done before `lost_answer`, which is like it, and `garbled`, which is like
    `malformed`. `slow` answers after `seconds`.
    """

    face: Face
    match: str = ""
    kind: Literal[
        "rate_limit",
        "error",
        "conflict",
        "drop",
        "lost_answer",
        "malformed",
        "garbled",
        "slow",
    ]
    times: int = Field(default=1, ge=1)
    after: int = Field(default=0, ge=0)
    retry_after_s: int = Field(default=1, ge=0)
    seconds: float = Field(default=0.2, ge=0, le=120)


@dataclass(frozen=True)
class Manners:
    """How a face says that too much was asked (after how many seconds more), and its 409 if any."""

    limited: Callable[[int], Response]
    conflict: Callable[[], Response | None] = lambda: None


@dataclass
class Ordered:
    """A fault, how often it is still to strike, and how many requests pass before."""

    fault: Fault
    left: int
    passing: int


class Faults:
    """The orders not yet used up, first come first served."""

    def __init__(self) -> None:
        self._ordered: list[Ordered] = []
        self._manners: dict[Face, Manners] = {}

    def order(self, fault: Fault) -> None:
        """Take an order. Raises Unknown for a face that is not there, or has no such trouble."""
        manners = self._manners.get(fault.face)
        if manners is None:
            raise Unknown(f"no face {fault.face}")
        if fault.kind == "conflict" and manners.conflict() is None:
            raise Unknown(f"{fault.face} knows no conflict")
        self._ordered.append(Ordered(fault, fault.times, fault.after))

    def clear(self) -> None:
        """Forget all orders."""
        self._ordered.clear()

    def standing(self) -> list[Json]:
        """The orders not yet used up, as JSON."""
        return [{**o.fault.model_dump(), "left": o.left} for o in self._ordered]

    def strike(self, face: Face, operation: str) -> Fault | None:
        """The fault that this request meets, if any; its order is one shorter then."""
        for ordered in self._ordered:
            if ordered.fault.face != face or ordered.fault.match not in operation:
                continue
            if ordered.passing:
                ordered.passing -= 1
            else:
                ordered.left -= 1
                self._ordered = [o for o in self._ordered if o.left]
                return ordered.fault
        return None

    def around(self, face: Face, naming: Naming, endpoint: Endpoint, manners: Manners) -> Endpoint:
        """The endpoint as it is on a bad day."""
        self._manners[face] = manners

        async def answer(request: Request) -> Response:
            fault = self.strike(face, await naming(request))
            if fault is None:
                return await endpoint(request)
            return await _spoilt(fault, manners, request, endpoint)

        return answer


async def _spoilt(fault: Fault, manners: Manners, request: Request, endpoint: Endpoint) -> Response:
    match fault.kind:
        case "rate_limit":
            return manners.limited(fault.retry_after_s)
        case "error":
            return _internal_error()
        case "conflict":
            return manners.conflict() or _internal_error()
        case "malformed":
            return _another_page()
        case "garbled":
            await endpoint(request)
            return _another_page()
        case "slow":
            await asyncio.sleep(fault.seconds)
            return await endpoint(request)
        case "lost_answer":
            await endpoint(request)
            await asyncio.sleep(fault.seconds)
            return Broken()
        case "drop":
            await asyncio.sleep(fault.seconds)
            return Broken()
        case _:
            assert_never(fault.kind)


def _another_page() -> Response:
    return HTMLResponse("<html><title>Maintenance</title></html>")


def _internal_error() -> Response:
    return Response("Internal Server Error", status_code=500, media_type="text/plain")


def limited_in_slack(retry_after_s: int) -> Response:
    """docs.slack.dev/apis/web-api/rate-limits"""
    headers = {"Retry-After": str(retry_after_s)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)


def limited_in_linear(retry_after_s: int) -> Response:
    """It is a 400, told apart by its code: linear.app/developers/rate-limiting"""
    headers = {"Retry-After": str(retry_after_s)}
    extensions = {"code": "RATELIMITED", "type": "ratelimited", "userError": True}
    body = {"errors": [{"message": "Rate limit exceeded", "extensions": extensions}]}
    return JSONResponse(body, status_code=400, headers=headers)


class Broken(Response):
    """An answer that breaks off: promised a body that never comes, the server hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin and give up."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
