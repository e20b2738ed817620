"""What tests say to a ledger, in few words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from escalation.record import Entry, Record
from escalation.routing.tree import route
from escalation.routing.wanted import Candidate, Claim, Release, Route, Routed, Wanted
from escalation.terms import Severity, Tier
from ledger import claims, events
from ledger.store import Store
from ledger.tables import assignments

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = ("ana", "ben", "cho", "dee", "eli")


def entry(sequence: int, type_: str = "Noted", text: str = "said", **fields: str) -> Entry:
    at = AT + timedelta(minutes=sequence)
    return Entry(sequence, at, type_, text, Tier.L2, Severity.HIGH, fields)


def batch(*entries: Entry, **about: str) -> Record:
    return Record(effect="e1", entries=entries, **about)


def wish(
    effect: str = "e1",
    severity: Severity = Severity.MEDIUM,
    customer: str = "",
    people: tuple[str, ...] = PEOPLE,
) -> Route:
    wanted = Wanted(Tier.ENGINEERING, severity, customer)
    return Route(effect=effect, wanted=wanted, people=tuple(map(Candidate, people)))


async def record(store: Store, escalation: str, effect: Record) -> None:
    async with store.writing() as db:
        await events.record(db, escalation, effect)


async def claim(store: Store, escalation: str, effect: Route, at: datetime = AT) -> Routed:
    async with store.writing() as db:
        return await claims.claim(db, escalation, effect, at, route)


async def take(store: Store, escalation: str, effect: str, person: str, weight: int = 4) -> None:
    taken = Claim(effect=effect, person=person, tier=Tier.ENGINEERING, weight=weight)
    async with store.writing() as db:
        await claims.take(db, escalation, taken, AT)


async def release(store: Store, escalation: str, effect: str, tier: Tier | None = None) -> None:
    async with store.writing() as db:
        await claims.release(db, escalation, Release(effect=effect, tier=tier), AT)


async def held(store: Store) -> list[Any]:
    """Every claim that lasts: escalation, tier, person, weight."""
    kept = assignments.c
    asked = select(kept.escalation, kept.tier, kept.person, kept.weight)
    asked = asked.where(kept.released_at.is_(None)).order_by(kept.id)
    async with store.reading() as db:
        return [tuple(row) for row in await db.execute(asked)]
