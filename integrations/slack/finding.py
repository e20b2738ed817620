"""Finds again what we posted, by the keys in the messages' `metadata` (Slack, "Message metadata").

Everybody who looks through one channel at about the same time shares its pages: after a restart,
hundreds of deliveries ask the same question. What was read before one began to look is no answer.
"""

import asyncio
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected
from integrations.slack.calls import answer
from integrations.slack.client import EVENT_TYPE, Posted
from integrations.slack.failures import CORRECT_CHANNEL
from integrations.slack.lines import Ticket
from integrations.slack.pace import HISTORY, LIST, REPLIES, Call, Pace

PAGE = 200  # messages: what Slack recommends ("Pagination")
PAGES_MAX = 10  # 2,000 messages since a lost answer: beyond it a person looks faster
CHANNELS_PAGE = 999  # channels: the most that conversations.list gives at once
CHANNELS_PAGES_MAX = 20  # some 20,000 channels
CLOCK_SKEW = timedelta(minutes=5)  # Slack stamps messages by its own clock
_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]+")


@dataclass(frozen=True)
class Look:
    """Where and since when: in a thread, or in what a channel itself shows.

    Messages from `oldest` on (aware, by the wall clock) count, as they stand at `since` (seconds of
    the pace's clock) or later. `ticket` is whose turn it is.
    """

    channel: str
    thread: str
    oldest: datetime
    since: float
    ticket: Ticket


@dataclass
class _Reading:
    """Pages read so far, newest first; read on only as far as somebody needs it."""

    began_at: float
    oldest: str
    found: dict[str, Posted] = field(default_factory=dict)
    pages: int = 0
    cursor: str = ""
    is_complete: bool = False


class Finder:
    """Lookups in one workspace."""

    def __init__(self, web: AsyncWebClient, pace: Pace) -> None:
        self._web = web
        self._pace = pace
        self._readings: dict[str, _Reading] = {}
        self._one_at_a_time: dict[str, asyncio.Lock] = {}
        self._channel_ids: dict[str, str] = {}

    async def find(self, keys: Collection[str], look: Look) -> dict[str, Posted]:
        """Those of our keys that were posted.

        Raises VendorError; Rejected also when there is too much to look through.
        """
        channel = await self._channel_id(look)
        if look.thread:
            return await self._search(set(keys), channel, look, _begun(look, self._pace.time()))
        async with self._lock(channel):
            reading = self._readings.get(channel)
            if reading is None or reading.began_at < look.since:
                reading = self._readings[channel] = _begun(look, self._pace.time())
            return await self._search(set(keys), channel, look, reading)

    async def _search(
        self, keys: set[str], channel: str, look: Look, reading: _Reading
    ) -> dict[str, Posted]:
        while not reading.is_complete and not keys <= reading.found.keys():
            if reading.pages == PAGES_MAX:
                looked = f"{PAGES_MAX * PAGE} messages of {look.channel} do not tell"
                remedy = "look in the channel, and send it again if it is missing"
                raise Rejected(f"{looked} whether ours was posted", remedy)
            page = await self._page(channel, look, reading)
            for message in page["messages"]:
                for key in _keys(message):
                    reading.found.setdefault(key, Posted(channel, message["ts"]))
            reading.cursor, reading.pages = _next_cursor(page), reading.pages + 1
            reading.is_complete = not reading.cursor
        return {key: reading.found[key] for key in keys & reading.found.keys()}

    async def _page(self, channel: str, look: Look, reading: _Reading) -> dict[str, Any]:
        window: dict[str, Any] = {
            "channel": channel,
            "oldest": reading.oldest,
            "cursor": reading.cursor or None,
            "limit": PAGE,
            "include_all_metadata": True,
        }
        if look.thread:
            window["ts"] = look.thread
        return await self._read(REPLIES if look.thread else HISTORY, window, look.ticket)

    async def _read(self, method: str, args: dict[str, Any], ticket: Ticket) -> dict[str, Any]:
        asks = {
            HISTORY: self._web.conversations_history,
            REPLIES: self._web.conversations_replies,
            LIST: self._web.conversations_list,
        }

        async def prepared(_waited_s: float) -> dict[str, Any]:
            return args

        async def ask(args: dict[str, Any]) -> dict[str, Any]:
            return await answer(asks[method](**args), is_write=False)

        return await self._pace.in_turn(ticket, Call(method), prepared, ask) or {}

    async def _channel_id(self, look: Look) -> str:
        """conversations.history takes no names, chat.postMessage does: a name is looked up once."""
        name = look.channel.removeprefix("#")
        if _CHANNEL_ID.fullmatch(look.channel):
            return look.channel
        async with self._lock(LIST):
            if name not in self._channel_ids:
                await self._list_channels(name, look.ticket)
        if name not in self._channel_ids:
            raise Rejected(f"Slack has no channel {look.channel}", CORRECT_CHANNEL)
        return self._channel_ids[name]

    async def _list_channels(self, wanted: str, ticket: Ticket) -> None:
        cursor = ""
        for _ in range(CHANNELS_PAGES_MAX):
            listed: dict[str, Any] = {
                "types": "public_channel,private_channel",
                "exclude_archived": True,
                "limit": CHANNELS_PAGE,
                "cursor": cursor or None,
            }
            page = await self._read(LIST, listed, ticket)
            self._channel_ids |= {c["name"]: c["id"] for c in page["channels"]}
            cursor = _next_cursor(page)
            if wanted in self._channel_ids or not cursor:
                return

    def _lock(self, name: str) -> asyncio.Lock:
        return self._one_at_a_time.setdefault(name, asyncio.Lock())


def _begun(look: Look, now: float) -> _Reading:
    return _Reading(now, f"{(look.oldest - CLOCK_SKEW).timestamp():.6f}")


def _keys(message: Mapping[str, Any]) -> list[str]:
    """One message may say what several deliveries were to say."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return []
    payload = metadata.get("event_payload") or {}
    return [key for key in (payload.get("key"), *payload.get("also", ())) if key]


def _next_cursor(page: Mapping[str, Any]) -> str:
    return (page.get("response_metadata") or {}).get("next_cursor") or ""
