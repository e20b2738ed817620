"""Slack as a place to post, correct and find again; every message carries our key.

Repeats are made harmless by looking: the key stands in the message's `metadata` (Slack, "Message
metadata"), which anybody in the workspace can read, so it holds no customer's words.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected
from integrations.slack.calls import answer
from integrations.slack.failures import CORRECT_CHANNEL

EVENT_TYPE = "handrail"
TIMEOUT_S = 20  # s: an activity has 60 for a batch; Slack answers within 3
PAGE = 200  # messages: what Slack recommends ("Pagination")
PAGES_MAX = 10  # 2,000 messages since a lost answer: beyond it a person looks faster
CHANNELS_PAGE = 999  # channels: the most that conversations.list gives at once
CHANNELS_PAGES_MAX = 20  # some 20,000 channels
CLOCK_SKEW = timedelta(minutes=5)  # Slack stamps messages by its own clock
_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]+")

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Posted:
    """A message as Slack names it: the channel's id, and its stamp."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Identity:
    """Who our token is, for recognising our own messages."""

    user: str
    bot: str
    team: str


def open_session() -> ClientSession:
    """Connections for many calls; without one slack-sdk connects anew for each."""
    return ClientSession(timeout=ClientTimeout(total=TIMEOUT_S))


def open_web_client(
    token: str, base_url: str, session: ClientSession | None = None
) -> AsyncWebClient:
    """slack-sdk's client, with nothing of its own that sends twice or reads the environment."""
    web = AsyncWebClient(
        token=token, base_url=base_url, timeout=TIMEOUT_S, retry_handlers=[], session=session
    )
    web.proxy = None  # its constructor takes HTTPS_PROXY from the environment
    return web


class SlackClient:
    """The calls we make. Every one raises VendorError and nothing else."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web
        self._channel_ids: dict[str, str] = {}

    async def post(
        self, channel: str, text: str, blocks: Blocks, key: str, thread: str | None = None
    ) -> Posted:
        """Post under `key`; `channel` is an id or a #name, `text` is what notifications show."""
        answered = await answer(
            self._web.chat_postMessage(
                channel=channel,
                text=text,
                blocks=[dict(block) for block in blocks],
                thread_ts=thread,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,  # a preview of a customer's link is noise
                unfurl_media=False,
            ),
            is_write=True,
        )
        return Posted(answered["channel"], answered["ts"])

    async def update(self, message: Posted, text: str, blocks: Blocks) -> None:
        """Make a message true again; its key stays. Repeating it is harmless."""
        await answer(
            self._web.chat_update(
                channel=message.channel,
                ts=message.ts,
                text=text,
                blocks=[dict(block) for block in blocks],
                parse="none",  # chat.update turns names into pings by default, chat.postMessage not
            ),
            is_write=True,
        )

    async def ephemeral(self, channel: str, user: str, text: str) -> None:
        """A word that only `user` sees; it is not kept, so it can be neither found nor repeated."""
        await answer(
            self._web.chat_postEphemeral(channel=channel, user=user, text=text), is_write=True
        )

    async def find(
        self,
        keys: Collection[str],
        channel: str,
        thread: str | None = None,
        oldest: datetime | None = None,
    ) -> dict[str, Posted]:
        """Those of our keys that were posted, in a thread or in the channel since `oldest` (aware).

        `oldest` is by the wall clock. Raises Rejected when there is too much to look through.
        """
        place = await self._channel_id(channel)
        since = f"{(oldest - CLOCK_SKEW).timestamp():.6f}" if oldest else None
        found: dict[str, Posted] = {}
        cursor = None
        for _ in range(PAGES_MAX):
            page = await self._page(place, thread, since, cursor)
            for message in page["messages"]:
                key = _key(message)
                if key and key in keys:
                    found.setdefault(key, Posted(place, message["ts"]))
            cursor = _next_cursor(page)
            if not cursor or len(found) == len(set(keys)):
                return found
        looked = f"{PAGES_MAX * PAGE} messages of {channel} do not tell whether ours was posted"
        raise Rejected(looked, "look in the channel, and send it again if it is missing")

    async def auth_test(self) -> Identity:
        """Who we are; the cheapest way to learn that the token works."""
        answered = await answer(self._web.auth_test(), is_write=False)
        return Identity(answered["user_id"], answered.get("bot_id", ""), answered["team_id"])

    async def _page(
        self, channel: str, thread: str | None, oldest: str | None, cursor: str | None
    ) -> dict[str, Any]:
        window: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "cursor": cursor,
            "limit": PAGE,
            "include_all_metadata": True,
        }
        if thread:
            return await answer(self._web.conversations_replies(ts=thread, **window), False)
        return await answer(self._web.conversations_history(**window), False)

    async def _channel_id(self, channel: str) -> str:
        """conversations.history takes no names, chat.postMessage does: a name is looked up once."""
        name = channel.removeprefix("#")
        if _CHANNEL_ID.fullmatch(channel) or name in self._channel_ids:
            return self._channel_ids.get(name, channel)
        cursor = None
        for _ in range(CHANNELS_PAGES_MAX):
            listing = self._web.conversations_list(
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=CHANNELS_PAGE,
                cursor=cursor,
            )
            page = await answer(listing, is_write=False)
            self._channel_ids |= {c["name"]: c["id"] for c in page["channels"]}
            cursor = _next_cursor(page)
            if name in self._channel_ids:
                return self._channel_ids[name]
            if not cursor:
                break
        raise Rejected(f"Slack has no channel {channel}", CORRECT_CHANNEL)


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = (metadata.get("event_payload") or {}).get("key")
    return key


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    cursor: str | None = (page.get("response_metadata") or {}).get("next_cursor")
    return cursor or None
