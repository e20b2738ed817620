"""Facts from Linear about the issue, and what follows from them here.

“Done” in Linear is not the end: it makes telling the customer the next step, with a draft. What was
cancelled or is a duplicate is asked about, and so is another priority. Only a team that the policy
routes moves the escalation by itself.
"""

from dataclasses import replace

from escalation import aiming, commands, handover, moving, people, recency
from escalation.actions import Button
from escalation.events import Ignored, Noted, Repeated
from escalation.references import ENDED as ENDED
from escalation.references import Issue
from escalation.terms import ClockKind, Status, Tier
from escalation.turn import Refusal, Turn

DELETED = "deleted"  # what Linear says by another event: its states know no such one


def issue_changed(turn: Turn, command: commands.IssueChanged) -> None:
    """What changed in Linear; it is a word from the tier that works there."""
    if turn.e.status == Status.CLOSED:
        turn.change(ignored=turn.e.ignored + 1)
        turn.happened(Ignored(turn.at, "Counted and left: a change of a closed escalation's issue"))
        return
    if command.state == DELETED and turn.e.issue is None:
        turn.events.append(Repeated(turn.at, "That its issue was deleted is known"))
        return
    issue = turn.e.issue or Issue(id=command.issue)
    if command.issue not in (issue.id, issue.identifier):
        raise Refusal(f"{command.issue} is not its issue: that is {issue.identifier or issue.id}")
    if issue.at and turn.at < issue.at:
        turn.events.append(Repeated(turn.at, "The issue is known as it was later"))
        return
    name = issue.identifier or issue.id
    if command.state == DELETED:
        _deleted(turn, name)
        return
    changed = replace(
        issue,
        state=command.state,
        assignee=command.assignee,
        team=command.team or issue.team,
        priority=command.priority or issue.priority,
        at=turn.at,
    )
    turn.change(issue=changed)
    turn.happened(Noted(turn.at, f"{name} is {command.state} in Linear"))
    if turn.e.is_open and turn.e.tier != Tier.L1:
        turn.keep(ClockKind.INTERNAL_FOLLOW_UP)
        turn.start(ClockKind.INTERNAL_FOLLOW_UP)
    if not turn.e.is_open or command.state == issue.state or command.state not in ENDED:
        turn.tell(f"{name} is {command.state} in Linear")
    elif command.state == "completed":
        tell_customer_next(turn, f"{name} is done in Linear", f"{name} is completed")
    else:
        _dropped(turn, name, command)
    if turn.e.is_open:
        _routed(turn, command, issue)
        _valued(turn, command, issue)


def tell_customer_next(turn: Turn, what: str, why: str = "") -> None:
    """The cause is gone: telling the customer, soon and with a draft, is the next step."""
    _hurry(turn, why or what)
    said = f"{what}. Next step: tell the customer, then resolve"
    turn.note(said)
    turn.tell(
        f"{said}\nDraft: {turn.e.policy.texts.fixed}",
        ask=people.contact(turn.e, turn.at),
        urgent=True,
        buttons=(Button.UPDATE_CUSTOMER, Button.RESOLVE),
    )


def _dropped(turn: Turn, name: str, command: commands.IssueChanged) -> None:
    _hurry(turn, f"{name} is {command.state}")
    what = f"{name} was {command.state} in Linear"
    if command.state == "duplicate":
        what = f"{name} is a duplicate of {command.duplicate_of or 'another issue'} in Linear"
    turn.tell(
        f"{what}. What does that mean for the customer?",
        ask=_holder(turn),
        urgent=True,
        buttons=(Button.DE_ESCALATE, Button.RESOLVE),
    )


def _hurry(turn: Turn, why: str) -> None:
    """The customer hears of it soon."""
    turn.e = recency.hear(turn.e, recency.HURRIED, turn.at)
    target = turn.e.policy.issue_done_within.get(turn.e.severity, "")
    update = turn.e.clock(ClockKind.CUSTOMER_UPDATE)
    if target and update and update.is_live:
        aiming.no_later(turn, update, target, why)
    elif target:
        turn.start(ClockKind.CUSTOMER_UPDATE, target=target)


def _routed(turn: Turn, command: commands.IssueChanged, before: Issue) -> None:
    """An issue that moves to another team takes the escalation along, where a route says so."""
    to = turn.e.policy.linear_routes.get(command.team)
    if not before.team or command.team == before.team or to in (None, turn.e.tier):
        return
    moving.taken_along(turn, command.actor, to, f"the issue went to the team {command.team}")


def _valued(turn: Turn, command: commands.IssueChanged, before: Issue) -> None:
    """Those who work on it judge it otherwise; what the customer was promised stays."""
    is_news = before.priority and command.priority not in (None, before.priority)
    if not is_news or command.priority == turn.e.severity:
        return
    said = f"Linear gives it the priority {command.priority}; here it is {turn.e.severity}"
    turn.tell(f"{said}. Should it follow?", ask=_holder(turn), buttons=(Button.SET_SEVERITY,))


def _deleted(turn: Turn, name: str) -> None:
    """What somebody threw away is still somebody's problem: it is logged anew."""
    turn.change(issue=None, is_logged=False)
    said = f"{name} was deleted in Linear"
    turn.happened(Noted(turn.at, said))
    if turn.e.is_open and turn.e.tier != Tier.L1:
        said += "; it is logged there anew"
        handover.open_issue(turn, said)
    turn.tell(said, ask=_holder(turn))


def _holder(turn: Turn) -> tuple[str, ...]:
    return people.owner(turn.e) or people.lead(turn.e, turn.e.tier, turn.at)
