"""What the edges ask of a Slack workspace: views, who somebody is, what a thread is about.

Posting is in `client.py`: only a worker posts what must not be lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import Rejected
from integrations.slack.calls import answer
from integrations.slack.client import EVENT_TYPE, Identity
from integrations.slack.facts import Message
from integrations.slack.failures import ADDRESS
from integrations.slack.said import message_in
from integrations.slack.whisper import whisper

THREAD_MAX = 50  # messages of a thread that become a brief's context: a page of text
_MESSAGE_KEY = "/message/"  # in the key of a living message, after the escalation's id
# Slack's errors for what is not there, or not for us to see; the rest are faults.
_NOBODY = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
_NOWHERE = frozenset({"thread_not_found", "message_not_found", "channel_not_found"})

View = dict[str, Any]
Block = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """An account as Slack describes it. A stranger comes from another workspace."""

    id: str
    team: str = ""
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False
    is_bot: bool = False


@dataclass(frozen=True)
class Root:
    """A thread's first message: the escalation whose living message it is, empty for any other."""

    escalation: str = ""


class Workspace:
    """The calls we make. Every one raises VendorError and nothing else."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web

    async def open(self, trigger_id: str, view: View) -> None:
        """Show a modal to whoever caused the trigger, which is good for 3 s."""
        await answer(self._web.views_open(trigger_id=trigger_id, view=view), is_write=True)

    async def update(self, view_id: str, hash_: str, view: View) -> None:
        """Show a modal anew. Raises Rejected when it is no longer the one with this hash."""
        call = self._web.views_update(view_id=view_id, hash=hash_ or None, view=view)
        await answer(call, is_write=True)

    async def publish(self, user: str, view: View) -> None:
        """Show somebody's Home tab."""
        await answer(self._web.views_publish(user_id=user, view=view), is_write=True)

    async def member(self, user: str) -> Member | None:
        """Somebody's account; None when Slack knows nobody by this id."""
        try:
            found = _part(await answer(self._web.users_info(user=user), is_write=False), "user")
        except Rejected as error:
            if _code(error) in _NOBODY:
                return None
            raise
        return Member(
            id=user,
            team=found.get("team_id", ""),
            is_guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            is_stranger=bool(found.get("is_stranger")),
            is_gone=bool(found.get("deleted")),
            is_bot=bool(found.get("is_bot")),
        )

    async def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The user ids behind each user group's handle (`@support-leads`)."""
        listed = await answer(self._web.usergroups_list(include_users=True), is_write=False)
        groups = _part(listed, "usergroups")
        return {f"@{group['handle']}": tuple(group.get("users", ())) for group in groups}

    async def identity(self) -> Identity:
        """Who our token is."""
        found = await answer(self._web.auth_test(), is_write=False)
        return Identity(_part(found, "user_id"), found.get("bot_id", ""), _part(found, "team_id"))

    async def root(self, channel: str, ts: str, own: Identity) -> Root:
        """What a thread is about; only a message of `own` can be one of ours."""
        for found in await self._replies(channel, ts, 1):
            is_own = own.bot == found.get("bot_id") if own.bot else own.user == found.get("user")
            metadata = found.get("metadata") or {}
            if is_own and found["ts"] == ts and metadata.get("event_type") == EVENT_TYPE:
                key = str((metadata.get("event_payload") or {}).get("key", ""))
                escalation, is_living, _ = key.partition(_MESSAGE_KEY)
                return Root(escalation if is_living else "")
        return Root()

    async def message(self, channel: str, ts: str) -> Message | None:
        """One message, also from within a thread; None when it is gone."""
        for found in await self._replies(channel, ts, 1):
            message = message_in(found, channel)
            if message and message.ts == ts:
                return message
            if message:  # asked for a reply, Slack may begin with the message that it answers
                return Message(channel, ts, thread_ts=message.root_ts, user="", text="")
        return None

    async def thread(self, channel: str, ts: str) -> Sequence[Message]:
        """A message and its answers, in order, at most `THREAD_MAX`."""
        found = await self._replies(channel, ts, THREAD_MAX)
        return [each for each in (message_in(one, channel) for one in found) if each]

    async def permalink(self, channel: str, ts: str) -> str:
        """An address at which a message can be read."""
        call = self._web.chat_getPermalink(channel=channel, message_ts=ts)
        return str(_part(await answer(call, is_write=False), "permalink"))

    async def whisper(self, channel: str, user: str, text: str) -> None:
        """A word that only `user` sees: in the channel, or from us where we may not speak."""
        await whisper(self._web, channel, user, text)

    async def _replies(self, channel: str, ts: str, limit: int) -> list[dict[str, Any]]:
        call = self._web.conversations_replies(
            channel=channel, ts=ts, limit=limit, include_all_metadata=True
        )
        try:
            found: list[dict[str, Any]] = _part(await answer(call, is_write=False), "messages")
        except Rejected as error:
            if _code(error) in _NOWHERE:
                return []
            raise
        return found


def _part(answered: Mapping[str, Any], name: str) -> Any:
    """A part that every answer of the method has. Raises Rejected: it is not Slack that answers."""
    if name not in answered:
        raise Rejected(f"Slack answered without {name}", ADDRESS)
    return answered[name]


def _code(error: Rejected) -> str:
    """Slack's own name for what it refused; empty when something else answered in its place."""
    cause = error.__cause__
    said = cause.response.data if isinstance(cause, SlackApiError) else None
    return str(said.get("error", "")) if isinstance(said, dict) else ""
