"""What Slack's Events API tells: messages said, corrected and withdrawn, reactions, Home.

Slack, "Events API": an event comes in an envelope with an `event_id`, by which a repeat is known.
"""

from collections.abc import Mapping
from typing import Any

from integrations import webhooks
from integrations.slack.facts import (
    Event,
    HomeOpened,
    Ignored,
    Message,
    Reacted,
    Said,
    Saying,
    UrlVerification,
)
from integrations.slack.said import message_in
from integrations.slack.stamps import instant
from integrations.webhooks import Malformed, Wire

NAME_THE_FIELD = "send it as Slack does"
# Slack, "message event": the subtypes that are words of a person, or of a bot.
_WORDS = (None, "file_share", "thread_broadcast", "bot_message", "me_message")


class _Item(Wire):
    type: str
    channel: str = ""
    ts: str = ""


class _Reaction(Wire):
    user: str
    reaction: str
    item: _Item
    event_ts: str


class _Opened(Wire):
    user: str
    tab: str = ""


def event(found: Mapping[str, Any]) -> Event | Ignored:
    """Read a verified body. Raises Malformed."""
    match found:
        case {"type": "url_verification", "challenge": str(challenge)}:
            return UrlVerification(challenge)
        case {"type": "event_callback", "event_id": str(id_), "event": {"type": str()} as inner}:
            return _inner(inner, id_)
        case {"type": "event_callback", "event": {"type": str()}}:
            raise Malformed("event_id", f"is missing; {NAME_THE_FIELD}")
        case {"type": str(kind)}:
            return Ignored(kind)
        case _:
            raise Malformed("type", f"is missing; {NAME_THE_FIELD}")


def _inner(inner: Mapping[str, Any], id_: str) -> Event | Ignored:
    match inner["type"]:
        case "message":
            return _message(inner, id_)
        case "reaction_added":
            given = webhooks.read(_Reaction, inner, "event")
            if given.item.type != "message":
                return Ignored(f"reaction to a {given.item.type}")
            at = instant(given.event_ts, "event.event_ts")
            where = (given.item.channel, given.item.ts)
            return Reacted(given.user, given.reaction, *where, delivery_id=id_, at=at)
        case "app_home_opened":
            opened = webhooks.read(_Opened, inner, "event")
            return HomeOpened(opened.user) if opened.tab == "home" else Ignored("messages tab")
        case kind:
            return Ignored(f"event {kind}")


def _message(inner: Mapping[str, Any], id_: str) -> Said | Ignored:
    subtype = inner.get("subtype")
    channel = inner.get("channel")
    if not isinstance(channel, str):
        raise Malformed("event.channel", f"is missing; {NAME_THE_FIELD}")
    if subtype in _WORDS:
        saying, message = Saying.NEW, message_in(inner, channel)
    elif subtype == "message_changed":
        saying, message = _changed(inner, channel)
    elif subtype == "message_deleted":
        saying, message = Saying.DELETED, _part(inner, "previous_message", channel)
    else:
        return Ignored(f"message {subtype}")
    if message is None:
        raise Malformed("event.ts", f"is missing; {NAME_THE_FIELD}")
    at = instant(inner.get("event_ts") or inner.get("ts"), "event.event_ts")
    return Said(saying, message, id_, at)


def _changed(inner: Mapping[str, Any], channel: str) -> tuple[Saying, Message | None]:
    """A message with answers that is deleted stays as a tombstone ("message_changed event")."""
    new = inner.get("message")
    if isinstance(new, Mapping) and new.get("subtype") == "tombstone":
        return Saying.DELETED, _part(inner, "previous_message", channel)
    return Saying.EDITED, _part(inner, "message", channel)


def _part(inner: Mapping[str, Any], name: str, channel: str) -> Message | None:
    found = inner.get(name)
    return message_in(found, channel) if isinstance(found, Mapping) else None
