"""Fifty escalations want somebody at once, from four processes: nobody gets too much."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter

from sqlalchemy import URL

from ledger.store import open_store
from tests.conftest import ROOT
from tests.ledger.said import PEOPLE, held

PROCESSES = 4
ESCALATIONS = [f"zendesk-{n}" for n in range(50)]
EACH = 8  # of weight two: sixteen is what a person carries unless the policy says otherwise
WITHIN_S = 60


async def at_once(url: URL, *wanted: list[str]) -> list[dict[str, str]]:
    """Let a process for each list claim it; they begin together."""
    written = url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "tests.ledger.claimer", written)
    started = [
        await asyncio.create_subprocess_exec(*command, *ids, stdin=PIPE, stdout=PIPE, cwd=ROOT)
        for ids in wanted
    ]
    try:
        async with asyncio.timeout(WITHIN_S):
            for one in started:
                assert one.stdout
                assert await one.stdout.readline() == b"ready\n"
            return list(await asyncio.gather(*map(_answer, started)))
    finally:
        for one in started:
            if one.returncode is None:
                one.kill()


async def _answer(one: Process) -> dict[str, str]:
    out, _ = await one.communicate(b"go\n")
    got: dict[str, str] = json.loads(out)
    return got


async def test_nobody_is_overloaded_and_nothing_is_claimed_twice(url) -> None:
    parts = [ESCALATIONS[n::PROCESSES] for n in range(PROCESSES)]
    got = {id_: person for part in await at_once(url, *parts) for id_, person in part.items()}
    assert got.keys() == set(ESCALATIONS)
    assert Counter(got.values()) == {"": 10} | dict.fromkeys(PEOPLE, EACH)
    async with open_store(url) as store:
        kept = await held(store)
    assert {row[0]: row[2] for row in kept} == {id_: who for id_, who in got.items() if who}
    assert len(kept) == EACH * len(PEOPLE)


async def test_one_effect_that_is_asked_by_all_at_once_is_answered_once(url) -> None:
    ids = ESCALATIONS[:12]
    got = await at_once(url, *[ids] * PROCESSES)
    assert got == got[:1] * PROCESSES
    async with open_store(url) as store:
        kept = await held(store)
    assert {row[0]: row[2] for row in kept} == got[0]
    assert len(kept) == len(ids)
