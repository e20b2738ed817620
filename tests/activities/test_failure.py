"""How failures leave an activity, and that an attempt ends itself before the next one begins."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment

from activities.failure import attempt, settled
from escalation.outcomes import Outcome
from integrations.errors import RateLimited, Rejected, Transient, VendorError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BENIGN, PLAIN = ApplicationErrorCategory.BENIGN, ApplicationErrorCategory.UNSPECIFIED


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def raised(error: VendorError) -> ApplicationError:
    async def try_it() -> None:
        async with attempt(lambda: NOW):
            raise error

    with pytest.raises(ApplicationError) as caught:
        await ActivityEnvironment().run(try_it)
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind", "delay_s", "category"),
    [
        (Transient("gone"), "Transient", None, PLAIN),
        (Transient("gone", unclear=True), "Transient", None, PLAIN),
        (RateLimited("slow down", at(90)), "RateLimited", 90, BENIGN),
        (RateLimited("slow down", at(-5)), "RateLimited", 1, BENIGN),
    ],
)
async def test_each_error_is_retried_in_its_way(error, kind, delay_s, category):
    found = await raised(error)
    delay = found.next_retry_delay.total_seconds() if found.next_retry_delay else None
    assert (found.type, delay, found.category) == (kind, delay_s, category)
    assert found.non_retryable is False
    assert str(error) in str(found)


async def test_a_refusal_is_an_outcome_with_reason_and_remedy():
    async def refuse() -> Outcome:
        raise Rejected("no such channel", "create it")

    assert await settled("e1", refuse()) == Outcome("e1", failed="no such channel; create it")


async def test_an_attempt_ends_itself_before_the_server_begins_the_next():
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, start_to_close_timeout=timedelta(seconds=0.5))

    async def hang() -> None:
        async with attempt(lambda: NOW):
            await asyncio.sleep(30)

    began = asyncio.get_running_loop().time()
    with pytest.raises(ApplicationError) as caught:
        await environment.run(hang)
    assert caught.value.type == "Transient"
    assert asyncio.get_running_loop().time() - began < 0.5


async def test_an_attempt_without_a_limit_has_none():
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, start_to_close_timeout=None)

    async def wait() -> str:
        async with attempt(lambda: NOW):
            await asyncio.sleep(0)
        return "done"

    assert await environment.run(wait) == "done"
