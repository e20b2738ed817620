"""A workflow's clock is read, begun later and advanced, whatever happens on the way."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode

from devserver.programs import Program
from devserver.server import Server, running
from devserver.virtual_time import VirtualTime, arriving, once_scheduled
from tests.devserver.ticking import TASK_QUEUE, Ticking, ticking

pytestmark = pytest.mark.server

# Between two calls the wall clock goes on, and so does virtual time; a loaded machine is slow.
CLOSE = timedelta(seconds=2)
Handle = WorkflowHandle[Ticking, int]


async def connect(server: Server) -> Client:
    return await Client.connect(server.address, data_converter=pydantic_data_converter)


async def begin(client: Client, runs: int = 0, word: str = "first") -> Handle:
    return await client.start_workflow(
        Ticking.run,
        runs,
        id=f"ticking-{uuid.uuid4()}",
        task_queue=TASK_QUEUE,
        start_signal="hear",
        start_signal_args=[word],
    )


@pytest_asyncio.fixture
async def client(temporal_server: Server) -> AsyncIterator[Client]:
    client = await connect(temporal_server)
    async with ticking(client):
        yield client


async def test_thirty_days_pass_in_seconds(client: Client) -> None:
    handle = await begin(client)
    clock = VirtualTime(client)
    start, wall = await clock.now(handle.id), time.monotonic()

    assert await clock.advance(handle.id, start + timedelta(days=30))

    seconds = time.monotonic() - wall
    print(f"30 days with 360 timers and activities: {seconds:.1f} s")
    assert seconds < 60
    # A tick is late by the task and activity before it, and so the 360th may lie past the end.
    ticks = await handle.query(Ticking.ticks)
    assert len(ticks) in (359, 360)
    gaps = {round((b - a) / timedelta(hours=2), 2) for a, b in pairwise(ticks)}
    assert gaps == {1.0}
    assert timedelta(0) <= await clock.now(handle.id) - start - timedelta(days=30) < CLOSE


async def test_before_any_skip_virtual_time_is_the_wall_clock(client: Client) -> None:
    handle = await begin(client)
    assert abs(await VirtualTime(client).now(handle.id) - datetime.now(UTC)) < CLOSE


async def test_a_clock_that_is_there_already_is_left_alone(client: Client) -> None:
    handle = await begin(client)
    clock = VirtualTime(client)
    start = await clock.now(handle.id)
    assert await clock.advance(handle.id, start - timedelta(days=1))
    assert await clock.now(handle.id) - start < CLOSE


async def test_a_workflow_arrives_at_its_instant(client: Client) -> None:
    instant = datetime.now(UTC) + timedelta(days=3)
    handle = await begin(arriving(client, lambda _: instant))

    heard = await handle.query(Ticking.heard)
    assert timedelta(0) <= heard["begun"] - instant < CLOSE
    assert heard["first"] == heard["begun"]
    # Nothing skips on by itself afterwards.
    assert await VirtualTime(client).now(handle.id) - instant < CLOSE
    assert await handle.query(Ticking.ticks) == []


@pytest.mark.parametrize("instant", [None, datetime(2020, 1, 1, tzinfo=UTC)])
async def test_a_workflow_without_a_later_instant_begins_now(
    client: Client, instant: datetime | None
) -> None:
    handle = await begin(arriving(client, lambda _: instant))
    assert abs(await VirtualTime(client).now(handle.id) - datetime.now(UTC)) < CLOSE


async def test_a_second_arrival_only_signals(client: Client) -> None:
    instant = datetime.now(UTC) + timedelta(days=3)
    handle = await begin(arriving(client, lambda _: instant))
    later = arriving(client, lambda _: instant + timedelta(days=4))
    await later.start_workflow(
        Ticking.run,
        0,
        id=handle.id,
        task_queue=TASK_QUEUE,
        start_signal="hear",
        start_signal_args=["second"],
    )
    heard = await handle.query(Ticking.heard)
    assert heard["second"] - instant < CLOSE
    assert await VirtualTime(client).now(handle.id) - instant < CLOSE


async def test_many_arrive_and_advance_together(client: Client) -> None:
    instant = datetime.now(UTC) + timedelta(days=1)
    there = arriving(client, lambda _: instant)
    handles = await asyncio.gather(*(begin(there) for _ in range(12)))
    to = instant + timedelta(hours=7)

    await handles[0].signal(Ticking.end)
    await handles[0].result()
    still_open = await VirtualTime(client).advance_all([handle.id for handle in handles], to)

    assert still_open == {handle.id for handle in handles[1:]}
    for handle in handles[1:]:
        assert len(await handle.query(Ticking.ticks)) == 3


async def test_a_closed_workflow_does_not_advance_but_has_a_time(client: Client) -> None:
    handle = await begin(client)
    clock = VirtualTime(client)
    await handle.signal(Ticking.end)
    await handle.result()
    assert not await clock.advance(handle.id, datetime.now(UTC) + timedelta(days=1))
    assert abs(await clock.now(handle.id) - datetime.now(UTC)) < CLOSE


async def test_a_workflow_that_does_not_exist_is_an_error(client: Client) -> None:
    with pytest.raises(RPCError) as refused:
        await VirtualTime(client).advance("nobody", datetime.now(UTC) + timedelta(days=1))
    assert refused.value.status is RPCStatusCode.NOT_FOUND


async def test_an_advance_goes_on_into_the_next_runs(client: Client) -> None:
    handle = await begin(client, runs=2)
    clock = VirtualTime(client)
    start = await clock.now(handle.id)
    assert await clock.advance(handle.id, start + timedelta(hours=47))
    assert await clock.now(handle.id) - start - timedelta(hours=47) < CLOSE
    newest = client.get_workflow_handle_for(Ticking.run, handle.id)
    # 23 ticks: two runs of ten, and three.
    assert len(await once_scheduled(lambda: newest.query(Ticking.ticks))) == 3


async def test_an_advance_after_an_abandoned_one_is_exact(client: Client) -> None:
    handle = await begin(client)
    clock = VirtualTime(client)
    start = await clock.now(handle.id)
    abandoned = asyncio.create_task(clock.advance(handle.id, start + timedelta(days=300)))
    while (reached := await clock.now(handle.id) - start) < timedelta(days=1):
        assert not abandoned.done()
    abandoned.cancel()

    to = start + reached + timedelta(days=2)
    assert await clock.advance(handle.id, to)
    assert timedelta(0) <= await clock.now(handle.id) - to < CLOSE


async def test_an_advance_survives_a_killed_server(
    temporal_program: Program, tmp_path: Path
) -> None:
    async with running(temporal_program, tmp_path) as server:
        client = await connect(server)
        async with ticking(client):
            handle = await begin(client)
            clock = VirtualTime(client)
            start = await clock.now(handle.id)
            advance = asyncio.create_task(clock.advance(handle.id, start + timedelta(days=10)))
            while await clock.now(handle.id) - start < timedelta(days=1):
                assert not advance.done()

            await server.restart()

            assert await advance
            ticks = await handle.query(Ticking.ticks)
            assert len(ticks) == len(set(ticks)) >= 119
            assert await clock.now(handle.id) - start - timedelta(days=10) < timedelta(minutes=1)
