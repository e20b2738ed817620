"""What was resolved, with its cause and what was learned: for finding what recurs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.recurring import Solved
from ledger.tables import escalations, events

LOOKED_AT_MAX = 5_000  # escalations of a week or a month: more than a big team's


async def solved(db: AsyncConnection, since: datetime) -> list[Solved]:
    """What was resolved since an instant (UTC), the last resolution of each.

    What a restricted tier holds has no text here, and is left out.
    """
    about, told = escalations.c, events.c
    asked = (
        select(about.id, about.customer, about.problem, about.text, told.fields)
        .join(events, told.escalation == about.id)
        .where(told.type == "Resolved", told.at >= since, about.text != "")
        .order_by(told.at.desc(), about.id)
        .limit(LOOKED_AT_MAX)
    )
    found: dict[str, Solved] = {}
    for row in await db.execute(asked):
        lessons = (row.fields.get("root_cause", ""), row.fields.get("learned", ""))
        found.setdefault(row.id, Solved(row.id, row.customer, row.problem, row.text, *lessons))
    return list(found.values())
