"""Who may do what, when it is asked in Slack: the policy names people, rosters and user groups.

REST and the command line are for operators, webhooks bring facts: roles do not apply to them. An
ability that the policy leaves out is everybody's.
"""

from escalation import commands as c
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.terms import Ability, Tier

ANYONE = "anyone"  # every full member of the workspace; guests never are


def may(policy: Policy, asker: tuple[str, ...], ability: Ability) -> bool:
    """Whether somebody, by any of the names they are known under, has an ability."""
    named = policy.roles.get(ability, (ANYONE,))
    allowed = {person for name in named for person in policy.behind(name)}
    return ANYONE in allowed or not allowed.isdisjoint(asker)


def needed(command: c.Command, e: Escalation) -> tuple[Ability, ...]:
    """The abilities that a command takes, as the escalation stands."""
    match command:
        case c.Acknowledge() | c.Assign():
            return (Ability.ACKNOWLEDGE,)
        case c.Escalate(to=to):
            return (_climb(to), *_release(e.tier))
        case c.Engage(tier=tier):
            return (_climb(tier),)
        case c.DeEscalate(severity=severity, keep_engaged=keep_engaged):
            lowered = (Ability.SET_SEVERITY,) if severity else ()
            let_go = () if keep_engaged else tuple(g.tier for g in e.engaged)
            return (*_release(e.tier, *let_go), *lowered)
        case c.Disengage(tier=tier):
            return _release(tier)
        case c.SetSeverity():
            return (Ability.SET_SEVERITY,)
        case _:
            return ()


def refusal(command: c.Command, e: Escalation) -> str:
    """Why whoever asks may not; empty when they may."""
    if command.asker is None:
        return ""
    for ability in needed(command, e):
        if not may(e.policy, command.asker, ability):
            named = ", ".join(map(e.policy.name_of, e.policy.roles[ability])) or "nobody"
            return f"the policy leaves {ability.replace('_', ' ')} to {named}"
    return ""


def _climb(to: Tier) -> Ability:
    return Ability.ENGAGE_LEADERSHIP if to == Tier.LEADERSHIP else Ability.ESCALATE


def _release(*left: Tier) -> tuple[Ability, ...]:
    return (Ability.RELEASE_SECURITY,) if Tier.SECURITY in left else ()
