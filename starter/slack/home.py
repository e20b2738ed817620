"""The Home tab of one person: theirs, their team's, and for a lead what is at risk."""

from datetime import timedelta

from escalation.card import Card
from escalation.terms import ClockState, Status
from integrations.slack.home import Home, Lead, home_view
from starter.slack.askers import Asker, Unwelcome
from starter.slack.desk import Desk
from starter.slack.looking import Seen, is_for, seen
from starter.visibility import Filter, listed

LOOK_WITHIN = timedelta(seconds=5)  # nobody waits for an answer here, but for a screen


class HomeTab:
    """Published when somebody opens it, and again after what they do there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def opened(self, user: str) -> None:
        """Show it to whoever opened it. Raises VendorError, Unreachable."""
        try:
            asker = await self._desk.askers.who(user)
        except Unwelcome as refusal:
            await self._desk.vendors.slack.publish(user, home_view(Home(notice=str(refusal))))
            return
        await self.show(asker)

    async def show(self, asker: Asker) -> None:
        """Publish it as it stands now. Raises VendorError, Unreachable."""
        view = home_view(await self._home(asker))
        await self._desk.vendors.slack.publish(asker.user, view)

    async def _home(self, asker: Asker) -> Home:
        escalations = self._desk.escalations
        policy, client = escalations.policy, escalations.client
        own, led = asker.tiers(policy), asker.leads(policy)
        rows = {
            row.escalation: row
            for wanted in (Filter(owner=asker.person), Filter())
            for row in await listed(client, wanted)
            if row.owner == asker.person or row.tier in (*own, *led)
        }
        found, missing = await seen(escalations, list(rows.values()), asker, LOOK_WITHIN)
        mine = [s for s in found if is_for(asker, s.card)]
        team = [s for s in found if s not in mine and s.card.tier in own]
        lead = _lead([s for s in found if s.card.tier in led]) if led else None
        more = f"{missing} more: ask `/handrail find` with a tier or a name" if missing else ""
        return Home(_cards(mine), _cards(team), lead, self._desk.people, more)


def _lead(found: list[Seen]) -> Lead:
    breached = [s for s in found if any(c.state == ClockState.BREACHED for c in s.card.clocks)]
    return Lead(
        at_risk=_cards([s for s in found if s.is_warned and s not in breached]),
        breached=_cards(breached),
        unacknowledged=_cards([s for s in found if s.card.status == Status.UNACKNOWLEDGED]),
    )


def _cards(found: list[Seen]) -> tuple[Card, ...]:
    return tuple(each.card for each in found)
