"""Kills worker, server and gateway during the demo's week: `python -m bench.kills [--seed N]`.

One week for each kind, ten times `kill -9` in it, at seeded acts and some moment after each has
begun; what was killed is started again at once. The week must end with the summary of an
undisturbed one, and with the same effects in the three outside systems: none missing, none twice.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

import settings
from devserver.find import find
from devserver.programs import Program
from starter.demo.opening import gathered, open_town, policy, while_kept
from starter.demo.play import in_order, play
from starter.demo.summary import Fate
from starter.demo.telling import Speech
from starter.demo.timeline import Timeline
from starter.demo.town import Town, free_ports
from starter.demo.week import Week, next_week

KINDS = ("worker", "server", "gateway")
KILLS = 10
SHOWN = 40  # differences printed; the table counts all
SEED = 20_260_105
# An act and what follows from it take some 0.25 s: a kill falls before, into or behind its webhook.
WITHIN_S = 0.3

Effect = tuple[str, str, str]  # face, what, key


@dataclass(frozen=True)
class Outcome:
    """What a week came to. Living messages are changed as often as it takes: they are a set."""

    fates: list[Fate]
    effects: Counter[Effect]
    living: frozenset[Effect]
    restarts: int
    seconds: float


@dataclass(frozen=True)
class Kill:
    """What to kill, and how many seconds after an act has begun."""

    kind: str
    after_s: float


Plan = Mapping[int, Kill]  # by the number of the act


def plan(kind: str, acts: int, kills: int, seed: int) -> Plan:
    """The same seed gives the same plan."""
    chance = random.Random(f"{seed} {kind}")
    numbers = sorted(chance.sample(range(acts), kills))
    return {number: Kill(kind, chance.uniform(0, WITHIN_S)) for number in numbers}


async def live(program: Program, chosen: Plan) -> Outcome:
    """One week on a town of its own, disturbed by the plan."""
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with open_town(program, Path(folder), free_ports()) as town:
            week = next_week(policy(), datetime.now(UTC))
            fates, record = await while_kept(town, _played(town, week, chosen))
    # A link to a ticket is a key, and names the port of this sandbox.
    own = town.addresses.sandbox
    effects = Counter((e["face"], e["what"], e["key"].replace(own, "")) for e in record)
    living = frozenset(e for e in effects if e[1] == "chat.update")
    return Outcome(
        fates=fates,
        effects=Counter({e: n for e, n in effects.items() if e not in living}),
        living=living,
        restarts=town.restarts,
        seconds=time.monotonic() - began_at,
    )


async def _played(town: Town, week: Week, chosen: Plan) -> tuple[list[Fate], list[dict[str, str]]]:
    speech = Speech(policy(), week)
    timeline = Timeline(Console(quiet=True), week, speech, as_json=False)
    kills = []

    async def before_act(number: int, _at: datetime, _open: int) -> None:
        if number in chosen:
            kills.append(asyncio.create_task(_kill(town, chosen[number])))

    async with gathered(town, timeline) as cast:
        fates = await play(cast, week, before_act)
        await asyncio.gather(*kills)
        answer = await cast.http.get(f"{cast.sandbox}/control/record")
        return fates, answer.json()


async def _kill(town: Town, kill: Kill) -> None:
    await asyncio.sleep(kill.after_s)
    town.kill(kill.kind)


def differences(calm: Outcome, disturbed: Outcome) -> list[str]:
    """What the disturbance changed; empty is what we want."""
    found = [f"missing: {e} x{n}" for e, n in (calm.effects - disturbed.effects).items()]
    found += [f"twice: {e} x{n}" for e, n in (disturbed.effects - calm.effects).items()]
    found += [f"living message: {e}" for e in sorted(calm.living ^ disturbed.living)]
    pairs = zip(calm.fates, disturbed.fates, strict=True)
    return found + [f"summary: {a}\n     now: {b}" for a, b in pairs if a != b]


def main() -> int:
    """Run and print a table; the exit status is 1 when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--kills", type=int, default=KILLS)
    given = parser.parse_args()
    program = find(settings.load().cache, print)
    table = Table("killed", "times", "restarts", "effects", "differences", "seconds", box=None)
    calm = asyncio.run(live(program, {}))
    table.add_row("nothing", "0", "0", str(calm.effects.total()), "", f"{calm.seconds:.0f}")
    acts = len(in_order(next_week(policy(), datetime.now(UTC))))
    wrong: list[str] = []
    for kind in given.kinds:
        outcome = asyncio.run(live(program, plan(kind, acts, given.kills, given.seed)))
        found = differences(calm, outcome)
        wrong += [f"{kind}: {one}" for one in found]
        counts = (given.kills, outcome.restarts, outcome.effects.total(), len(found))
        table.add_row(kind, *map(str, counts), f"{outcome.seconds:.0f}")
        Console().print(table)
    for one in wrong[:SHOWN]:
        print(one)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
