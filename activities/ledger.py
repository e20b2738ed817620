"""Writes into the ledger and asks it: what happened, who has it, what is like it.

Each effect is a transaction of its own, done once however often it is sent. What the database
refuses for good is told as such; when it is away, what was done before is handed on, and the rest
is tried again.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from temporalio import activity

from activities.batches import LEDGER_DELIVER, Delivered, LedgerBatch, LedgerEffect
from activities.failure import WallClock, attempt
from escalation.alike import Alike, FindAlike
from escalation.outcomes import Outcome
from escalation.record import Record
from escalation.routing.tree import route
from escalation.routing.wanted import Branch, Claim, Release, Route, Routed, Shifts
from escalation.similar.pairwise import alikeness
from integrations.errors import Transient
from ledger import claims, events, kindred
from ledger.errors import Away, Unfit
from ledger.kindred import Reported
from ledger.store import Store

ALIKE_MAX = 20  # others that a person may look through; the best of them
FEEDS_S = 4  # an attempt to route somebody has nine seconds, and the ledger wants some of them
ALIKE_S = 2  # of those seconds, where others look: what was done before is handed on by then
TOLD_EVERY = timedelta(days=1)  # each escalation would raise the same alarm of a broken feed


class Feeds(Protocol):
    """Who is on duty, as calendars outside say."""

    async def shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        """The shifts of these rosters around an instant (UTC); `stale` says what is wrong."""


class LedgerActivities:
    """Deliveries to the ledger; `clock` gives the wall clock, aware UTC.

    What is wrong with a feed is handed on once in TOLD_EVERY, by each worker.
    """

    def __init__(self, store: Store, feeds: Feeds, clock: WallClock) -> None:
        self._store = store
        self._feeds = feeds
        self._clock = clock
        self._told: dict[str, datetime] = {}

    @activity.defn(name=LEDGER_DELIVER)
    async def deliver(self, batch: LedgerBatch) -> Delivered:
        """Write in order, then look. Raises ApplicationError to retry when none could be done."""
        # The workflow's time: where that is skipped, the wall's is another.
        at = activity.info().scheduled_time
        async with attempt(self._clock):
            return Delivered(tuple(await self._in_order(batch, at)))

    async def _in_order(self, batch: LedgerBatch, at: datetime) -> list[Outcome]:
        outcomes: list[Outcome] = []
        # Of two that look for each other at once, the later must find the earlier: write first.
        for effect in sorted(batch.effects, key=lambda one: isinstance(one, FindAlike)):
            try:
                is_last = outcomes and isinstance(effect, FindAlike)
                async with asyncio.timeout(ALIKE_S if is_last else None):
                    outcome = await self._do(batch.key, effect, at)
            except Unfit as error:
                outcome = Outcome(effect.effect, failed=str(error))
            except (Away, TimeoutError) as error:
                if outcomes:
                    break
                raise Transient(str(error)) from error
            outcomes.append(outcome)
        return outcomes

    async def _do(self, key: str, effect: LedgerEffect, at: datetime) -> Outcome:
        match effect:
            case Route():
                return Outcome(effect.effect, routed=await self._route(key, effect, at))
            case FindAlike():
                return Outcome(effect.effect, alike=await self._alike(key, effect, at))
            case Record():
                async with self._store.writing() as db:
                    await events.record(db, key, effect)
            case Claim():
                async with self._store.writing() as db:
                    await claims.take(db, key, effect, at)
            case Release():
                async with self._store.writing() as db:
                    await claims.release(db, key, effect, at)
            case _:
                assert_never(effect)
        return Outcome(effect.effect)

    async def _route(self, key: str, effect: Route, at: datetime) -> Routed:
        """Who takes it. Where nobody is to be chosen, only who is on duty is asked."""
        shifts = await self._shifts(effect.rosters, at) if effect.rosters else None
        if not effect.people:
            return Routed(Branch.QUEUED, shifts=shifts)
        async with self._store.writing() as db:
            routed = await claims.claim(db, key, effect, at, route)
        return replace(routed, shifts=shifts)

    async def _alike(self, key: str, effect: FindAlike, at: datetime) -> tuple[Alike, ...]:
        since = at - timedelta(hours=effect.window_h)
        async with self._store.reading() as db:
            solved_since = at - timedelta(days=effect.solved_days)
            others = await kindred.reported(db, key, effect.product, since, solved_since)
        # It may take a second of counting words, in which the worker must go on.
        return await asyncio.to_thread(_alike_of, effect, others)

    async def _shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        try:
            async with asyncio.timeout(FEEDS_S):
                shifts = await self._feeds.shifts(rosters, at)
        except TimeoutError:
            shifts = Shifts(at, stale=(f"{', '.join(rosters)}: not read in {FEEDS_S} s",))
        return replace(shifts, stale=tuple(filter(self._is_news, shifts.stale)))

    def _is_news(self, line: str) -> bool:
        """Whether it was not told lately; numbers in it are ages, which change all the time."""
        now, about = self._clock(), re.sub(r"\d+", "", line)
        self._told = {told: at for told, at in self._told.items() if now < at + TOLD_EVERY}
        is_news = about not in self._told
        self._told.setdefault(about, now)
        return is_news


def _alike_of(effect: FindAlike, others: Sequence[Reported]) -> tuple[Alike, ...]:
    """The most alike first; of equals the one that came first."""
    scored = [
        Alike(other.escalation, other.customer, score, other.at, other.problem, other.solved_at)
        for other in others
        if (score := alikeness(effect.text, other.text)) >= effect.score_min
    ]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.at, one.escalation))[:ALIKE_MAX])
