"""Resolved, confirmed, left unanswered, come back: how an escalation ends and how it goes on."""

from dataclasses import replace

import pytest

from escalation.actions import (
    Button,
    CommentIssue,
    NoteTicket,
    ReplyToCustomer,
    Tell,
    UpdateIssue,
)
from escalation.events import Ignored, Noted, Reopened
from escalation.policy import ClockRule
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.domain.story import Story, at, begun, said, standing, taken
from tests.policies import CLOCKS, POLICY, QUIET


def resolved(severity: Severity = Severity.HIGH, **policy: object) -> Story:
    story = begun(Tier.L1, severity, replace(POLICY, **policy), assignee="agent-7")
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="beyond me")
    story.send("Mon 09:20", "acknowledge", actor="a-l2")
    story.send("Mon 10:00", "resolve", resolution="restarted", actor="a-l2")
    return story


def test_resolving_stops_every_clock_but_promises_and_asks_the_customer():
    story = taken(Tier.L2, Severity.HIGH)
    story.send("Mon 09:10", "promise", due_at=at("Mon 15:00"), text="by three")
    story.send("Mon 09:20", "engage", tier=Tier.SECURITY)
    story.send("Mon 09:30", "pause", reason="on_hold")
    story.send("Mon 10:00", "resolve", resolution="restarted")
    owed = [c.name for c in story.e.clocks if c.is_owed]
    assert sorted(owed) == ["confirmation", "promise 2026-03-02T14:00:00"]
    assert story.state("resolution") == story.state("first_response") == "met"
    assert story.state("acknowledge security") == "cancelled"
    assert (story.e.waits, story.e.engaged) == ((), ())
    assert [r.text for r in story.done(ReplyToCustomer)] == [POLICY.texts.resolved]


def test_what_was_learned_is_kept_and_told():
    story = begun(Tier.L1)
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="beyond me")
    story.send("Mon 09:20", "assign", to="a-l2")
    fields = {"resolution": "restarted", "root_cause": "a full disk", "learned": "watch it"}
    story.send("Mon 10:00", "resolve", **fields)
    text = "agent resolved it: restarted\nRoot cause: a full disk\nLearned: watch it"
    assert [(t.text, t.ask) for t in story.done(Tell)][-1] == (text, ("a-l2",))
    assert [c.text for c in story.done(CommentIssue)] == [text]
    assert [n.text for n in story.done(NoteTicket)] == [text]


def test_the_customer_is_reminded_after_two_days_and_it_closes_after_five():
    story = resolved().until("Mon 10:00 +1")
    written = [r.text for r in story.all_actions if isinstance(r, ReplyToCustomer)]
    texts = POLICY.texts
    assert written == [texts.resolved, texts.reminder, texts.no_answer]
    reminded = [e.at for e in story.happened(Noted) if "reminded" in e.text]
    assert reminded == [at("Wed 10:00")]
    assert (story.e.status, story.e.ending) == (Status.CLOSED, "no_answer")
    assert not [c for c in story.e.clocks if c.is_owed]


def test_a_policy_that_closes_nothing_goes_on_asking_its_own_people_and_not_the_customer():
    story = resolved(close_unconfirmed=False).until("Mon 09:00 +4")
    written = [r.text for r in story.all_actions if isinstance(r, ReplyToCustomer)]
    assert written == [POLICY.texts.resolved, POLICY.texts.reminder]
    assert story.e.status == Status.RESOLVED
    assert "The customer did not confirm; the policy closes nothing" in story.history
    assert story.history.count("Review: Is anything happening?") > 3


def test_the_customer_s_word_closes_it():
    story = resolved()
    story.send("Mon 11:00", "confirm", actor="customer")
    assert (story.e.status, story.e.ending) == (Status.CLOSED, "confirmed")
    assert not [c for c in story.e.clocks if c.is_owed]


def test_a_reply_while_resolved_is_shown_to_the_contact_with_both_buttons():
    story = resolved()
    story.send("Mon 11:00", "customer_replied", text="still empty")
    assert story.state("confirmation") == "cancelled"
    assert story.due("next_response") == "Mon 15:00"
    (tell,) = story.done(Tell)
    assert (tell.text, tell.ask) == ("The customer wrote: still empty", ("agent-7",))
    assert tell.buttons == (Button.CONFIRM, Button.REOPEN)
    assert story.e.status == Status.RESOLVED
    assert not story.done(UpdateIssue)


def test_a_reply_that_is_answered_asks_for_confirmation_again():
    story = resolved()
    story.send("Mon 11:00", "customer_replied", text="which version?")
    story.send("Mon 11:30", "agent_replied", text="the newest", actor="agent-7")
    assert story.state("next_response") == "met"
    assert story.due("confirmation") == "Mon 11:30 +1"
    story.send("Mon 12:00", "agent_replied", text="please reload", actor="agent-7")
    assert story.due("confirmation") == "Mon 11:30 +1"  # one word more does not put it off


def test_a_reply_left_unanswered_reopens_at_the_same_tier_and_owner():
    story = resolved()
    story.send("Mon 11:00", "customer_replied", text="still empty")
    story.until("Mon 15:00")
    assert (story.e.status, story.e.tier, story.e.owner) == (
        Status.UNACKNOWLEDGED,
        Tier.L2,
        "a-l2",
    )
    assert [a.reopen for a in story.done(UpdateIssue)] == [True]
    assert story.e.reopened == 1


def test_a_policy_may_leave_it_resolved_but_not_forgotten():
    on_breach = replace(POLICY.on_breach, reopen_unanswered=False)
    story = resolved(on_breach=on_breach)
    story.send("Mon 11:00", "customer_replied", text="still empty")
    story.until("Mon 15:00")
    assert story.e.status == Status.RESOLVED
    assert story.e.next_at


def test_not_fixed_reopens_with_new_clocks_and_only_then_the_tracker():
    story = resolved()
    story.send("Mon 11:00", "reopen", reason="still empty")
    assert story.e.status == Status.UNACKNOWLEDGED
    assert (story.e.owner, story.e.resolution) == ("a-l2", "")
    cycles = [(c.state, said(c.ended_at)) for c in story.e.clocks if c.kind == "resolution"]
    assert cycles == [("met", "Mon 10:00"), ("running", "")]
    assert story.due("resolution") == "Wed 11:00"
    assert story.due("acknowledge") == "Mon 12:00"
    assert story.state("confirmation") == "cancelled"
    assert [a.reopen for a in story.done(UpdateIssue)] == [True]
    assert story.done(Tell)[-1].ask == ("a-l2",)
    assert len(story.done(CommentIssue)) == len(story.done(NoteTicket)) == 1


def test_reopened_at_first_line_it_is_watched_again():
    story = taken(Tier.L1, policy=QUIET)
    story.send("Mon 10:00", "resolve", resolution="a setting")
    story.send("Mon 11:00", "reopen", reason="no")
    assert story.e.status == Status.WATCHING
    assert not story.done(UpdateIssue)  # nothing was logged, so there is no issue


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("reopen", {"reason": "it is back"}),
        ("customer_replied", {"text": "it is back"}),
        ("ticket_changed", {"status": "open"}),
    ],
)
def test_what_comes_back_after_the_end_begins_the_next_run_and_inherits(name, fields):
    story = resolved()
    story.send("Mon 11:00", "link_problem", problem="disk-full")
    story.send("Mon 12:00", "confirm")
    ended = story.e
    story.send("Tue 10:00", name, **fields)
    e = story.e
    assert (e.id, e.series, e.run) == ("zendesk-7~2", "zendesk-7", 2)
    inherited = ("tier", "severity", "owner", "contact", "ticket", "issue", "problem", "customer")
    assert {n: getattr(e, n) for n in inherited} == {n: getattr(ended, n) for n in inherited}
    assert (e.status, e.reopened, e.opened_at) == (Status.UNACKNOWLEDGED, 1, at("Tue 10:00"))
    assert story.due("resolution") == "Thu 10:00"
    assert story.happened(Reopened)
    assert not [c for c in e.clocks if c.started_at < at("Tue 10:00")]


@pytest.mark.parametrize("tier", [Tier.L1, Tier.L2])
def test_who_writes_after_the_end_is_owed_an_answer(tier: Tier):
    story = taken(tier, Severity.HIGH)
    story.send("Mon 10:00", "close")
    story.send("Tue 10:00", "customer_replied", text="it is back")
    assert story.due("next_response") == "Tue 14:00"
    if tier == Tier.L1:
        assert story.due("trigger unanswered") == "Tue 11:00"


def test_in_the_next_run_the_first_move_may_name_the_inherited_tier():
    story = taken(Tier.L2)
    story.send("Mon 10:00", "close")
    story.send("Tue 10:00", "reopen", reason="it is back")
    assert not story.send("Tue 10:05", "escalate", to=Tier.L2, reason="as before").refused
    assert story.send("Tue 10:10", "escalate", to=Tier.L2, reason="as before").refused


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note", {"text": "thanks"}),
        ("agent_replied", {"text": "bye"}),
        ("customer_replied", {"text": "to myself", "public": False}),
        ("ticket_changed", {"tags": ("survey",)}),
        ("ticket_changed", {"status": "solved"}),
        ("issue_changed", {"issue": "ENG-1", "state": "completed"}),
    ],
)
def test_what_happens_on_a_closed_one_is_counted_and_left(name: str, fields: dict[str, object]):
    story = standing(Status.CLOSED)
    story.send("Tue 10:00", name, **fields)
    assert (story.e.status, story.e.ignored) == (Status.CLOSED, 1)
    assert len(story.happened(Ignored)) == 1
    assert not story.actions


def test_a_second_opening_is_a_repeat_and_another_ticket_is_refused():
    story = taken(Tier.L2)
    before = story.e
    ticket = before.ticket
    assert ticket
    assert not story.send("Mon 10:00", "open", ticket=ticket).refused
    assert story.e == before
    other = replace(ticket, id="8")
    refused = story.send("Mon 10:01", "open", ticket=other).refused
    assert refused == "open refused: it was opened for another ticket"


def test_where_no_confirmation_is_counted_a_review_stands_in():
    clocks = {**CLOCKS, ClockKind.CONFIRMATION: ClockRule(), ClockKind.NEXT_RESPONSE: ClockRule()}
    story = resolved(clocks=clocks)
    assert story.due("review quiet") == "Thu 10:00"
    story.send("Mon 11:00", "customer_replied", text="still empty")
    assert story.e.next_at
