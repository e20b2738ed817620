"""Escalations as one person may see them: found by the list, shown as cards.

A restricted tier's work is a stub to those who are not of it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from escalation.card import Card
from escalation.policy import Policy
from escalation.terms import ClockState, Severity, Status, Tier
from starter.escalations import Escalations
from starter.series import Unknown
from starter.slack.askers import Asker
from starter.temporal import Unreachable
from starter.visibility import Row

CARDS_MAX = 20  # asked for at once: two screens of a list

_SEVERITIES = tuple(str(each) for each in Severity)


@dataclass(frozen=True)
class Seen:
    """One escalation; `is_warned`: a deadline that still runs has warned already."""

    card: Card
    is_warned: bool = False


async def seen(
    escalations: Escalations, rows: Sequence[Row], asker: Asker, within: timedelta
) -> tuple[list[Seen], int]:
    """The worst of `rows` as cards, and how many of all are not shown, or cannot be read."""
    worst = sorted(rows, key=lambda row: (_rank(row.severity), row.since))[:CARDS_MAX]
    looks = [_look(escalations, row, reader(asker, row.tier, escalations.policy)) for row in worst]
    tasks = [asyncio.create_task(look) for look in looks]
    if tasks:
        await asyncio.wait(tasks, timeout=within.total_seconds())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found = [look for task in tasks if not task.cancelled() and (look := task.result())]
    return [each for each in found if each.card.status != Status.CLOSED], len(rows) - len(found)


def is_for(asker: Asker, card: Card) -> bool:
    """Whether somebody owns it, or is asked for it now."""
    return asker.person in (card.owner, *card.asked)


def reader(asker: Asker, tier: str, policy: Policy) -> Tier:
    """As which tier somebody reads what stands at `tier`.

    Their own, a restricted one first; who is of none reads as one that has nothing to do with it.
    """
    own = asker.tiers(policy)
    if tier in own:
        return Tier(tier)
    if own:
        return max(own, key=lambda each: policy.tiers[each].is_restricted)
    return Tier.L2 if tier == Tier.L1 else Tier.L1


async def _look(escalations: Escalations, row: Row, as_tier: Tier) -> Seen | None:
    try:
        shown, e = await asyncio.gather(
            escalations.card(row.escalation, as_tier), escalations.state(row.escalation)
        )
    except (Unknown, Unreachable):
        return None
    live = (ClockState.RUNNING, ClockState.PAUSED)
    return Seen(shown, any(clock.fired and clock.state in live for clock in e.clocks))


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
