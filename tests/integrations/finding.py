"""Looks for messages at once, without anybody else in line."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from integrations.slack.client import Posted
from integrations.slack.finding import Finder, Look
from integrations.slack.pace import Pace

LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)


def hurried() -> Pace:
    """A pace that is not kept."""
    return Pace(asyncio.get_running_loop(), lambda: datetime.now(UTC), is_kept=False)


async def found(
    web: AsyncWebClient,
    keys: Collection[str],
    channel: str,
    *,
    thread: str = "",
    oldest: datetime = LONG_AGO,
) -> dict[str, Posted]:
    """What a finder with no memory finds."""
    pace = hurried()
    look = Look(channel, thread, oldest, pace.time(), pace.ticket(3))
    return await Finder(web, pace).find(keys, look)
