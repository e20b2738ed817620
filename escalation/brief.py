"""What the next owner must know: which fields a tier needs, and what is still missing.

A gap is only what neither people nor the conversation say: what the escalation knows by itself
(severity, customer, what was reported and read) is never asked for again. People's own words, from
a form or a command, win over what is read.
"""

from escalation.brief_reading import Said, read
from escalation.context import Brief, merged
from escalation.model import Escalation
from escalation.terms import Tier

_COMMON = ("summary", "impact", "tried", "needed", "by_when")
REQUIRED: dict[Tier, tuple[str, ...]] = {
    Tier.L1: (),
    Tier.L2: _COMMON,
    Tier.ENGINEERING: (*_COMMON, "steps", "expected", "actual", "environment", "evidence"),
    Tier.PRODUCT: (*_COMMON, "use_case", "frequency"),
    Tier.LEADERSHIP: (*_COMMON, "business_context", "revenue_at_risk", "decision_asked"),
    Tier.SECURITY: ("seen", "affected", "containment"),  # none of it is needed to start
}


def missing(escalation: Escalation) -> tuple[str, ...]:
    """The fields the accountable tier needs and nobody has said, in the order to ask for them."""
    brief = known(escalation)
    return tuple(name for name in REQUIRED[escalation.tier] if not getattr(brief, name))


def known(escalation: Escalation) -> Brief:
    """What people filled in, and beneath it what the conversation says."""
    said = from_conversation(escalation).brief
    subject = escalation.ticket.subject if escalation.ticket else ""
    return merged(merged(said, Brief(summary=subject)), escalation.brief)


def from_conversation(escalation: Escalation) -> Said:
    """What was read of the ticket and its words."""
    return read(escalation.ticket, escalation.context)
