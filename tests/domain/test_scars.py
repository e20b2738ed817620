"""The fourteen scars of others, each a test of ours.

1. Polling inside a paused workflow: `tests/workflows/test_long_lives.py`, by counted events
6. Three failed attempts killed the workflow: `tests/workflows/test_scars.py`
10. A webhook that answers 200 after swallowing the exception: `tests/gateway/`
12. A waiting chain that never continued after a restart: `tests/workflows/test_scars.py`

The others are matters of the domain and stand here, by number. 1 and 12 have a half here as well.
"""

from dataclasses import replace

import pytest

from escalation.actions import ReplyToCustomer, Tell
from escalation.events import Breached, Met, Warned
from escalation.model import Escalation
from escalation.policy import ClockRule
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.domain.story import BERLIN, at, begun, said, taken
from tests.policies import CLOCKS, POLICY, QUIET, by_severity


def test_scar_1_a_paused_escalation_wakes_only_for_its_reviews():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:10", "agent_replied", text="please send the log")
    for reason in ("waiting_for_customer", "on_hold"):
        story.send("Mon 09:20", "pause", reason=reason)
    wakes = 0
    while (next_at := story.e.next_at) and next_at < at("Mon 09:00 +26"):
        story.until(said(next_at))
        wakes += 1
    assert wakes == 4  # after 3, 14, 45 and 120 days, for both reasons at once


def test_scar_2_a_pause_over_a_threshold_loses_neither_warning_nor_breach():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 17:00", "pause", reason="third_party")
    story.send("Thu 17:00", "resume", reason="third_party")
    story.until("Mon 18:00 +1")
    fired = [(said(e.at), type(e)) for e in story.all_events if "resolution" in e.text]
    fired = [(when, kind) for when, kind in fired if kind in (Warned, Breached)]
    assert fired == [
        ("Thu 18:00", Warned),
        ("Fri 13:30", Warned),
        ("Fri 16:12", Warned),
        ("Mon 09:00 +1", Breached),
    ]


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.MEDIUM, Severity.LOW])
@pytest.mark.parametrize("is_paused", [False, True])
def test_scar_3_a_priority_change_keeps_every_clock(severity: Severity, is_paused: bool):
    story = begun(Tier.L2, Severity.HIGH, QUIET)
    if is_paused:
        story.send("Mon 09:10", "pause", reason="waiting_for_customer")
    before = {(c.name, c.cycle, c.started_at) for c in story.e.clocks if c.is_live}
    story.send("Mon 09:20", "set_severity", severity=severity, reason="looked closer")
    assert {(c.name, c.cycle, c.started_at) for c in story.e.clocks if c.is_live} == before


def test_scar_4_a_deadline_has_one_truth():
    """What is shown, what is armed and what fires are one and the same instant."""
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 12:00", "resume", reason="third_party")
    due_at = story.clock("resolution").due_at
    assert story.clock("resolution").aims[-1].after == due_at
    story.until("Fri 18:00")
    (breach,) = [e for e in story.happened(Breached) if e.kind == ClockKind.RESOLUTION]
    assert breach.at == due_at
    instants = {f for f in Escalation.__dataclass_fields__ if f.endswith("_at")}
    assert instants == {"opened_at"}  # no deadline stands anywhere but in its clock


@pytest.mark.parametrize("answered", ["Mon 10:30", "Mon 12:30"])
def test_scar_5_a_breach_leaves_the_first_response_time_as_it_was(answered: str):
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send(answered, "agent_replied", text="we look")
    story.send("Mon 14:00", "agent_replied", text="we still look")
    story.until("Fri 18:00")
    first = story.clock("first_response")
    assert said(first.ended_at) == answered
    is_late = answered == "Mon 12:30"
    assert first.state == ("breached" if is_late else "met")
    assert bool([e for e in story.happened(Met) if e.kind == "first_response"]) != is_late


def test_scar_7_an_empty_step_takes_none_of_the_time():
    rosters = {**QUIET.rosters, "l2-desk": replace(QUIET.rosters["l2-desk"], people=())}
    story = begun(Tier.L2, Severity.HIGH, replace(QUIET, rosters=rosters))
    assert story.e.place.asked == ("b-l2",)
    assert story.due("acknowledge") == "Mon 10:00"
    assert "Nobody is on duty in l2-desk (l2): next step" in story.history


def test_scar_8_a_wait_is_left_out_before_a_promise_is_judged():
    """The wait's end comes late, past the deadline as it would have been without the wait."""
    story = taken(Tier.L2, Severity.CRITICAL, QUIET)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 20:00", "resume", reason="third_party")
    assert not [e for e in story.happened(Breached) if e.kind == ClockKind.RESOLUTION]
    assert story.due("resolution") == "Tue 03:00"
    story.send("Tue 02:59", "resolve", resolution="restarted")
    assert story.state("resolution") == "met"


def test_scar_9_nobody_is_reminded_at_midnight():
    """Half a year of an escalation that nobody looks after: every word falls into the hours."""
    clocks = {**CLOCKS, ClockKind.PROMISE: ClockRule(warn=("50%",))}
    story = taken(Tier.L2, Severity.HIGH, replace(QUIET, clocks=clocks))
    story.send("Mon 17:30", "promise", due_at=at("Wed 12:00"), text="by Wednesday noon")
    story.send("Mon 23:30", "pause", reason="third_party")
    while (next_at := story.e.next_at) and next_at < at("Mon 09:00 +26"):
        story.until(said(next_at))
        if story.done(Tell):
            local = next_at.astimezone(BERLIN)
            assert local.weekday() < 5
            assert 9 <= local.hour < 18 or (local.hour, local.minute) == (18, 0)


@pytest.mark.parametrize(("ids", "kept"), [(("a", "b"), 2), (("a", "a"), 1)])
def test_scar_11_equal_texts_are_two_words_and_equal_ids_are_one(ids: tuple[str, str], kept: int):
    story = taken(Tier.L2)
    for command_id in ids:
        story.send("Mon 10:00", "note", text="any news?", command_id=command_id)
    assert len(story.e.notes) == kept


def test_scar_12_a_chain_goes_on_from_a_state_that_was_stored():
    whole = begun(Tier.L2, Severity.HIGH).until("Mon 12:30")
    stopped = begun(Tier.L2, Severity.HIGH).until("Mon 10:30")
    stopped.e = stopped.e.bare.changed(policy=POLICY)
    stopped.until("Mon 12:30")
    assert stopped.e.place == whole.e.place
    assert stopped.due("acknowledge") == whole.due("acknowledge") == "Mon 13:00"


def test_scar_13_an_escalation_keeps_the_policy_it_began_with():
    """The edited policy reaches only what is opened with it."""
    rule = replace(CLOCKS[ClockKind.ACKNOWLEDGE], targets=by_severity("1m", "1m", "1m", "1m"))
    edited = replace(POLICY, version="edited", clocks={**CLOCKS, ClockKind.ACKNOWLEDGE: rule})
    running, later = begun(Tier.L2, Severity.HIGH), begun(Tier.L2, Severity.HIGH, edited)
    running.send("Mon 09:30", "escalate", to=Tier.ENGINEERING, reason="beyond us")
    assert running.due("acknowledge") == "Mon 10:30"
    assert later.due("acknowledge") == "Mon 09:01"
    assert (running.e.policy.version, later.e.policy.version) == ("test", "edited")


def test_scar_14_done_in_linear_is_not_done_before_the_customer_was_told():
    story = taken(Tier.ENGINEERING, Severity.HIGH, assignee="agent-7")
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="completed")
    assert story.e.status == Status.WORKING
    asked = [t.ask for t in story.done(Tell) if "tell the customer" in t.text]
    assert asked == [("agent-7",)]
    story.until("Mon 13:00")
    assert "Breach: customer_update" in story.history
    story.send("Mon 13:30", "resolve", resolution="shipped")
    assert [r.text for r in story.done(ReplyToCustomer)] == [POLICY.texts.resolved]
