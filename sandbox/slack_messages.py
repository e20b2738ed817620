"""What a Slack message may hold, and how a page of messages is cut."""

import hashlib
import json
from decimal import Decimal, InvalidOperation

from sandbox.record import Json

BLOCKS_MAX = 50  # docs.slack.dev/reference/block-kit/blocks
BLOCKS_TEXT_MAX = 13_200  # characters; undocumented, slackapi/bolt-js#2509
TEXT_MAX = 40_000  # characters; docs.slack.dev/changelog/2018-truncating-really-long-messages
PAGE = 100  # messages; docs.slack.dev/reference/methods/conversations.history
PAGE_MAX = 999


class Refused(Exception):  # noqa: N818 - Slack's word for it is an answer with ok=false
    """The error word of an answer that is not ok."""


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
    if len(blocks) > BLOCKS_MAX or not all(b.get("type") for b in blocks):
        raise Refused("invalid_blocks")
    if _length(blocks) > BLOCKS_TEXT_MAX:
        raise Refused("msg_blocks_too_long")
    # Slack names the blocks that came without a name; an interaction needs one.
    return [{"block_id": _block_id(n, b), **b} for n, b in enumerate(blocks)]


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
    inclusive = str(args.get("inclusive", "")).lower() in ("1", "true")
    edges = (oldest, latest) if inclusive else ()
    return [m for m in messages if oldest < Decimal(m["ts"]) < latest or Decimal(m["ts"]) in edges]


def _instant(args: Json, name: str, otherwise: str) -> Decimal:
    try:
        return Decimal(str(args.get(name) or otherwise))
    except InvalidOperation:
        raise Refused(f"invalid_ts_{name}") from None


def page(messages: list[Json], args: Json) -> Json:
    """`limit` messages from `cursor` on; metadata only where it was asked for. Raises Refused."""
    try:
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or PAGE)
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + min(size, PAGE_MAX)
    with_metadata = str(args.get("include_all_metadata", "")).lower() in ("1", "true")
    told = [shown(m, with_metadata=with_metadata) for m in messages[start:end]]
    more = end < len(messages)
    cursor = {"next_cursor": str(end) if more else ""}
    return {"messages": told, "has_more": more, "response_metadata": cursor}


def shown(message: Json, *, with_metadata: bool = True) -> Json:
    """The message as an answer carries it."""
    return {k: v for k, v in message.items() if with_metadata or k != "metadata"}
