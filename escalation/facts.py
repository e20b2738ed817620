"""Facts from outside: what the helpdesk and Linear say, and what follows from it here.

A fact moves nothing by itself unless a rule names it: a solved ticket resolves, a mapped group
moves, an agent's raised priority raises. “Done” in Linear is not the end: it makes telling the
customer the next step.
"""

from dataclasses import replace

from escalation import aiming, commands, people, triggers, waiting
from escalation.actions import Button, PassOn
from escalation.events import Ignored, Noted
from escalation.model import series_of
from escalation.references import Issue
from escalation.terms import ClockKind, PauseReason, Severity, Status, Tier
from escalation.turn import Refusal, Turn

MERGED = "merged"
WITHDRAWN = "withdrawn"
_ENDED = ("completed", "canceled", "duplicate")  # Linear's WorkflowState types that end an issue
_WORST_FIRST = tuple(Severity)
_WAITS = {"pending": PauseReason.WAITING_FOR_CUSTOMER, "on_hold": PauseReason.ON_HOLD}
_OWED_TO_CUSTOMER = (ClockKind.PROMISE, ClockKind.NEXT_RESPONSE, ClockKind.RESOLUTION)


def ticket_changed(turn: Turn, command: commands.TicketChanged) -> None:
    """What changed in the ticket, each part by its own rule."""
    if turn.e.status == Status.CLOSED and command.status != "open":
        turn.change(ignored=turn.e.ignored + 1)
        turn.happened(Ignored(turn.at, "Counted and left: a change of a closed ticket"))
        return
    if command.merged_into:
        _merge(turn, command, command.merged_into)
        return
    if command.merged_from:
        turn.change(merged_from=(*turn.e.merged_from, command.merged_from))
        turn.happened(Noted(turn.at, f"{command.merged_from} was merged into this one"))
    if command.status:
        _status(turn, command, command.status)
    if turn.e.is_open:
        _reassigned(turn, command)
    triggers.moved(turn)


def issue_changed(turn: Turn, command: commands.IssueChanged) -> None:
    """What changed in Linear; it is a word from the tier that works there."""
    if turn.e.status == Status.CLOSED:
        turn.change(ignored=turn.e.ignored + 1)
        turn.happened(Ignored(turn.at, "Counted and left: a change of a closed escalation's issue"))
        return
    issue = turn.e.issue
    if issue and command.issue not in (issue.id, issue.identifier):
        raise Refusal(f"{command.issue} is not its issue: that is {issue.identifier or issue.id}")
    before = issue.state if issue else ""
    changed = replace(
        issue or Issue(id=command.issue), state=command.state, assignee=command.assignee
    )
    turn.change(issue=changed)
    name = changed.identifier or changed.id
    turn.happened(Noted(turn.at, f"{name} is {command.state} in Linear"))
    if turn.e.is_open and turn.e.tier != Tier.L1:
        turn.keep(ClockKind.INTERNAL_FOLLOW_UP)
        turn.start(ClockKind.INTERNAL_FOLLOW_UP)
    if turn.e.is_open and command.state in _ENDED and command.state != before:
        _issue_ended(turn, name, command.state)
        return
    turn.tell(f"{name} is {command.state} in Linear")


def _status(turn: Turn, command: commands.TicketChanged, status: str) -> None:
    e, actor = turn.e, command.actor
    match status:
        case "solved" if e.status == Status.WATCHING:
            turn.follow(commands.Close(escalation=e.id, actor=actor, reason="solved"))
        case "solved" if e.is_open:
            turn.follow(commands.Resolve(escalation=e.id, actor=actor, resolution="solved"))
        case "closed":
            turn.follow(commands.Close(escalation=e.id, actor=actor, reason="closed"))
        case "deleted" | "spam":
            turn.follow(commands.Close(escalation=e.id, actor=actor, reason=WITHDRAWN))
        case "open" if e.status == Status.CLOSED:
            reason = "the ticket was set back to open"
            turn.follow(commands.Reopen(escalation=e.id, actor=actor, reason=reason))
        case "open":
            for reason in _WAITS.values():
                waiting.end(turn, reason, f"{turn.who(actor)} set the ticket to open")
        case "pending" | "on_hold" if e.is_open:
            turn.follow(commands.PauseFor(escalation=e.id, actor=actor, reason=_WAITS[status]))
        case _:
            pass  # solved while resolved, pending while resolved: known already


def _reassigned(turn: Turn, command: commands.TicketChanged) -> None:
    if command.assignee is not None:
        turn.change(contact=command.assignee)
        if turn.e.tier in (Tier.L1, Tier.L2):
            turn.change(owner=command.assignee)
        turn.happened(Noted(turn.at, f"The ticket's assignee is {command.assignee or 'nobody'}"))
    if command.group is not None:
        _regrouped(turn, command, turn.e.policy.groups.get(command.group))
    if command.priority and _WORST_FIRST.index(command.priority) < _WORST_FIRST.index(
        turn.e.severity
    ):
        turn.follow(
            commands.SetSeverity(
                escalation=turn.e.id,
                actor=command.actor,
                severity=command.priority,
                reason="priority raised in the helpdesk",
            )
        )
    if command.tags is not None and turn.e.ticket:
        new = tuple(t for t in command.tags if t not in turn.e.ticket.tags)
        turn.change(ticket=replace(turn.e.ticket, tags=command.tags))
        triggers.on_tags(turn, new)


def _regrouped(turn: Turn, command: commands.TicketChanged, to: Tier | None) -> None:
    if to is None or to == turn.e.tier:
        return
    move: type[commands.Escalate | commands.DeEscalate] = (
        commands.Escalate if to.rank >= turn.e.tier.rank else commands.DeEscalate
    )
    reason = f"the ticket went to the group {command.group}"
    turn.follow(move(escalation=turn.e.id, actor=command.actor, to=to, reason=reason))


def _issue_ended(turn: Turn, name: str, state: str) -> None:
    target = turn.e.policy.issue_done_within.get(turn.e.severity, "")
    update = turn.e.clock(ClockKind.CUSTOMER_UPDATE)
    if target and update and update.is_live:
        aiming.no_later(turn, update, target, f"{name} is {state}")
    elif target:
        turn.start(ClockKind.CUSTOMER_UPDATE, target=target)
    if state == "completed":
        said = f"{name} is done in Linear. Next step: tell the customer, then resolve"
        asked = people.contact(turn.e, turn.at)
        turn.tell(said, ask=asked, urgent=True, buttons=(Button.RESOLVE,))
        turn.note(said)
        return
    asked = people.owner(turn.e) or people.lead(turn.e, turn.e.tier, turn.at)
    said = f"{name} was {state} in Linear. What does that mean for the customer?"
    buttons = (Button.DE_ESCALATE, Button.RESOLVE)
    turn.tell(said, ask=asked, urgent=True, buttons=buttons)


def _merge(turn: Turn, command: commands.TicketChanged, into: str) -> None:
    known = {series_of(other) for other in (turn.e.id, *turn.e.merged_from)}
    if series_of(into) in known:
        raise Refusal(f"merging into {into} would make a loop")
    owed = [
        {"type": "ticket_changed", "escalation": into, "merged_from": turn.e.id},
        *(
            {
                "type": "promise",
                "escalation": into,
                "due_at": clock.due_at.isoformat(),
                "text": f"{clock.kind} of {turn.e.id}, customer {turn.e.customer}",
            }
            for clock in turn.e.clocks
            if clock.kind in _OWED_TO_CUSTOMER and clock.is_live and clock.due_at
        ),
    ]
    turn.change(merged_into=into)
    passed = tuple({**raw, "command_id": f"{turn.e.id}:merge:{n}"} for n, raw in enumerate(owed))
    turn.do(PassOn, to=into, commands=passed)
    turn.follow(commands.Close(escalation=turn.e.id, actor=command.actor, reason=MERGED))
