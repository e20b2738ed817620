"""A town on a Monday morning, for others to play in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from devserver.programs import Program
from starter.demo.clock_service import serve
from starter.demo.newcomer import MORNING
from starter.demo.opening import gathered, open_town, policy, while_kept
from starter.demo.play import Cast, act_out
from starter.demo.telling import Speech
from starter.demo.timeline import Timeline
from starter.demo.town import CLOCK, free_ports
from starter.demo.week import Week, next_week


async def begin(cast: Cast, week: Week) -> None:
    """What has happened when others take over. Raises WentWrong, StillDown."""

    async def before_act(_number: int, _at: datetime, _open: int) -> None:
        """Nobody waits for what is over in a second."""

    await act_out(cast, week, MORNING, before_act)


@asynccontextmanager
async def morning(program: Program, folder: Path) -> AsyncIterator[Cast]:
    """What `handrail demo --play` shows, quietly and on free ports, until the block ends.

    Raises Unavailable, WentWrong, StillDown.
    """
    chosen, week = free_ports(), next_week(policy(), datetime.now(UTC))
    timeline = Timeline(Console(quiet=True), week, Speech(policy(), week), as_json=False)
    async with open_town(program, folder, chosen) as built, gathered(built, timeline) as cast:
        await while_kept(built, begin(cast, week))
        serving = asyncio.create_task(serve(cast.clock, chosen[CLOCK]))
        try:
            yield cast
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
