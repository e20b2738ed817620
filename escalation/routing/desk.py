"""From an escalation and its policy: what it wants of a person, and who there is at an instant."""

from datetime import datetime

from escalation.model import Escalation
from escalation.policy import Policy
from escalation.routing.wanted import Candidate, Shifts, Wanted
from escalation.terms import Tier


def fed(policy: Policy, tier: Tier) -> tuple[str, ...]:
    """The rosters of a tier's steps whose shifts a feed says."""
    asked = dict.fromkeys(step.ask for step in policy.tiers[tier].steps)
    return tuple(ask for ask in asked if ask in policy.rosters and policy.rosters[ask].feed)


def wanted(e: Escalation) -> Wanted:
    """What an escalation needs of a person in its tier."""
    ticket, account = e.ticket, e.policy.account(e.customer)
    routing = e.policy.tiers[e.tier].routing
    named = (ticket.product, ticket.category, *ticket.tags) if ticket else ()
    skills = [s for name in named for s in (routing.skills.get(name, ()) if routing else ())]
    return Wanted(
        tier=e.tier,
        severity=e.severity,
        customer=e.customer,
        owner=account.owner,
        area=ticket.category if ticket else "",
        product=ticket.product if ticket else "",
        language=e.triaged.reading.language or account.language,
        skills=tuple(dict.fromkeys(skills)),
    )


def candidates(
    policy: Policy, wanted: Wanted, at: datetime, shifts: Shifts | None
) -> tuple[Candidate, ...]:
    """Everybody the tier may ask at an instant (UTC); nobody where it has no routing."""
    return ()
