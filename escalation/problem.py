"""One cause behind several escalations: who waits for it, and one fix for all of them.

    decide_problem(problem, fact, now) -> (problem, actions)

Below the policy's number of customers a problem is `watching`: it keeps its members and tells
nobody. With so many distinct ones within the window it is `working`: one issue, one thread, the
worst severity of any. One fix makes it `resolved`, and every escalation goes its own way: its
people tell its customer, and its customer confirms. It is `closed` when nobody is left.

Members come in any order, and twice; what follows from them does not depend on it. A problem has no
clock: its escalations keep theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalation import commands as c
from escalation.actions import Action, Answer, Button, CommentIssue, UpdateIssue
from escalation.model import COMMAND_IDS_MAX
from escalation.problem_members import Member as Member
from escalation.problem_members import MemberState
from escalation.problem_members import Problem as Problem
from escalation.problem_work import Work
from escalation.references import COMPLETED
from escalation.terms import Status, is_worse
from escalation.tracking import DELETED, ENDED

TAKES: Mapping[Status, tuple[str, ...]] = {
    Status.WATCHING: ("note", "close"),
    Status.WORKING: ("resolve", "issue_changed", "note", "close"),
    Status.RESOLVED: ("reopen", "issue_changed", "note", "close"),
    Status.CLOSED: (),
}


def decide_problem(
    problem: Problem, fact: Member | c.Command, now: datetime
) -> tuple[Problem, tuple[Action, ...]]:
    """What follows from a member's word or a command at `now` (UTC)."""
    work = Work(problem, now)
    if isinstance(fact, Member):
        _member(work, fact)
    elif not fact.command_id or fact.command_id not in problem.command_ids:
        _command(work, fact)
    return work.p, tuple(work.actions)


def refusal(problem: Problem, command: c.Command) -> str:
    """Why a command is refused; empty when it is taken."""
    allowed = TAKES[problem.status]
    if command.type in allowed:
        return ""
    possible = ", ".join(allowed) or "nothing: link_problem begins it anew"
    return f"not possible for a problem while {problem.status}; possible now: {possible}"


# -- members ---------------------------------------------------------------------------------------


def _member(work: Work, told: Member) -> None:
    if work.p.status == Status.CLOSED:
        return
    known = next((m for m in work.p.members if m.escalation == told.escalation), None)
    if told.state == MemberState.JOINED:
        _joined(work, told, known)
    elif known is None or known.state == MemberState.CLOSED:
        return  # it was let go, or never was one
    elif told.state == MemberState.OPEN:
        _put(work, replace(told, at=known.at))
        _raise(work, told)
        _begin(work)
    else:
        _let_go(work, replace(told, at=known.at))


def _joined(work: Work, told: Member, known: Member | None) -> None:
    is_new = known is None or known.state == MemberState.CLOSED
    if known:
        told = replace(told, at=min(known.at, told.at))
    _put(work, told)
    if work.p.status == Status.WATCHING:
        began_at = work.p.began_at
        work.change(began_at=min(began_at, told.at) if began_at else told.at)
    _raise(work, told)
    if work.p.status == Status.WATCHING:
        work.happened(f"{told.named} joined")
        _begin(work)
    elif is_new:
        _welcome(work, told)


def _put(work: Work, told: Member) -> None:
    others = (m for m in work.p.members if m.escalation != told.escalation)
    aged = sorted((*others, told), key=lambda m: (m.at, m.escalation))
    work.change(members=tuple(aged))


def _raise(work: Work, told: Member) -> None:
    """The worst severity of any, as long as it lasts: what was once so urgent stays it."""
    if not is_worse(told.severity, work.p.severity):
        return
    work.change(severity=told.severity)
    if work.p.status == Status.WORKING:
        work.happened(f"{told.named} makes it {told.severity}")
        work.do(UpdateIssue, severity=told.severity)


def _begin(work: Work) -> None:
    if work.p.status != Status.WATCHING or not work.p.is_shared:
        return
    work.change(status=Status.WORKING)
    work.open_issue()
    said = f"{len(work.p.customers)} customers, one cause: one fix reaches all of them"
    work.say(f"{said}\n{work.p.roll}", Button.RESOLVE)


def _welcome(work: Work, told: Member) -> None:
    work.say(f"{told.named} joined: {len(work.p.customers)} customers")
    work.link()
    if work.p.status == Status.RESOLVED and not work.p.issue:
        work.pass_on(told, "problem_fixed", problem=work.p.id, resolution=work.p.resolution)


def _let_go(work: Work, told: Member) -> None:
    _put(work, told)
    has_left = told.state == MemberState.LEFT
    if has_left:
        others = tuple(m for m in work.p.members if m.escalation != told.escalation)
        linked = tuple(id_ for id_ in work.p.linked if id_ != told.escalation)
        work.change(members=others, linked=linked)
    still = len(work.p.waiting)
    said = f"{told.named} {'left' if has_left else 'is closed'}"
    if work.p.status == Status.WATCHING:
        work.happened(said)
    else:
        work.say(f"{said}: {still} still open")
    if not still:
        work.close("Nobody waits for it any more")


# -- commands --------------------------------------------------------------------------------------


def _command(work: Work, command: c.Command) -> None:
    if command.command_id:
        ids = (*work.p.command_ids, command.command_id)[-COMMAND_IDS_MAX:]
        work.change(command_ids=ids)
    refused = refusal(work.p, command)
    if not refused:
        _HANDLERS[command.type](work, command)
        return
    said = f"{command.type} refused: {refused}"
    work.happened(said)
    if command.reply_to:
        work.do(Answer, reply_to=command.reply_to, text=said)


def _resolve(work: Work, command: c.Resolve) -> None:
    said = f"{work.who(command.actor)} fixed the cause: {command.resolution}"
    said += f"\nRoot cause: {command.root_cause}" if command.root_cause else ""
    said += f"\nLearned: {command.learned}" if command.learned else ""
    if work.p.issue:
        work.complete(work.p.issue)
        work.do(CommentIssue, text=said)
    _fixed(work, said, command.resolution)


def _fixed(work: Work, said: str, resolution: str) -> None:
    work.change(status=Status.RESOLVED, resolution=resolution, fixes=work.p.fixes + 1)
    fix = {"problem": work.p.id, "resolution": resolution}
    fix |= {"issue": work.p.issue.id} if work.p.issue else {}
    for member in work.p.waiting:
        work.pass_on(member, "problem_fixed", **fix)
    number = len(work.p.waiting)
    work.say(f"{said}\nTold to {number} escalations: each tells its customer, who confirms")


def _reopen(work: Work, command: c.Reopen) -> None:
    _again(work, f"{work.who(command.actor)} reopened it: {command.reason}")
    if issue := work.p.issue:
        work.change(issue=replace(issue, state="started", at=work.now))
        work.do(UpdateIssue, severity=work.p.severity, reopen=True)
        # Linear tells nobody what we did ourselves, and the next fix must be news to them.
        again = {"issue": issue.id, "state": "started", "assignee": issue.assignee}
        for member in work.p.waiting:
            work.pass_on(member, "issue_changed", **again)


def _again(work: Work, said: str) -> None:
    work.change(status=Status.WORKING, resolution="")
    work.say(said, Button.RESOLVE)


def _close(work: Work, command: c.Close) -> None:
    reason = command.reason or "each escalation goes on by itself"
    work.close(f"{work.who(command.actor)} closed it: {reason}")


def _note(work: Work, command: c.AddNote) -> None:
    work.happened(f"{work.who(command.actor)}: {command.text}")


def _issue_changed(work: Work, command: c.IssueChanged) -> None:
    """What is told of its issue; a problem that is fixed there is fixed here."""
    issue, at = work.p.issue, command.at or work.now
    if issue is None or command.issue not in (issue.id, issue.identifier):
        work.happened(f"{command.issue} is not its issue")
        return
    name = issue.identifier or issue.id
    if command.state == DELETED:
        work.change(issue=None, linked=())
        work.say(f"{name} was deleted in Linear")
        if work.p.status == Status.WORKING:
            work.open_issue()
        return
    if command.state == issue.state or (issue.at and at < issue.at):
        return
    work.change(issue=replace(issue, state=command.state, assignee=command.assignee, at=at))
    is_ended, is_working = command.state in ENDED, work.p.status == Status.WORKING
    if command.state == COMPLETED and is_working:
        _fixed(work, f"{name} is done in Linear", f"{name} is done")
    elif is_ended and is_working:
        work.say(f"{name} was {command.state} in Linear. Is the cause gone?", Button.RESOLVE)
    elif not is_ended and not is_working:
        _again(work, f"{name} is {command.state} again in Linear")
    else:
        work.happened(f"{name} is {command.state} in Linear")


_HANDLERS: Mapping[str, Callable[[Work, Any], None]] = {
    "resolve": _resolve,
    "reopen": _reopen,
    "close": _close,
    "note": _note,
    "issue_changed": _issue_changed,
}
