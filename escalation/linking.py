"""What it belongs to elsewhere: a known cause, or an issue that somebody else opened."""

from escalation import commands
from escalation.actions import FollowIssue
from escalation.brief import render
from escalation.events import Noted
from escalation.turn import Refusal, Turn


def link_problem(turn: Turn, command: commands.LinkProblem) -> None:
    """One cause behind several escalations."""
    if turn.e.problem == command.problem:
        raise Refusal(f"it belongs to {command.problem} already")
    turn.change(problem=command.problem)
    said = f"{turn.who(command.actor)} linked it to {command.problem}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said)


def link_issue(turn: Turn, command: commands.LinkIssue) -> None:
    """An issue that exists is followed: its end is news here, and it shows who waits for it."""
    issue = turn.e.issue
    if issue and command.issue in (issue.id, issue.identifier):
        raise Refusal(f"{command.issue} is its issue already")
    turn.change(is_logged=True)
    said = f"{turn.who(command.actor)} linked it to {command.issue}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said)
    # What a restricted tier holds is not for all who read the other issue.
    text = said if turn.e.sealed else f"{said}\n\n{render(turn.e)}"
    turn.do(FollowIssue, issue=command.issue, relation=command.relation, text=text)
