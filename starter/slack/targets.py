"""Where an escalation can be sent: the usual way first, as one click would go."""

from typing import assert_never

from escalation.policy import Policy
from escalation.terms import ALONGSIDE, Tier
from integrations.slack.forms.form import Form

UP = {
    Tier.L1: Tier.L2,
    Tier.L2: Tier.ENGINEERING,
    Tier.ENGINEERING: Tier.LEADERSHIP,
    Tier.PRODUCT: Tier.LEADERSHIP,
    Tier.SECURITY: Tier.LEADERSHIP,
    Tier.LEADERSHIP: Tier.SECURITY,
}
DOWN = {
    Tier.L2: Tier.L1,
    Tier.ENGINEERING: Tier.L2,
    Tier.PRODUCT: Tier.L2,
    Tier.SECURITY: Tier.ENGINEERING,
    Tier.LEADERSHIP: Tier.ENGINEERING,
}


def targets(form: Form, tier: Tier, engaged: tuple[Tier, ...] | None = None) -> tuple[Tier, ...]:
    """The tiers that a form offers for what stands at `tier`; none where it moves nothing.

    `engaged` are those alongside; None: nobody knows, then it may be any.
    """
    match form:
        case Form.OPEN:
            return (*(t for t in Tier if t != Tier.L1), Tier.L1)
        case Form.ESCALATE:
            return _first(UP[tier], [t for t in Tier if t.rank >= tier.rank and t != tier])
        case Form.DE_ESCALATE:
            lower = [t for t in Tier if t.rank < tier.rank]
            return _first(DOWN[tier], lower) if lower else ()
        case Form.ENGAGE:
            return tuple(t for t in ALONGSIDE if t not in (tier, *(engaged or ())))
        case Form.DISENGAGE:
            return ALONGSIDE if engaged is None else engaged
        case Form.PAUSE | Form.SET_SEVERITY | Form.PROMISE | Form.UPDATE_CUSTOMER | Form.RESOLVE:
            return ()
        case Form.ASSIGN | Form.FILL_BRIEF:
            return ()
        case _:
            assert_never(form)


def takers(policy: Policy, tier: Tier) -> dict[str, str]:
    """Who can take what stands at `tier`, by id, with their names: its people, else everybody."""
    return {id_: policy.name_of(id_) for id_ in policy.members(tier) or policy.people}


def _first(usual: Tier, offered: list[Tier]) -> tuple[Tier, ...]:
    return (usual, *(t for t in offered if t != usual))
