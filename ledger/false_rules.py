"""Which rules let through what was no bug, and what that cost those who had to look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.routing.wanted import WEIGHT
from escalation.terms import Severity, Tier
from ledger.tables import escalations, events

_TOLD = ("Opened", "Moved", "CameBack")


@dataclass(frozen=True)
class RuleRecord:
    """One rule that sends escalations to a tier; an empty name stands for people.

    `held` is how long the tier had what came back, by the wall's clock; `cost` weighs each of
    those hours as it weighs on a person's capacity.
    """

    rule: str
    let_through: int
    came_back: int
    held: timedelta
    cost: float

    @property
    def share(self) -> float:
        """How much of what it let through came back, 0 to 1; what came before counts as one."""
        return self.came_back / max(self.let_through, self.came_back, 1)


async def false_rules(db: AsyncConnection, since: datetime) -> list[RuleRecord]:
    """Every rule that let something through, or whose came back, since an instant (UTC).

    The costliest come first.
    """
    recent = select(escalations.c.id).where(escalations.c.last_at >= since)
    asked = select(events).where(events.c.type.in_(_TOLD), events.c.escalation.in_(recent))
    return tally(await db.execute(asked.order_by(events.c.escalation, events.c.sequence)), since)


def tally(told: Iterable[Any], since: datetime) -> list[RuleRecord]:
    """Count what was told, in each escalation's order."""
    counted: dict[str, _Count] = {}
    arrived: dict[tuple[str, str], datetime] = {}
    for row in told:
        if row.type == "CameBack":
            tier, rule = row.fields["tier"], row.fields.get("rule", "")
            came = arrived.get((row.escalation, tier), row.at)
            if row.at >= since:
                counted.setdefault(rule, _Count()).add_return(row, came)
            continue
        to = row.fields.get("after", row.tier)
        arrived[row.escalation, to] = row.at
        if row.at >= since and row.type == "Moved" and _is_up(row.fields):
            counted.setdefault(row.fields.get("rule", ""), _Count()).let_through += 1
    records = [count.record(rule) for rule, count in counted.items()]
    return sorted(records, key=lambda one: (-one.cost, -one.came_back, one.rule))


@dataclass
class _Count:
    let_through: int = 0
    came_back: int = 0
    held: timedelta = timedelta()
    cost: float = 0.0

    def add_return(self, row: Any, came: datetime) -> None:
        held = max(row.at - came, timedelta())
        self.came_back += 1
        self.held += held
        self.cost += held / timedelta(hours=1) * WEIGHT[Severity(row.severity)]

    def record(self, rule: str) -> RuleRecord:
        return RuleRecord(rule, self.let_through, self.came_back, self.held, self.cost)


def _is_up(fields: dict[str, str]) -> bool:
    return Tier(fields["after"]).rank >= Tier(fields["before"]).rank
