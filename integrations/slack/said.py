"""A message of Slack's as plain words: its markup undone, its files as lines."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from integrations.slack.facts import Message

FILES_MAX = 10  # files named of one message: as many as Slack's composer takes
NAME_MAX = 200  # characters of a file's name
_MARKUP = re.compile(r"<([^<>|\s][^<>|]*)(?:\|([^<>]*))?>")


def plain(text: str) -> str:
    """Undo Slack's markup ("Formatting text"): links and mentions are spelled out."""
    return html.unescape(_MARKUP.sub(_spelled, text))


def message_in(found: Mapping[str, Any], channel: str) -> Message | None:
    """A message as a payload or a thread shows it; None where it is none (it has no stamp)."""
    ts, text = found.get("ts"), found.get("text")
    if not isinstance(ts, str):
        return None
    words = plain(text) if isinstance(text, str) else ""
    return Message(
        channel=channel,
        ts=ts,
        thread_ts=str(found.get("thread_ts") or ""),
        user=str(found.get("user") or ""),
        text="\n".join(filter(None, [words, *_files(found)])),
        # Slack, "message event": what an app posts has a bot_id, whatever its subtype.
        is_bot=bool(found.get("bot_id") or found.get("subtype") == "bot_message"),
    )


def _spelled(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith("!date"):
        return label or ""
    if target[0] in "@#!":
        sign = "#" if target[0] == "#" else "@"
        return sign + (label or target[1:]).removeprefix(sign)
    return f"{label} ({target})" if label and label not in target else target


def _files(found: Mapping[str, Any]) -> Iterator[str]:
    files = found.get("files")
    for each in files[:FILES_MAX] if isinstance(files, list) else ():
        if isinstance(each, Mapping) and each.get("permalink"):
            name = str(each.get("title") or each.get("name") or "file")[:NAME_MAX]
            yield f"{name}: {each['permalink']}"
