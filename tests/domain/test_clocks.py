"""Clocks: what is due when, what stops them, what fires, and what a late word changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation import deadlines
from escalation.actions import Alarm, NoteTicket, Tell
from escalation.clocks import AIMS_MAX
from escalation.events import BreachCorrected, Breached, Met, Warned
from escalation.lifecycle import decide
from escalation.model import CYCLES_MAX
from escalation.policy import ClockRule, TierRule
from escalation.terms import ClockKind, PauseReason, Severity, Status, Tier
from tests.domain.story import COMMANDS, at, begun, said, taken
from tests.policies import CLOCKS, POLICY, QUIET

STOPPED_BY = {
    PauseReason.WAITING_FOR_CUSTOMER: {"internal_follow_up", "customer_update", "resolution"},
    PauseReason.THIRD_PARTY: {"resolution"},
    PauseReason.ON_HOLD: {"internal_follow_up", "resolution"},
    PauseReason.SNOOZED: {"internal_follow_up"},
}


@pytest.mark.parametrize(
    ("clock", "critical", "high", "medium", "low"),
    [
        ("acknowledge", "Mon 09:15", "Mon 10:00", "Mon 13:00", "Tue 09:00"),
        ("first_response", "Mon 09:30", "Mon 11:00", "Mon 17:00", "Wed 09:00"),
        ("internal_follow_up", "Mon 11:00", "Mon 13:00", "Tue 09:00", "Thu 09:00"),
        ("customer_update", "Mon 11:00", "Mon 13:00", "Tue 09:00", "Mon 09:00 +1"),
        ("resolution", "Mon 17:00", "Wed 09:00", "Mon 09:00 +1", "Mon 09:00 +2"),
    ],
)
def test_every_clock_is_due_by_its_severity(clock, critical, high, medium, low):
    due = [begun(Tier.ENGINEERING, severity).due(clock) for severity in Severity]
    assert due == [critical, high, medium, low]


@pytest.mark.parametrize(
    ("severity", "due"), [(Severity.CRITICAL, "Sat 20:30"), (Severity.HIGH, "Mon 11:00 +1")]
)
def test_critical_runs_around_the_clock_and_others_in_hours(severity: Severity, due: str):
    assert begun(Tier.L2, severity, when="Sat 20:00").due("first_response") == due


def test_the_two_tier_clocks_count_in_the_tier_s_hours_and_the_others_in_support_s():
    engineering = replace(POLICY.tiers[Tier.ENGINEERING], calendar="always")
    policy = replace(POLICY, tiers={**POLICY.tiers, Tier.ENGINEERING: engineering})
    story = begun(Tier.ENGINEERING, Severity.HIGH, policy, when="Mon 17:30")
    assert story.due("acknowledge") == "Mon 18:30"
    assert story.due("internal_follow_up") == "Mon 21:30"
    assert story.due("customer_update") == "Tue 12:30"


@pytest.mark.parametrize("reason", PauseReason)
def test_a_reason_stops_the_clocks_of_its_column_and_no_other(reason: PauseReason):
    story = begun(Tier.L2, Severity.HIGH)
    story.send("Mon 09:10", "agent_replied", text="we look")
    story.send("Mon 09:20", "customer_replied", text="thanks")
    story.send("Mon 09:30", "promise", due_at=at("Mon 17:00"), text="by five")
    story.send("Mon 09:40", "pause", reason=reason, until=at("Tue 12:00"))
    live = {c.kind: c.state for c in story.e.clocks if c.is_live}
    assert {kind for kind, state in live.items() if state == "paused"} == STOPPED_BY[reason]
    running = {"acknowledge", "next_response", "promise", "review"}
    assert running <= {kind for kind, state in live.items() if state == "running"}
    assert all((c.due_at is None) == (c.state == "paused") for c in story.e.clocks if c.is_live)


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("Mon 10:00", "Mon 12:00", "Wed 11:00"),
        ("Mon 10:00", "Tue 10:00", "Thu 09:00"),  # a day of nine hours
        ("Mon 18:00", "Tue 09:00", "Wed 09:00"),  # a night moves nothing
        ("Mon 17:00", "Tue 09:30", "Wed 10:30"),
    ],
)
def test_a_pause_is_measured_in_the_clock_s_own_time(paused: str, resumed: str, due: str):
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send(paused, "pause", reason="third_party")
    story.send(resumed, "resume", reason="third_party")
    assert story.due("resolution") == due


def test_two_reasons_stop_a_clock_until_both_are_gone():
    story = taken(Tier.L2, Severity.CRITICAL, QUIET)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 11:00", "pause", reason="on_hold")
    story.send("Mon 12:00", "resume", reason="third_party")
    assert story.due("resolution") == ""
    story.send("Mon 13:00", "resume", reason="on_hold")
    assert story.due("resolution") == "Mon 20:00"


def test_warnings_and_the_breach_fire_once_each_at_their_own_instants():
    story = taken(Tier.L2, Severity.HIGH, QUIET).until("Fri 12:00")
    fired = [
        (type(e).__name__, said(e.at))
        for e in story.all_events
        if isinstance(e, Warned | Breached) and "resolution" in e.text
    ]
    assert fired == [
        ("Warned", "Mon 18:00"),
        ("Warned", "Tue 13:30"),
        ("Warned", "Tue 16:12"),
        ("Breached", "Wed 09:00"),
    ]
    assert story.clock("resolution").fired == ("50%", "75%", "90%", "breach")


def test_what_fires_in_one_decision_fires_in_the_order_of_instants():
    story = begun(Tier.L2, Severity.HIGH).until("Fri 18:00")
    fired = [e.at for e in story.events if isinstance(e, Warned | Breached)]
    assert fired == sorted(fired)
    assert len(fired) > 20


@pytest.mark.parametrize(("early_s", "count"), [(0.4, 1), (0.5, 1), (0.6, 0)])
def test_a_timer_may_fire_half_a_second_early(early_s: float, count: int):
    story = begun(Tier.L2, Severity.HIGH)
    decision = decide(story.e, None, at("Mon 10:00") - timedelta(seconds=early_s))
    breaches = [e for e in decision.events if isinstance(e, Breached)]
    assert [said(e.at) for e in breaches] == ["Mon 10:00"] * count


def test_a_deadline_that_is_past_fires_at_once_and_says_how_late():
    story = begun(Tier.L2, Severity.HIGH).until("Mon 10:02")
    assert "Breach: acknowledge was due Mon 2026-03-02 09:00 UTC (120 s ago)" in story.history


def test_deadlines_are_whole_seconds():
    story = begun(Tier.L2, Severity.HIGH)
    late = at("Mon 09:30") + timedelta(seconds=0.25)
    command = COMMANDS["note"](escalation="zendesk-7", at=late, actor="a-l2", text="a look")
    story.take(decide(story.e, command, late))
    assert story.due("internal_follow_up") == "Mon 13:30:01"


@pytest.mark.parametrize(
    ("kept_at", "state"),
    [("Mon 09:59", "met"), ("Mon 10:00", "met"), ("Mon 10:01", "breached")],
)
@pytest.mark.parametrize("told_at", ["", "Mon 10:05"])
def test_it_counts_when_a_promise_was_kept_and_not_when_we_heard(kept_at, state, told_at):
    story = begun(Tier.L2, Severity.HIGH)
    story.send(kept_at, "acknowledge", actor="a-l2", now=told_at)
    first = next(c for c in story.e.clocks if c.kind == ClockKind.ACKNOWLEDGE and c.cycle == 1)
    assert first.state == state
    assert bool(story.happened(Breached)) == (state == "breached")


def test_a_late_word_corrects_the_breach_and_all_that_only_followed_from_it():
    story = begun(Tier.L2, Severity.HIGH).until("Mon 12:30")
    assert [c.state for c in story.e.clocks if c.kind == "acknowledge"] == [
        "breached",
        "breached",
        "breached",
        "running",
    ][-CYCLES_MAX:]
    story = begun(Tier.L2, Severity.HIGH).until("Mon 11:30")
    before = story.e.breaches
    story.send("Mon 09:40", "acknowledge", actor="a-l2", now="Mon 11:31")
    acknowledge = [c for c in story.e.clocks if c.kind == ClockKind.ACKNOWLEDGE]
    assert [(c.state, said(c.ended_at)) for c in acknowledge] == [
        ("met", "Mon 09:40"),
        ("cancelled", "Mon 10:00"),
        ("cancelled", "Mon 11:00"),
    ]
    assert len(story.happened(BreachCorrected)) == 2
    assert story.e.breaches == before - 2
    assert [e.kind for e in story.happened(Met)] == ["acknowledge"]
    assert story.done(Tell)[0].text == (
        "The acknowledge breach is corrected: it had been kept in time"
    )
    assert "Breach: acknowledge" in story.history  # corrected, never deleted


def test_a_late_word_leaves_a_breach_that_came_after_it():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 12:00", "note", actor="a-l2", text="still looking")
    story.until("Mon 16:30")  # the cycle from 12:00 broke at 16:00
    story.send("Mon 09:30", "note", actor="a-l2", text="a look at the logs", now="Mon 16:31")
    assert not story.happened(BreachCorrected)
    assert story.e.breaches == 3  # first response, customer update, internal follow-up


def test_an_instant_before_the_opening_or_after_now_is_cut_to_them():
    story = begun(Tier.L2, Severity.HIGH)
    story.send("Mon 08:00", "note", text="from a clock that is slow", now="Mon 09:01")
    story.send("Mon 12:00", "note", text="from a clock that is fast", now="Mon 09:02")
    assert [said(note.at) for note in story.e.notes] == ["Mon 09:00", "Mon 09:02"]


def test_a_kept_promise_says_nothing_twice():
    story = begun(Tier.L2, Severity.HIGH)
    story.send("Mon 09:10", "agent_replied", text="we look")
    story.send("Mon 09:20", "agent_replied", text="we still look")
    assert [said(e.at) for e in story.happened(Met) if e.kind == "first_response"] == ["Mon 09:10"]


def test_a_clock_keeps_its_last_cycles_and_aims():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    for minute in range(30):
        story.send(f"Mon 10:{minute}", "note", actor="a-l2", text="still looking")
        story.send(f"Mon 10:{minute}:20", "pause", reason="third_party")
        story.send(f"Mon 10:{minute}:40", "resume", reason="third_party")
    cycles = [c for c in story.e.clocks if c.kind == ClockKind.INTERNAL_FOLLOW_UP]
    assert [c.cycle for c in cycles] == [29, 30, 31]
    aims = story.clock("resolution").aims
    assert len(aims) == AIMS_MAX
    assert (aims[0].reason, said(aims[-1].at)) == ("started", "Mon 10:29:40")


BREACHES = [
    ("acknowledge", "Mon 10:00", "lead-l2"),
    ("first_response", "Mon 11:00", "lead-l1"),
    ("internal_follow_up", "Mon 13:00", "lead-l2"),
    ("customer_update", "Mon 13:00", "lead-l1"),
    ("resolution", "Wed 09:00", "lead-l2"),
]


@pytest.mark.parametrize(("clock", "due", "lead"), BREACHES)
def test_a_breach_reaches_a_lead_and_marks_the_ticket(clock: str, due: str, lead: str):
    story = begun(Tier.L2, Severity.HIGH).until(due)
    said_so = f"Breach: {clock} was due"
    (tell,) = [a for a in story.all_actions if isinstance(a, Tell) and a.text.startswith(said_so)]
    assert (tell.tier, tell.ask) == (Tier.L2, (lead,))
    notes = [a for a in story.all_actions if isinstance(a, NoteTicket)]
    assert [n.tags for n in notes if n.text.startswith(said_so)] == [("handrail_breached",)]
    assert len([e for e in story.happened(Breached) if e.kind == clock]) == 1
    assert story.e.tier == Tier.L2  # only the table moves a tier


@pytest.mark.parametrize(
    ("contact", "owner", "asked"),
    [("", "", "b-l2"), ("agent-7", "", "b-l2"), ("agent-7", "agent-9", "agent-9")],
)
def test_without_a_lead_a_breach_reaches_whoever_is_nearest(contact, owner, asked):
    leaderless = {tier: replace(rule, lead="") for tier, rule in POLICY.tiers.items()}
    story = begun(Tier.L2, Severity.HIGH, replace(POLICY, tiers=leaderless), assignee=contact)
    if owner:
        story.send("Mon 09:10", "assign", to=owner)
    story.until("Mon 11:00")
    breach = next(a for a in story.done(Tell) if a.text.startswith("Breach: first_response"))
    assert asked in breach.ask


def test_a_breach_that_reaches_nobody_by_name_is_an_alarm():
    tiers = {tier: TierRule(channel=f"#{tier}") for tier in Tier}
    policy = replace(
        QUIET, tiers=tiers, clocks={ClockKind.RESOLUTION: CLOCKS[ClockKind.RESOLUTION]}
    )
    story = begun(Tier.L2, Severity.HIGH, policy).until("Wed 09:00")
    assert "Breach: resolution was due" in story.done(Alarm)[-1].text


WARNINGS = [
    ("acknowledge", "Mon 09:45", ("a-l2",)),
    ("first_response", "Mon 10:30", ("agent-7",)),
    ("internal_follow_up", "Mon 12:00", ("a-l2",)),
    ("customer_update", "Mon 12:00", ("agent-7",)),
    ("resolution", "Mon 18:00", ("a-l2", "agent-7")),
]


@pytest.mark.parametrize(("clock", "when", "asked"), WARNINGS)
def test_a_warning_reaches_who_can_still_keep_it(clock: str, when: str, asked: tuple[str, ...]):
    story = begun(Tier.L2, Severity.HIGH, assignee="agent-7")
    if clock != "acknowledge":
        story.send("Mon 09:10", "acknowledge", actor="a-l2")
    story.until(when)
    reminded = {
        "acknowledge": "Reminder: l2",
        "internal_follow_up": "What is the news? internal_follow_up is due",
    }.get(clock, f"{clock} is due")
    assert [t.ask for t in story.done(Tell) if t.text.startswith(reminded)] == [asked]


def test_the_contact_gets_a_draft_to_edit():
    story = taken(Tier.L2, Severity.HIGH).until("Mon 12:00")
    drafts = [t.text for t in story.done(Tell) if t.text.startswith("customer_update is due")]
    due = "customer_update is due Mon 2026-03-02 12:00 UTC (75% of 4h)"
    thanks = "Thank you for telling us about this. What you wrote has been passed on with it:"
    draft = f'{thanks}\n"Export is empty"\n{POLICY.texts.holding}'
    assert drafts == [f"{due}\nDraft: {draft}"]


@pytest.mark.parametrize("customer", ["", "acme"])
@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.HIGH])
def test_a_late_resolution_engages_leadership_where_it_matters(customer: str, severity: Severity):
    policy = replace(POLICY, key_customers=("acme",))
    story = taken(Tier.L2, severity, policy, requester=customer).until("Wed 09:00")
    is_there = story.e.engagement(Tier.LEADERSHIP) is not None
    assert is_there == (severity == Severity.CRITICAL or customer == "acme")


@pytest.mark.parametrize(
    ("made", "due", "reminded"),
    [
        ("Mon 10:00", "Mon 14:00", "Mon 13:00"),
        ("Mon 15:00", "Tue 10:00", "Tue 09:00"),  # 05:15 is no time to remind anybody
        ("Mon 15:00", "Tue 02:00", "Mon 23:15"),  # it is due before anybody is there again
    ],
)
def test_nobody_is_reminded_of_a_promise_at_night(made: str, due: str, reminded: str):
    clocks = {**CLOCKS, ClockKind.PROMISE: ClockRule(warn=("75%",))}
    story = taken(Tier.L2, Severity.LOW, replace(QUIET, clocks=clocks))
    story.send(made, "promise", due_at=at(due), text="we write")
    story.until("Wed 09:00")
    warned = [e for e in story.happened(Warned) if e.text.startswith("promise")]
    broken = [e for e in story.happened(Breached) if e.kind == ClockKind.PROMISE]
    assert [said(e.at) for e in (*warned, *broken)] == [reminded, due]


def test_quiet_hours_never_hold_what_is_critical():
    clocks = {**CLOCKS, ClockKind.PROMISE: ClockRule(warn=("75%",))}
    story = taken(Tier.L2, Severity.CRITICAL, replace(QUIET, clocks=clocks))
    story.send("Mon 15:00", "promise", due_at=at("Tue 03:00"), text="we write")
    story.until("Tue 04:00")
    assert [said(e.at) for e in story.happened(Warned) if "promise" in e.text] == ["Tue 00:00"]


@pytest.mark.parametrize("when", ["Wed 12:00", "Fri 12:00"])
def test_where_nothing_is_counted_a_review_is(when: str):
    policy = replace(QUIET, clocks={})
    story = begun(Tier.L2, Severity.HIGH, policy, when, assignee="agent-7")
    first = {"Wed 12:00": "Mon 09:00 +1", "Fri 12:00": "Mon 12:00 +1"}[when]
    assert story.due("review quiet") == first  # three days on, and not on a Saturday
    story.until(first)
    assert story.history.endswith("Review: Is anything happening?")
    assert story.done(Tell)[-1].ask == ("a-l2", "agent-7")
    assert story.clock("review quiet").is_live


def test_a_review_that_stands_in_begins_when_the_last_deadline_passed():
    once = {ClockKind.FIRST_RESPONSE: CLOCKS[ClockKind.FIRST_RESPONSE]}
    story = begun(Tier.L2, Severity.HIGH, replace(QUIET, clocks=once)).until("Mon 17:00")
    assert story.e.status == Status.UNACKNOWLEDGED
    assert said(story.clock("review quiet").started_at) == "Mon 11:00"


def test_a_decision_fires_only_so_much_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch):
    whole = begun(Tier.L2, Severity.HIGH).until("Mon 18:00")
    monkeypatch.setattr(deadlines, "FIRES_MAX", 5)
    parts = begun(Tier.L2, Severity.HIGH)
    for _ in range(6):
        parts.until("Mon 18:00")
    assert parts.e == whole.e
    story = begun(Tier.L2, Severity.HIGH)
    story.send("Mon 18:00", "note", text="after a long night")
    assert len(story.happened(Breached) + story.happened(Warned)) == 10
