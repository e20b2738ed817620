"""What nobody told us of is found by comparing, and told once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation import drift
from escalation.commands import AgentReplied, CustomerReplied
from escalation.context import Word
from escalation.lifecycle import decide
from escalation.references import Issue, TicketSnapshot
from escalation.terms import Severity, Status, Tier
from tests.domain.story import Story, at, taken, ticket
from tests.policies import QUIET

TAGS = ("handrail", "handrail_l2", "vip")


def seen(when: str = "Mon 10:00", **fields: Any) -> TicketSnapshot:
    about = {
        "assignee": "agent-7",
        "group": "Support 2",
        "tags": TAGS,
    }
    about |= {name: fields.pop(name) for name in about if name in fields}
    whole = {"status": "open", "severity": Severity.HIGH, "updated_at": at(when), **fields}
    return TicketSnapshot(ticket(**about), **whole)


def known() -> Story:
    return taken(Tier.L2, policy=QUIET, assignee="agent-7", group="Support 2", tags=("vip",))


def healed(story: Story, command: Any) -> None:
    story.take(decide(story.e, command, at("Mon 10:15")))


def test_what_stands_as_last_heard_is_no_drift():
    assert drift.of_ticket(known().e, seen()) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "solved"},
        {"assignee": "agent-8"},
        {"severity": Severity.CRITICAL},
        {"tags": (*TAGS, "escalate_engineering")},
        {"group": "Engineering"},
        {"merged_into": "zendesk-8"},
    ],
)
def test_what_differs_is_told_once(fields: dict[str, Any]):
    story = known()
    told = drift.of_ticket(story.e, seen(**fields))
    assert told
    assert (told.at, told.is_snapshot) == (at("Mon 10:00"), True)
    before = story.e
    healed(story, told)
    assert story.e.changed(history=before.history, heard=before.heard) != before
    assert drift.of_ticket(story.e, seen(**fields)) is None


@pytest.mark.parametrize("tags", [("vip",), (*TAGS, "handrail_engineering")])
def test_our_own_tags_are_no_drift(tags: tuple[str, ...]):
    assert drift.of_ticket(known().e, seen(tags=tags)) is None


def test_a_missed_solve_resolves():
    story = known()
    told = drift.of_ticket(story.e, seen(status="solved"))
    healed(story, told)
    assert story.e.status == Status.RESOLVED


def test_what_the_ticket_says_of_an_older_time_is_no_drift():
    story = known()
    story.send("Mon 10:30", "ticket_changed", assignee="agent-9")
    assert drift.of_ticket(story.e, seen("Mon 10:00", assignee="agent-8")) is None


def test_without_an_instant_the_last_heard_counts():
    story = known()
    told = drift.of_ticket(story.e, replace(seen(assignee="agent-8"), updated_at=None))
    assert told
    assert told.at == at("Mon 09:00")
    assert drift.of_ticket(story.e.changed(heard=()), replace(seen(), updated_at=None)) is None


def said(ref: str, when: str, is_customer: bool = True, by: str = "Ada") -> Word:
    return Word(ref, at(when), "77", by, is_customer, True, "hello")


def test_comments_that_nobody_told_of_are_told_at_their_own_instant():
    story = known()
    story.send("Mon 09:30", "customer_replied", text="one", ref="c1")
    words = [
        said("c0", "Mon 08:00"),  # from before it was opened
        said("c1", "Mon 09:30"),
        said("c2", "Mon 09:40"),
        said("c3", "Mon 09:50", is_customer=False, by=""),
    ]
    told = drift.of_words(story.e, words)
    assert [(type(c), c.ref, c.at, c.actor) for c in told] == [
        (CustomerReplied, "c2", at("Mon 09:40"), "Ada"),
        (AgentReplied, "c3", at("Mon 09:50"), "77"),
    ]
    for command in told:
        healed(story, command)
    assert drift.of_words(story.e, words) == []


def tracked(**fields: Any) -> Story:
    story = known()
    story.e = story.e.changed(issue=Issue("uuid", "ENG-1", state="started", **fields))
    return story


def issue(**fields: Any) -> Issue:
    return replace(Issue("uuid", "ENG-1", state="started", at=at("Mon 10:00")), **fields)


def test_an_issue_as_we_know_it_is_no_drift_nor_is_one_that_is_not_there_yet():
    assert drift.of_issue(tracked().e, issue(url="https://linear")) is None
    assert drift.of_issue(known().e, None) is None


@pytest.mark.parametrize("fields", [{"state": "completed"}, {"assignee": "dev"}])
def test_an_issue_that_moved_is_told_once(fields: dict[str, str]):
    story = tracked()
    told = drift.of_issue(story.e, issue(**fields))
    healed(story, told)
    assert story.e.issue
    assert drift.of_issue(story.e, issue(**fields)) is None


def test_an_issue_read_before_its_last_webhook_is_no_drift():
    story = tracked(at=at("Mon 10:01"))
    assert drift.of_issue(story.e, issue(state="completed")) is None


def test_an_issue_that_is_gone_is_logged_anew():
    story = tracked()
    healed(story, drift.of_issue(story.e, None))
    assert (story.e.issue, story.e.is_logged) == (None, True)


@pytest.mark.parametrize(
    ("updated_at", "wants"), [(at("Mon 10:00"), True), (at("Mon 09:00"), False), (None, True)]
)
def test_comments_are_read_where_the_ticket_changed_since(updated_at: datetime | None, wants: bool):
    assert drift.wants_words(known().e, replace(seen(), updated_at=updated_at)) is wants
    assert drift.wants_words(known().e.changed(heard=()), seen())


def test_comments_are_read_where_a_later_fact_was_told_but_no_later_word():
    story = known()
    story.send("Mon 10:00", "ticket_changed", assignee="agent-8")
    assert drift.wants_words(story.e, seen("Mon 10:00"))
    story.send("Mon 10:00", "customer_replied", text="hello", ref="c1")
    assert not drift.wants_words(story.e, seen("Mon 10:00"))


def test_an_issue_whose_move_to_another_team_was_missed_is_told_once():
    story = tracked(team="ENG")
    told = drift.of_issue(story.e, issue(team="PRD"))
    assert told
    assert told.team == "PRD"
    healed(story, told)
    assert drift.of_issue(story.e, issue(team="PRD")) is None
    assert drift.of_issue(tracked().e, issue(team="PRD")) is None  # never heard of: learnt later
