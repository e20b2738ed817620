"""Which escalations are open or were solved of late, and what was reported in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.tables import escalations

LOOKED_AT_MAX = 500  # texts that one is compared with, the newest: new ones take 2 ms each


@dataclass(frozen=True)
class Reported:
    """What a customer reported at `at` (UTC) in another escalation."""

    escalation: str
    customer: str
    text: str
    at: datetime
    problem: str
    solved_at: datetime | None


async def reported(
    db: AsyncConnection, escalation: str, product: str, since: datetime, solved_since: datetime
) -> list[Reported]:
    """What is open of a product since an instant (UTC), the newest first; not the escalation's own.

    So is what ended after `solved_since`. What a restricted tier holds has no text here, and is
    left out.
    """
    kept = escalations.c
    is_solved = and_(not_(kept.is_open), kept.last_at > solved_since)
    asked = select(escalations).where(
        kept.product == product,
        or_(and_(kept.is_open, kept.first_at >= since), is_solved),
        kept.text != "",
        kept.id != escalation,
    )
    newest = asked.order_by(kept.first_at.desc(), kept.id).limit(LOOKED_AT_MAX)
    return [_reported(row) for row in await db.execute(newest)]


def _reported(row: Any) -> Reported:
    solved_at = None if row.is_open else row.last_at
    return Reported(row.id, row.customer, row.text, row.first_at, row.problem, solved_at)
