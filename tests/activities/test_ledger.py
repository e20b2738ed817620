"""What a batch for the ledger comes to: each effect with an outcome of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import ledger
from activities.batches import Delivered, LedgerBatch, LedgerEffect
from activities.ledger import LedgerActivities
from escalation.alike import FindAlike
from escalation.record import Record
from escalation.routing.wanted import Branch, Claim, Release, Route, Shift, Shifts
from escalation.terms import Tier
from ledger.address import in_file
from ledger.store import Store, open_store
from ledger.tables import assignments, events
from tests.activities.conftest import wall_clock
from tests.ledger.said import AT, PEOPLE, entry, held, record, wish
from workflows.options import ONE_ATTEMPT

SHIFTS = Shifts(AT, (Shift("engineers", "ana", AT, AT + timedelta(hours=8)),))
ON_CALL = Route(effect="e1", wanted=wish().wanted, people=(), rosters=("engineers",))
NAIVE = replace(entry(1), at=AT.replace(tzinfo=None))


@dataclass
class Calendars:
    """Feeds of ours alone; `breaks` is done before they answer."""

    breaks: Any = None

    async def shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        assert (tuple(rosters), at) == (("engineers",), AT)
        if self.breaks:
            await self.breaks()
        return SHIFTS


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(in_file(tmp_path / "ledger.db")) as one:
        yield one


async def deliver(
    store: Store,
    *effects: LedgerEffect,
    breaks: Any = None,
    by: LedgerActivities | None = None,
) -> Delivered:
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, scheduled_time=AT, start_to_close_timeout=ONE_ATTEMPT
    )
    activities = by or LedgerActivities(store, Calendars(breaks), wall_clock)
    return await environment.run(activities.deliver, LedgerBatch("zendesk-1", effects))


async def test_a_batch_is_done_in_order_and_a_repeat_changes_nothing(store) -> None:
    effects = (
        Record(effect="e1", entries=(entry(1), entry(2))),
        wish("e2"),
        Claim(effect="e3", person="eli", tier=Tier.ENGINEERING, weight=4),
        Release(effect="e4", tier=Tier.L2),
    )
    first = await deliver(store, *effects)
    assert [(o.effect, o.failed) for o in first.outcomes] == [(f"e{n}", "") for n in range(1, 5)]
    assert first.outcomes[1].routed
    assert first.outcomes[1].routed.person == "ana"
    assert await deliver(store, *effects) == first
    assert await held(store) == [("zendesk-1", "engineering", "eli", 4)]
    async with store.reading() as db:
        assert list(await db.scalars(select(events.c.sequence))) == [1, 2]
        claimed = await db.scalar(select(assignments.c.claimed_at).limit(1))
    assert claimed == AT  # the workflow's time


async def test_who_is_on_duty_is_read_with_the_route(store) -> None:
    (outcome,) = (await deliver(store, replace(ON_CALL, people=wish().people))).outcomes
    assert outcome.routed
    assert (outcome.routed.person, outcome.routed.shifts) == (PEOPLE[0], SHIFTS)


async def test_who_is_on_duty_is_known_without_the_database(tmp_path) -> None:
    (tmp_path / "a file").touch()
    async with open_store(in_file(tmp_path / "a file" / "ledger.db")) as away:
        (outcome,) = (await deliver(away, ON_CALL)).outcomes
    assert outcome.routed
    assert (outcome.routed.branch, outcome.routed.shifts) == (Branch.QUEUED, SHIFTS)


async def test_feeds_that_are_slow_are_told_and_not_waited_for(store, monkeypatch) -> None:
    monkeypatch.setattr(ledger, "FEEDS_S", 0.05)
    (outcome,) = (await deliver(store, ON_CALL, breaks=lambda: asyncio.sleep(60))).outcomes
    assert outcome.routed
    assert outcome.routed.shifts == Shifts(AT, stale=("engineers: not read in 0.05 s",))


@dataclass
class Broken:
    """A feed that cannot be read, and says since when."""

    hours: int = 24

    async def shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        self.hours += 1
        return Shifts(at, stale=(f"feed engineers was last read {self.hours} h ago",))


async def test_what_is_wrong_with_a_feed_is_told_once_a_day(store) -> None:
    now = AT
    activities = LedgerActivities(store, Broken(), lambda: now)
    told = []
    for hours in (0, 1, 22, 2, 1):
        now += timedelta(hours=hours)
        (outcome,) = (await deliver(store, ON_CALL, by=activities)).outcomes
        assert outcome.routed
        assert outcome.routed.shifts
        told.append(outcome.routed.shifts.stale)
    said = "feed engineers was last read {} h ago"
    assert told == [(said.format(25),), (), (), (said.format(28),), ()]


async def test_what_can_never_be_written_fails_alone(store) -> None:
    came = await deliver(store, Record(effect="e1", entries=(NAIVE,)), wish("e2"))
    assert "has no time zone" in came.outcomes[0].failed
    assert came.outcomes[1].routed
    assert came.outcomes[1].routed.person == "ana"


ABOUT = "The export to CSV is empty since the update"
FIND = FindAlike(
    effect="e2", text=ABOUT, customer="acme", product="export", window_h=24, score_min=0.5
)


def report(text: str, customer: str, minutes: int = 0) -> Record:
    """What a ledger is told first of an escalation."""
    opened = replace(entry(1, "Opened"), at=AT - timedelta(minutes=minutes))
    return Record(effect="e1", entries=(opened,), customer=customer, product="export", text=text)


async def test_others_that_are_alike_are_found_the_best_first(store) -> None:
    said = {
        "zendesk-2": report(ABOUT, "globex", 90),
        "zendesk-3": report("CSV export is empty since the last update, too", "initech", 30),
        "zendesk-4": report("How do I invite a colleague?", "hooli", 20),
        "zendesk-5": report(ABOUT, "late", 60 * 25),
    }
    for id_, effect in said.items():
        await record(store, id_, effect)
    (found,) = (await deliver(store, FIND)).outcomes
    assert [(a.escalation, a.customer) for a in found.alike] == [
        ("zendesk-2", "globex"),
        ("zendesk-3", "initech"),
    ]
    assert found.alike[0].at == AT - timedelta(minutes=90)
    assert 1 >= found.alike[0].score > found.alike[1].score >= 0.5


async def test_one_that_was_solved_before_is_found_where_a_rule_asks_for_it(store) -> None:
    done = report(ABOUT, "globex", 60 * 24 * 10)
    closed = replace(done.entries[0], sequence=2, type="Closed")
    await record(store, "zendesk-2", replace(done, entries=(*done.entries, closed)))
    (unasked,) = (await deliver(store, FIND)).outcomes
    (found,) = (await deliver(store, replace(FIND, solved_days=90))).outcomes
    assert unasked.alike == ()
    assert [a.solved_at for a in found.alike] == [AT - timedelta(days=10)]


async def test_the_best_twenty_are_enough_and_of_equals_the_eldest(store) -> None:
    for n in range(10, 40):
        await record(store, f"zendesk-{n}", report(ABOUT, f"customer {n}", minutes=100 - n))
    (found,) = (await deliver(store, FIND)).outcomes
    assert [a.escalation for a in found.alike] == [f"zendesk-{n}" for n in range(10, 30)]


async def test_what_looks_for_others_is_written_before_it_looks(store) -> None:
    """Of two that look for each other at the same time, one at least finds the other."""
    came = await deliver(store, FIND, report(ABOUT, "acme"))
    assert [o.effect for o in came.outcomes] == ["e1", "e2"]
    assert came.outcomes[1].alike == ()  # not itself


async def test_a_long_look_for_others_holds_up_nobody_who_waits_to_be_asked(
    store, monkeypatch
) -> None:
    monkeypatch.setattr(ledger, "ALIKE_S", 0)
    came = await deliver(store, FIND, wish("e3"), report(ABOUT, "acme"))
    assert [o.effect for o in came.outcomes] == ["e3", "e1"]
    assert [o.effect for o in (await deliver(store, FIND)).outcomes] == ["e2"]  # alone it may


async def test_while_the_database_is_away_the_batch_is_tried_again(tmp_path) -> None:
    (tmp_path / "a file").touch()
    async with open_store(in_file(tmp_path / "a file" / "ledger.db")) as away:
        with pytest.raises(ApplicationError) as told:
            await deliver(away, Record(effect="e1", entries=(entry(1),)))
    assert (told.value.type, told.value.non_retryable) == ("Transient", False)


async def test_what_was_done_before_it_went_away_is_handed_on(store, tmp_path) -> None:
    async def goes_away() -> None:
        async with store.writing() as db:
            await db.exec_driver_sql("DROP TABLE answers")

    effects = (Record(effect="e1", entries=(entry(1),)), replace(ON_CALL, effect="e2"))
    route = replace(ON_CALL, effect="e2", people=wish().people)
    came = await deliver(store, effects[0], route, wish("e3"), breaks=goes_away)
    assert [(o.effect, o.failed) for o in came.outcomes] == [("e1", "")]
