"""Which open escalations are recent, and what was reported in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
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


async def reported(
    db: AsyncConnection, escalation: str, product: str, since: datetime
) -> list[Reported]:
    """What is open of a product since an instant (UTC), the newest first; not the escalation's own.

    What a restricted tier holds has no text here, and is left out.
    """
    kept = escalations.c
    asked = select(kept.id, kept.customer, kept.text, kept.first_at, kept.problem).where(
        kept.product == product,
        kept.is_open,
        kept.first_at >= since,
        kept.text != "",
        kept.id != escalation,
    )
    newest = asked.order_by(kept.first_at.desc(), kept.id).limit(LOOKED_AT_MAX)
    return [Reported(*row) for row in await db.execute(newest)]
