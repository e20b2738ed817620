"""Facts from the helpdesk about the ticket itself, and what follows from them here.

A fact moves nothing by itself unless a rule names it: a solved ticket resolves, a mapped group
moves, an agent's raised priority raises. What is old, or known already, moves nothing at all.
"""

from dataclasses import replace

from escalation import commands, moving, recency, triggers, waiting
from escalation.actions import PassOn
from escalation.events import Ignored, Noted, Repeated
from escalation.model import series_of
from escalation.terms import ClockKind, PauseReason, Status, Tier, is_worse
from escalation.turn import Refusal, Turn

MERGED = "merged"
WITHDRAWN = "withdrawn"
_WAITS = {"pending": PauseReason.WAITING_FOR_CUSTOMER, "on_hold": PauseReason.ON_HOLD}
_OWED_TO_CUSTOMER = (ClockKind.PROMISE, ClockKind.NEXT_RESPONSE, ClockKind.RESOLUTION)


def ticket_changed(turn: Turn, told: commands.TicketChanged) -> None:
    """What changed in the ticket, each part by its own rule."""
    is_after_the_end = not recency.is_late(turn.e, recency.ENDED, turn.at)
    turn.e, command = recency.news(turn.e, told, turn.at)
    if recency.says_nothing(command):
        turn.events.append(Repeated(turn.at, "The ticket stands as it was last heard of"))
        return
    is_back = command.status == "open" and is_after_the_end
    if turn.e.status == Status.CLOSED and not is_back:
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


def _status(turn: Turn, command: commands.TicketChanged, status: str) -> None:
    e, actor = turn.e, command.actor
    if e.is_open and _is_overtaken(turn, status):
        return
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
            _wait(turn, actor, status)
        case _:
            pass  # solved while resolved, pending while resolved: known already


def _is_overtaken(turn: Turn, status: str) -> bool:
    """Whether a status is over when we hear of it, as the customer has written since."""
    wrote = recency.heard(turn.e, recency.CUSTOMER)
    if wrote is None or wrote.at <= turn.at:
        return False
    match status:
        case "pending":
            waiting.was(turn, PauseReason.WAITING_FOR_CUSTOMER, wrote.at)
        case "solved" | "closed" if turn.e.status == Status.WATCHING:
            turn.happened(Noted(turn.at, f"It was {status}; the customer has written since"))
        case _:
            return False
    return True


def _wait(turn: Turn, actor: str, status: str) -> None:
    """A ticket has one status: it waits for one thing at a time."""
    reason = _WAITS[status]
    for other in _WAITS.values():
        if other != reason:
            waiting.end(turn, other, f"{turn.who(actor)} set the ticket to {status}")
    if all(wait.reason != reason for wait in turn.e.waits):
        turn.follow(commands.PauseFor(escalation=turn.e.id, actor=actor, reason=reason))


def _reassigned(turn: Turn, command: commands.TicketChanged) -> None:
    if command.assignee is not None:
        turn.change(contact=command.assignee)
        if turn.e.tier in (Tier.L1, Tier.L2):
            turn.change(owner=command.assignee)
        name = turn.who(command.assignee) if command.assignee else "nobody"
        turn.happened(Noted(turn.at, f"The ticket's assignee is {name}"))
    if command.group is not None:
        to = turn.e.policy.groups.get(command.group)
        if to not in (None, turn.e.tier):
            reason = f"the ticket went to the group {command.group}"
            moving.taken_along(turn, command.actor, to, reason)
    if command.priority and is_worse(command.priority, turn.e.severity):
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
