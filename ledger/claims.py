"""Who gets an escalation: looked for and claimed in one transaction, so that nobody gets too much.

Everybody who may be asked is held while it is decided: in SQLite by the one write lock, in
PostgreSQL by a row for each person, taken in one order (docs/adr/0019). An effect is answered once;
a repeat gets the same answer and changes nothing. Effects of one escalation wait for each other,
and may come late, after an outage; their numbers say which of two is the newer, and an older one
ends no newer claim.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.routing.wanted import (
    WEIGHT,
    Branch,
    Candidate,
    Claim,
    Release,
    Route,
    Routed,
    Wanted,
)
from escalation.terms import Tier
from ledger.store import insert
from ledger.tables import answers, assignments, people

Choose = Callable[[Wanted, tuple[Candidate, ...], datetime, str], Routed]
# Whom somebody knew before is forgotten; and everybody else waits while what they had is counted.
LATELY = timedelta(days=180)
_IS_HELD = assignments.c.released_at.is_(None)


async def claim(
    db: AsyncConnection, escalation: str, effect: Route, at: datetime, choose: Choose
) -> Routed:
    """Find somebody with `choose`, by what everybody has now, and claim them at `at` (UTC)."""
    if not await _is_first(db, escalation, effect.effect, at):
        return await _answer(db, escalation, effect.effect)
    await _hold(db, (candidate.person for candidate in effect.people))
    wanted = effect.wanted
    if holder := await _newer_holder(db, escalation, wanted.tier, effect.effect):
        routed = Routed(Branch.QUEUED, because=(f"{holder} has taken it meanwhile",))
    else:
        candidates = await _as_they_are(db, escalation, effect, at)
        routed = choose(wanted, candidates, at, effect.guidance)
    if routed.person:
        weight = WEIGHT[wanted.severity]
        taken = Claim(
            effect=effect.effect,
            person=routed.person,
            tier=wanted.tier,
            weight=weight,
            customer=wanted.customer,
        )
        await _replace(db, escalation, taken, at)
    said = update(answers).where(_is_of(escalation, effect.effect))
    await db.execute(said.values(routed=_written(routed)))
    return routed


async def take(db: AsyncConnection, escalation: str, effect: Claim, at: datetime) -> None:
    """Count it as the person's, in place of whoever had it in that tier; also over capacity."""
    if not await _is_first(db, escalation, effect.effect, at):
        return
    await _hold(db, (effect.person,))
    if not await _newer_holder(db, escalation, effect.tier, effect.effect):
        await _replace(db, escalation, effect, at)


async def release(db: AsyncConnection, escalation: str, effect: Release, at: datetime) -> None:
    """End the claims of a tier, or all."""
    if await _is_first(db, escalation, effect.effect, at):
        await _end(db, escalation, effect.tier, effect.effect, at)


# -- one answer for each effect -------------------------------------------------------------------


async def _is_first(db: AsyncConnection, escalation: str, effect: str, at: datetime) -> bool:
    """Nobody has done it; who does any of the escalation's waits here until we have committed."""
    if db.dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(escalation, 0))))
    place = {"escalation": escalation, "effect": effect, "at": at}
    made = await db.execute(insert(db, answers).values(place).on_conflict_do_nothing())
    return made.rowcount == 1


async def _answer(db: AsyncConnection, escalation: str, effect: str) -> Routed:
    asked = select(answers.c.routed).where(_is_of(escalation, effect))
    kept = (await db.execute(asked)).scalar_one()
    return Routed(
        Branch(kept["branch"]),
        kept["person"],
        tuple(kept["because"]),
        datetime.fromisoformat(kept["until"]) if kept["until"] else None,
    )


def _written(routed: Routed) -> dict[str, Any]:
    return {
        "branch": routed.branch.value,
        "person": routed.person,
        "because": list(routed.because),
        "until": routed.until.isoformat() if routed.until else None,
    }


def _is_of(escalation: str, effect: str) -> Any:
    return and_(answers.c.escalation == escalation, answers.c.effect == effect)


# -- what everybody has ---------------------------------------------------------------------------


async def _hold(db: AsyncConnection, asked: Iterable[str]) -> None:
    """Let nobody else decide about these people until we have committed."""
    names = sorted(set(asked))
    if not names:
        return
    rows = [{"person": name} for name in names]
    await db.execute(insert(db, people).values(rows).on_conflict_do_nothing())
    # Always in one order, or two could each wait for the other's last.
    held = select(people.c.person).where(people.c.person.in_(names)).order_by(people.c.person)
    await db.execute(held.with_for_update())


async def _as_they_are(
    db: AsyncConnection, escalation: str, effect: Route, at: datetime
) -> tuple[Candidate, ...]:
    """The candidates with what they have; what they have of this escalation is about to end."""
    kept, customer = assignments.c, effect.wanted.customer
    is_asked = kept.person.in_([candidate.person for candidate in effect.people])
    held = await db.execute(
        select(kept.person, func.sum(kept.weight))
        .where(is_asked, _IS_HELD, kept.escalation != escalation)
        .group_by(kept.person)
    )
    load = {row[0]: row[1] for row in held}
    is_known = and_(kept.customer == customer, kept.customer != "")
    had = await db.execute(
        select(kept.person, func.max(kept.claimed_at), func.sum(case((is_known, 1), else_=0)))
        .where(is_asked, kept.claimed_at >= at - LATELY)
        .group_by(kept.person)
    )
    lately = {row[0]: (row[1], row[2]) for row in had}
    return tuple(
        replace(one, load=load.get(one.person, 0), last_at=last_at, knows=times)
        for one in effect.people
        for last_at, times in [lately.get(one.person, (None, 0))]
    )


# -- claims ---------------------------------------------------------------------------------------


async def _newer_holder(db: AsyncConnection, escalation: str, tier: Tier, effect: str) -> str:
    is_newer = assignments.c.effect > _number(effect)
    held = select(assignments.c.person).where(_is_held_by(escalation, tier), is_newer)
    return await db.scalar(held) or ""


async def _replace(db: AsyncConnection, escalation: str, claimed: Claim, at: datetime) -> None:
    await _end(db, escalation, claimed.tier, claimed.effect, at)
    row = {
        "escalation": escalation,
        "tier": claimed.tier.value,
        "person": claimed.person,
        "weight": claimed.weight,
        "customer": claimed.customer,
        "effect": _number(claimed.effect),
        "claimed_at": at,
    }
    await db.execute(insert(db, assignments).values(row))


async def _end(
    db: AsyncConnection, escalation: str, tier: Tier | None, effect: str, at: datetime
) -> None:
    is_older = assignments.c.effect < _number(effect)
    ended = update(assignments).where(_is_held_by(escalation, tier), is_older)
    await db.execute(ended.values(released_at=at))


def _is_held_by(escalation: str, tier: Tier | None) -> Any:
    held = and_(_IS_HELD, assignments.c.escalation == escalation)
    return and_(held, assignments.c.tier == tier.value) if tier else held


def _number(effect: str) -> int:
    """Effects of an escalation are numbered as they are decided: e1, e2, …"""
    return int(re.sub(r"\D", "", effect))
