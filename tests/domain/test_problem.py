"""One cause behind several escalations: joined in any order, worked on once, told to each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation import commands as c
from escalation.actions import (
    Action,
    Alarm,
    Answer,
    CommentIssue,
    OpenIssue,
    PassOn,
    Tell,
    UpdateIssue,
)
from escalation.card import card
from escalation.outcomes import Outcome
from escalation.policy import ProblemRules
from escalation.problem import Member, MemberState, Problem, decide_problem, refusal
from escalation.problem_face import face
from escalation.problem_outcomes import settle_problem
from escalation.references import Issue, MessageRef
from escalation.terms import Severity, Status, Tier
from tests.domain.story import at
from tests.policies import POLICY

RULES = ProblemRules(proposes=True, window="72h", customers=3, tier=Tier.ENGINEERING)
EMPTY = Problem("problem-zendesk-1", replace(POLICY, problems=RULES))
ISSUE = Issue("issue-1", "ENG-1", state="backlog")
NOW = at("Wed 12:00")


def member(number: int, customer: str = "", when: str = "Mon 09:00", **fields: Any) -> Member:
    fields = {"severity": Severity.HIGH, "title": "Export is empty", **fields}
    return Member(f"zendesk-{number}", customer or f"customer-{number}", at=at(when), **fields)


def told(p: Problem, *facts: Member | c.Command) -> tuple[Problem, list[Action]]:
    """The problem after some facts, and all that was to be done."""
    actions: list[Action] = []
    for fact in facts:
        p, more = decide_problem(p, fact, NOW)
        actions += more
    return p, actions


def working(number: int = 3) -> Problem:
    """With so many customers, and an issue that each follows."""
    p, actions = told(EMPTY, *(member(n) for n in range(1, number + 1)))
    (opening,) = done(OpenIssue, actions)
    p, _ = settle_problem(p, [opening], [Outcome(opening.effect, issue=ISSUE)], NOW)
    return p


def done(kind: type[Any], actions: Sequence[Action]) -> list[Any]:
    return [action for action in actions if isinstance(action, kind)]


def passed(actions: Sequence[Action]) -> list[tuple[str, str]]:
    """Who was told what."""
    return [(a.to, a.commands[0]["type"]) for a in done(PassOn, actions)]


def command(type_: str, **fields: Any) -> Any:
    kinds = {"resolve": c.Resolve, "reopen": c.Reopen, "close": c.Close, "note": c.AddNote}
    kinds["issue_changed"] = c.IssueChanged
    return kinds[type_](escalation=EMPTY.id, actor="a-engineering", **fields)


@pytest.mark.parametrize(
    ("joining", "becomes"),
    [
        ([member(1)], Status.WATCHING),
        ([member(1), member(2)], Status.WATCHING),
        ([member(1), member(2), member(3)], Status.WORKING),
        ([member(1), member(2), member(2)], Status.WATCHING),  # told twice
        ([member(1, "acme"), member(2, "acme"), member(3, "globex")], Status.WATCHING),
        ([member(1), member(2), member(3, when="Thu 09:00")], Status.WORKING),  # 72 h
        ([member(1), member(2), member(3, when="Thu 09:01")], Status.WATCHING),
        ([member(1), member(2, when="Thu 09:00"), member(3, when="Fri 09:00")], Status.WATCHING),
        ([member(1), *(member(n, when="Fri 09:00") for n in (2, 3, 4))], Status.WORKING),
    ],
)
def test_so_many_customers_within_the_window_make_it_worked_on(joining, becomes):
    p, actions = told(EMPTY, *joining)
    assert p.status == becomes
    kinds = [type(action) for action in actions]
    assert kinds == ([OpenIssue, Tell] if becomes == Status.WORKING else [])


def test_one_issue_and_one_thread_name_everybody_who_waits():
    joining = [member(n) for n in (1, 2)]
    _, (opening, said) = told(EMPTY, *joining, member(3, severity=Severity.CRITICAL))
    assert isinstance(opening, OpenIssue)
    assert isinstance(said, Tell)
    assert (opening.team, opening.title) == ("ENG", "Export is empty (3 customers)")
    assert opening.severity == Severity.CRITICAL
    assert (said.tier, said.ask, said.buttons) == (
        Tier.ENGINEERING,
        ("lead-engineering",),
        ("resolve",),
    )
    for text in (opening.body, said.text):
        assert all(f"zendesk-{n} (customer-{n})" in text for n in (1, 2, 3))


def test_who_turns_out_to_be_another_customer_may_make_it_worked_on():
    p, _ = told(EMPTY, member(1, "Smith"), member(2, "Smith"), member(3))
    p, actions = told(p, replace(member(2, "Globex"), state=MemberState.OPEN))
    assert (p.status, len(done(OpenIssue, actions))) == (Status.WORKING, 1)
    p, actions = told(p, replace(member(2, "Smith"), state=MemberState.OPEN))
    assert (p.status, p.customers, actions) == (Status.WORKING, ("Smith", "customer-3"), [])


def test_the_worst_severity_is_the_issue_s_and_lowering_changes_nothing():
    p = working()
    p, actions = told(p, replace(member(2, severity=Severity.CRITICAL), state=MemberState.OPEN))
    assert [a.severity for a in done(UpdateIssue, actions)] == [Severity.CRITICAL]
    p, actions = told(p, replace(member(2, severity=Severity.LOW), state=MemberState.OPEN))
    assert (p.severity, actions) == (Severity.CRITICAL, [])


def test_one_fix_is_told_to_each_and_completes_the_issue():
    p, actions = told(working(), command("resolve", resolution="more memory", root_cause="a leak"))
    assert passed(actions) == [(f"zendesk-{n}", "problem_fixed") for n in (1, 2, 3)]
    fix = done(PassOn, actions)[0].commands[0]
    assert (fix["problem"], fix["resolution"], fix["issue"]) == (p.id, "more memory", ISSUE.id)
    assert [a.ends for a in done(UpdateIssue, actions)] == ["completed"]
    (comment,) = done(CommentIssue, actions)
    assert comment.text == "a-engineering fixed the cause: more memory\nRoot cause: a leak"
    assert (p.status, p.resolution) == (Status.RESOLVED, "more memory")


def test_it_is_worked_on_again_and_fixed_again():
    p, _ = told(working(), command("resolve", resolution="a guess"))
    p, actions = told(p, command("reopen", reason="not fixed"))
    assert [a.reopen for a in done(UpdateIssue, actions)] == [True]
    p, actions = told(p, command("resolve", resolution="more memory"))
    assert len(passed(actions)) == 3
    assert p.fixes == 2


def test_whoever_closes_or_leaves_is_let_go_and_the_last_one_closes_it():
    p, actions = told(working(), replace(member(1), state=MemberState.CLOSED))
    assert [a.text for a in done(Tell, actions)] == [
        "zendesk-1 (customer-1) is closed: 2 still open"
    ]
    p, _ = told(p, replace(member(2), state=MemberState.LEFT))
    p, actions = told(p, command("resolve", resolution="more memory"))
    assert passed(actions) == [("zendesk-3", "problem_fixed")]
    p, actions = told(p, replace(member(3), state=MemberState.CLOSED))
    assert p.status == Status.CLOSED
    assert done(Tell, actions)[-1].text == "Nobody waits for it any more"
    assert [m.escalation for m in p.members] == ["zendesk-1", "zendesk-3"]


def test_below_so_many_it_ends_as_quietly_as_it_was():
    p, actions = told(EMPTY, member(1), replace(member(1), state=MemberState.CLOSED))
    assert (p.status, actions) == (Status.CLOSED, [])


def test_who_joins_what_is_fixed_hears_of_the_fix():
    p, _ = told(replace(working(), issue=None), command("resolve", resolution="more memory"))
    p, actions = told(p, member(4))
    assert passed(actions) == [("zendesk-4", "problem_fixed")]
    fixed, _ = told(working(), command("resolve", resolution="more memory"))
    _, actions = told(fixed, member(4))  # the issue that it follows is completed, and says so
    assert passed(actions) == [("zendesk-4", "link_issue")]


def test_who_is_no_member_is_not_heard():
    p, actions = told(working(), replace(member(9), state=MemberState.CLOSED))
    assert (len(p.members), actions) == (3, [])


@pytest.mark.parametrize(
    ("status", "type_", "fields"),
    [
        (Status.WATCHING, "resolve", {"resolution": "x"}),
        (Status.WORKING, "reopen", {"reason": "x"}),
        (Status.RESOLVED, "resolve", {"resolution": "x"}),
        (Status.CLOSED, "note", {"text": "x"}),
    ],
)
def test_what_is_not_possible_changes_nothing_and_the_asker_is_told(status, type_, fields):
    p = replace(working(), status=status)
    asked = command(type_, reply_to="slack:C1:U1", **fields)
    after, actions = told(p, asked)
    assert refusal(p, asked).startswith(f"not possible for a problem while {status}")
    assert [(type(a), a.reply_to) for a in actions] == [(Answer, "slack:C1:U1")]
    assert (after.status, after.members) == (status, p.members)


def test_a_repeated_command_is_harmless():
    resolve = command("resolve", resolution="x", command_id="once")
    p, _ = told(working(), resolve, command("reopen", reason="y"))
    assert told(p, resolve) == (p, [])


def test_a_note_is_kept_and_an_operator_may_close_it():
    p, actions = told(working(), command("note", text="a leak"), command("close"))
    assert "a-engineering: a leak" in [line.text for line in p.history]
    assert p.status == Status.CLOSED
    assert done(CommentIssue, actions)


def test_what_cannot_be_delivered_is_told_once_and_a_member_that_is_over_is_no_news():
    p, (opening, said) = told(EMPTY, *(member(n) for n in (1, 2, 3)))
    lost = [Outcome(a.effect, failed="no such team") for a in (opening, said)]
    message = Outcome(said.effect, message=MessageRef(Tier.ENGINEERING, "C1", "1.1"))
    p, actions = settle_problem(p, [opening, said], [*lost, message], NOW)
    assert [a.text for a in actions if isinstance(a, Alarm)] == [
        f"{p.id}: open_issue could not be delivered to linear: no such team",
        f"{p.id}: tell could not be delivered to slack: no such team",
    ]
    assert p.messages[0].ts == "1.1"
    told_member = PassOn(effect="e9", to="zendesk-1", commands=())
    p, actions = settle_problem(p, [told_member], [Outcome("e9", failed="over")], NOW)
    assert (p.history[-1].text, actions) == ("zendesk-1 was not told: over", ())


def test_without_an_issue_it_is_fixed_reopened_and_closed_all_the_same():
    p, actions = told(
        replace(working(), issue=None),
        command("resolve", resolution="a guess"),
        command("reopen", reason="not fixed"),
        command("close", reason="a misunderstanding"),
    )
    assert p.status == Status.CLOSED
    assert not [a for a in actions if isinstance(a, UpdateIssue | CommentIssue)]


def test_an_answer_that_reaches_nobody_is_no_alarm():
    lost = Answer(effect="e9", reply_to="slack:C1:U1", text="no")
    p, actions = settle_problem(working(), [lost], [Outcome("e9", failed="gone")], NOW)
    assert (len(p.failed), actions) == (1, ())


def test_a_member_is_read_as_its_escalation_tells_it():
    raw = {
        "escalation": "zendesk-1",
        "customer": "customer-1",
        "title": "Export is empty",
        "severity": "high",
        "ticket_url": "",
        "at": at("Mon 09:00").isoformat(),
        "state": "joined",
    }
    assert Member.told_by(raw) == member(1)


def test_why_it_is_not_worked_on_yet():
    p, _ = told(EMPTY, member(1), member(2, "customer-1"), member(3, when="Thu 09:01"))
    p, _ = told(p, replace(member(1, "customer-1"), state=MemberState.CLOSED))
    assert p.because == (
        "2 wait; 3 customers within 72h make it worked on",
        "zendesk-1 (customer-1) joined Mon 2026-03-02 08:00 UTC, closed",
        "zendesk-2 (customer-1) joined Mon 2026-03-02 08:00 UTC",
        "zendesk-3 (customer-3) joined Thu 2026-03-05 08:01 UTC",
    )


def test_people_see_it_as_they_see_an_escalation():
    shown = card(face(working()), Tier.ENGINEERING)
    assert (shown.title, shown.status) == ("Export is empty (3 customers)", "working")
    assert (shown.buttons, shown.issue) == (("resolve",), "ENG-1")
    assert shown.next_step == "Fix the cause, once for all of them"
    assert "zendesk-2 (customer-2)" in shown.came
    assert card(face(EMPTY)).buttons == ()


# -- properties ------------------------------------------------------------------------------------

members = st.builds(
    Member,
    escalation=st.sampled_from([f"zendesk-{n}" for n in range(1, 9)]),
    customer=st.sampled_from(["acme", "globex", "initech", "umbrella", ""]),
    severity=st.sampled_from(Severity),
    at=st.integers(0, 200).map(lambda hours: at("Mon 09:00") + timedelta(hours=hours)),
)
joins = st.lists(members, max_size=8, unique_by=lambda m: m.escalation)


@given(joins, st.randoms(use_true_random=False))
def test_the_order_in_which_they_join_does_not_matter(joining: list[Member], random: Any):
    shuffled = random.sample(joining, len(joining))
    one, other = told(EMPTY, *joining)[0], told(EMPTY, *shuffled, *shuffled)[0]
    same = ("status", "severity", "members", "began_at") if joining else ("status",)
    if one.status == Status.WORKING:  # what came before it began is of its era
        same = ("status", "severity", "members")
    assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]


@given(joins, st.lists(st.sampled_from(range(1, 9)), max_size=4))
def test_everybody_who_is_open_is_told_the_fix_and_nobody_else(joining, closing):
    p, actions = told(EMPTY, *joining)
    for opening in done(OpenIssue, actions):
        p, _ = settle_problem(p, [opening], [Outcome(opening.effect, issue=ISSUE)], NOW)
    for number in closing:
        p, _ = told(p, replace(member(number), state=MemberState.CLOSED))
    p, actions = told(p, command("resolve", resolution="fixed"))
    is_fixed = p.status == Status.RESOLVED
    open_ = {m.escalation for m in joining} - {f"zendesk-{n}" for n in closing}
    assert {to for to, _ in passed(actions)} == (open_ if is_fixed else set())


@given(joins)
def test_the_worst_severity_wins(joining: list[Member]):
    p, actions = told(EMPTY, *joining)
    worst = min((m.severity for m in joining), key=list(Severity).index, default=Severity.LOW)
    assert p.severity == worst
    said = [a.severity for a in actions if isinstance(a, OpenIssue | UpdateIssue)]
    assert said[-1:] in ([], [worst])


@given(joins)
def test_each_effect_has_an_id_of_its_own(joining: list[Member]):
    _, actions = told(EMPTY, *joining)
    assert len({a.effect for a in actions}) == len(actions)
