"""Serves the town's clock, so that whoever plays in the sandbox can move it on.

`GET /` tells the town's time, how many escalations are open, and the next instant one of them acts
at; `POST /` with `{"to": "2026-11-23T10:00:00Z"}` goes there first. Whoever goes far goes from one
such instant to the next, so that what follows from it is written down at its time.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from devserver.ports import HOST
from starter.demo.clock import TownClock
from starter.demo.patience import StillDown
from starter.temporal import Unreachable

STEP_MAX = timedelta(days=31)  # at once: more is a slip of the hand, and there is no way back
DRAIN_S = 1  # a page that asks is no reason to stay


class Move(BaseModel):
    """Where the clock goes: an aware instant."""

    model_config = ConfigDict(extra="forbid")
    to: AwareDatetime


async def serve(clock: TownClock, port: int) -> None:
    """Serve until cancelled."""
    config = uvicorn.Config(
        create_app(clock),
        host=HOST,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=DRAIN_S,
    )
    server = _Server(config)
    try:
        await server.serve()
    except asyncio.CancelledError:
        server.should_exit = True
        await server.shutdown()
        raise


def create_app(clock: TownClock) -> Starlette:
    """The clock as an ASGI application; one move at a time."""
    moving = asyncio.Lock()

    async def endpoint(request: Request) -> Response:
        try:
            to = await _wanted(request)
            async with moving:
                if to:
                    await _go(clock, to)
                return JSONResponse(_told(clock, await clock.look_round()))
        except ValidationError as error:
            return JSONResponse({"problem": str(error)}, status_code=400)
        except (StillDown, Unreachable) as error:
            return JSONResponse({"problem": str(error)}, status_code=503)

    return Starlette(routes=[Route("/", endpoint, methods=["GET", "POST"])])


async def _wanted(request: Request) -> datetime | None:
    return Move.model_validate_json(await request.body()).to if request.method == "POST" else None


async def _go(clock: TownClock, to: datetime) -> None:
    await clock.look_round()
    await clock.advance(min(to, clock.now + STEP_MAX))


def _told(clock: TownClock, next_at: datetime | None) -> dict[str, Any]:
    return {
        "now": clock.now.isoformat(),
        "next_at": next_at.isoformat() if next_at else None,
        "open": clock.open_count,
    }


class _Server(uvicorn.Server):
    """Leaves Ctrl-C to the demo, in whose process it runs."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
