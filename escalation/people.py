"""Who speaks for support, and who hears of a breach, at an instant."""

from datetime import datetime

from escalation.model import Escalation
from escalation.terms import Tier

HANDRAIL = "handrail"  # the actor of what the policy does by itself
_SUPPORT = (Tier.L2, Tier.L1)  # whose people are on call for a contact who has gone home


def contact(e: Escalation, at: datetime) -> tuple[str, ...]:
    """Who keeps the customer's side at an instant (UTC): the contact, else support's lead.

    What runs around the clock passes to support on call until the contact's hours begin again.
    """
    on_call = support_on_duty(e, at) if e.policy.is_out_of_hours(e.severity, at) else ()
    named = e.contact or e.policy.tiers[Tier.L1].lead
    return on_call or ((named,) if named else ())


def support_on_duty(e: Escalation, at: datetime) -> tuple[str, ...]:
    """The first people of support who are on duty at an instant (UTC): triage duty, or a step's."""
    steps = [step.ask for tier in _SUPPORT for step in e.policy.tiers[tier].steps]
    asked = filter(None, [e.policy.triage_duty, *steps])
    on_duty = (e.policy.on_duty(ask, at, e.severity, e.shifts) for ask in asked)
    return next(filter(None, on_duty), ())


def owner(e: Escalation) -> tuple[str, ...]:
    """Who has it, else who was asked."""
    return (e.owner,) if e.owner else e.place.asked


def lead(e: Escalation, tier: Tier, at: datetime) -> tuple[str, ...]:
    """The lead of a tier or else of the accountable one, else whoever is nearest (UTC)."""
    named = e.policy.tiers[tier].lead or e.policy.tiers[e.tier].lead
    return (named,) if named else (owner(e) or contact(e, at))
