"""The words owed and given: notes inside, replies and updates to the customer, promises."""

from dataclasses import replace

import pytest

from escalation.actions import NoteTicket, ReplyToCustomer, Tell
from escalation.events import CustomerTold
from escalation.following import EXCERPT_MAX, PROMISES_MAX
from escalation.model import NOTES_MAX
from escalation.policy import ClockRule
from escalation.terms import ClockKind, Severity, Status, Tier
from tests.domain.story import at, begun, said, taken
from tests.policies import CLOCKS, POLICY, QUIET

SENDING = replace(QUIET, customer_updates="send")


@pytest.mark.parametrize(
    ("actor", "due"),
    [
        ("a-l2", "Mon 14:00"),  # has it
        ("b-l2", "Mon 14:00"),  # may be asked
        ("lead-l2", "Mon 14:00"),
        ("a-engineering", "Mon 13:00"),  # of another tier
        ("handrail", "Mon 13:00"),  # ourselves
        ("agent-9", "Mon 13:00"),
    ],
)
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note", {"text": "a look at the logs"}),
        ("agent_replied", {"text": "a look at the logs", "public": False}),
        ("update_customer", {"text": "we look at the logs"}),
    ],
)
def test_any_word_from_the_accountable_tier_starts_the_next_follow_up(name, fields, actor, due):
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", name, actor=actor, **fields)
    assert story.due("internal_follow_up") == due


def test_the_owner_s_word_counts_also_from_outside_the_tier_s_steps():
    story = begun(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:30", "assign", to="agent-9", actor="agent-9")
    story.send("Mon 10:00", "note", text="a look", actor="agent-9")
    assert story.due("internal_follow_up") == "Mon 14:00"


def test_at_first_line_no_follow_up_is_owed():
    story = taken(Tier.L1, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "note", text="a look", actor="a-l1")
    assert not [c for c in story.e.clocks if c.kind == ClockKind.INTERNAL_FOLLOW_UP]


@pytest.mark.parametrize(
    ("name", "fields", "kept"),
    [
        ("agent_replied", {"text": "we look"}, True),
        ("update_customer", {"text": "we look"}, True),
        ("agent_replied", {"text": "we look", "public": False}, False),
        ("note", {"text": "we look"}, False),
    ],
)
def test_a_public_word_keeps_what_is_owed_to_the_customer(name, fields, kept):
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:30", "promise", due_at=at("Mon 15:00"), text="by three")
    story.send("Mon 10:00", name, **fields)
    states = [story.state(n) for n in ("first_response", "promise 2026-03-02T14:00:00")]
    assert states == (["met", "met"] if kept else ["running", "running"])
    assert story.due("customer_update") == ("Mon 14:00" if kept else "Mon 13:00")
    assert bool(story.happened(CustomerTold)) == kept
    assert (story.e.last_word is not None) == kept


def test_an_update_goes_out_and_a_reply_that_went_out_is_not_sent_again():
    story = taken(Tier.L2, policy=QUIET)
    story.send("Mon 10:00", "update_customer", text="we look")
    assert [r.text for r in story.done(ReplyToCustomer)] == ["we look"]
    story.send("Mon 10:30", "agent_replied", text="still looking")
    assert not story.done(ReplyToCustomer)


def test_a_reply_is_owed_an_answer_once_counted_from_the_first():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:10", "customer_replied", text="hello?")
    assert not [c for c in story.e.clocks if c.kind == ClockKind.NEXT_RESPONSE]  # the first is due
    story.send("Mon 09:30", "agent_replied", text="we look")
    story.send("Mon 10:00", "customer_replied", text="thanks")
    story.send("Mon 11:00", "customer_replied", text="and?")
    assert story.due("next_response") == "Mon 14:00"
    story.send("Mon 12:00", "agent_replied", text="soon")
    assert story.state("next_response") == "met"


def test_the_policy_may_send_an_update_before_it_is_due_once_a_cycle():
    story = taken(Tier.L2, Severity.HIGH, SENDING).until("Mon 18:00")
    sent = [a.text for a in story.all_actions if isinstance(a, ReplyToCustomer)]
    assert sent == [POLICY.texts.holding] * 3
    told = [said(e.at) for e in story.happened(CustomerTold)]
    assert told == ["Mon 12:00", "Mon 15:00", "Mon 18:00"]
    assert "Breach: customer_update" not in story.history


def test_without_a_warning_it_is_sent_on_the_dot_and_counts_as_kept():
    rule = replace(CLOCKS[ClockKind.CUSTOMER_UPDATE], warn=())
    clocks = {**CLOCKS, ClockKind.CUSTOMER_UPDATE: rule}
    story = taken(Tier.L2, Severity.HIGH, replace(SENDING, clocks=clocks)).until("Mon 13:00")
    assert [said(e.at) for e in story.happened(CustomerTold)] == ["Mon 13:00"]
    assert "Breach: customer_update" not in story.history
    assert story.due("customer_update") == "Mon 17:00"


def test_our_own_text_answers_nobody():
    story = taken(Tier.L2, Severity.HIGH, SENDING)
    story.send("Mon 09:10", "promise", due_at=at("Mon 17:00"), text="by five")
    story.until("Mon 12:00")
    assert [story.state(n) for n in ("first_response", "promise 2026-03-02T16:00:00")] == [
        "breached",
        "running",
    ]


def test_where_no_update_is_counted_none_begins():
    clocks = {**CLOCKS, ClockKind.CUSTOMER_UPDATE: ClockRule()}
    story = taken(Tier.L2, Severity.HIGH, replace(QUIET, clocks=clocks))
    story.send("Mon 10:00", "agent_replied", text="we look")
    assert not [c for c in story.e.clocks if c.kind == ClockKind.CUSTOMER_UPDATE]


def test_a_promise_becomes_a_clock_and_its_breach_is_told():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "promise", due_at=at("Sat 15:00"), text="by three")
    assert story.due("promise 2026-03-07T14:00:00") == "Sat 15:00"  # weekends count
    assert story.history.endswith("agent promised by Sat 2026-03-07 14:00 UTC: by three")
    story.until("Sat 15:00")
    assert "Breach: promise 2026-03-07T14:00:00 was due Sat 2026-03-07 14:00 UTC" in story.history


def test_a_promise_needs_an_instant_to_come():
    refused = taken().send("Mon 10:00", "promise", due_at=at("Mon 10:00"), text="now").refused
    assert refused.startswith("promise refused: 2026-03-02T09:00:00+00:00 is past")


def test_promises_have_a_limit():
    story = taken(Tier.L2)
    for minute in range(PROMISES_MAX):
        story.send("Mon 10:00", "promise", due_at=at(f"Tue 10:{minute}"), text="soon")
    refused = story.send("Mon 10:00", "promise", due_at=at("Wed 10:00"), text="soon").refused
    assert refused.startswith(f"promise refused: {PROMISES_MAX} promises are open")
    story.send("Mon 10:01", "agent_replied", text="done")
    assert not story.send("Mon 10:02", "promise", due_at=at("Wed 10:00"), text="more").refused


@pytest.mark.parametrize(("actor", "to"), [("agent-9", "agent-9"), ("lead-l2", "agent-9")])
def test_assigning_asks_the_person_unless_it_is_oneself(actor: str, to: str):
    story = taken(Tier.L2)
    story.send("Mon 10:00", "assign", to=to, actor=actor)
    assert story.e.owner == "agent-9"
    assert [t.ask for t in story.done(Tell)] == [() if actor == to else ("agent-9",)]
    assert story.e.status == Status.WORKING


def test_at_first_line_who_is_asked_finds_a_note_in_the_ticket():
    story = taken(Tier.L1, policy=QUIET)
    story.send("Mon 10:00", "assign", to="agent-9", actor="lead-l1")
    assert [n.text for n in story.done(NoteTicket)] == ["Assigned to agent-9 by lead-l1"]
    story.send("Mon 10:01", "note", text="a look")
    assert not story.actions


@pytest.mark.parametrize(
    ("text", "kept"),
    [("  two\n lines ", "two lines"), ("x" * 400, "x" * (EXCERPT_MAX - 1) + "…")],
)
def test_the_story_keeps_an_excerpt_on_one_line(text: str, kept: str):
    story = taken(Tier.L2)
    story.send("Mon 10:00", "note", text=text)
    assert story.history.endswith(f"agent noted: {kept}")
    assert story.e.notes[-1].text == text


def test_the_latest_notes_are_kept():
    story = taken(Tier.L2)
    for n in range(NOTES_MAX + 5):
        story.send("Mon 10:00", "note", text=f"note {n}")
    assert [n.text for n in story.e.notes][:: NOTES_MAX - 1] == ["note 5", "note 54"]


@pytest.mark.parametrize(
    ("severity", "told"),
    [(Severity.CRITICAL, ["started", "noted", "Breach"]), (Severity.LOW, ["Breach", "noted"])],
)
def test_slack_hears_of_what_is_urgent_or_has_a_thread(severity: Severity, told: list[str]):
    policy = replace(QUIET, slack_severities=(Severity.CRITICAL, Severity.HIGH))
    story = taken(Tier.L2, severity, policy)
    story.send("Mon 09:10", "issue_changed", issue="ENG-1", state="started")
    story.send("Mon 09:20", "note", text="before any thread stands")
    story.until("Wed 18:00")  # a breach is urgent: from then on there is a thread
    story.send("Wed 18:00", "note", text="after it")
    tells = [a.text for a in story.all_actions if isinstance(a, Tell)]
    seen = [word for text in tells for word in ("started", "noted", "Breach") if word in text]
    assert list(dict.fromkeys(seen)) == told


def test_kept_promises_are_forgotten_but_for_the_latest():
    story = taken(Tier.L2)
    for hour in range(10, 17):
        story.send(f"Mon {hour}:00", "promise", due_at=at(f"Mon {hour}:30"), text="soon")
        story.send(f"Mon {hour}:10", "agent_replied", text="done")
    promises = [c for c in story.e.clocks if c.kind == ClockKind.PROMISE]
    assert [said(c.due_at) for c in promises] == [
        "Mon 13:30",
        "Mon 14:30",
        "Mon 15:30",
        "Mon 16:30",
    ]
