"""Feed a command log through `decide` and count what happened.

A log is JSON lines, each in the one envelope, gzipped or not. Deadlines between two commands fire
at their own instants; nothing fires after the last command. Totals are by series: a `reopen` after
`close` begins the next run of the same case.
"""

import asyncio
import gzip
import json
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

import settings
from escalation.commands import Command
from escalation.events import BreachCorrected, Breached, ClockEvent, Event, Met, Moved, WaitEnded
from escalation.lifecycle import decide
from escalation.model import Escalation
from escalation.policy import Policy
from integrations.envelope import Malformed, parse
from starter.cli import printed
from starter.reach import policy_at

POLICY = settings.ROOT / "policies" / "as_recorded.yaml"


def run(path: Path, as_json: bool, live: int = 0) -> None:
    """Replay a log in memory, or its first `live` cases through the server, and print the totals.

    Raises OSError for a log that cannot be read, PolicyErrors, Unreachable.
    """
    policy = policy_at(POLICY).policy
    if live:
        from starter import live as server

        totals = asyncio.run(server.run(path, policy, live))
    else:
        totals = replay(path, policy)
    printed.answer(as_json, totals, _told(totals))


def _told(totals: dict[str, Any]) -> RenderableType:
    return Text("\n".join(_rows("", totals)))


def _rows(name: str, value: Any) -> Iterator[str]:
    """One line for each number, named by the way to it; a list has a line for each entry."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _rows(f"{name} {key}".strip(), inner)
    elif isinstance(value, list):
        yield from (f"{name}: {', '.join(_rows('', each))}" for each in value)
    else:
        yield f"{name}: {value}" if name else str(value)


@dataclass(frozen=True)
class LogLine:
    """One line of a log: its number, its command, or why it cannot be read."""

    number: int
    type: str
    command: Command | None
    problem: str = ""


@dataclass
class Totals:
    """What a log came to."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: list[dict[str, Any]] = field(default_factory=list)
    moves: Counter[str] = field(default_factory=Counter)
    paused_s: Counter[str] = field(default_factory=Counter)
    clocks: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )

    def refuse(self, line: LogLine, reason: str) -> None:
        """Count a line that changed nothing."""
        self.refused.append({"line": line.number, "type": line.type, "reason": reason})

    def count(self, events: Iterable[Event]) -> None:
        """Count what followed from one command."""
        for event in events:
            if isinstance(event, Moved):
                self.moves["up" if event.is_up else "down"] += 1
            elif isinstance(event, WaitEnded):
                self.paused_s[str(event.reason)] += round(event.waited_s)
            elif isinstance(event, ClockEvent):
                self._count_clock(event)

    def _count_clock(self, event: ClockEvent) -> None:
        counter = self.clocks[str(event.severity)][str(event.kind)]
        if isinstance(event, Met):
            counter["met"] += 1
        elif isinstance(event, Breached):
            counter["breached"] += 1
        elif isinstance(event, BreachCorrected):
            counter["breached"] -= 1

    def as_json(self, escalations: Iterable[Escalation], seconds: float) -> dict[str, Any]:
        """The totals as `handrail replay --json` prints them."""
        final = Counter(final_of(e) for e in escalations)
        return {
            "cases": final.total(),
            "accepted": dict(self.accepted),
            "refused": self.refused,
            "final": dict(final),
            "moves": {"up": self.moves["up"], "down": self.moves["down"]},
            "paused_s": dict(self.paused_s),
            "clocks": {
                severity: {
                    kind: {"met": c["met"], "breached": c["breached"]} for kind, c in kinds.items()
                }
                for severity, kinds in self.clocks.items()
            },
            "seconds": round(seconds, 3),
        }


def final_of(e: Escalation) -> str:
    """`closed:l1`; `open` stands for every status that is neither resolved nor closed."""
    return f"{'open' if e.is_open else e.status}:{e.tier}"


def lines(path: Path) -> Iterator[LogLine]:
    """Read a log line by line. Raises OSError when the file cannot be read or is no such log."""
    number = 0
    try:
        for number, text in enumerate(_texts(path), start=1):
            if text.strip():
                yield _line(number, text)
    except (EOFError, UnicodeDecodeError, zlib.error) as error:
        raise OSError(f"{path}: after line {number}: {error}; is the file whole?") from None


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as log:
        for line in log:
            yield line.decode("utf-8")


def _line(number: int, text: str) -> LogLine:
    try:
        raw = json.loads(text)
    except ValueError as error:
        return LogLine(number, "malformed", None, f"line {number} is no JSON: {error}")
    kind = str(raw.get("type", "malformed")) if isinstance(raw, dict) else "malformed"
    try:
        command = parse(raw).command
    except Malformed as error:
        return LogLine(number, kind, None, str(error))
    if not isinstance(raw, dict) or "command_id" not in raw:  # equal lines are not one command
        command = replace(command, command_id=f"line:{number}")
    return LogLine(number, kind, command)


def replay(path: Path, policy: Policy) -> dict[str, Any]:
    """Replay a whole log in memory."""
    began = time.perf_counter()
    totals, escalations = Totals(), dict[str, Escalation]()
    for line in lines(path):
        if line.command is None:
            totals.refuse(line, line.problem)
            continue
        series = line.command.escalation.split("~")[0]
        before = escalations.get(series) or Escalation(id=series, policy=policy)
        escalations[series] = take(before, line, totals)
    begun = [e for e in escalations.values() if e.opened_at]
    return totals.as_json(begun, time.perf_counter() - began)


def take(e: Escalation, line: LogLine, totals: Totals) -> Escalation:
    """One command of the log, decided at the instant it happened."""
    command = line.command
    if command is None or command.at is None:
        totals.refuse(line, "at: is missing; a log needs the instant of each command")
        return e
    last = e.history[-1].at if e.history else command.at
    decision = decide(e, command, max(command.at, last))
    if decision.refused:
        totals.refuse(line, decision.refused)
    else:
        totals.accepted[line.type] += 1
    totals.count(decision.events)
    return decision.escalation
