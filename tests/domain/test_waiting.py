"""Reasons to wait: a set, each with a review, so that no wait is forgotten."""

from dataclasses import replace

import pytest

from escalation.actions import Button, NoteTicket, Tell
from escalation.events import Breached, WaitBegan, WaitEnded
from escalation.terms import PauseReason, Severity, Status, Tier
from escalation.waiting import PAUSES_MAX
from tests.domain.story import at, said, taken
from tests.policies import QUIET


def test_waiting_is_shown_while_a_reason_is_left_and_the_status_beneath_returns():
    story = taken(Tier.L2)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 10:05", "pause", reason="on_hold")
    assert (story.e.shown_status, story.e.status) == ("waiting", Status.WORKING)
    story.send("Mon 11:00", "resume", reason="third_party")
    assert story.e.shown_status == "waiting"
    story.send("Mon 11:05", "resume", reason="on_hold")
    assert story.e.shown_status == "working"
    assert [e.waited_s for e in story.happened(WaitEnded)] == [3_600, 3_600]


@pytest.mark.parametrize(
    ("name", "fields", "refused"),
    [
        ("pause", {"reason": "snoozed"}, "a snooze needs `until`: name the instant at which"),
        ("pause", {"reason": "on_hold", "until": at("Mon 10:00")}, "is past: name an instant"),
        ("resume", {"reason": "on_hold"}, "does not wait for on_hold; it waits for: third_party"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, fields: dict[str, object], refused: str):
    story = taken(Tier.L2)
    story.send("Mon 09:30", "pause", reason="third_party")
    assert refused in story.send("Mon 10:00", name, **fields).refused


def test_with_nothing_to_resume_the_refusal_says_so():
    refused = taken(Tier.L2).send("Mon 10:00", "resume", reason="on_hold").refused
    assert refused.endswith("it waits for: nothing")


def test_a_second_pause_with_a_reason_only_changes_until():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "pause", reason="third_party", until=at("Tue 10:00"))
    assert story.due("review third_party") == "Tue 10:00"
    story.send("Mon 11:00", "pause", reason="third_party", until=at("Wed 10:00"))
    (wait,) = story.e.waits
    assert (said(wait.at), said(wait.until)) == ("Mon 10:00", "Wed 10:00")
    assert story.due("review third_party") == "Wed 10:00"
    assert len(story.happened(WaitBegan)) == 2


@pytest.mark.parametrize(
    ("until", "reviews"),
    [
        # Days are 24 hours; summer time begins in week 4, and at 18:30 somebody would be gone.
        (None, ["Thu 17:30", "Mon 17:30 +2", "Fri 09:00 +6", "Wed 09:00 +17"]),
        (at("Fri 12:00"), ["Fri 12:00", "Mon 17:30 +2", "Fri 09:00 +6"]),
    ],
)
def test_a_wait_is_asked_about_at_its_end_or_ever_more_seldom(until, reviews):
    story = taken(Tier.L2, Severity.HIGH, QUIET, assignee="agent-7")
    story.send("Mon 17:30", "pause", reason="third_party", until=until)
    for review in reviews:
        assert story.due("review third_party") == review
        story.until(review)
        (tell,) = [t for t in story.done(Tell) if t.text == "Review: Still third_party?"]
        assert (tell.ask, tell.buttons) == (("a-l2", "agent-7"), (Button.RESUME,))
    assert story.e.waits  # a wait is only asked about; it does not end by itself


def test_the_later_reviews_come_every_120_days():
    story = taken(Tier.L2, Severity.CRITICAL, replace(QUIET, clocks={}))
    story.send("Mon 10:00", "pause", reason="on_hold")
    begin = story.e.waits[0].at
    days = []
    for _ in range(6):
        due_at = story.clock("review on_hold").due_at
        assert due_at
        days.append((due_at - begin).days)
        story.until(said(due_at))
    assert days == [3, 14, 45, 120, 240, 360]


def test_at_first_line_a_review_is_a_note_in_the_ticket():
    story = taken(Tier.L1, Severity.LOW, QUIET, assignee="agent-7")
    story.send("Mon 10:00", "pause", reason="waiting_for_customer")
    story.until("Thu 10:00")
    assert story.done(NoteTicket)[-1].text == "Review: Still waiting_for_customer?"


@pytest.mark.parametrize(("severity", "review"), [("critical", "Fri 02:00"), ("high", "Fri 09:00")])
def test_nobody_is_asked_about_a_wait_at_night_unless_it_is_critical(severity: str, review: str):
    story = taken(Tier.L2, Severity(severity))
    story.send("Tue 02:00", "pause", reason="third_party")
    assert story.due("review third_party") == review


def test_a_snooze_ends_by_itself_at_its_second():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 10:00", "pause", reason="snoozed", until=at("Sat 12:00:30"))
    assert story.state("internal_follow_up") == "paused"
    story.until("Mon 09:00 +1")
    (ended,) = story.happened(WaitEnded)
    assert (said(ended.at), ended.text) == ("Sat 12:00:30", "The snooze is over")
    assert not story.e.waits
    assert story.due("internal_follow_up") == "Mon 12:00 +1"


def test_the_customer_s_reply_ends_the_wait_for_it_and_no_other():
    story = taken(Tier.L2)
    story.send("Mon 10:00", "pause", reason="waiting_for_customer")
    story.send("Mon 10:01", "pause", reason="third_party")
    story.send("Mon 11:00", "customer_replied", text="here is the log")
    assert [wait.reason for wait in story.e.waits] == [PauseReason.THIRD_PARTY]
    assert story.state("review waiting_for_customer") == "cancelled"


def test_a_late_pause_never_ends_before_it_began():
    story = taken(Tier.L2)
    story.send("Mon 11:00", "pause", reason="third_party")
    story.send("Mon 10:00", "resume", reason="third_party", now="Mon 11:30")
    assert [e.waited_s for e in story.happened(WaitEnded)] == [0]


def test_waits_have_a_limit_that_asks_for_a_person():
    story = taken(Tier.L2)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 10:01", "resume", reason="third_party")
    story.e = story.e.changed(pauses=story.e.pauses * PAUSES_MAX)
    refused = story.send("Mon 10:02", "pause", reason="third_party").refused
    assert refused.startswith(f"pause refused: it was paused {PAUSES_MAX} times")


def test_a_wait_told_late_stops_what_runs_and_leaves_an_announced_breach():
    story = taken(Tier.L2, Severity.HIGH, QUIET).until("Mon 14:00")
    broken = [e.kind for e in story.happened(Breached)]
    assert broken == ["first_response", "internal_follow_up", "customer_update"]
    story.send("Mon 12:30", "pause", reason="waiting_for_customer", now="Mon 14:00")
    assert story.e.breaches == 3
    assert story.state("internal_follow_up") == story.state("resolution") == "paused"
    story.send("Mon 16:30", "resume", reason="waiting_for_customer")
    assert story.due("resolution") == "Wed 13:00"  # four hours left out, also those told late
