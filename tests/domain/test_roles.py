"""Who may do what, when it is asked in Slack."""

from dataclasses import replace

import pytest

from escalation import roles
from escalation.terms import Ability, Severity, Tier
from tests.domain.story import Story, taken
from tests.policies import POLICY

ROSTER = next(iter(POLICY.rosters))
MEMBER = POLICY.rosters[ROSTER].people[0]
NAMED = ("a-leadership", ROSTER, "U0HIRO", "@security")
POLICIES = {
    ability: replace(POLICY, roles={ability: NAMED}) for ability in Ability
}  # each with one ability that is not everybody's
STRANGER = ("U0NOBODY", "nobody", "@dancers")


@pytest.mark.parametrize(
    "asker", [("U1", "a-leadership"), ("U2", MEMBER), ("U0HIRO",), ("U3", "x", "@security")]
)
def test_a_role_names_people_rosters_members_and_groups(asker: tuple[str, ...]):
    policy = POLICIES[Ability.ESCALATE]
    assert roles.may(policy, asker, Ability.ESCALATE)
    assert not roles.may(policy, STRANGER, Ability.ESCALATE)
    assert roles.may(policy, STRANGER, Ability.ACKNOWLEDGE), "left out, it is everybody's"


def test_anyone_is_everybody():
    policy = replace(POLICY, roles={Ability.ESCALATE: ("a-leadership", roles.ANYONE)})
    assert roles.may(policy, STRANGER, Ability.ESCALATE)


COMMANDS = [
    ("acknowledge", Tier.L2, {}, Ability.ACKNOWLEDGE),
    ("assign", Tier.L2, {"to": "ben"}, Ability.ACKNOWLEDGE),
    ("escalate", Tier.L2, {"to": Tier.ENGINEERING, "reason": "x"}, Ability.ESCALATE),
    ("escalate", Tier.L2, {"to": Tier.LEADERSHIP, "reason": "x"}, Ability.ENGAGE_LEADERSHIP),
    ("escalate", Tier.SECURITY, {"to": Tier.LEADERSHIP, "reason": "x"}, Ability.RELEASE_SECURITY),
    ("engage", Tier.L2, {"tier": Tier.LEADERSHIP}, Ability.ENGAGE_LEADERSHIP),
    ("engage", Tier.L2, {"tier": Tier.SECURITY}, Ability.ESCALATE),
    ("disengage", Tier.L2, {"tier": Tier.SECURITY}, Ability.RELEASE_SECURITY),
    ("de_escalate", Tier.SECURITY, {"to": Tier.L2, "reason": "x"}, Ability.RELEASE_SECURITY),
    ("de_escalate", Tier.PRODUCT, {"to": Tier.L2, "reason": "x"}, Ability.RELEASE_SECURITY),
    (
        "de_escalate",
        Tier.ENGINEERING,
        {"to": Tier.L2, "reason": "x", "severity": Severity.LOW},
        Ability.SET_SEVERITY,
    ),
    ("set_severity", Tier.L2, {"severity": Severity.LOW, "reason": "x"}, Ability.SET_SEVERITY),
]


@pytest.mark.parametrize(("type_", "tier", "fields", "ability"), COMMANDS)
def test_who_has_no_right_is_refused_and_told_who_has(type_, tier, fields, ability):
    story = _standing(type_, tier, ability)
    refused = story.send("Mon 09:10", type_, asker=STRANGER, reply_to="slack:C1:U1", **fields)
    names = "a-leadership, " + ROSTER
    assert refused.refused.startswith(f"{type_} refused: the policy leaves ")
    assert f"{ability.replace('_', ' ')} to {names}" in refused.refused


@pytest.mark.parametrize(("type_", "tier", "fields", "ability"), COMMANDS)
def test_who_has_the_right_and_who_asks_elsewhere_are_not(type_, tier, fields, ability):
    for asker in (("U1", "a-leadership"), None):
        story = _standing(type_, tier, ability)
        assert not story.send("Mon 09:10", type_, asker=asker, **fields).refused


def test_what_needs_no_right_is_everybody_s():
    story = taken(Tier.L2, policy=replace(POLICY, roles=dict.fromkeys(Ability, ("a-leadership",))))
    assert not story.send("Mon 09:10", "note", text="seen", asker=STRANGER).refused
    fields = {"to": Tier.L1, "reason": "x", "asker": STRANGER}
    assert not story.send("Mon 09:11", "de_escalate", **fields).refused


def _standing(type_: str, tier: Tier, ability: Ability) -> Story:
    story = taken(tier, policy=POLICIES[ability])
    if type_ == "acknowledge":
        story.send("Mon 09:06", "engage", tier=Tier.SECURITY)
        story.send("Mon 09:07", "escalate", to=Tier.ENGINEERING, reason="first")
    if type_ == "disengage" or tier == Tier.PRODUCT:
        story.send("Mon 09:06", "engage", tier=Tier.SECURITY)
    return story
