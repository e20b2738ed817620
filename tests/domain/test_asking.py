"""One person is looked for before a tier's steps are asked; the steps follow in any case."""

from dataclasses import replace

import pytest

from escalation.actions import Action, Alarm, Button, Tell
from escalation.outcomes import Outcome, settle
from escalation.policy import Person, Policy, Roster, Routing
from escalation.routing.wanted import (
    Branch,
    Claim,
    Release,
    Route,
    Routed,
    Shift,
    Shifts,
)
from escalation.terms import Severity, Tier
from tests.domain.story import Story, at, begun
from tests.policies import POLICY


def routed_policy(**routing) -> Policy:
    rule = replace(POLICY.tiers[Tier.L2], routing=Routing(**routing))
    return replace(POLICY, tiers={**POLICY.tiers, Tier.L2: rule})


ROUTED = routed_policy(skills={"checkout": ("payments",)}, guidance="see the runbook")
ANA = Routed(Branch.AVAILABLE, "ana", ("available: ana would have 4 of 16 open",))


def came(story: Story, when: str, **outcome) -> Route:
    """The route is answered; `failed` or `routed` say how."""
    route = next(a for a in reversed(story.all_actions) if isinstance(a, Route))
    story.take(settle(story.e, (route,), [Outcome(route.effect, **outcome)], at(when)))
    return route


def asked(story: Story) -> tuple[str, ...]:
    return tuple(person for tell in story.done(Tell) for person in tell.ask)


def test_a_tier_with_routing_looks_for_somebody_before_it_asks_anybody():
    story = begun(Tier.L2, policy=ROUTED, product="checkout")
    (route,) = story.done(Route)
    assert route.wanted.skills == ("payments",)
    assert {c.person for c in route.people} >= {"a-l2"}
    assert asked(story) == ()
    assert story.state("acknowledge") == "running"


def test_who_was_found_is_asked_and_is_the_owner_but_has_not_acknowledged():
    story = begun(Tier.L2, policy=ROUTED)
    due = story.due("acknowledge")
    came(story, "Mon 09:00:02", routed=ANA)
    assert (story.e.owner, story.e.acknowledged_by, story.e.status) == ("ana", "", "unacknowledged")
    (tell,) = story.done(Tell)
    assert (tell.ask, tell.buttons) == (("ana",), (Button.ACKNOWLEDGE,))
    assert "(would have 4 of 16 open)" in tell.text
    assert story.due("acknowledge") == due
    assert "available: ana" in story.history
    assert story.e.routed == ANA


def test_who_was_found_and_says_nothing_is_followed_by_the_tiers_steps():
    story = begun(Tier.L2, policy=ROUTED)
    came(story, "Mon 09:00:02", routed=ANA)
    story.until("Mon 10:00")
    assert story.e.place.asked == ("a-l2",)


@pytest.mark.parametrize("outcome", [{"failed": "the ledger is away"}, {"routed": None}])
def test_without_an_answer_the_steps_are_asked_at_once(outcome):
    story = begun(Tier.L2, policy=ROUTED)
    came(story, "Mon 09:00:30", **outcome)
    assert "a-l2" in asked(story)
    assert story.e.place.step == 0


@pytest.mark.parametrize(
    ("branch", "said"),
    [(Branch.FIRST_LINE, "please go on: see the runbook"), (Branch.QUEUED, "it waits until")],
)
def test_when_nobody_is_free_the_contact_is_told_what_happens(branch, said):
    story = begun(Tier.L2, policy=ROUTED, assignee="chloe")
    until = at("Mon 10:30")
    came(story, "Mon 09:00:02", routed=Routed(branch, "", ("nobody is free",), until))
    assert asked(story) == ("chloe",)
    assert said in story.done(Tell)[0].text
    story.until("Mon 10:00")  # the acknowledge clock counts all the same, and asks the steps
    assert story.e.place.asked == ("a-l2",)


def test_what_waits_and_gets_worse_is_looked_for_once_more():
    story = begun(Tier.L2, policy=ROUTED, assignee="chloe")
    came(story, "Mon 09:00:02", routed=Routed(Branch.QUEUED))
    story.send("Mon 09:05", "set_severity", severity=Severity.CRITICAL, reason="worse")
    (route,) = story.done(Route)
    assert (route.wanted.severity, story.e.routed) == (Severity.CRITICAL, None)
    came(story, "Mon 09:05:02", routed=ANA)
    assert story.e.owner == "ana"


def test_a_queue_without_a_time_says_none():
    story = begun(Tier.L2, policy=ROUTED, assignee="chloe")
    came(story, "Mon 09:00:02", routed=Routed(Branch.QUEUED))
    assert "it waits, with its brief" in story.done(Tell)[0].text


def test_an_answer_that_comes_after_a_move_gives_the_claim_back():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "escalate", to=Tier.ENGINEERING, reason="a bug")
    came(story, "Mon 09:00:02", routed=ANA)
    assert [r.tier for r in story.done(Release)] == [Tier.L2]
    assert story.e.owner == ""


def test_an_answer_that_comes_after_somebody_took_it_leaves_them_their_own_claim():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "acknowledge", actor="ben")
    came(story, "Mon 09:00:02", routed=ANA)
    assert not story.done(Release)
    assert story.e.owner == "ben"


def test_an_answer_that_comes_after_somebody_was_named_changes_nothing():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "assign", actor="lead-l2", to="ben")
    assert [c.person for c in story.done(Claim)] == ["ben"]
    came(story, "Mon 09:00:02", routed=ANA)
    assert story.e.owner == "ben"
    assert [c.person for c in story.done(Claim)] == ["ben"]  # Ana's is the older


def test_of_two_answers_for_one_tier_the_second_gives_its_claim_to_who_was_asked():
    story = begun(Tier.L2, policy=ROUTED)
    (early,) = story.done(Route)
    story.send("Mon 09:00:01", "escalate", to=Tier.ENGINEERING, reason="a bug")
    story.send("Mon 09:00:02", "de_escalate", to=Tier.L2, reason="no bug")
    story.take(settle(story.e, (early,), [Outcome(early.effect, routed=ANA)], at("Mon 09:00:03")))
    came(story, "Mon 09:00:04", routed=replace(ANA, person="ben"))
    assert story.e.owner == "ana"
    assert [c.person for c in story.done(Claim)] == ["ana"]


def test_an_answer_that_comes_after_the_steps_were_asked_is_nobodys_load():
    story = begun(Tier.L2, policy=ROUTED)
    story.until("Mon 10:00")
    came(story, "Mon 10:00:01", routed=ANA)
    assert (story.e.owner, story.e.place.asked) == ("", ("a-l2",))
    assert [r.tier for r in story.done(Release)] == [Tier.L2]


def test_an_answer_that_comes_after_it_got_worse_weighs_as_much_as_it_does_now():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "set_severity", severity=Severity.CRITICAL, reason="worse")
    came(story, "Mon 09:00:02", routed=ANA)
    assert [(c.person, c.weight) for c in story.done(Claim)] == [("ana", 8)]


def test_an_answer_that_comes_after_the_end_gives_the_claim_back():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "resolve", resolution="a typo")
    came(story, "Mon 09:00:02", routed=ANA)
    assert [r.tier for r in story.done(Release)] == [Tier.L2]


def test_who_takes_it_is_claimed_and_released_with_the_end():
    story = begun(Tier.L2, Severity.HIGH, policy=ROUTED)
    story.send("Mon 09:05", "acknowledge", actor="ben")
    (claim,) = story.done(Claim)
    assert (claim.person, claim.tier, claim.weight) == ("ben", Tier.L2, 4)
    story.send("Mon 09:10", "resolve", resolution="fixed")
    assert [r.tier for r in story.done(Release)] == [Tier.L2]


def test_who_was_found_and_takes_it_is_claimed_already():
    story = begun(Tier.L2, policy=ROUTED)
    came(story, "Mon 09:00:02", routed=ANA)
    story.send("Mon 09:05", "acknowledge", actor="ana")
    assert not story.done(Claim)
    story.send("Mon 09:06", "set_severity", severity=Severity.CRITICAL, reason="worse")
    assert [(c.person, c.weight) for c in story.done(Claim)] == [("ana", 8)]
    story.send("Mon 09:07", "acknowledge", actor="ben")
    assert [c.person for c in story.done(Claim)] == ["ben"]


def test_who_gets_it_from_another_carries_it():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:05", "acknowledge", actor="ben")
    story.send("Mon 09:10", "assign", actor="lead-l2", to="ana")
    assert [(c.person, c.weight) for c in story.done(Claim)] == [("ana", 4)]
    story.send("Mon 09:20", "resolve", actor="ana", resolution="fixed")
    story.send("Mon 09:30", "assign", actor="lead-l2", to="ben")
    assert not story.done(Claim)


def test_what_comes_back_stays_with_its_owner():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:05", "acknowledge", actor="ben")
    story.send("Mon 09:10", "resolve", actor="ben", resolution="fixed")
    story.send("Mon 09:20", "reopen", reason="it is not")
    came(story, "Mon 09:20:02", routed=ANA)
    assert story.e.owner == "ben"
    assert [c.person for c in story.done(Claim)] == ["ben"]


def test_a_tier_that_is_left_releases_who_had_it():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:05", "escalate", to=Tier.ENGINEERING, reason="a bug")
    assert [r.tier for r in story.done(Release)] == [Tier.L2]


def test_a_tier_without_routing_asks_its_steps_as_ever():
    story = begun(Tier.ENGINEERING, policy=ROUTED)
    assert not story.done(Route)
    assert asked(story)


FED = replace(
    POLICY,
    rosters={**POLICY.rosters, "l2-desk": Roster((), feed="pager")},
)


def test_a_roster_with_a_feed_is_read_first_and_then_asked():
    story = begun(Tier.L2, policy=FED)
    (route,) = story.done(Route)
    assert (route.people, route.rosters) == ((), ("pager",))
    on = Shift("pager", "ana", at("Mon 08:00"), at("Mon 20:00"))
    shifts = Shifts(at("Mon 09:00"), (on,), ("pager: the copy is 26 h old",))
    came(story, "Mon 09:00:02", routed=Routed(Branch.QUEUED, shifts=shifts))
    assert story.e.place.asked == ("ana",)
    assert story.e.shifts == shifts
    assert any("26 h old" in alarm.text for alarm in story.done(Alarm))


def test_feeds_are_read_before_somebody_is_looked_for_and_not_again_within_the_hour():
    fed = replace(ROUTED, rosters=FED.rosters)
    story = begun(Tier.L2, policy=fed)
    (read,) = story.done(Route)
    assert (read.people, read.rosters) == ((), ("pager",))
    on = Shift("pager", "ana", at("Mon 08:00"), at("Mon 20:00"))
    came(story, "Mon 09:00:02", routed=Routed(Branch.QUEUED, shifts=Shifts(at("Mon 09:00"), (on,))))
    (route,) = story.done(Route)
    assert "ana" in [c.person for c in route.people if c.is_on_call]
    assert route.rosters == ()
    came(story, "Mon 09:00:04", routed=ANA)
    assert story.e.owner == "ana"
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="a bug")
    story.send("Mon 09:20", "de_escalate", to=Tier.L2, reason="no bug")
    (again,) = story.done(Route)
    assert again.people


def test_a_tier_with_nobody_in_it_has_nobody_to_look_for():
    rules = routed_policy()
    nobody = replace(rules.tiers[Tier.L2], steps=())
    story = begun(Tier.L2, policy=replace(rules, tiers={**rules.tiers, Tier.L2: nobody}))
    assert not story.done(Route)
    assert story.e.place.is_exhausted


def test_it_is_said_once_that_the_ledger_does_not_answer():
    story = begun(Tier.L2, policy=ROUTED)
    came(story, "Mon 09:00:30", failed="away")
    alarms: list[Action] = list(story.done(Alarm))
    story.send("Mon 09:01", "escalate", to=Tier.ENGINEERING, reason="a bug")
    story.send("Mon 09:02", "de_escalate", to=Tier.L2, reason="no bug")
    came(story, "Mon 09:02:30", failed="away")
    assert len(alarms) == 1
    assert not story.done(Alarm)


def test_the_route_is_asked_with_capacity_and_skills_of_the_policys_people():
    people = {"a-l2": Person("Ana", skills=("payments",), capacity=8)}
    story = begun(Tier.L2, policy=replace(ROUTED, people=people))
    (route,) = story.done(Route)
    ana = next(c for c in route.people if c.person == "a-l2")
    assert (ana.skills, ana.capacity) == (("payments",), 8)


def test_whose_turn_triage_is_keeps_the_customers_side_of_what_nobody_had_taken():
    duty = Roster(("ana", "ben"), turns="weekly")
    rules = replace(POLICY, rosters={**POLICY.rosters, "duty": duty}, triage_duty="duty")
    assert begun(Tier.L2, policy=rules).e.contact in ("ana", "ben")
    assert begun(Tier.L2, policy=rules, assignee="chloe").e.contact == "chloe"


def test_a_late_failure_changes_nothing_once_it_has_moved():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "escalate", to=Tier.ENGINEERING, reason="a bug")
    came(story, "Mon 09:00:30", routed=None)
    assert story.actions == ()


def test_who_was_found_in_vain_but_has_it_already_keeps_the_claim():
    story = begun(Tier.L2, policy=ROUTED)
    story.send("Mon 09:00:01", "acknowledge", actor="ana")
    came(story, "Mon 09:00:02", routed=ANA)
    assert not story.done(Claim)
    assert not story.done(Release)


def test_what_waited_and_is_asked_by_now_is_not_looked_for_again():
    story = begun(Tier.L2, policy=ROUTED)
    came(story, "Mon 09:00:02", routed=Routed(Branch.QUEUED))
    story.until("Mon 10:00")
    story.send("Mon 10:01", "set_severity", severity=Severity.CRITICAL, reason="worse")
    assert not story.done(Route)
