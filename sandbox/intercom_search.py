"""Intercom's lists and searches of conversations, with its filters and its cursors."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.intercom import Chat
from sandbox.record import Json

PAGE, PAGE_MAX = 20, 150  # "Search conversations": the default and the most
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda have, want: bool(have == want),
    "!=": lambda have, want: bool(have != want),
    "IN": lambda have, want: have in want,
    "NIN": lambda have, want: have not in want,
    ">": lambda have, want: have is not None and int(have) > int(want),
    "<": lambda have, want: have is not None and int(have) < int(want),
}


def searched(chats: list[Chat], body: Json) -> Json:
    """The answer to a search: those that all or any of the filters let through."""
    query = body.get("query") or {}
    pagination = body.get("pagination") or {}
    return page([chat for chat in chats if _fits(chat, query)], pagination)


def page(chats: list[Chat], asked: Mapping[str, Any]) -> Json:
    """One page, the newest first; its cursor is where the next one begins. Parts are left out."""
    size = min(int(asked.get("per_page") or PAGE), PAGE_MAX)
    start = int(asked.get("starting_after") or 0)
    ordered = sorted(chats, key=lambda chat: int(chat.fields["updated_at"]), reverse=True)
    pages: Json = {
        "type": "pages",
        "page": start // size + 1,
        "per_page": size,
        "total_pages": -(-len(ordered) // size),
    }
    if start + size < len(ordered):
        pages["next"] = {"per_page": size, "starting_after": str(start + size)}
    return {
        "type": "conversation.list",
        "conversations": [chat.fields for chat in ordered[start : start + size]],
        "total_count": len(ordered),
        "pages": pages,
    }


def _fits(chat: Chat, query: Json) -> bool:
    operator, value = query.get("operator"), query.get("value")
    if operator in ("AND", "OR"):
        each = [_fits(chat, one) for one in value or []]
        return all(each) if operator == "AND" else any(each)
    return _COMPARED[str(operator)](_field(chat, str(query.get("field"))), value)


def _field(chat: Chat, name: str) -> Any:
    if name == "contact_ids":
        return chat.fields["contacts"]["contacts"][0]["id"]
    found: Any = chat.fields
    for key in name.split("."):
        found = (found or {}).get(key)
    return found
