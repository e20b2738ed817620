"""Escalations as one person may see them: found by the list, judged by their state.

The list knows tier, owner and status, so it counts; who is asked, who keeps the customer's side and
what is broken stand in the state alone. A restricted tier's work is a stub to those who are not of
it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from temporalio.client import Client

from escalation.actions import Button
from escalation.buttons import asked, buttons
from escalation.card import Card, card, shown_clocks
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.terms import ClockState, Severity, Status, Tier
from starter.escalations import Escalations
from starter.series import handle
from starter.slack.askers import Asker
from starter.temporal import ASK_WITHIN, reaching
from starter.visibility import Filter, Row, listed
from workflows.escalation import EscalationWorkflow

STATES_MAX = 100  # read at once: some 30 KiB and 1 ms of ours each
UNREAD = "Not read just now: no more is known of it here"

_SEVERITIES = tuple(str(each) for each in Severity)


@dataclass(frozen=True)
class Seen:
    """One escalation; without its state the card says what the list knows."""

    row: Row
    card: Card
    state: Escalation | None = None

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that have to do with it, the accountable one first."""
        return _tiers(self.state) if self.state else (self.row.tier,)

    @property
    def is_breached(self) -> bool:
        """Whether something is owed whose time has passed."""
        if not self.state:
            return self.row.breached
        return any(clock.state == ClockState.BREACHED for clock in shown_clocks(self.state))

    @property
    def is_warned(self) -> bool:
        """Whether a deadline that still runs has warned already."""
        clocks = self.state.clocks if self.state else ()
        return any(clock.fired and clock.is_live for clock in clocks)

    def awaits(self, tiers: Sequence[Tier]) -> bool:
        """Whether one of `tiers` has yet to say that it has it."""
        if self.state:
            return any(Button.ACKNOWLEDGE in buttons(self.state, tier) for tier in tiers)
        return self.row.status == Status.UNACKNOWLEDGED and self.row.tier in tiers

    def is_for(self, asker: Asker) -> bool:
        """Whether somebody owns it, is asked for it now, or keeps the customer's side."""
        e = self.state
        if not e:
            return self.row.owner == asker.person
        return asker.person in (e.owner, e.contact) or bool(_asked_as(asker, e))


async def found(client: Client, wanted: Iterable[Filter]) -> list[Row]:
    """List what any of the filters finds, each once, in their order. Raises Unreachable."""
    lists = await asyncio.gather(*(listed(client, each) for each in wanted))
    return list({row.escalation: row for rows in lists for row in rows}.values())


async def around(client: Client, asker: Asker, policy: Policy) -> list[Row]:
    """List what may concern somebody: theirs first, then their tiers', then the worst.

    Raises Unreachable.
    """
    own, led = asker.tiers(policy), asker.leads(policy)
    theirs = [Filter(owner=asker.person), *(Filter(tier=tier) for tier in {*own, *led})]
    rows = await found(client, [*theirs, Filter()])

    def near(row: Row) -> tuple[bool, bool, bool]:
        return row.owner != asker.person, row.tier not in own, row.tier not in led

    return sorted(worst_first(rows), key=near)


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """By severity, the oldest first."""
    return sorted(rows, key=lambda row: (_rank(row.severity), row.since))


async def seen(
    escalations: Escalations, rows: Sequence[Row], asker: Asker, within_s: float
) -> list[Seen]:
    """All of `rows` in their order but closed ones, the states of the first `STATES_MAX` read.

    What cannot be read in so many seconds is there as the list knows it.
    """
    tasks = [asyncio.create_task(_state(escalations.client, row)) for row in rows[:STATES_MAX]]
    if tasks:
        await asyncio.wait(tasks, timeout=within_s)
    for task in tasks:
        task.cancel()
    read = await asyncio.gather(*tasks, return_exceptions=True)
    states = {e.id: e for e in read if isinstance(e, Escalation)}
    shown = [_seen(row, states.get(row.escalation), asker, escalations.policy) for row in rows]
    return [each for each in shown if each.card.status != Status.CLOSED]


def unread(shown: Sequence[Seen]) -> str:
    """What is said when not all could be read; empty when they were."""
    number = sum(not each.state for each in shown)
    lacking = "who is asked there, and who is the contact, is not known"
    return f"{number} of {len(shown)} were not read: {lacking}." if number else ""


async def _state(client: Client, row: Row) -> Escalation:
    async with reaching():
        state: Escalation = await handle(client, row.escalation).query(
            EscalationWorkflow.state, rpc_timeout=ASK_WITHIN
        )
    return state


def _seen(row: Row, e: Escalation | None, asker: Asker, policy: Policy) -> Seen:
    if not e:
        return Seen(row, _as_listed(row))
    as_tier = reader(asker, e, policy)
    shown = card(replace(e, policy=policy), as_tier)
    if as_tier != e.tier:  # a list's button speaks for the accountable tier; in its own channel
        others = (button for button in shown.buttons if button != Button.ACKNOWLEDGE)
        shown = replace(shown, buttons=tuple(others))  # an engaged tier has one for itself
    return Seen(row, shown, e)


def reader(asker: Asker, e: Escalation, policy: Policy) -> Tier:
    """As which tier somebody reads an escalation.

    One of their own that has to do with it, rather where they are asked; else of their own a
    restricted one first; who is of none reads as one that has nothing to do with it.
    """
    own = asker.tiers(policy)
    there = (*_asked_as(asker, e), *(tier for tier in _tiers(e) if tier in own))
    if there:
        return there[0]
    if own:
        return max(own, key=lambda each: policy.tiers[each].is_restricted)
    return Tier.L2 if e.tier == Tier.L1 else Tier.L1


def _tiers(e: Escalation) -> tuple[Tier, ...]:
    return (e.tier, *(engaged.tier for engaged in e.engaged))


def _asked_as(asker: Asker, e: Escalation) -> tuple[Tier, ...]:
    """The tiers for which somebody is asked."""
    return tuple(tier for tier in _tiers(e) if asker.person in asked(e, tier))


def _as_listed(row: Row) -> Card:
    """What is no secret to anybody: a state that is not read may be a restricted tier's."""
    return Card(
        id=row.escalation,
        title="",
        severity=row.severity,
        tier=row.tier,
        status=row.status,
        customer="",
        owner="",
        contact="",
        next_step=UNREAD,
        is_stub=True,
    )


def _rank(severity: str) -> int:
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
