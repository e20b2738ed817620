"""What the helpdesk and the tracker say, and what follows from it here."""

from dataclasses import replace

import pytest

from escalation.actions import Button, CommentIssue, PassOn, ReplyToCustomer, Tell
from escalation.events import Ignored
from escalation.policy import Person
from escalation.terms import ClockKind, PauseReason, Severity, Status, Tier
from tests.domain.story import Story, at, begun, said, standing, taken
from tests.policies import POLICY, QUIET


def changed(story: Story, when: str = "Mon 10:00", **fields: object) -> str:
    return story.send(when, "ticket_changed", **fields).refused


@pytest.mark.parametrize(
    ("tier", "status", "becomes", "ending"),
    [
        (Tier.L1, "solved", Status.CLOSED, "solved"),
        (Tier.L2, "solved", Status.RESOLVED, ""),
        (Tier.L2, "closed", Status.CLOSED, "closed"),
        (Tier.L2, "deleted", Status.CLOSED, "withdrawn"),
        (Tier.L1, "spam", Status.CLOSED, "withdrawn"),
        (Tier.L2, "open", Status.WORKING, ""),
    ],
)
def test_the_ticket_s_status_is_followed(tier: Tier, status: str, becomes: Status, ending: str):
    story = taken(tier, policy=QUIET)
    changed(story, status=status)
    assert (story.e.status, story.e.ending) == (becomes, ending)


@pytest.mark.parametrize("status", ["deleted", "spam", "closed", "solved"])
def test_what_ends_in_the_helpdesk_writes_nothing_to_the_customer_at_first_line(status: str):
    story = taken(Tier.L1, policy=QUIET)
    changed(story, status=status)
    assert not story.done(ReplyToCustomer)


def test_a_solved_ticket_resolves_by_that_agent_and_tells_owner_and_tracker():
    story = begun(Tier.L1)
    story.send("Mon 09:10", "escalate", to=Tier.L2, reason="beyond me")
    story.send("Mon 09:20", "acknowledge", actor="a-l2")
    changed(story, status="solved", actor="agent-7")
    assert story.done(Tell)[-1].ask == ("a-l2",)
    assert [c.text for c in story.done(CommentIssue)] == ["agent-7 resolved it: solved"]


@pytest.mark.parametrize("status", ["solved", "pending", "on_hold", "open"])
def test_what_is_known_already_changes_nothing(status: str):
    story = standing(Status.RESOLVED)
    changed(story, status=status)
    assert story.e.status == Status.RESOLVED
    assert not story.e.waits
    assert not story.actions


@pytest.mark.parametrize(
    ("status", "reason"),
    [("pending", PauseReason.WAITING_FOR_CUSTOMER), ("on_hold", PauseReason.ON_HOLD)],
)
def test_a_ticket_that_waits_pauses_and_one_set_to_open_goes_on(status: str, reason: PauseReason):
    story = taken(Tier.L2)
    changed(story, status=status)
    assert [wait.reason for wait in story.e.waits] == [reason]
    story.send("Mon 10:30", "pause", reason="third_party")
    changed(story, "Mon 11:00", status="open")
    assert [wait.reason for wait in story.e.waits] == [PauseReason.THIRD_PARTY]


@pytest.mark.parametrize(
    ("tier", "owner"),
    [(Tier.L1, "agent-9"), (Tier.L2, "agent-9"), (Tier.ENGINEERING, "a-engineering")],
)
def test_the_assignee_is_the_contact_and_in_support_the_owner(tier: Tier, owner: str):
    people = {**QUIET.people, "agent-9": Person("Bo Berg")}
    story = taken(tier, policy=replace(QUIET, people=people))
    changed(story, assignee="agent-9")
    assert (story.e.contact, story.e.owner) == ("agent-9", owner)
    assert story.history.endswith("The ticket's assignee is Bo Berg")
    changed(story, "Mon 10:05", assignee="")
    assert story.history.endswith("The ticket's assignee is nobody")


@pytest.mark.parametrize(
    ("group", "becomes"),
    [
        ("Engineering", Tier.ENGINEERING),
        ("Support 1", Tier.L1),
        ("Support 2", Tier.L2),
        ("Sales", Tier.L2),
    ],
)
def test_a_mapped_group_is_a_move(group: str, becomes: Tier):
    story = taken(Tier.L2, policy=QUIET)
    changed(story, group=group)
    assert story.e.tier == becomes


@pytest.mark.parametrize(
    ("priority", "becomes"),
    [
        (Severity.CRITICAL, Severity.CRITICAL),
        (Severity.HIGH, Severity.HIGH),
        (Severity.LOW, Severity.HIGH),
        (None, Severity.HIGH),
    ],
)
def test_a_raised_priority_raises_the_severity_and_a_lowered_one_does_not(priority, becomes):
    story = taken(Tier.L2, Severity.HIGH)
    changed(story, priority=priority)
    assert story.e.severity == becomes


def test_a_fact_that_cannot_be_followed_is_a_line_of_story():
    story = taken(Tier.L2)
    story.send("Mon 09:30", "escalate", to=Tier.ENGINEERING, reason="the ticket went to the group")
    story.e = story.e.changed(returned=((Tier.LEADERSHIP, "x"), (Tier.SECURITY, "y")))
    story.e = story.e.changed(
        tier=Tier.L2, returned=((Tier.ENGINEERING, "the ticket went to the group engineering"),)
    )
    assert not changed(story, group="Engineering")
    (ignored,) = story.happened(Ignored)
    assert ignored.text.startswith("No escalate followed: engineering sent this back")


def test_a_merged_ticket_closes_and_passes_on_what_is_owed():
    story = taken(Tier.L2, Severity.HIGH, QUIET, requester="acme")
    story.send("Mon 09:30", "promise", due_at=at("Mon 15:00"), text="by three")
    story.send("Mon 09:40", "agent_replied", text="soon", public=False)
    changed(story, merged_into="zendesk-8")
    assert (story.e.status, story.e.ending) == (Status.CLOSED, "merged")
    assert story.e.merged_into == "zendesk-8"
    (passed,) = story.done(PassOn)
    assert passed.to == "zendesk-8"
    assert [command["type"] for command in passed.commands] == [
        "ticket_changed",
        "promise",
        "promise",
    ]
    assert passed.commands[0]["merged_from"] == "zendesk-7"
    owed = {(c["text"], c["due_at"]) for c in passed.commands[1:]}
    assert owed == {
        ("promise of zendesk-7, customer acme", at("Mon 15:00").isoformat()),
        ("resolution of zendesk-7, customer acme", at("Wed 09:00").isoformat()),
    }
    assert len({c["command_id"] for c in passed.commands}) == len(passed.commands)


@pytest.mark.parametrize("into", ["zendesk-7", "zendesk-8"])
def test_a_loop_of_merges_is_refused(into: str):
    story = taken(Tier.L2)
    changed(story, "Mon 09:30", merged_from="zendesk-8")
    assert story.e.merged_from == ("zendesk-8",)
    refused = changed(story, merged_into=into)
    assert refused == f"ticket_changed refused: merging into {into} would make a loop"


def test_a_problem_is_joined_once():
    story = taken(Tier.L2)
    assert not story.send("Mon 10:00", "link_problem", problem="disk-full").refused
    assert story.e.problem == "disk-full"
    refused = story.send("Mon 10:01", "link_problem", problem="disk-full").refused
    assert refused == "link_problem refused: it belongs to disk-full already"


def test_a_fact_moves_what_waits_for_idleness():
    story = begun(Tier.L1, Severity.HIGH, replace(POLICY, triggers=POLICY.triggers[-1:]))
    assert story.due("trigger idle") == "Mon 13:00"
    changed(story, tags=("vip",))
    assert story.due("trigger idle") == "Mon 14:00"
    ticket = story.e.ticket
    assert ticket
    assert ticket.tags == ("vip",)
    assert said(story.clock("trigger idle").started_at) == "Mon 10:00"


def replied_and_solved(tier: Tier, is_reversed: bool) -> Story:
    """The customer answers what solved their ticket; we may hear of that first."""
    story = taken(tier, policy=QUIET) if tier != Tier.L1 else begun(tier, policy=QUIET)
    facts = [
        ("Mon 10:00", "ticket_changed", {"status": "solved"}),
        ("Mon 10:05", "customer_replied", {"text": "no, it is not", "ref": "c1"}),
    ]
    for when, name, fields in reversed(facts) if is_reversed else facts:
        story.send(when, name, now="Mon 10:06", **fields)
    return story


def test_a_word_after_the_solution_is_asked_about_also_when_it_is_heard_first():
    clean, swapped = (replied_and_solved(Tier.L2, way) for way in (False, True))
    assert (swapped.e.status, swapped.due("next_response")) == (Status.RESOLVED, "Mon 14:05")
    assert {c.name for c in swapped.e.clocks if c.is_owed} == {"next_response"}
    assert {c.name for c in clean.e.clocks if c.is_owed} == {"next_response"}
    for story in (clean, swapped):
        asked = [t for t in story.all_actions if isinstance(t, Tell)]
        assert asked[-1].buttons == (Button.CONFIRM, Button.REOPEN)


def test_first_lines_solution_does_not_end_what_the_customer_wrote_after_it():
    story = replied_and_solved(Tier.L1, is_reversed=True)
    assert story.e.status == Status.WATCHING
    assert story.e.clock(ClockKind.FIRST_RESPONSE).is_owed


def test_a_ticket_set_to_pending_leaves_a_wait_as_somebody_ordered_it():
    story = taken(Tier.L2, policy=QUIET)
    until = at("Fri 12:00")
    waits = PauseReason.WAITING_FOR_CUSTOMER
    story.send("Mon 09:30", "pause", reason=waits, until=until)
    assert not changed(story, status="pending")
    assert [(p.reason, p.until) for p in story.e.waits] == [(waits, until)]
