"""How a failure leaves an activity: as the outcome of one effect, or as a retry of the batch.

Rejected     an outcome with its reason: it becomes state and is shown; the others go on
RateLimited  a retry from the instant that the vendor names; benign, as nothing is wrong
Transient    a retry by the policy of `workflows/options.py`

A retry may meet what an earlier try has done: see `may_be_done`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.batches import HelpdeskBatch, LinearBatch, SlackBatch
from escalation.outcomes import Outcome
from integrations.errors import RateLimited, Rejected, Transient

# An attempt ends itself before the server gives up on it and begins the next one: two at the same
# time could each find nothing, and both send.
PART_OF_ATTEMPT = 0.9
WAIT_MIN = timedelta(seconds=1)  # the server takes a delay of zero for none given

WallClock = Callable[[], datetime]


@asynccontextmanager
async def attempt(now: WallClock) -> AsyncIterator[None]:
    """One try at a batch. Raises ApplicationError, and nothing of the vendors."""
    allowed = activity.info().start_to_close_timeout
    limit_s = allowed.total_seconds() * PART_OF_ATTEMPT if allowed else None
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError as error:
        raise ApplicationError(f"not done in {limit_s:.0f} s", type="Transient") from error
    except Transient as error:
        raise ApplicationError(str(error), type="Transient") from error
    except RateLimited as error:
        raise ApplicationError(
            str(error),
            type="RateLimited",
            next_retry_delay=max(error.retry_at - now(), WAIT_MIN),
            category=ApplicationErrorCategory.BENIGN,
        ) from error


def may_be_done(batch: SlackBatch | LinearBatch | HelpdeskBatch) -> bool:
    """An earlier try may have done some of it: look before doing it again."""
    return batch.is_repeat or activity.info().attempt > 1


async def settled(effect: str, doing: Awaitable[Outcome]) -> Outcome:
    """The outcome of one effect, also when the vendor refuses it for good."""
    try:
        return await doing
    except Rejected as error:
        return Outcome(effect, failed=str(error))


def failed(effects: Iterable[str], error: Rejected) -> list[Outcome]:
    """The outcomes of effects that all fail for one reason."""
    return [Outcome(effect, failed=str(error)) for effect in effects]
