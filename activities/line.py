"""A place in Slack's lines as an activity holds it: with heartbeats, and given up at a shutdown.

A retry must know whether the try before it may have sent something. That try says so when it ends,
in its last heartbeat; one that was killed says nothing, and then it is looked for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from integrations.slack.lines import Ticket
from integrations.slack.pace import Pace

UNSENT = "unsent"
BEATS = 3  # heartbeats in the time after which the server takes a worker for dead
BEAT_S = 10.0  # where no such time is set
URGENCY = 3  # Temporal's own, where a workflow has set no priority


@asynccontextmanager
async def in_line(pace: Pace) -> AsyncIterator[Ticket]:
    """Wait and send within the block; a shutdown ends it as LeftLine unless something was sent."""
    info = activity.info()
    ticket = pace.ticket(info.priority.priority_key or URGENCY)
    beating = asyncio.create_task(_beat(ticket))
    try:
        yield ticket
    except Exception:
        if not ticket.has_sent:
            activity.heartbeat(UNSENT, info.attempt)
        raise
    finally:
        beating.cancel()


def is_unsent() -> bool:
    """The try before this one has certainly sent nothing."""
    info = activity.info()
    return info.attempt == 1 or list(info.heartbeat_details) == [UNSENT, info.attempt - 1]


async def _beat(ticket: Ticket) -> None:
    """Be alive until cancelled; leave the line when the worker is told to stop."""
    allowed = activity.info().heartbeat_timeout
    beat_s = allowed.total_seconds() / BEATS if allowed else BEAT_S
    while True:
        activity.heartbeat()
        try:
            async with asyncio.timeout(beat_s):
                await activity.wait_for_worker_shutdown()
        except TimeoutError:
            continue
        ticket.leave()
        await asyncio.sleep(beat_s)
