"""Send the first cases of a command log through the running server, worker and sandbox.

Each case is shifted by a whole number of weeks, so that weekdays and hours stay and its first
instant is not past. Its virtual clock is moved to each command's instant before the command is
sent. Status, tier, accepted and refused must come out as in the pure run; instants may differ.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from temporalio.client import Client

import settings
from devserver.virtual_time import VirtualTime, arriving
from escalation.commands import Command, Open
from escalation.model import Escalation
from escalation.policy import Policy
from starter.escalations import Escalations, Refused
from starter.replay import LogLine, Totals, final_of, lines, take
from starter.series import run_of
from starter.temporal import connect, first_instant, reaching

AT_ONCE = 8  # cases under way: what two cores can answer without a wait
WEEK = timedelta(weeks=1)
HELPDESK = "zendesk"  # the helpdesk whose stand-in is running


@dataclass
class Outcome:
    """What one case came to."""

    case: str
    final: str = ""
    accepted: Counter[str] = field(default_factory=Counter)
    refused: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """One line of the report."""
        return {
            "case": self.case,
            "final": self.final,
            "accepted": dict(self.accepted),
            "refused": self.refused,
        }


def first_cases(path: Path, count: int) -> dict[str, list[LogLine]]:
    """The lines of the first `count` escalations of a log."""
    cases: dict[str, list[LogLine]] = {}
    for line in lines(path):
        series = line.command.escalation.split("~")[0] if line.command else ""
        if series not in cases and len(cases) == count:
            continue
        if series:
            cases.setdefault(series, []).append(line)
    return cases


def pure(case: str, log: list[LogLine], policy: Policy) -> Outcome:
    """What a case comes to in memory."""
    totals, escalation = Totals(), Escalation(id=case, policy=policy)
    for line in log:
        escalation = take(escalation, line, totals)
    refused = [line["line"] for line in totals.refused]
    return Outcome(case, final_of(escalation), totals.accepted, refused)


class Live:
    """Sends cases to the server, some at a time."""

    def __init__(self, client: Client, policy: Policy, stamp: str) -> None:
        self._edge = Escalations(arriving(client, first_instant), policy)
        self._time = VirtualTime(client)
        self._stamp = stamp
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def send(self, number: int, case: str, log: list[LogLine]) -> Outcome:
        """Live through one case."""
        id_ = f"replay-{self._stamp}-{number}"
        outcome = Outcome(case)
        async with self._gate:
            shift = _shift(log[0].command)
            for line in log:
                if line.command:
                    await self._one(outcome, line, _shifted(line.command, id_, shift))
            outcome.final = final_of(await self._edge.state(id_))
        return outcome

    async def _one(self, outcome: Outcome, line: LogLine, command: Command) -> None:
        try:
            if isinstance(command, Open):
                await self._edge.tell(command.escalation, [], opening=command)
            else:
                run = await run_of(self._edge.client, command.escalation)
                if run.is_open and command.at:
                    await self._time.advance(run.id, command.at)
                await self._edge.ask(command.escalation, command)
        except Refused:
            outcome.refused.append(line.number)
            return
        outcome.accepted[line.type] += 1


async def run(path: Path, policy: Policy, count: int) -> dict[str, Any]:
    """Compare the first `count` cases on the server that runs with the pure run.

    Raises Unreachable, OSError.
    """
    async with reaching():
        client = await connect(settings.temporal())
        await client.service_client.check_health()
        return await compare(path, policy, client, count)


async def compare(path: Path, policy: Policy, client: Client, count: int) -> dict[str, Any]:
    """Compare the first `count` cases live with the pure run."""
    began = time.perf_counter()
    cases = first_cases(path, count)
    live = Live(client, policy, datetime.now(UTC).strftime("%H%M%S"))
    sent = (live.send(n, case, log) for n, (case, log) in enumerate(cases.items(), start=1))
    outcomes: list[Outcome] = await asyncio.gather(*sent)
    expected = [pure(case, log, policy) for case, log in cases.items()]
    return {
        "cases": len(outcomes),
        "equal": sum(a == b for a, b in zip(outcomes, expected, strict=True)),
        "accepted": dict(sum((o.accepted for o in outcomes), Counter())),
        "refused": [n for o in outcomes for n in o.refused],
        "final": dict(Counter(o.final for o in outcomes)),
        "differing": list(_differing(outcomes, expected)),
        "seconds": round(time.perf_counter() - began, 3),
    }


def _differing(outcomes: list[Outcome], expected: list[Outcome]) -> Iterable[dict[str, Any]]:
    differing = ((a, b) for a, b in zip(outcomes, expected, strict=True) if a != b)
    for a, b in islice(differing, 20):
        yield {"live": a.as_json(), "pure": b.as_json()}


def _shift(first: Command | None) -> timedelta:
    now = datetime.now(UTC)
    at = first.at if first and first.at else now
    return -(-max(now - at, timedelta(0)) // WEEK) * WEEK


def _shifted(command: Command, id_: str, shift: timedelta) -> Command:
    at = command.at + shift if command.at else None
    command = replace(command, escalation=id_, at=at)
    if isinstance(command, Open):
        digits = "".join(c for c in command.ticket.id if c.isdigit())
        ticket = replace(command.ticket, helpdesk=HELPDESK, id=digits)
        return replace(command, ticket=ticket)
    until = getattr(command, "until", None)
    return replace(command, until=until + shift) if until else command
