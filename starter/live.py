"""Send the first cases of a command log through the running server, worker and sandbox.

Each case is shifted by a whole number of weeks, so that weekdays and hours stay and its first
instant is not past. Its virtual clock is moved to each command's instant before the command is
sent. Status, tier, accepted and refused must come out as in the pure run; instants may differ.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx
from temporalio.client import Client

import settings
from devserver.find import find
from devserver.virtual_time import VirtualTime, arriving
from escalation.commands import Command, Open
from escalation.model import Escalation
from escalation.policy import Policy
from starter.demo.opening import open_town
from starter.demo.staging import Addresses
from starter.demo.town import usual_ports
from starter.escalations import Escalations, Refused
from starter.replay import LogLine, Totals, final_of, lines, take
from starter.series import run_of
from starter.temporal import Unreachable, connect, first_instant

AT_ONCE = 6  # cases under way: what two cores can answer without a long wait
TRIES = 6  # of ten seconds each: a loaded machine answers within the first
WEEK = timedelta(weeks=1)
HELPDESK = "zendesk"  # the helpdesk whose stand-in is running
SANDBOX = "http://127.0.0.1:8090"  # where `make demo` has it


T = TypeVar("T")


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


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again when no answer came: a command that was taken already is harmless.

    Raises Unreachable when none came in `TRIES` times.
    """
    for _ in range(TRIES - 1):
        with suppress(Unreachable):
            return await ask()
    return await ask()


class Live:
    """Sends cases to the server, some at a time."""

    def __init__(self, client: Client, policy: Policy, sandbox: httpx.AsyncClient) -> None:
        self.policy = policy
        self._edge = Escalations(arriving(client, first_instant), policy)
        self._time = VirtualTime(client)
        self._sandbox = sandbox
        self._first_ticket = int(time.time()) * 1_000  # a number no earlier run has used
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def send(self, number: int, case: str, log: list[LogLine]) -> Outcome:
        """Live through one case."""
        ticket = str(self._first_ticket + number)
        id_ = f"{HELPDESK}-{ticket}"
        opened = {"id": int(ticket), "subject": case, "description": case, "send": False}
        (await self._sandbox.post("/control/zendesk/tickets", json=opened)).raise_for_status()
        outcome = Outcome(case)
        async with self._gate:
            shift = _shift(log[0].command)
            for line in log:
                if line.command:
                    await self._one(outcome, line, _shifted(line.command, id_, shift))
            outcome.final = final_of(await patiently(lambda: self._edge.state(id_)))
        return outcome

    async def _one(self, outcome: Outcome, line: LogLine, command: Command) -> None:
        try:
            if isinstance(command, Open):
                await self._edge.tell(command.escalation, [], opening=command)
            else:
                run = await run_of(self._edge.client, command.escalation)
                if run.is_open and command.at:
                    await self._time.advance(run.id, command.at)
                await patiently(lambda: self._edge.ask(command.escalation, command))
        except Refused:
            outcome.refused.append(line.number)
            return
        outcome.accepted[line.type] += 1


async def run(path: Path, policy: Policy, count: int) -> dict[str, Any]:
    """Compare the first `count` cases with the pure run, on what runs, else on a town of our own.

    Raises Unavailable when there is no server and none can be had, OSError.
    """
    client = await connect(settings.temporal())
    async with AsyncExitStack() as until_the_end:
        sandbox = SANDBOX
        if not await _answers(client):
            addresses = await until_the_end.enter_async_context(_own_town())
            client, sandbox = await connect({"target_host": addresses.temporal}), addresses.sandbox
        http = await until_the_end.enter_async_context(httpx.AsyncClient(base_url=sandbox))
        return await compare(path, Live(client, policy, http), count)


@asynccontextmanager
async def _own_town() -> AsyncIterator[Addresses]:
    program = await asyncio.to_thread(find, settings.load().cache, _say)
    chosen, told = usual_ports()
    for sentence in told:
        _say(sentence)
    with TemporaryDirectory() as folder:
        async with open_town(program, Path(folder), chosen) as ours:
            yield ours.addresses


async def _answers(client: Client) -> bool:
    try:
        return await client.service_client.check_health()
    except RuntimeError:  # the SDK's word for a server that cannot be reached
        return False


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


async def compare(path: Path, live: "Live", count: int) -> dict[str, Any]:
    """Compare the first `count` cases live with the pure run."""
    began = time.perf_counter()
    cases = first_cases(path, count)
    sent = (live.send(n, case, log) for n, (case, log) in enumerate(cases.items(), start=1))
    outcomes: list[Outcome] = await asyncio.gather(*sent)
    expected = [pure(case, log, live.policy) for case, log in cases.items()]
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
        ticket = replace(command.ticket, helpdesk=HELPDESK, id=id_.removeprefix(f"{HELPDESK}-"))
        return replace(command, ticket=ticket)
    until = getattr(command, "until", None)
    return replace(command, until=until + shift) if until else command
