"""A new severity moves every clock in place, and nobody is late at that moment."""

from dataclasses import replace

import pytest

from escalation.actions import NoteTicket, Tell, UpdateIssue
from escalation.events import Breached
from escalation.policy import ClockRule, Step
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.domain.story import begun, said, taken
from tests.policies import CLOCKS, POLICY, QUIET, by_severity


@pytest.mark.parametrize(
    ("severity", "clock", "due"),
    [
        # From the anchor, Mon 09:00, by the new target.
        (Severity.CRITICAL, "resolution", "Mon 17:00"),
        (Severity.MEDIUM, "resolution", "Mon 09:00 +1"),
        (Severity.LOW, "resolution", "Mon 09:00 +2"),
        (Severity.MEDIUM, "first_response", "Mon 17:00"),
        # Not before now and the new acknowledge target: 09:30 would be late at once.
        (Severity.CRITICAL, "first_response", "Mon 10:15"),
        # The cadences: the earlier of the old deadline, Mon 13:00, and now and the new cadence.
        (Severity.CRITICAL, "internal_follow_up", "Mon 12:00"),
        (Severity.CRITICAL, "customer_update", "Mon 12:00"),
        (Severity.LOW, "internal_follow_up", "Mon 13:00"),
        (Severity.LOW, "customer_update", "Mon 13:00"),
    ],
)
def test_a_clock_is_aimed_again_in_place(severity: Severity, clock: str, due: str):
    story = taken(Tier.L2, Severity.HIGH)
    anchor, cycle = story.clock(clock).started_at, story.clock(clock).cycle
    story.send("Mon 10:00", "set_severity", severity=severity, reason="looked closer")
    moved = story.clock(clock)
    assert story.due(clock) == due
    assert (moved.started_at, moved.cycle) == (anchor, cycle)


def test_old_and_new_deadline_are_written_down_with_the_reason():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    first, second = story.clock("resolution").aims
    assert (said(first.before), said(first.after)) == ("", "Wed 09:00")
    assert (said(second.before), said(second.after)) == ("Wed 09:00", "Mon 17:00")
    assert second.reason == "agent changed severity high → critical: all are down"


def test_whom_the_helpdesk_does_not_name_is_somebody():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "ticket_changed", actor="", priority=Severity.CRITICAL)
    assert "somebody changed severity high → critical" in story.history


@pytest.mark.parametrize(
    ("severity", "reason", "resumed", "clock", "due"),
    [
        # Paused Mon 10:00 to 12:00, raised at 11:00: what was left is cut, the wait is left out.
        (Severity.CRITICAL, "on_hold", "Mon 12:00", "resolution", "Mon 19:00"),
        (Severity.CRITICAL, "on_hold", "Mon 12:00", "internal_follow_up", "Mon 14:00"),
        (Severity.LOW, "on_hold", "Mon 12:00", "internal_follow_up", "Mon 15:00"),
        (Severity.LOW, "waiting_for_customer", "Tue 10:00", "customer_update", "Tue 13:00"),
    ],
)
def test_a_paused_clock_is_aimed_in_its_own_time(severity, reason, resumed, clock, due):
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "pause", reason=reason)
    story.send("Mon 11:00", "set_severity", severity=severity, reason="looked closer")
    assert story.due(clock) == ""
    story.send(resumed, "resume", reason=reason)
    assert story.due(clock) == due


def test_a_raise_while_paused_makes_nobody_late_when_the_wait_ends():
    story = taken(Tier.L2, Severity.MEDIUM)
    story.send("Wed 09:00", "pause", reason="waiting_for_customer")
    story.send("Wed 10:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    story.send("Wed 11:00", "resume", reason="waiting_for_customer")
    assert story.due("resolution") == "Wed 11:15"
    assert "resolution" not in [event.kind for event in story.happened(Breached)]


def test_warnings_of_the_new_target_that_are_past_fire_now_and_not_before_they_were_written():
    story = taken(Tier.L2, Severity.MEDIUM, QUIET)
    story.send("Mon 16:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.clock("resolution").fired == ("50%", "75%")
    warned = [line for line in story.e.history if line.text.startswith("resolution is due")]
    assert [said(line.at) for line in warned] == ["Mon 16:00", "Mon 16:00"]


def test_a_raise_to_critical_asks_who_had_it_again_and_reminds_who_has_not():
    story = taken(Tier.ENGINEERING, Severity.HIGH)
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY)
    story.send("Mon 09:20", "engage", tier=Tier.LEADERSHIP)
    story.send("Mon 09:30", "acknowledge", tier=Tier.SECURITY, actor="a-security")
    story.send("Mon 10:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.e.status == Status.UNACKNOWLEDGED
    assert story.e.owner == "a-engineering"
    assert [(g.tier, g.acknowledged_by) for g in story.e.engaged] == [
        (Tier.SECURITY, ""),
        (Tier.LEADERSHIP, ""),
    ]
    assert {c.name: said(c.due_at) for c in story.e.clocks if c.is_live and "ack" in c.name} == {
        "acknowledge": "Mon 10:15",
        "acknowledge security": "Mon 10:15",
        "acknowledge leadership": "Mon 10:15",
    }
    asked = [(tell.tier, tell.text) for tell in story.done(Tell) if tell.buttons]
    assert asked == [
        (Tier.ENGINEERING, "engineering is asked: a-engineering"),
        (Tier.SECURITY, "security is asked: a-security"),
        (Tier.LEADERSHIP, "Reminder: leadership has not acknowledged yet"),
    ]


def test_a_raise_does_not_begin_a_chain_anew_that_is_under_way():
    story = begun(Tier.L2, Severity.HIGH).until("Mon 10:10")
    assert story.e.place.step == 1
    story.send("Mon 10:30", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.e.place.step == 1
    assert story.clock("acknowledge").cycle == 2
    assert story.due("acknowledge") == "Mon 10:45"


def test_a_step_that_says_how_long_it_may_take_keeps_its_wait():
    tier = replace(POLICY.tiers[Tier.L2], steps=(Step("l2-desk", wait="40m"),))
    policy = replace(POLICY, tiers={**POLICY.tiers, Tier.L2: tier})
    story = begun(Tier.L2, Severity.HIGH, policy)
    story.send("Mon 09:10", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.due("acknowledge") == "Mon 09:40"


def test_lowering_neither_asks_again_nor_undoes_a_breach_nor_touches_a_clock_that_was_met():
    story = taken(Tier.L2, Severity.CRITICAL, QUIET).until("Mon 10:00")
    met, broken = story.clock("acknowledge"), story.clock("first_response")
    story.send("Mon 10:00", "set_severity", severity=Severity.LOW, reason="a workaround helps")
    assert story.e.status == Status.WORKING
    assert story.clock("acknowledge") == met
    assert story.clock("first_response") == broken
    assert broken.state == "breached"
    assert story.e.breaches == 1


def test_a_deadline_at_night_becomes_the_next_opening_when_the_office_counts_again():
    story = taken(Tier.L2, Severity.CRITICAL, QUIET)
    story.send("Mon 19:30", "note", text="still on it", actor="a-l2")
    assert story.due("internal_follow_up") == "Mon 21:30"
    story.send("Mon 20:00", "set_severity", severity=Severity.HIGH, reason="a workaround helps")
    assert story.due("internal_follow_up") == "Tue 09:00"


def test_what_a_severity_does_not_count_ends_and_begins_again_with_one_that_does():
    only = {Severity.CRITICAL: "2h"}
    clocks = {**CLOCKS, ClockKind.CUSTOMER_UPDATE: ClockRule(only)}
    clocks[ClockKind.RESOLUTION] = ClockRule(only)
    story = taken(Tier.L2, Severity.HIGH, replace(QUIET, clocks=clocks))
    assert not [c for c in story.e.clocks if c.kind in ("customer_update", "resolution")]
    story.send("Mon 10:00", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert story.due("customer_update") == story.due("resolution") == "Mon 12:00"
    story.send("Mon 10:30", "set_severity", severity=Severity.LOW, reason="a workaround helps")
    assert story.state("customer_update") == story.state("resolution") == "cancelled"


def test_a_trigger_counts_from_a_raise_on_where_it_did_not_before():
    idle = replace(POLICY.triggers[-1], idle_for={Severity.HIGH: "2h"})
    silent = replace(POLICY.triggers[-2], unanswered_for={Severity.HIGH: "1h"})
    story = begun(Tier.L1, Severity.LOW, replace(POLICY, triggers=(silent, idle)))
    assert not [c for c in story.e.clocks if c.kind == ClockKind.TRIGGER]
    story.send("Mon 10:00", "set_severity", severity=Severity.HIGH, reason="an important customer")
    assert (story.due("trigger unanswered"), story.due("trigger idle")) == (
        "Mon 11:00",
        "Mon 12:00",
    )
    story.send("Mon 10:10", "set_severity", severity=Severity.LOW, reason="a mistake")
    assert story.state("trigger unanswered") == story.state("trigger idle") == "cancelled"


def test_a_raise_after_an_answer_waits_for_none():
    silent = replace(POLICY.triggers[-2], unanswered_for={Severity.HIGH: "1h"})
    story = begun(Tier.L1, Severity.LOW, replace(POLICY, triggers=(silent,)))
    story.send("Mon 09:10", "agent_replied", text="we look")
    story.send("Mon 10:00", "set_severity", severity=Severity.HIGH, reason="an important customer")
    assert not [c for c in story.e.clocks if c.kind == ClockKind.TRIGGER]


def test_a_running_trigger_moves_with_the_severity():
    policy = replace(POLICY, triggers=(POLICY.triggers[-2],))
    story = begun(Tier.L1, Severity.LOW, policy)
    assert story.due("trigger unanswered") == "Tue 09:00"
    story.send("Mon 09:05", "set_severity", severity=Severity.HIGH, reason="an important customer")
    assert story.due("trigger unanswered") == "Mon 10:05"


def test_tracker_and_ticket_follow():
    story = begun(Tier.L1)
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="beyond me")
    story.send("Mon 09:20", "set_severity", severity=Severity.LOW, reason="cosmetic")
    assert [action.severity for action in story.done(UpdateIssue)] == [Severity.LOW]
    assert [action.severity for action in story.done(NoteTicket)] == [Severity.LOW]


def test_the_same_severity_again_is_refused():
    decision = taken().send("Mon 09:20", "set_severity", severity=Severity.HIGH, reason="again")
    assert decision.refused == "set_severity refused: it is high already"


def test_the_accountable_tier_s_own_change_is_its_word():
    story = taken(Tier.L2, Severity.HIGH)
    severity = {"severity": Severity.MEDIUM, "reason": "a workaround helps"}
    story.send("Mon 10:00", "set_severity", actor="a-l2", **severity)
    assert story.due("internal_follow_up") == "Tue 10:00"


def test_a_policy_that_asks_nobody_still_moves_the_rest():
    clocks = {**CLOCKS, ClockKind.ACKNOWLEDGE: ClockRule()}
    clocks[ClockKind.RESOLUTION] = ClockRule(by_severity("8h", "2d", "5d", "10d"))
    story = begun(Tier.L2, Severity.HIGH, replace(POLICY, clocks=clocks))
    story.send("Mon 18:30", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert [said(e.at) for e in story.happened(Breached) if e.kind == "resolution"] == ["Mon 18:30"]
