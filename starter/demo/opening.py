"""Brings the town up and gathers the cast; the demo and the kill run both begin here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import httpx
from temporalio.client import Client

from devserver.programs import Program
from devserver.register import register_search_attributes
from escalation.policy import Policy
from starter.demo.clock import TownClock
from starter.demo.play import Cast
from starter.demo.stage import Stage
from starter.demo.staging import POLICY, Staging
from starter.demo.timeline import Timeline
from starter.demo.town import Ports, Town, temporal, town
from starter.escalations import Escalations
from starter.reach import policy_at
from workflows import attributes
from workflows.converter import our_converter

T = TypeVar("T")
USUAL_STAGING = Staging()


@asynccontextmanager
async def open_town(
    program: Program, folder: Path, chosen: Ports, staging: Staging = USUAL_STAGING
) -> AsyncIterator[Town]:
    """Everything up and answering, its files in `folder`. Raises Unavailable with the remedy."""
    async with temporal(program, folder, chosen) as server:
        client = await Client.connect(server.address, namespace=server.namespace)
        known = {key.name: key.indexed_value_type for key in attributes.ALL}
        await register_search_attributes(client, known)
        async with (
            town(server, folder, chosen, staging) as built,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            await while_kept(built, built.until_up(http))
            yield built


@asynccontextmanager
async def gathered(built: Town, timeline: Timeline) -> AsyncIterator[Cast]:
    """The cast that plays in a town and is seen on a timeline."""
    address = built.addresses.temporal
    client = await Client.connect(address, data_converter=our_converter())
    escalations = Escalations(client, policy())
    async with httpx.AsyncClient(trust_env=False) as http:
        yield Cast(
            clock=TownClock(client, escalations),
            stage=Stage(http, built.addresses, escalations),
            timeline=timeline,
            escalations=escalations,
            http=http,
            sandbox=built.addresses.sandbox,
        )


def policy() -> Policy:
    """The policy of the demo: the one that operators begin with."""
    return policy_at(POLICY).policy


async def while_kept(built: Town, doing: Awaitable[T]) -> T:
    """The result of `doing`, while whatever dies meanwhile is started again.

    Raises Unavailable when something cannot be kept alive, and what `doing` raises.
    """
    keeper = asyncio.ensure_future(built.keep())
    task = asyncio.ensure_future(doing)
    try:
        await asyncio.wait([keeper, task], return_when=asyncio.FIRST_COMPLETED)
        if keeper.done():
            keeper.result()
        return await task
    finally:
        for one in (keeper, task):
            one.cancel()
        await asyncio.gather(keeper, task, return_exceptions=True)
