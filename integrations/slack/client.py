"""Slack as a place to post and correct; every message carries our keys.

A key stands in the message's `metadata` (Slack, "Message metadata"), which anybody in the workspace
can read, so it holds no customer's words. `finding.py` finds messages by them.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from integrations.slack.calls import answer
from integrations.slack.whisper import whisper

EVENT_TYPE = "handrail"
TIMEOUT_S = 20  # s: Slack answers within 3; a line waits for one call at a time
WRITTEN_MAX = 10_000  # messages whose last words are remembered, some 150 bytes each

Content = tuple[str, Sequence[Mapping[str, Any]]]  # what notifications show, and the blocks


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
        self._written: OrderedDict[Posted, bytes] = OrderedDict()

    async def post(
        self, channel: str, content: Content, keys: Sequence[str], thread: str | None = None
    ) -> Posted:
        """Post under `keys`, of which the first is its own; `channel` is an id or a #name."""
        text, blocks = content
        payload = {"key": keys[0], **({"also": list(keys[1:])} if keys[1:] else {})}
        answered = await answer(
            self._web.chat_postMessage(
                channel=channel,
                text=text,
                blocks=[dict(block) for block in blocks],
                thread_ts=thread,
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                unfurl_links=False,  # a preview of a customer's link is noise
                unfurl_media=False,
            ),
            is_write=True,
        )
        posted = Posted(answered["channel"], answered["ts"])
        if thread is None:
            self._remember(posted, content)
        return posted

    async def update(self, message: Posted, content: Content) -> None:
        """Make a message true again; its keys stay. Repeating it is harmless."""
        text, blocks = content
        self._written.pop(message, None)  # until it is answered, nobody knows what stands there
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
        self._remember(message, content)

    def stands(self, message: Posted, content: Content) -> bool:
        """Whether it is what this process wrote there last."""
        return self._written.get(message) == _digest(content)

    async def ephemeral(self, channel: str, user: str, text: str) -> None:
        """A word that only `user` sees; it is not kept, so it can be neither found nor repeated."""
        await whisper(self._web, channel, user, text)

    async def auth_test(self) -> Identity:
        """Who we are; the cheapest way to learn that the token works."""
        answered = await answer(self._web.auth_test(), is_write=False)
        return Identity(answered["user_id"], answered.get("bot_id", ""), answered["team_id"])

    def _remember(self, message: Posted, content: Content) -> None:
        self._written[message] = _digest(content)
        self._written.move_to_end(message)
        if len(self._written) > WRITTEN_MAX:
            self._written.popitem(last=False)


def _digest(content: Content) -> bytes:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
