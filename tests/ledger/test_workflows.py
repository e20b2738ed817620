"""Escalations with a real ledger: they claim people, and catch up after an outage."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.ledger import LedgerActivities
from devserver.virtual_time import VirtualTime
from escalation.policy import Roster, Routing, Step
from escalation.routing.wanted import Shifts
from escalation.terms import Tier
from ledger.address import in_file
from ledger.queries import gaps, story
from ledger.store import Store, open_store
from tests.activities.conftest import wall_clock
from tests.ledger.said import PEOPLE, held
from tests.policies import QUIET
from tests.workflows.conftest import client
from tests.workflows.desk import Desk, Recorder, monday, working

__all__ = ["client"]
pytestmark = pytest.mark.server
EACH = 8  # medium weighs two of sixteen
TEAM = replace(
    QUIET,
    ledger=True,
    rosters={**QUIET.rosters, "team": Roster(PEOPLE)},
    tiers={
        **QUIET.tiers,
        Tier.ENGINEERING: replace(
            QUIET.tiers[Tier.ENGINEERING], steps=(Step("team"),), routing=Routing()
        ),
    },
)


class NoFeeds:
    async def shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        raise AssertionError(f"no roster here has a feed, but {rosters} are asked for at {at}")


@asynccontextmanager
async def team(client: Client, store: Store) -> AsyncIterator[Desk]:
    """A desk whose ledger is a real one."""
    recorder = Recorder()
    recorder.ledger = LedgerActivities(store, NoFeeds(), wall_clock).deliver
    async with working(client, recorder):
        yield Desk(client, VirtualTime(client), recorder, TEAM)


async def test_fifty_at_once_overload_nobody(client, store) -> None:
    ids = [f"zendesk-{n}" for n in range(50)]
    async with team(client, store) as desk:
        opening = {"tier": "engineering", "severity": "medium"}
        await asyncio.gather(*(desk.open(id_, monday(9), **opening) for id_ in ids))
        states = [await desk.settled(id_) for id_ in ids]
        owners = {state.id: state.owner for state in states}
        assert Counter(owners.values()) == {"": 10} | dict.fromkeys(PEOPLE, EACH)
        kept = {row[0]: row[2] for row in await held(store)}
        assert kept == {id_: owner for id_, owner in owners.items() if owner}

        await desk.send("zendesk-0", monday(9, 5), "acknowledge", actor="eli")
        await desk.send("zendesk-1", monday(9, 6), "close", reason="a duplicate")
        for id_ in ids[:2]:
            await desk.settled(id_)
        kept = {row[0]: row[2] for row in await held(store)}
        assert kept.get("zendesk-0") == "eli"
        assert "zendesk-1" not in kept


async def test_while_the_ledger_is_away_people_are_asked_and_then_it_catches_up(
    client, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "ledger"
    in_the_way.write_text("a file stands where the folder should be")
    async with open_store(in_file(in_the_way / "ledger.db")) as store, team(client, store) as desk:
        await desk.open("zendesk-1", monday(9), tier="engineering", severity="medium")
        await desk.time.advance("zendesk-1", monday(9, 2))
        asked = (await desk.state("zendesk-1")).place.asked
        assert asked == PEOPLE
        await desk.send("zendesk-1", monday(9, 3), "acknowledge", actor="ben")

        in_the_way.unlink()
        await desk.send("zendesk-1", monday(9, 30), "note", actor="ben", text="found it")
        await desk.send("zendesk-1", monday(10), "resolve", actor="ben", resolution="fixed")
        await desk.send("zendesk-1", monday(10, 5), "confirm", actor="ben")
        state = await desk.settled("zendesk-1")
        async with store.reading() as db:
            kept = await story(db, "zendesk-1")
            assert await gaps(db) == []
    assert [entry.sequence for entry in kept] == list(range(1, state.recorded + 1))
    assert [entry.type for entry in kept][:: len(kept) - 1] == ["Opened", "Closed"]
    assert kept[0].at - monday(9) < timedelta(seconds=1)
