"""The Home tab of one person: theirs, their team's, and for a lead what is at risk."""

from collections.abc import Sequence

from escalation.card import Card
from escalation.policy import Policy
from escalation.terms import Severity, Tier
from escalation.triage.order import Urgency, urgency
from integrations.slack.home import Home, Lead, home_view
from starter.slack.askers import Asker, Unwelcome
from starter.slack.desk import Desk
from starter.slack.looking import Seen, around, seen, unread

LOOK_WITHIN_S = 5.0  # s: nobody waits for an answer here, but for a screen


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
        policy = escalations.policy
        own, led = asker.tiers(policy), asker.leads(policy)
        rows = await around(escalations.client, asker, policy)
        shown = await seen(escalations, rows, asker, LOOK_WITHIN_S)
        mine = [each for each in shown if each.is_for(asker)]
        team = [each for each in shown if each not in mine and _concerns(each, own)]
        lead = _lead(shown, led) if led else None
        team.sort(key=lambda each: _urgency(each, policy))
        return Home(_cards(mine), _cards(team), lead, self._desk.people, unread(shown))


def _urgency(each: Seen, policy: Policy) -> Urgency:
    """What to take up first; of what was not read just now, the customer is not known."""
    account = policy.account(each.state.customer if each.state else "")
    severity = Severity(each.card.severity or Severity.MEDIUM)
    return urgency(severity, account, each.card.next_due_at, policy.impact)


def _lead(shown: Sequence[Seen], led: Sequence[Tier]) -> Lead:
    theirs = [each for each in shown if _concerns(each, led)]
    return Lead(
        at_risk=_cards([each for each in theirs if each.is_warned and not each.is_breached]),
        breached=_cards([each for each in theirs if each.is_breached]),
        unacknowledged=_cards([each for each in theirs if each.awaits(led)]),
    )


def _concerns(each: Seen, tiers: Sequence[Tier]) -> bool:
    return any(tier in tiers for tier in each.tiers)


def _cards(shown: Sequence[Seen]) -> tuple[Card, ...]:
    return tuple(each.card for each in shown)
