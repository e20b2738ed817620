"""An outage: hundreds of tickets in a minute, all told in one channel: `python -m bench.storm [N]`.

Signed webhooks, real time, the real worker, and a sandbox that keeps Slack's limits. First line
leaves every ticket unanswered, so that each climbs by a clock of its own while the others arrive;
who is asked does not answer, so that what is critical or high is warned of and breached meanwhile.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx
import yaml
from temporalio.client import Client

import settings
from bench.storm_figures import Figures, figures
from devserver.find import find
from devserver.programs import Program
from starter.demo.opening import open_town, while_kept
from starter.demo.staging import POLICY, Staging
from starter.demo.town import Town, free_ports
from starter.reach import policy_at
from workflows.converter import our_converter

CHANNEL = "C0SUPPORT2"
LOOK_EVERY_S = 1.0
FIRST_ID = 50_000
# Zendesk's words, in the mix of an outage: a few key customers call, many others write.
CLIMBS_AT_ONCE = "escalate_l2"
PRIORITIES = ("urgent", "high", *["normal"] * 9, *["low"] * 9)


def storm_policy(folder: Path) -> Path:
    """The default policy around the clock, with clocks that fall due while the line is long."""
    written = yaml.safe_load(POLICY.read_text())
    written["support_calendar"] = "always"
    for tier in written["tiers"].values():
        tier.pop("calendar", None)
    written["always_on"] = ["critical", "high", "medium", "low"]
    written["noise"]["quiet"] = "always"
    written["tiers"]["l2"]["steps"] = [
        {"ask": "l2-desk"},
        {"ask": "l2-on-call", "wait": "4h"},
    ]
    spans = dict.fromkeys(("critical", "high", "medium", "low"), "1m")
    written["problems"] = {"proposes": False}  # five hundred would be asked about each other
    written["triggers"] = [
        {"name": "asked for l2", "to": "l2", "tags": [CLIMBS_AT_ONCE]},
        {"name": "unanswered", "to": "l2", "unanswered_for": spans},
    ]
    acknowledge = {"critical": "2m", "high": "6m", "medium": "4h", "low": "1d"}
    written["clocks"]["acknowledge"]["targets"] = acknowledge
    file = folder / "storm.yaml"
    file.write_text(yaml.safe_dump(written))
    return file


@dataclass(frozen=True)
class Scale:
    """How many tickets come within which time; after `quiet_s` without a call, Slack has drained.

    Where they climb at once, no minute passes before, and no clock falls due.
    """

    count: int = 500
    within_s: float = 60.0
    quiet_s: float = 20.0
    climb_at_once: bool = False


@dataclass(frozen=True)
class Storm:
    """What was let loose where."""

    scale: Scale
    ids: Sequence[str]
    town: Town
    http: httpx.AsyncClient
    client: Client
    policy: Path


async def open_all(town: Town, http: httpx.AsyncClient, scale: Scale) -> list[str]:
    """Tickets at an even pace; each answer is awaited beside the others."""

    async def open_one(number: int, priority: str) -> str:
        await asyncio.sleep(number * scale.within_s / scale.count)
        ticket = {
            "id": FIRST_ID + number,
            "subject": f"Nobody at customer {number} can log in",
            "description": "It says: something went wrong. Since this minute, for everybody.",
            "priority": priority,
            "requester": f"Customer {number}",
            "tags": [CLIMBS_AT_ONCE] if scale.climb_at_once else [],
        }
        page = f"{town.addresses.sandbox}/control/zendesk/tickets"
        (await http.post(page, json=ticket, timeout=60)).raise_for_status()
        return f"zendesk-{FIRST_ID + number}"

    mix = islice(cycle(PRIORITIES), scale.count)
    return list(await asyncio.gather(*(open_one(n, p) for n, p in enumerate(mix))))


async def drained(storm: Storm) -> None:
    """Wait until every escalation stands in the channel and nothing more is said."""
    last, since = -1, time.monotonic()
    while time.monotonic() < since + storm.scale.quiet_s or last < len(storm.ids):
        page = f"{storm.town.addresses.sandbox}/control/limits"
        told = (await storm.http.get(page, timeout=60)).json()
        calls = told["channels"].get(CHANNEL, {}).get("allowed", 0)
        if calls != last:
            last, since = calls, time.monotonic()
        await asyncio.sleep(LOOK_EVERY_S)


async def endure(storm: Storm) -> Figures:
    """Wait for the end of it, then measure."""
    await drained(storm)
    sandbox = storm.town.addresses.sandbox
    limits = (await storm.http.get(f"{sandbox}/control/limits", timeout=60)).json()
    state = (await storm.http.get(f"{sandbox}/control/state", timeout=60)).json()
    channel = next(c for c in state["slack"]["channels"] if c["id"] == CHANNEL)
    policy = policy_at(storm.policy).policy
    lives = [storm.client.get_workflow_handle(id_) for id_ in storm.ids]
    return await figures(lives, channel, limits, policy)


@asynccontextmanager
async def storm(program: Program, scale: Scale) -> AsyncIterator[Storm]:
    """A town in which it breaks loose; all tickets are open when the block begins."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(policy=storm_policy(Path(folder)), skips_time=False)
        async with (
            open_town(program, Path(folder), free_ports(), staging) as town,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            address = town.addresses.temporal
            client = await Client.connect(address, data_converter=our_converter())
            ids = await while_kept(town, open_all(town, http, scale))
            yield Storm(scale, ids, town, http, client, staging.policy)


async def measured(program: Program, scale: Scale) -> Figures:
    """One storm from its first ticket to the last word."""
    async with storm(program, scale) as one:
        return await while_kept(one.town, endure(one))


def main() -> int:
    """Print the figures; the exit status is 1 when one of them is beyond its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=Scale.count)
    parser.add_argument("--within", type=float, default=Scale.within_s, help="seconds")
    given = parser.parse_args()
    program = find(settings.load().cache, print)
    came = asyncio.run(measured(program, Scale(given.count, given.within)))
    print(came.table())
    for problem in came.problems():
        print(f"wrong: {problem}")
    return int(bool(came.problems()))


if __name__ == "__main__":
    sys.exit(main())
