"""Asks again what failed because something is down: a person would press the button again, too."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from temporalio.service import RPCError, RPCStatusCode

from starter.temporal import Unreachable

PATIENCE_S = 180.0  # a delivery that a killed worker had under way is tried again after 60 s
PAUSE_S = 0.2
_DOWN = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.UNKNOWN,  # "transport error": killed during the request
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.FAILED_PRECONDITION,  # "no poller seen": the worker is down
)

T = TypeVar("T")


class StillDown(Exception):  # noqa: N818 - it reads as what it says
    """Something did not come back in time; the cause says what."""


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer to `ask`, which must be harmless to repeat. Raises StillDown after three minutes.

    What is no outage is raised as it comes.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await ask()
        except (RPCError, Unreachable, httpx.TransportError) as error:
            if isinstance(error, RPCError) and error.status not in _DOWN:
                raise
            if time.monotonic() > deadline:
                raise StillDown(f"still down after {PATIENCE_S:.0f} s: {error}") from error
            await asyncio.sleep(PAUSE_S)
