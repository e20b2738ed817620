"""Weighs worker, gateway and sandbox with many open escalations: `python -m bench.memory [N]`.

Each is opened by a signed webhook, climbs, is acknowledged, and lives until its internal follow-up
has been asked for in Slack; then all its clocks are armed. What counts is PSS, the memory that
would be free without the process, read while nothing is under way.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console

import settings
from devserver.find import find
from devserver.programs import Program
from starter.demo.opening import gathered, open_town, policy, while_kept
from starter.demo.patience import patiently
from starter.demo.play import Cast
from starter.demo.telling import Speech
from starter.demo.timeline import Timeline
from starter.demo.town import Town, free_ports
from starter.demo.week import Week, next_week

COUNT = 1_000
LIMIT_MIB = 400
AT_ONCE = 16  # requests under way: what two cores answer without a wait
OPENED, FOLLOWED_UP = "Mon 09:10", "Mon 16:30"  # 75 % of the follow-up's business day is 15:55
QUIET_S = 2.0  # without a new effect in the sandbox: everything is delivered
FIRST_ID = 10_000


def _of_its_own(number: int) -> str:
    """Some 400 characters unlike the others': one cause for all would be another story."""
    return " ".join(f"part{number * k:x} differs" for k in range(1, 26))


def pss_mib(pid: int) -> float:
    """The proportional set size of a process."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no Pss of {pid}")


async def fill(town: Town, cast: Cast, week: Week, count: int) -> None:
    """Open `count` escalations and let each live until its first follow-up."""
    at = week.at(OPENED)

    async def open_one(number: int) -> None:
        ticket = {
            "id": FIRST_ID + number,
            "subject": f"Invoice {number} is wrong",
            "description": _of_its_own(number),
            "priority": "normal",
            "requester": f"Customer {number}",
            "tags": ["escalate_l2"],
            "at": at.isoformat(),
        }
        page = f"{town.addresses.sandbox}/control/zendesk/tickets"
        answer = await cast.http.post(page, json=ticket, timeout=150)
        answer.raise_for_status()
        await cast.clock.began(f"zendesk-{FIRST_ID + number}", at)
        await _acknowledge(town, cast.http, f"zendesk-{FIRST_ID + number}")

    await _all(open_one(number) for number in range(count))
    await cast.clock.advance(week.at(FOLLOWED_UP))
    await _quiet(town, cast.http)


async def _acknowledge(town: Town, http: httpx.AsyncClient, id_: str) -> None:
    page = f"{town.addresses.gateway}/escalations/{id_}/commands"
    headers = {"Authorization": f"Bearer {town.addresses.token}"}
    body = {"type": "acknowledge", "actor": "agent-7"}
    answer = await patiently(lambda: http.post(page, json=body, headers=headers, timeout=60))
    answer.raise_for_status()


async def _quiet(town: Town, http: httpx.AsyncClient) -> None:
    last, since = -1, time.monotonic()
    while time.monotonic() < since + QUIET_S:
        page = f"{town.addresses.sandbox}/control/record"
        record = (await http.get(page, timeout=60)).json()
        if len(record) != last:
            last, since = len(record), time.monotonic()
        await asyncio.sleep(QUIET_S / 4)


async def _all(doings: Iterable[Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(doing: Awaitable[None]) -> None:
        async with gate:
            await doing

    await asyncio.gather(*map(one, doings))


async def weigh(program: Program, count: int, say: Callable[[str], None]) -> float:
    """The sum of the three in MiB, each said."""
    week = next_week(policy(), datetime.now(UTC))
    timeline = Timeline(Console(quiet=True), week, Speech(policy(), week), as_json=False)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_town(program, Path(folder), free_ports()) as town,
            gathered(town, timeline) as cast,
        ):
            empty = {name: pss_mib(pid) for name, pid in town.pids().items()}
            began_at = time.monotonic()
            await while_kept(town, fill(town, cast, week, count))
            full = {name: pss_mib(pid) for name, pid in town.pids().items()}
            say(f"{count} open escalations in {time.monotonic() - began_at:.0f} s")
    for name, mib in full.items():
        say(f"{name:<8} {empty[name]:6.0f} MiB empty {mib:6.0f} MiB full")
    return sum(full.values())


def main() -> int:
    """Print the weights; the exit status is 1 when they are too much."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    program = find(settings.load().cache, print)
    total = asyncio.run(weigh(program, count, print))
    print(f"together {total:.0f} MiB, allowed {LIMIT_MIB}")
    return int(total > LIMIT_MIB)


if __name__ == "__main__":
    sys.exit(main())
