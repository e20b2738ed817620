"""What the ledger tells of one escalation, of what is missing, and of how texts turned out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.record import Entry
from escalation.terms import Severity, Tier
from escalation.triage.words import Kind
from ledger.tables import escalations, events

# A tier that resolves it by its own work says what it was.
_KINDS = {
    Tier.ENGINEERING: Kind.BUG,
    Tier.PRODUCT: Kind.FEATURE,
    Tier.SECURITY: Kind.SECURITY,
}
_TELLING = ("Resolved", "CameBack")


@dataclass(frozen=True)
class Gap:
    """Events of an escalation that are not there, from `first` to `last`."""

    escalation: str
    first: int
    last: int


@dataclass(frozen=True)
class Labelled:
    """What was reported in an escalation, and what it turned out to be."""

    escalation: str
    text: str
    kind: Kind


async def story(db: AsyncConnection, escalation: str) -> list[Entry]:
    """Everything that happened in an escalation, in order."""
    asked = select(events).where(events.c.escalation == escalation).order_by(events.c.sequence)
    return [
        Entry(
            row.sequence,
            row.at,
            row.type,
            row.text,
            Tier(row.tier),
            Severity(row.severity),
            row.fields,
        )
        for row in await db.execute(asked)
    ]


async def gaps(db: AsyncConnection) -> list[Gap]:
    """What is missing before the last event that is known: not written yet, or lost."""
    of_each = select(events.c.escalation).group_by(events.c.escalation)
    incomplete = of_each.having(func.count() < func.max(events.c.sequence))
    asked = select(events.c.escalation, events.c.sequence).where(
        events.c.escalation.in_(incomplete)
    )
    rows = await db.execute(asked.order_by(events.c.escalation, events.c.sequence))
    return [
        Gap(escalation, first, last)
        for escalation, known in groupby(rows, key=lambda row: row.escalation)
        for first, last in _between(row.sequence for row in known)
    ]


async def labelled(db: AsyncConnection) -> list[Labelled]:
    """Texts with what came of them, for learning; the last that tells decides.

    Came back as not a bug: a question. Resolved in engineering: a bug; in product: a wish; in
    security: security. What another tier resolved, or a restricted tier holds, tells nothing.
    """
    reported = select(escalations.c.id, escalations.c.text, events.c.type, events.c.tier)
    told = reported.join(events, events.c.escalation == escalations.c.id).where(
        escalations.c.text != "", events.c.type.in_(_TELLING)
    )
    found: dict[str, Labelled] = {}
    for row in await db.execute(told.order_by(escalations.c.id, events.c.sequence)):
        kind = Kind.QUESTION if row.type == "CameBack" else _KINDS.get(Tier(row.tier))
        if kind:
            found[row.id] = Labelled(row.id, row.text, kind)
    return list(found.values())


def _between(known: Iterable[int]) -> Iterable[tuple[int, int]]:
    before = 0
    for sequence in known:
        if sequence > before + 1:
            yield before + 1, sequence - 1
        before = sequence
