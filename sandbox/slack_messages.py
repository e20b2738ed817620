"""What a Slack message may hold, and how a page of messages is cut."""

import hashlib
import json
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.record import Json
from sandbox.slack_blocks import faults

BLOCKS_MAX = 50  # docs.slack.dev/reference/block-kit/blocks
BLOCKS_TEXT_MAX = 13_200  # characters; undocumented, slackapi/bolt-js#2509
TEXT_MAX = 40_000  # characters; docs.slack.dev/changelog/2018-truncating-really-long-messages
PAGE = 100  # messages; docs.slack.dev/reference/methods/conversations.history
PAGE_MAX = 999


class Refused(Exception):  # noqa: N818 - Slack's word for it is an answer with ok=false
    """The error word of an answer that is not ok; `faults` say more, as response_metadata does."""

    def __init__(self, word: str, *faults: str) -> None:
        super().__init__(word)
        self.faults = faults


def content(args: Json) -> Json:
    """Text, blocks and metadata as far as they are given. Raises Refused."""
    given: Json = {}
    if "text" in args:
        given["text"] = str(args["text"])[:TEXT_MAX]
    if "blocks" in args:
        given["blocks"] = _blocks(args["blocks"])
    if "metadata" in args:
        metadata = args["metadata"]
        if not isinstance(metadata, dict) or {"event_type", "event_payload"} - metadata.keys():
            raise Refused("invalid_metadata_format")
        given["metadata"] = metadata
    return given


def _blocks(blocks: object) -> list[Json]:
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise Refused("invalid_blocks_format")
    found = tuple(faults(blocks, BLOCKS_MAX))
    if found:
        raise Refused("invalid_blocks", *found)
    if _length(blocks) > BLOCKS_TEXT_MAX:
        raise Refused("msg_blocks_too_long")
    return named(blocks)


def named(blocks: list[Json]) -> list[Json]:
    """Slack names what came without a name: an interaction says where it happened."""
    return [
        _with_actions({"block_id": _block_id(n, block), **block}) for n, block in enumerate(blocks)
    ]


def _with_actions(block: Json) -> Json:
    """The block with each of its elements named."""
    inside = {key: block[key] for key in ("accessory", "element") if key in block}
    given: Json = {key: _with_action(0, element) for key, element in inside.items()}
    if block["type"] == "actions":
        given["elements"] = [_with_action(n, e) for n, e in enumerate(block["elements"])]
    return block | given


def _with_action(n: int, element: Json) -> Json:
    return (
        element if element["type"] == "image" else {"action_id": _block_id(n, element), **element}
    )


def _length(part: object) -> int:
    """The characters of all texts in a part of a message."""
    if isinstance(part, list):
        return sum(_length(item) for item in part)
    if isinstance(part, dict):
        return sum(_length(v) for k, v in part.items() if k == "text" or not isinstance(v, str))
    return len(part) if isinstance(part, str) else 0


def _block_id(n: int, block: Json) -> str:
    return hashlib.sha256(f"{n}{json.dumps(block)}".encode()).hexdigest()[:5]


def between(messages: list[Json], args: Json) -> list[Json]:
    """The messages inside `oldest` and `latest`, in Slack's decimal seconds. Raises Refused."""
    oldest, latest = _instant(args, "oldest", "0"), _instant(args, "latest", "Infinity")
    edges = (oldest, latest) if is_asked(args, "inclusive") else ()
    return [m for m in messages if oldest < Decimal(m["ts"]) < latest or Decimal(m["ts"]) in edges]


def _instant(args: Json, name: str, otherwise: str) -> Decimal:
    try:
        return Decimal(str(args.get(name) or otherwise))
    except InvalidOperation:
        raise Refused(f"invalid_ts_{name}") from None


def page(messages: list[Json], args: Json) -> Json:
    """`limit` messages from `cursor` on; metadata only where it was asked for. Raises Refused."""
    told = cut("messages", messages, args)
    if not is_asked(args, "include_all_metadata"):
        told["messages"] = [shown(m, with_metadata=False) for m in told["messages"]]
    return {**told, "has_more": bool(told["response_metadata"]["next_cursor"])}


def cut(name: str, things: list[Any], args: Json) -> Json:
    """`limit` things from `cursor` on, under their name. Raises Refused."""
    try:
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or PAGE)
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + min(size, PAGE_MAX)
    cursor = str(end) if end < len(things) else ""
    return {name: things[start:end], "response_metadata": {"next_cursor": cursor}}


def is_asked(args: Json, name: str) -> bool:
    """Whether an argument says yes, in any of the ways in which clients say it."""
    return str(args.get(name, "")).lower() in ("1", "true")


def shown(message: Json, *, with_metadata: bool = True) -> Json:
    """The message as an answer carries it."""
    return {k: v for k, v in message.items() if with_metadata or k != "metadata"}
