"""What a person reads in the terminal: tables and short lines; with --json, one JSON document."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from escalation.card import next_step, shown_clocks, title
from escalation.model import Clock, Escalation
from escalation.why import decisions
from starter.visibility import Row
from workflows.receipt import Receipt

_WHOLE = ("escalation", "status")  # a folded id cannot be copied
PIPED_WIDTH = 200  # characters: whoever greps wants a line whole; a terminal has its own
STORY_MAX = 30  # lines of story that `show` prints; --json has all that is kept
_STEERING = {n: None for n in (*range(32), *range(127, 160)) if chr(n) not in "\n\t"}
_COLOURS = {"critical": "red", "high": "yellow", "breached": "red", "paused": "cyan"}


@dataclass(frozen=True)
class _Harmless:
    """Without characters that steer a terminal: customers' words are shown, too."""

    people: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in console.render(self.people, options):
            yield part._replace(text=part.text.translate(_STEERING))


def answer(as_json: bool, value: Any, people: RenderableType) -> None:
    """Print `value` as JSON, or what people read."""
    if as_json:
        print(json.dumps(value, indent=2, ensure_ascii=False, default=_text))
        return
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    Console(width=width, soft_wrap=isinstance(people, str | Text)).print(_Harmless(people))


def line(value: Any) -> None:
    """Print one line of JSON at once: whoever asks line by line waits for it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_text) + "\n")
    sys.stdout.flush()


def receipt(came: Receipt) -> RenderableType:
    """Say what followed from a command."""
    lines = [Text(f"{came.escalation} is {came.status} at {came.tier}", "bold")]
    return Group(*lines, *(Text(f"  {event}") for event in came.events))


def rows(found: Sequence[Row]) -> RenderableType:
    """Lay out a list of escalations."""
    if not found:
        return Text("No escalation fits.")
    table = _table("escalation", "severity", "tier", "status", "owner", "since", "breached")
    for row in found:
        breached = Text("yes", "red") if row.breached else Text("")
        cells = (row.escalation, row.severity, row.tier, row.status, row.owner, _when(row.since))
        table.add_row(*(_cell(cell) for cell in cells), breached)
    return table


def escalation(e: Escalation) -> RenderableType:
    """Lay out one escalation: who, what next, clocks, story."""
    head = [
        Text(f"{e.id}  {title(e)}", "bold"),
        Text(f"{e.severity} at {e.tier}, {e.shown_status}; policy {e.policy.version}"),
        Text(f"owner {e.owner or 'nobody yet'}, contact {e.contact or 'nobody yet'}"),
        Text(f"next: {next_step(e)}", "bold"),
        *(line for each in decisions(e) for line in _decision(each)),
    ]
    clocks = _table("clock", "state", "due (UTC)", "target")
    for clock in shown_clocks(e):
        clocks.add_row(clock.name, _cell(clock.state), _due(clock), clock.target)
    story = _table("when (UTC)", "what happened")
    for told in e.history[-STORY_MAX:]:
        story.add_row(_when(told.at), Text(told.text))
    return Group(*head, clocks, story)


def reasons(found: Sequence[dict[str, Any]]) -> RenderableType:
    """Say why it is as it is, a paragraph for each decision and each clock."""
    if not found:
        return Text("No clock has run yet.")
    told = (_decision(each) if "decision" in each else _deadline(each) for each in found)
    return Group(*(part for lines in told for part in lines))


def _decision(why: dict[str, Any]) -> list[Text]:
    return [Text(why["decision"], "bold"), *(Text(f"  {line}") for line in why["because"])]


def _deadline(why: dict[str, Any]) -> list[Text]:
    due = f"due {_when(why['due_at'])} UTC" if why["due_at"] else "not due while it waits"
    hours = f"{why['calendar']} hours ({why['timezone']})"
    since = _when(why["started_at"])
    lines = [f"{due}: {why['target']} in {hours} since {since}"]
    lines += [f"counted so far: {why['counted_s'] / 3600:.1f} h"]
    lines += [f"{_when(aim['at'])}  {aim['reason']}" for aim in why["changes"]]
    lines += [f"stopped by {p['reason']} from {_when(p['from'])}" for p in why["pauses"]]
    lines += [f"fired: {', '.join(why['fired'])}"] if why["fired"] else []
    head = Text(f"{why['clock']} #{why['cycle']}  ", "bold").append(_cell(why["state"]))
    return [head, *(Text(f"  {line}") for line in lines)]


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name in _WHOLE)
    return table


def _cell(text: str) -> Text:
    return Text(str(text), _COLOURS.get(text, ""))


def _due(clock: Clock) -> str:
    return _when(clock.due_at) if clock.due_at else "paused"


def _when(at: datetime | str | None) -> str:
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{instant:%a %d %b %H:%M}" if instant else ""


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
