"""What it belongs to elsewhere: a known cause, or an issue that somebody else opened."""

import re
from dataclasses import replace

from escalation import commands, following, proposing, tracking
from escalation.actions import FollowIssue
from escalation.alike import JoinProblem
from escalation.brief_render import markdown
from escalation.card import title
from escalation.events import Linked, Noted, Repeated
from escalation.model import Escalation
from escalation.problem_members import MemberState
from escalation.problem_told import ProblemFixed
from escalation.terms import Severity, Status
from escalation.turn import Refusal, Turn

NO_PROBLEM = "none"  # links it to no problem any more
_NAME = re.compile(r"[\w.:-]{1,120}", re.ASCII)  # it is a workflow's id, and stands in addresses


def link_problem(turn: Turn, command: commands.LinkProblem) -> None:
    """One cause behind several escalations: this one joins, those like it are asked."""
    before, problem = turn.e.problem, _problem(turn.e, command.problem)
    if before == problem:
        raise Refusal(f"it belongs to {before or 'no problem'} already")
    turn.change(problem=problem)
    who = turn.who(command.actor)
    said = f"{who} linked it to {problem}" if problem else f"{who} took it out of {before}"
    turn.happened(Linked(turn.at, said, problem))
    turn.tell(said)
    if problem and turn.e.policy.problems.proposes:
        proposing.ask_others(turn, command.actor)


def _problem(e: Escalation, named: str) -> str:
    """The id of the problem that is meant. Raises Refusal."""
    is_worked_on = e.policy.problems.proposes
    if named == NO_PROBLEM:
        return ""
    if is_worked_on and e.sealed:
        raise Refusal(f"{e.sealed[0]} holds it: what is restricted joins no problem")
    if named and not is_worked_on:
        return named
    if named:
        if not _NAME.fullmatch(named):
            raise Refusal("a problem's name holds letters, digits and .:_- only, like disk-full")
        return f"{proposing.PREFIX}{named.removeprefix(proposing.PREFIX)}"
    found = proposing.proposed(e)
    if not found:
        raise Refusal("nothing is proposed: name the problem")
    return found


def tell_problem(turn: Turn, before: Escalation) -> None:
    """The problem hears that it joined, left, got more urgent, whose it is, or that it ended.

    What a restricted tier takes leaves it: neither may the others read on, nor it be theirs.
    What comes back after its end goes its own way: the problem has let it go.
    """
    if not turn.e.policy.problems.proposes or turn.e.id != before.id:
        return
    if turn.e.sealed and turn.e.problem:
        said = f"It left {turn.e.problem}: {turn.e.sealed[0]} works on it"
        turn.change(problem="")
        turn.happened(Linked(turn.at, said, ""))
    e = turn.e
    if before.problem and before.problem != e.problem:
        _tell(turn, before.problem, MemberState.LEFT)
    if not e.problem:
        return
    if before.problem != e.problem:
        _tell(turn, e.problem, MemberState.JOINED)
    elif _shown(before) != _shown(e):
        is_over = e.status == Status.CLOSED
        _tell(turn, e.problem, MemberState.CLOSED if is_over else MemberState.OPEN)


def _shown(e: Escalation) -> tuple[Severity, str, bool]:
    """What a problem goes by: how bad, whose (its ticket may be read after it joined), how open."""
    return e.severity, proposing.company(e), e.status == Status.CLOSED


def _tell(turn: Turn, problem: str, state: MemberState) -> None:
    e = turn.e
    member = {
        "escalation": e.id,
        "customer": proposing.company(e),
        "title": title(e),
        "severity": str(e.severity),
        "ticket_url": e.ticket.url if e.ticket else "",
        "at": turn.at.isoformat(),
        "state": str(state),
    }
    told = (a for a in turn.actions if isinstance(a, JoinProblem))
    if all((a.problem, a.member) != (problem, member) for a in told):
        turn.do(JoinProblem, problem=problem, member=member)


def problem_fixed(turn: Turn, command: ProblemFixed) -> None:
    """One fix for all; telling the customer is the next step of each, with a draft of its own."""
    e, issue = turn.e, turn.e.issue
    if e.status == Status.CLOSED:
        following.ignore(turn, f"the fix of {command.problem}")
        return
    if e.problem != command.problem:
        raise Refusal(f"it belongs to {e.problem or 'no problem'}")
    if issue and issue.id == command.issue:
        if issue.state == "completed":
            turn.events.append(Repeated(turn.at, f"{issue.identifier} is known to be completed"))
            return
        turn.change(issue=replace(issue, state="completed", at=turn.at))
    fix = f": {command.resolution}" if command.resolution else ""
    said = f"{command.problem} is fixed{fix}"
    turn.happened(Noted(turn.at, said))
    if e.is_open:
        tracking.tell_customer_next(turn, said)
    else:
        turn.tell(said)


def link_issue(turn: Turn, command: commands.LinkIssue) -> None:
    """An issue that exists is followed: its end is news here, and it shows who waits for it."""
    issue = turn.e.issue
    is_problems = command.actor.startswith(proposing.PREFIX)
    if is_problems and command.actor != turn.e.problem:
        raise Refusal(f"it has left {command.actor}")
    if issue and command.issue in (issue.id, issue.identifier):
        raise Refusal(f"{command.issue} is its issue already")
    turn.change(is_logged=True)
    named = "the issue of them all" if is_problems else command.issue  # it knows it by its id alone
    said = f"{turn.who(command.actor)} linked it to {named}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said)
    # What a restricted tier holds is not for all who read the other issue.
    text = said if turn.e.sealed else f"{said}\n\n{markdown(turn.e)}"
    turn.do(FollowIssue, issue=command.issue, relation=command.relation, text=text)
