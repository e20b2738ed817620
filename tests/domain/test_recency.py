"""Facts come late, twice and in another order; what is true in the end is the same."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.actions import AssignTicket, NoteTicket, ReplyToCustomer
from escalation.events import Repeated
from escalation.lifecycle import decide
from escalation.model import Escalation
from escalation.policy import HelpdeskRules, Person
from escalation.recency import WORDS_MAX, heard
from escalation.terms import Severity, Status, Tier
from tests.domain.story import COMMANDS, Story, at, begun, said, taken, ticket
from tests.policies import POLICY, QUIET

WITH_MAIL = replace(QUIET, people={**QUIET.people, "b-l2": Person("b-l2", email="b@example.com")})
Told = tuple[str, str, dict[str, Any]]


def told_in(order: tuple[Told, ...], tier: Tier = Tier.L2) -> Escalation:
    """The same facts, each true at its own instant, told in this order from noon on."""
    e = taken(tier, policy=QUIET, assignee="agent-7").e
    for n, (when, kind, fields) in enumerate(order):
        command = COMMANDS[kind](escalation=e.id, at=at(when), actor="agent", **fields)
        e = decide(e, command, at("Mon 12:00") + timedelta(seconds=n)).escalation
    return e


def test_first_line_counts_from_the_earliest_unanswered_word():
    story = begun(Tier.L1, Severity.MEDIUM, POLICY)
    story.send("Mon 09:10", "agent_replied", text="hello")
    story.send("Mon 10:20", "customer_replied", text="when?")
    story.send("Mon 10:00", "customer_replied", now="Mon 10:21", text="and?")
    assert said(story.clock("trigger unanswered").started_at) == "Mon 10:00"
    assert said(story.clock("next_response").started_at) == "Mon 10:00"


def truth(e: Escalation) -> object:
    clocks = sorted((c.name, str(c.state), c.due_at) for c in e.clocks if c.is_live)
    waits = sorted(p.reason for p in e.waits)
    return e.status, e.tier, e.severity, e.owner, e.contact, waits, clocks


ONE_DAY: dict[str, tuple[Told, ...]] = {
    "a question and its answer": (
        ("Mon 10:00", "customer_replied", {"text": "and?"}),
        ("Mon 10:10", "agent_replied", {"text": "soon"}),
    ),
    "an answer and the next question": (
        ("Mon 10:00", "customer_replied", {"text": "and?"}),
        ("Mon 10:10", "agent_replied", {"text": "soon"}),
        ("Mon 10:20", "customer_replied", {"text": "when?"}),
    ),
    "a wait that a word ends": (
        ("Mon 10:00", "ticket_changed", {"status": "pending"}),
        ("Mon 10:10", "customer_replied", {"text": "here it is"}),
    ),
    "a wait that begins after a word": (
        ("Mon 10:00", "customer_replied", {"text": "here it is"}),
        ("Mon 10:10", "ticket_changed", {"status": "pending"}),
    ),
    "statuses": (
        ("Mon 10:00", "ticket_changed", {"status": "on_hold"}),
        ("Mon 10:10", "ticket_changed", {"status": "open"}),
        ("Mon 10:20", "ticket_changed", {"status": "pending"}),
    ),
    "who has the ticket": (
        ("Mon 10:00", "ticket_changed", {"assignee": "a-l2"}),
        ("Mon 10:10", "ticket_changed", {"assignee": "b-l2"}),
        ("Mon 10:20", "ticket_changed", {"tags": ("vip",)}),
    ),
    "priorities": (
        ("Mon 10:00", "ticket_changed", {"priority": Severity.MEDIUM}),
        ("Mon 10:10", "ticket_changed", {"priority": Severity.HIGH}),
    ),
}


@pytest.mark.parametrize("day", ONE_DAY.values(), ids=ONE_DAY)
def test_the_order_of_deliveries_changes_nothing(day: tuple[Told, ...]):
    clean = truth(told_in(day))
    for order in permutations(day):
        assert truth(told_in(order)) == clean, [when for when, _, _ in order]


@given(st.data())
def test_a_neighbour_that_overtakes_changes_nothing(data):
    facts = st.sampled_from([
        ("customer_replied", {"text": "and?"}),
        ("agent_replied", {"text": "soon"}),
        ("ticket_changed", {"assignee": "a-l2"}),
        ("ticket_changed", {"assignee": "b-l2"}),
        ("ticket_changed", {"tags": ("vip",)}),
        ("ticket_changed", {"group": "Support 2"}),
    ])  # fmt: skip
    kinds = data.draw(st.lists(facts, min_size=2, max_size=6))
    day = tuple((f"Mon 10:{n:02}", *kind) for n, kind in enumerate(kinds))
    n = data.draw(st.integers(0, len(day) - 2))
    swapped = (*day[:n], day[n + 1], day[n], *day[n + 2 :])
    assert truth(told_in(swapped)) == truth(told_in(day))


@pytest.mark.parametrize("kind", ["customer_replied", "agent_replied"])
def test_a_comment_is_taken_once_however_often_it_is_told(kind: str):
    story = taken(policy=QUIET)
    story.send("Mon 10:00", kind, text="hello", ref="c1")
    lines = len(story.e.history)
    story.send("Mon 10:05", kind, text="hello", ref="c1")
    assert isinstance(story.events[-1], Repeated)
    assert len(story.e.history) == lines
    for n in range(WORDS_MAX):
        story.send("Mon 10:06", kind, text="x", ref=f"d{n}")
    assert "c1" not in story.e.words
    assert len(story.e.words) == WORDS_MAX


def snapshot(story: Story, when: str = "Mon 10:00", **fields: Any) -> None:
    tags = heard(story.e, "tags")
    known = tuple(filter(None, tags.value.split("\n"))) if tags else ()
    whole = {"status": "open", "assignee": "", "group": "", "tags": known, "is_snapshot": True}
    story.send(when, "ticket_changed", **{**whole, **fields})


def test_a_snapshot_of_what_is_known_is_no_news():
    story = taken(policy=QUIET, assignee="agent-7", group="Support 1", tags=("b", "a"))
    known = story.e
    tags = ("handrail", "a", "b", "handrail_l2")
    snapshot(story, assignee="agent-7", group="Support 1", tags=tags)
    assert isinstance(story.events[-1], Repeated)
    assert (story.e.tier, story.e.contact) == (known.tier, known.contact)


def test_a_snapshot_tells_what_differs_and_no_more():
    story = taken(policy=QUIET, assignee="agent-7", group="Support 2")
    story.send("Mon 09:30", "pause", reason="on_hold")
    snapshot(story, assignee="agent-8", group="Support 2")
    assert story.e.contact == "agent-8"
    assert story.e.waits  # the ticket was open all the time


@pytest.mark.parametrize(
    ("status", "becomes"), [("solved", Status.RESOLVED), ("pending", Status.UNACKNOWLEDGED)]
)
def test_of_what_was_never_heard_only_an_end_is_news(status: str, becomes: Status):
    story = begun(policy=QUIET)
    story.e = story.e.changed(heard=())
    snapshot(story, status=status)
    assert story.e.status == becomes
    assert not story.e.waits


def test_what_we_write_counts_as_heard():
    story = taken(policy=QUIET, assignee="agent-7")
    story.send("Mon 10:00", "set_severity", severity=Severity.LOW, reason="a detail")
    snapshot(story, "Mon 10:01", assignee="agent-7", priority=Severity.LOW)
    assert isinstance(story.events[-1], Repeated)
    story.send("Mon 10:10", "resolve", resolution="fixed")
    (reply,) = story.done(ReplyToCustomer)
    assert reply.status == "solved"
    known = heard(story.e, "status")
    assert known
    assert known.value == "solved"


def test_a_tag_of_ours_is_no_news_beside_others():
    story = begun(Tier.L1, policy=QUIET, tags=("vip",))
    story.send("Mon 10:00", "escalate", to=Tier.L2, reason="beyond us")
    snapshot(story, "Mon 10:01", tags=("handrail", "handrail_l2", "vip"))
    assert isinstance(story.events[-1], Repeated)
    story.e = story.e.changed(heard=())
    story.send("Mon 11:00", "escalate", to=Tier.ENGINEERING, reason="a crash")
    assert heard(story.e, "tags") is None


def test_a_ticket_that_we_solved_is_opened_again_with_the_escalation():
    story = taken(policy=QUIET)
    story.send("Mon 10:00", "resolve", resolution="fixed")
    story.send("Mon 10:10", "reopen", reason="not fixed")
    assert [n.status for n in story.done(NoteTicket)] == ["open"]


@pytest.mark.parametrize(("solves", "statuses"), [(True, ["solved"]), (False, [])])
def test_a_confirmed_ticket_that_the_customer_s_word_opened_is_solved(solves, statuses):
    policy = replace(QUIET, helpdesk=HelpdeskRules(solves=solves))
    story = taken(policy=policy)
    story.send("Mon 10:00", "resolve", resolution="fixed")
    assert [r.status for r in story.done(ReplyToCustomer)] == [statuses[0] if statuses else None]
    story.send("Mon 10:10", "ticket_changed", status="open")
    story.send("Mon 10:11", "confirm")
    assert [n.status for n in story.done(NoteTicket)] == statuses


def test_a_word_from_before_an_agreed_end_does_not_bring_it_back():
    story = taken(policy=QUIET)
    story.send("Mon 10:00", "resolve", resolution="fixed")
    story.send("Mon 11:00", "confirm")
    story.send("Mon 10:30", "customer_replied", now="Mon 11:05", text="it works, thanks")
    assert (story.e.status, story.e.run) == (Status.CLOSED, 1)
    story.send("Mon 12:00", "customer_replied", text="it is back")
    assert story.e.run == 2


def test_a_word_from_before_a_silent_end_undoes_it():
    story = taken(policy=replace(QUIET, close_unconfirmed=True))
    story.send("Mon 10:00", "resolve", resolution="fixed")
    story.until("Wed 10:00 +2")
    assert story.e.ending == "no_answer"
    story.send("Tue 10:00", "customer_replied", now="Thu 10:00 +2", text="not fixed")
    assert story.e.run == 2


def test_a_status_from_before_the_end_does_not_bring_it_back():
    story = taken(policy=QUIET)
    story.send("Mon 11:00", "close")
    story.send("Mon 10:30", "ticket_changed", now="Mon 11:05", status="open")
    assert (story.e.status, story.e.run) == (Status.CLOSED, 1)


@pytest.mark.parametrize(
    ("tier", "to", "assigned"),
    [
        (Tier.L2, "b-l2", ["b@example.com"]),
        (Tier.L2, "a-l2", []),  # no address is known
        (Tier.ENGINEERING, "b-l2", []),  # engineers do not own tickets
    ],
)
def test_in_support_who_has_it_has_the_ticket(tier: Tier, to: str, assigned: list[str]):
    story = taken(tier, policy=WITH_MAIL, assignee="agent-7")
    story.send("Mon 10:00", "assign", to=to)
    assert [a.email for a in story.done(AssignTicket)] == assigned
    assert story.e.contact == (to if assigned else "agent-7")


def test_a_late_first_word_counts_from_its_own_instant():
    story = begun(Tier.L1, Severity.HIGH, QUIET, when="Mon 09:10")
    story.send("Mon 09:05", "open", now="Mon 09:12", ticket=ticket(), severity=Severity.HIGH)
    assert said(story.e.opened_at) == "Mon 09:05"
    assert (story.due("first_response"), story.due("resolution")) == ("Mon 11:05", "Wed 09:05")
    story.send("Mon 07:00", "open", now="Mon 09:13", ticket=ticket(), severity=Severity.HIGH)
    assert said(story.e.opened_at) == "Mon 09:05"
    story.send("Mon 09:20", "agent_replied", text="hello")
    story.send("Mon 09:04", "open", now="Mon 09:21", ticket=ticket(), severity=Severity.HIGH)
    assert said(story.clock("first_response").started_at) == "Mon 09:05"


def test_an_older_word_does_not_undo_the_hurry_after_done():
    story = taken(Tier.ENGINEERING, policy=QUIET)
    story.send("Mon 10:30", "issue_changed", issue="ENG-1", state="completed")
    due = story.due("customer_update")
    story.send("Mon 10:20", "agent_replied", now="Mon 10:31", text="soon")
    assert story.due("customer_update") == due
    story.send("Mon 10:40", "agent_replied", text="it is fixed")
    assert story.due("customer_update") == "Mon 14:40"
