"""A problem and its one issue in Linear: followed by each, fixed there or here, told once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from escalation.actions import OpenIssue, PassOn, Tell, UpdateIssue
from escalation.lifecycle import decide
from escalation.outcomes import Outcome
from escalation.problem import MemberState
from escalation.problem_outcomes import settle_problem
from escalation.terms import Severity, Status, Tier
from integrations.envelope import parse
from tests.domain.story import taken
from tests.domain.test_problem import (
    EMPTY,
    ISSUE,
    NOW,
    command,
    done,
    member,
    passed,
    told,
    working,
)


def test_every_member_follows_the_issue_also_who_comes_later():
    p, actions = told(EMPTY, *(member(n) for n in (1, 2, 3)))
    (opening,) = done(OpenIssue, actions)
    p, actions = settle_problem(p, [opening], [Outcome(opening.effect, issue=ISSUE)], NOW)
    assert passed(actions) == [(f"zendesk-{n}", "link_issue") for n in (1, 2, 3)]
    assert done(PassOn, actions)[0].commands[0]["issue"] == ISSUE.id
    p, actions = told(p, member(4, when="Fri 09:00"))
    assert passed(actions) == [("zendesk-4", "link_issue")]
    (said,) = done(Tell, actions)
    assert said.text == "zendesk-4 (customer-4) joined: 4 customers"


def test_done_in_linear_is_the_fix_and_is_told_once():
    changed = command("issue_changed", issue=ISSUE.id, state="completed", at=NOW)
    p, actions = told(working(), changed, changed)
    assert passed(actions) == [(f"zendesk-{n}", "problem_fixed") for n in (1, 2, 3)]
    assert not done(UpdateIssue, actions)
    assert p.status == Status.RESOLVED


@pytest.mark.parametrize(
    ("first", "then", "says", "becomes"),
    [
        ((), "started", "", Status.WORKING),
        ((), "canceled", "ENG-1 was canceled in Linear. Is the cause gone?", Status.WORKING),
        ((), "deleted", "ENG-1 was deleted in Linear", Status.WORKING),
        (("completed",), "started", "ENG-1 is started again in Linear", Status.WORKING),
        (("completed",), "deleted", "ENG-1 was deleted in Linear", Status.RESOLVED),
    ],
)
def test_what_linear_says_of_the_issue(first, then, says, becomes):
    def fact(state: str) -> Any:
        return command("issue_changed", issue="ENG-1", state=state)

    p, _ = told(working(), *map(fact, first))
    p, actions = told(p, fact(then))
    assert [a.text for a in done(Tell, actions)] == ([says] if says else [])
    assert p.status == becomes
    anew = then == "deleted" and becomes == Status.WORKING
    assert len(done(OpenIssue, actions)) == int(anew)


def test_another_issue_s_news_and_an_older_word_change_nothing():
    p = replace(working(), issue=replace(ISSUE, at=NOW))
    other = command("issue_changed", issue="ENG-9", state="completed")
    older = command("issue_changed", issue="ENG-1", state="completed", at=NOW - timedelta(hours=1))
    p, actions = told(p, other, older)
    assert (p.status, actions) == (Status.WORKING, [])
    assert p.history[-1].text == "ENG-9 is not its issue"


def test_a_second_fix_is_news_to_a_member_that_knew_the_first():
    story = taken(Tier.ENGINEERING, policy=EMPTY.policy).until("Wed 12:00")
    story.e = story.e.changed(problem=EMPTY.id, issue=ISSUE)
    p, heard = working(), []
    for fact in (
        command("resolve", resolution="a guess"),
        command("reopen", reason="not fixed"),
        command("resolve", resolution="more memory"),
    ):
        p, actions = told(p, fact)
        (word,) = (a.commands[0] for a in done(PassOn, actions) if a.to == "zendesk-1")
        story.take(decide(story.e, parse(word).command, NOW))
        heard += [a.text.partition(".")[0] for a in done(Tell, story.actions)]
    assert heard == [
        f"{p.id} is fixed: a guess",
        "ENG-1 is started in Linear",
        f"{p.id} is fixed: more memory",
    ]


def test_what_was_fixed_before_linear_answered_is_completed_there():
    p, (opening, _) = told(EMPTY, *(member(n) for n in (1, 2, 3)))
    p, actions = told(p, command("resolve", resolution="more memory"))
    assert not done(UpdateIssue, actions)
    p, actions = settle_problem(p, [opening], [Outcome(opening.effect, issue=ISSUE)], NOW)
    (update,) = done(UpdateIssue, actions)
    assert update.ends == "completed"
    answer = Outcome(update.effect, issue=replace(ISSUE, state="completed"))
    assert settle_problem(p, [update], [answer], NOW) == (p, ())


def test_nobody_follows_the_issue_of_a_problem_that_is_over():
    p, (opening, _) = told(EMPTY, *(member(n) for n in (1, 2, 3)))
    p, _ = told(p, command("close"))
    _, actions = settle_problem(p, [opening], [Outcome(opening.effect, issue=ISSUE)], NOW)
    assert not actions


def test_an_answer_of_linear_adds_its_links_and_is_older_than_what_it_told():
    p = replace(working(), issue=replace(ISSUE, state="started", links=("a",)))
    update = UpdateIssue(effect="e9", severity=Severity.HIGH)
    answer = replace(ISSUE, state="backlog", links=("a", "b"))
    p, _ = settle_problem(p, [update], [Outcome("e9", issue=answer)], NOW)
    assert p.issue
    assert (p.issue.state, p.issue.links) == ("started", ("a", "b"))


def test_a_problem_that_is_over_hears_no_member():
    closed, _ = told(EMPTY, member(1), command("close"))
    again, actions = told(closed, member(2), member(1, state=MemberState.OPEN))
    assert (again, actions) == (closed, [])
