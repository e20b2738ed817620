"""The pages that follow from the code: `make docs` writes them, a test holds them up to date."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from escalation.commands import Command, Envelope
from escalation.context import Brief
from escalation.lifecycle import TRANSITIONS, Next
from escalation.references import Ticket
from escalation.terms import Status
from escalation.triage.case import Reading
from integrations.helpdesk.zendesk.triggers import EVENTS, trigger_body

FOLDER = Path(__file__).resolve().parent
NOTE = "<!-- Written by docs/generate.py from the code: change that, then run `make docs`. -->"
_LEADS_TO: Mapping[Next, tuple[tuple[Status, str], ...]] = {
    Next.STAYS: (),
    Next.BY_TIER: ((Status.WATCHING, " to l1"), (Status.UNACKNOWLEDGED, " above l1")),
    Next.IF_TAKEN: ((Status.WORKING, ""),),
    Next.IF_RAISED: ((Status.UNACKNOWLEDGED, " to critical"),),
}
_CELL = {
    Next.STAYS: "·",
    Next.BY_TIER: "by tier",
    Next.IF_TAKEN: "working, if taken",
    Next.IF_RAISED: "unacknowledged, if raised to critical",
}

LIFECYCLE = """# The life of an escalation

{note}

Made from `TRANSITIONS` in `escalation/lifecycle.py`, the one table that names a next status.

```mermaid
stateDiagram-v2
{diagram}
```

- **watching**: first line has it, and what makes it climb by itself is armed.
- **unacknowledged**: a tier above first line is asked and has not answered yet.
- **working**: somebody in the accountable tier has it.
- **resolved**: the owner says fixed, the customer has not confirmed.
- **closed**: over. A `reopen` begins the next run of the series, `<id>~2`.

`waiting` is shown in place of an open status while a pause lasts; the status beneath returns.

## Every command in every status

`·` is allowed and leaves the status as it is; an empty field is refused, changes nothing, and the
asker is told what is possible. `by tier` is `watching` at l1 and `unacknowledged` above. A fact may
be followed by a command of its own, a solved ticket by `resolve`: that takes its own row.

{table}
"""

TRIGGERS = """# Zendesk's triggers

{note}

A webhook that is subscribed to events needs none of these: `handrail connect zendesk` makes it.
Where your account has no such webhooks, make one that triggers call, with `POST`, JSON and the
address `/webhooks/zendesk`, and one trigger for each heading: the heading says its conditions, its
action notifies the webhook with this body.

{bodies}"""

COMMANDS = """# Commands

{note}

One JSON object, the same as signal, update, REST body and line of a command log:

```json
{{"escalation": "zendesk-4711", "at": "2026-03-02T09:12:00+01:00", "actor": "agent-7",
 "command_id": "c-1", "type": "escalate", "to": "engineering", "reason": "the export is empty"}}
```

`escalation` and `type` are required in each. `at` is when it happened, with an offset; without it,
now. `actor` is who asks, `system` without it. `command_id` makes a repeat harmless; without it, it
is made from the content. `reply_to` says where a refusal is answered. Instants carry an offset.

{commands}

## `ticket`

{ticket}

## `brief`

Text each, all optional: {brief}.
"""


def lifecycle() -> str:
    """Give the page of the lifecycle: diagram and table."""
    diagram = "\n".join(f"    {line}" for line in _diagram())
    return LIFECYCLE.format(note=NOTE, diagram=diagram, table="\n".join(_table()))


def commands() -> str:
    """Give the page of the commands: types, fields, meaning."""
    sections = [_section(kind) for kind in get_args(Command)]
    return COMMANDS.format(
        note=NOTE,
        commands="\n\n".join(sections),
        ticket="\n".join(_fields(Ticket, ())),
        brief=", ".join(f"`{field.name}`" for field in fields(Brief)),
    )


def zendesk_triggers() -> str:
    """The page of the bodies that are pasted into Zendesk's triggers."""
    bodies = (f"## {on}\n\n```json\n{trigger_body(on)}\n```\n" for on in EVENTS)
    return TRIGGERS.format(note=NOTE, bodies="\n".join(bodies)).rstrip() + "\n"


def _diagram() -> list[str]:
    lines = ["[*] --> new"]
    for status in TRANSITIONS:
        edges: dict[Status, list[str]] = {}
        for after, label in _edges(status):
            edges.setdefault(after, []).append(label)
        lines += [f"{status} --> {after}: {', '.join(labels)}" for after, labels in edges.items()]
    return [*lines, "closed --> [*]"]


def _edges(status: Status) -> Iterator[tuple[Status, str]]:
    for command, rule in TRANSITIONS[status].items():
        leads_to = _LEADS_TO[rule] if isinstance(rule, Next) else ((rule, ""),)
        for after, condition in leads_to:
            if _is_drawn(status, command, after):
                yield after, command + condition


def _is_drawn(before: Status, command: str, after: Status) -> bool:
    """Left out is what stays, and what no tier's rank allows: the table has all of it."""
    is_up_to_first_line = command == "escalate" and after == Status.WATCHING
    is_down_from_first_line = command == "de_escalate" and before == Status.WATCHING
    return after != before and not is_up_to_first_line and not is_down_from_first_line


def _table() -> list[str]:
    names = dict.fromkeys(name for row in TRANSITIONS.values() for name in row)
    head = ["| command | " + " | ".join(TRANSITIONS) + " |", "|---" * (len(TRANSITIONS) + 1) + "|"]
    return [
        *head,
        *(
            f"| `{name}` | "
            + " | ".join(_cell(row.get(name)) for row in TRANSITIONS.values())
            + " |"
            for name in names
        ),
    ]


def _cell(rule: Status | Next | None) -> str:
    if rule is None:
        return ""
    return _CELL[rule] if isinstance(rule, Next) else str(rule)


def _section(kind: type[Any]) -> str:
    common = ("type", *(field.name for field in fields(Envelope)))
    listed = _fields(kind, common)
    name = kind.__dataclass_fields__["type"].default
    meaning = (kind.__doc__ or "").strip()
    return "\n".join([f"## `{name}`", "", meaning, *(["", *listed] if listed else [])])


def _fields(kind: type[Any], left_out: tuple[str, ...]) -> list[str]:
    hints = get_type_hints(kind)
    listed = [field for field in fields(kind) if field.name not in left_out]
    return [f"- `{f.name}`{_needed(f)}: {_written(hints[f.name])}{_default(f)}" for f in listed]


def _needed(field: "Field[Any]") -> str:
    return "" if field.default is MISSING else "?"


def _default(field: "Field[Any]") -> str:
    value = field.default
    if value is MISSING or value is None or value == "" or value is False or value == ():
        return ""
    return f"; without it {str(value).lower()}"


def _written(hint: Any) -> str:
    """How a type is written in JSON."""
    if get_origin(hint) in (UnionType, Union):
        return " or ".join(_written(part) for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is Literal:
        return " ".join(f"`{value}`" for value in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return " ".join(f"`{value}`" for value in hint)
    return _PLAIN[hint]


_PLAIN: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    datetime: "an instant",
    tuple[str, ...]: "a list of texts",
    Ticket: "an object, see below",
    Brief: "an object, see below",
    Reading: "what the edge read out of the words; left out, it is read on arrival",
    float: "a number",
}
PAGES: Mapping[str, Callable[[], str]] = {
    "lifecycle.md": lifecycle,
    "commands.md": commands,
    "zendesk-triggers.md": zendesk_triggers,
}


def write(folder: Path = FOLDER) -> None:
    """Write every page into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
