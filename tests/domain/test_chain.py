"""Whom to ask, in which order, and what when nobody answers."""

from dataclasses import replace

import pytest

from escalation.actions import Alarm, Tell
from escalation.events import Acknowledged, ChainMoved
from escalation.policy import Policy, Roster, Step
from escalation.terms import PauseReason, Severity, Status, Tier
from tests.domain.story import Story, at, begun, said, taken
from tests.policies import POLICY, QUIET


def with_steps(*steps: Step, tier: Tier = Tier.L2, policy: Policy = POLICY) -> Policy:
    rule = replace(policy.tiers[tier], steps=steps)
    empty = Roster((), is_always_on=True)
    office = Roster(("c-l2",))
    rosters = {**policy.rosters, "nobody": empty, "office": office}
    return replace(policy, tiers={**policy.tiers, tier: rule}, rosters=rosters)


def asked(story: Story, tier: Tier = Tier.L2) -> list[tuple[str, tuple[str, ...]]]:
    """Who was asked in a tier and when it fell due, as far as told."""
    tells = [a for a in story.all_actions if isinstance(a, Tell) and a.tier == tier]
    return [(t.text, t.ask) for t in tells if "is asked" in t.text]


def test_the_steps_are_asked_in_turn_each_for_its_time_and_three_rounds_long():
    story = begun(Tier.L2, Severity.CRITICAL, QUIET).until("Mon 11:00")
    moved = [(said(e.at), e.text) for e in story.happened(ChainMoved)]
    assert moved[:7] == [
        ("Mon 09:00", "l2 is asked: a-l2"),
        ("Mon 09:15", "l2 is asked: b-l2 (step 2, round 1)"),
        ("Mon 09:30", "l2 is asked: a-l2 (step 1, round 2)"),
        ("Mon 09:45", "l2 is asked: b-l2 (step 2, round 2)"),
        ("Mon 10:00", "l2 is asked: a-l2 (step 1, round 3)"),
        ("Mon 10:15", "l2 is asked: b-l2 (step 2, round 3)"),
        ("Mon 10:30", "Nobody in l2 acknowledges zendesk-7: every step was asked"),
    ]


@pytest.mark.parametrize(
    ("severity", "first", "again"),
    [
        (Severity.CRITICAL, "Mon 10:30", ["Mon 10:45", "Mon 11:00"]),
        (Severity.HIGH, "Mon 15:00", ["Tue 15:00", "Wed 15:00"]),
    ],
)
def test_an_exhausted_chain_alarms_until_somebody_acknowledges(severity, first, again):
    story = begun(Tier.L2, severity, QUIET).until(again[-1])
    alarms = [e for e in story.happened(ChainMoved) if e.text.startswith("Nobody in l2")]
    assert [said(e.at) for e in alarms] == [first, *again]
    (alarm, *_) = [a for a in story.all_actions if isinstance(a, Alarm)]
    assert alarm.ask == ("a-l2", "b-l2", "lead-l2")  # everybody on duty, and the lead
    story.send(again[-1], "acknowledge", actor="b-l2")
    story.until("Fri 18:00")
    after = [e for e in story.happened(ChainMoved) if e.text.startswith("Nobody in l2")]
    assert after == alarms
    assert story.happened(Acknowledged)[-1].text == "b-l2 has it (l2)"


def test_an_exhausted_chain_engages_leadership_once():
    story = begun(Tier.L2, Severity.HIGH).until("Thu 09:00")
    assert [g.tier for g in story.e.engaged] == [Tier.LEADERSHIP]
    assert story.e.tier == Tier.L2
    assert story.history.count("leadership is engaged: nobody acknowledges") == 1


@pytest.mark.parametrize(
    ("steps", "first", "said_so"),
    [
        (("nobody", "l2-desk"), "l2 is asked: a-l2 (step 2, round 1)", ["nobody"]),
        (("nobody", "stranger", "l2-desk"), "l2 is asked: a-l2 (step 3, round 1)", None),
    ],
)
def test_an_empty_step_moves_on_at_once_and_is_said_aloud(steps, first, said_so):
    story = begun(Tier.L2, Severity.HIGH, with_steps(*map(Step, steps)))
    assert asked(story) == [(first, ("a-l2",))]
    assert story.due("acknowledge") == "Mon 10:00"
    for step in said_so or steps[:-1]:
        assert f"Nobody is on duty in {step} (l2): next step" in story.history


@pytest.mark.parametrize("steps", [(), ("nobody", "nobody")])
def test_a_chain_without_anybody_is_exhausted_at_once_and_loudly(steps):
    story = begun(Tier.L2, Severity.HIGH, with_steps(*map(Step, steps)))
    assert story.e.place.is_exhausted
    assert [alarm.ask for alarm in story.done(Alarm)] == [("lead-l2",)]
    assert story.due("acknowledge") == "Tue 09:00"


def test_an_empty_step_at_the_end_of_the_last_round_exhausts_the_chain():
    story = begun(Tier.L2, Severity.HIGH, with_steps(Step("l2-desk"), Step("nobody")))
    story.until("Mon 12:00")
    assert story.e.place.is_exhausted
    assert len(asked(story)) == 3
    assert story.history.count("Nobody is on duty in nobody") == 3


def test_a_step_may_say_how_long_it_takes_and_name_a_person():
    story = begun(Tier.L2, Severity.HIGH, with_steps(Step("a-l1", wait="10m"), Step("l2-desk")))
    assert story.due("acknowledge") == "Mon 09:10"
    story.until("Mon 09:10")
    assert asked(story) == [
        ("l2 is asked: a-l1", ("a-l1",)),
        ("l2 is asked: a-l2 (step 2, round 1)", ("a-l2",)),
    ]


@pytest.mark.parametrize(
    ("severity", "when", "people"),
    [
        (Severity.CRITICAL, "Mon 20:00", ("a-l2",)),  # only who is always on
        (Severity.CRITICAL, "Mon 12:00", ("c-l2",)),
        (Severity.HIGH, "Mon 20:00", ("c-l2",)),  # asked now, counted from the opening
    ],
)
def test_critical_asks_only_rosters_that_are_always_on_out_of_hours(severity, when, people):
    policy = with_steps(Step("office"), Step("b-l1"), Step("l2-desk"))
    assert begun(Tier.L2, severity, policy, when).e.place.asked == people


def test_an_engaged_tier_has_its_own_clock_and_answers_for_itself():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY, reason="odd log-ins")
    assert story.due("acknowledge security") == "Mon 11:00"
    assert (story.e.tier, story.e.owner) == (Tier.L2, "a-l2")
    story.until("Mon 10:45")
    reminders = [t for t in story.done(Tell) if t.text.startswith("Reminder: security")]
    assert [t.ask for t in reminders] == [("a-security",)]
    story.send("Mon 10:50", "acknowledge", tier=Tier.SECURITY, actor="a-security")
    assert story.state("acknowledge security") == "met"
    engagement = story.e.engagement(Tier.SECURITY)
    assert engagement
    assert engagement.acknowledged_by == "a-security"
    assert story.e.status == Status.WORKING
    assert story.e.owner == "a-l2"


def test_an_empty_step_is_part_of_how_it_came_here_and_an_engaged_tier_s_is_not():
    empty = {"security-desk": Roster(()), "l2-desk": Roster(())}
    policy = replace(POLICY, rosters={**POLICY.rosters, **empty})
    story = begun(Tier.L2, policy=policy)
    assert story.e.came.endswith("Nobody is on duty in l2-desk (l2): next step")
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY)
    assert "Nobody is on duty in security-desk (security): next step" in story.history
    assert "security" not in story.e.came


def test_an_engaged_tier_that_does_not_answer_is_marked_and_asked_daily():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY)
    story.until("Mon 16:00")
    engagement = story.e.engagement(Tier.SECURITY)
    assert engagement
    assert engagement.is_unanswered
    assert story.due("acknowledge security") == "Tue 16:00"
    story.until("Wed 16:00")
    daily = [e for e in story.happened(ChainMoved) if "it is asked again daily" in e.text]
    assert [said(e.at) for e in daily] == ["Mon 16:00", "Tue 16:00", "Wed 16:00"]
    assert not [a for a in story.all_actions if isinstance(a, Alarm)]
    assert story.e.tier == Tier.L2
    story.send("Wed 16:10", "acknowledge", tier=Tier.SECURITY, actor="b-security")
    engagement = story.e.engagement(Tier.SECURITY)
    assert engagement
    assert not engagement.is_unanswered


@pytest.mark.parametrize(
    ("command", "fields", "refused"),
    [
        ("engage", {"tier": Tier.L2}, "l2 does not work alongside: security and leadership do"),
        ("engage", {"tier": Tier.SECURITY}, "security is there already"),
        ("disengage", {"tier": Tier.LEADERSHIP}, "leadership is not engaged"),
        ("acknowledge", {"tier": Tier.LEADERSHIP}, "leadership is not engaged"),
        ("acknowledge", {"tier": Tier.SECURITY}, "a-security has it already"),
        ("acknowledge", {"tier": Tier.L2}, "a-l2 has it already"),
    ],
)
def test_what_does_not_fit_who_is_there_is_refused(command, fields, refused):
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY)
    story.send("Mon 10:01", "acknowledge", tier=Tier.SECURITY, actor="a-security")
    assert story.send("Mon 10:05", command, **fields).refused == f"{command} refused: {refused}"


def test_a_tier_that_is_accountable_is_not_engaged():
    story = taken(Tier.SECURITY, Severity.HIGH)
    refused = story.send("Mon 10:00", "engage", tier=Tier.SECURITY).refused
    assert refused == "engage refused: security is there already"


def test_a_released_tier_owes_nothing_more():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "engage", tier=Tier.SECURITY)
    story.send("Mon 10:05", "disengage", tier=Tier.SECURITY)
    assert story.state("acknowledge security") == "cancelled"
    assert not story.e.engaged
    assert "security is released: thank you" in [t.text for t in story.done(Tell)]


@pytest.mark.parametrize(
    ("severity", "when", "asked_for_an_answer"),
    [
        (Severity.CRITICAL, "Mon 12:00", ("agent-7",)),
        (Severity.CRITICAL, "Mon 20:00", ("a-l2",)),  # the contact has gone home
        (Severity.CRITICAL, "Tue 09:00", ("agent-7",)),
        (Severity.HIGH, "Mon 20:00", ("agent-7",)),
    ],
)
def test_out_of_hours_the_contact_s_side_passes_to_support_on_call(
    severity, when, asked_for_an_answer
):
    story = taken(Tier.ENGINEERING, severity, QUIET, assignee="agent-7")
    story.send(when, "issue_changed", issue="ENG-1", state="completed")
    (told,) = [t for t in story.done(Tell) if "done in Linear" in t.text]
    assert told.ask == asked_for_an_answer


def test_with_nobody_on_call_the_contact_keeps_it_at_night_too():
    story = taken(Tier.ENGINEERING, Severity.CRITICAL, replace(QUIET, rosters={}), assignee="a-l1")
    story.send("Mon 20:00", "issue_changed", issue="ENG-1", state="completed")
    (told,) = [t for t in story.done(Tell) if "done in Linear" in t.text]
    assert told.ask == ("a-l1",)


@pytest.mark.parametrize(
    ("turns", "when", "on_duty"),
    [
        ("none", "Mon 12:00", ("a", "b", "c")),
        ("daily", "Mon 12:00", ("c",)),
        ("daily", "Tue 00:00", ("a",)),  # at local midnight
        ("daily", "Mon 23:59", ("c",)),
        ("weekly", "Sun 23:59", ("c",)),
        ("weekly", "Mon 00:00 +1", ("a",)),
    ],
)
def test_a_roster_changes_at_local_midnight(turns, when, on_duty):
    roster = Roster(("a", "b", "c"), turns=turns, timezone="Europe/Berlin")
    assert roster.on_duty(at(when)) == on_duty


def test_a_pause_does_not_stop_the_chain():
    story = begun(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:10", "pause", reason=PauseReason.ON_HOLD)
    story.until("Mon 10:00")
    assert story.e.place.step == 1
