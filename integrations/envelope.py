"""One JSON object in, one command out, or an error that names the field and the remedy.

The same envelope arrives as signal, update, REST body and line of a command log. Unknown fields are
not dropped silently: they are named beside the command.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from escalation.commands import Command
from escalation.context import Brief
from escalation.references import Ticket

TYPES = {kind.__dataclass_fields__["type"].default: kind for kind in get_args(Command)}
_INSTANTS = ("at", "due_at", "until")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)  # nobody waits for that; a far year is a typing error
COMMAND_ID_MAX = 128  # characters: a vendor's delivery id and our prefix; a longer one is hashed
_TEXT_MAX = 20_000  # characters of one field: a longer text belongs in the ticket


class Malformed(Exception):  # noqa: N818 - it is an answer, not a crash
    """The command cannot be read: which field, what is wrong, what to do."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Parsed:
    """A command, and the names of fields that nobody knows."""

    command: Command
    unknown: tuple[str, ...] = ()


@cache
def _adapter() -> TypeAdapter[Command]:
    return TypeAdapter(Annotated[Command, Field(discriminator="type")])


def parse(raw: object) -> Parsed:
    """Read one envelope. Instants become UTC; a missing `command_id` is made from the content.

    Raises Malformed.
    """
    if not isinstance(raw, Mapping):
        raise Malformed("command", "is not a JSON object")
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise Malformed(
            "type", f"{str(kind)[:50]!r} is no command; known: {', '.join(sorted(TYPES))}"
        )
    try:
        command = _adapter().validate_python(_with_text_id(raw))
    except ValidationError as error:
        raise _first(error) from None
    _check_texts(raw)
    command = _in_utc(command)
    if not command.command_id or len(command.command_id) > COMMAND_ID_MAX:
        command = replace(command, command_id=content_id(raw))
    return Parsed(command, _unknown(raw))


def content_id(raw: Mapping[str, Any]) -> str:
    """The same content is the same command."""
    canonical = json.dumps(raw, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()[:32]


def _with_text_id(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A ticket's id may be a JSON number of any size; it stays exact as text."""
    ticket = raw.get("ticket")
    if isinstance(ticket, Mapping) and isinstance(ticket.get("id"), int):
        return {**raw, "ticket": {**ticket, "id": str(ticket["id"])}}
    return raw


def _in_utc(command: Command) -> Command:
    changed: dict[str, Any] = {}
    for name in _INSTANTS:
        instant = getattr(command, name, None)
        if not isinstance(instant, datetime):
            continue
        if instant.tzinfo is None:
            raise Malformed(name, "has no offset; write 2026-03-02T09:12:00+01:00")
        try:
            changed[name] = instant.astimezone(UTC)
        except OverflowError:
            raise Malformed(name, "is outside the years that can be written") from None
        if not EARLIEST <= changed[name] <= LATEST:
            raise Malformed(name, f"is outside the years {EARLIEST.year} to {LATEST.year}")
    return replace(command, **changed)


def _check_texts(raw: Mapping[str, Any], path: str = "") -> None:
    for name, value in raw.items():
        if isinstance(value, Mapping):
            _check_texts(value, f"{path}{name}.")
        elif isinstance(value, list | tuple):
            _check_texts({str(n): each for n, each in enumerate(value)}, f"{path}{name}.")
        elif isinstance(value, str) and len(value) > _TEXT_MAX:
            raise Malformed(f"{path}{name}", f"is longer than {_TEXT_MAX} characters; shorten it")


def _unknown(raw: Mapping[str, Any]) -> tuple[str, ...]:
    known = {f.name for f in fields(TYPES[raw["type"]])}
    found = [name for name in raw if name not in known]
    for name, kind in (("ticket", Ticket), ("brief", Brief)):
        part = raw.get(name)
        if isinstance(part, Mapping):
            inner = {f.name for f in fields(kind)}
            found += [f"{name}.{key}" for key in part if key not in inner]
    return tuple(sorted(found))


def _first(error: ValidationError) -> Malformed:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "command"
    return Malformed(where, first["msg"][0].lower() + first["msg"][1:])
