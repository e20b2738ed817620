"""The machine: one table of transitions, one pure function that decides.

    decide(escalation, command, now) -> Decision(escalation, events, actions)

An escalation is `new` until its `open`. At first line it is `watching`; above it somebody must
acknowledge (`unacknowledged`) and then has it (`working`). The owner says `resolved`, the
customer's word makes it `closed`. Pauses are no status: the status beneath is kept, and `waiting`
is only what people are shown.

`TRANSITIONS` answers two questions for every (status, command): is it allowed, and what is the
status then? A pair that is not in the table is refused. Nothing else in this project names a next
status; the docs' diagram and the exhaustive test are made from the table.

Time is worked off in the order of instants: what fell due before the command's `at` fires first,
each threshold stamped with its own instant; then the command; then what fell due up to `now`. So a
worker that was down for an hour announces no breach that did not happen.

A command that is refused changes nothing but is remembered in the story, and the asker is told why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, assert_never

from escalation import (
    brief_asking,
    deadlines,
    ending,
    facts,
    feedback,
    following,
    linking,
    moving,
    noting,
    opening,
    proposing,
    recording,
    roles,
    severity,
    tracking,
    waiting,
)
from escalation import commands as c
from escalation.actions import Action
from escalation.events import Event, Refused, Repeated
from escalation.model import COMMAND_IDS_MAX, Escalation
from escalation.terms import Severity, Status, Tier
from escalation.turn import Refusal, Turn

# A ticket told of later than this begins at that distance: nobody can keep promises of last month,
# and vendors deliver again for hours, not days.
TOLD_WITHIN = timedelta(days=3)


class Next(StrEnum):
    """A next status that depends on the command."""

    STAYS = "stays"
    BY_TIER = "by tier"  # watching at first line, unacknowledged above it
    IF_TAKEN = "if taken"  # working, when the accountable tier or the actor takes it
    IF_RAISED = "if raised"  # a raise to critical must be acknowledged again


_LINKS: Mapping[str, Status | Next] = dict.fromkeys(
    ("link_problem", "link_issue", "problem_proposed", "problem_fixed"), Next.STAYS
)
_ANY_OPEN: Mapping[str, Status | Next] = {
    "open": Next.STAYS,
    "acknowledge": Next.STAYS,
    "assign": Next.STAYS,
    "escalate": Next.BY_TIER,
    "de_escalate": Next.BY_TIER,
    "engage": Next.STAYS,
    "disengage": Next.STAYS,
    "set_severity": Next.STAYS,
    "pause": Next.STAYS,
    "resume": Next.STAYS,
    "note": Next.STAYS,
    "fill_brief": Next.STAYS,
    "promise": Next.STAYS,
    "customer_replied": Next.STAYS,
    "agent_replied": Next.STAYS,
    "update_customer": Next.STAYS,
    "issue_changed": Next.STAYS,
    "ticket_changed": Next.STAYS,
    "resolve": Status.RESOLVED,
    "close": Status.CLOSED,
    **_LINKS,
}

TRANSITIONS: Mapping[Status, Mapping[str, Status | Next]] = {
    Status.NEW: {"open": Next.BY_TIER},
    Status.WATCHING: _ANY_OPEN,
    Status.UNACKNOWLEDGED: {**_ANY_OPEN, "acknowledge": Next.IF_TAKEN, "assign": Next.IF_TAKEN},
    Status.WORKING: {**_ANY_OPEN, "set_severity": Next.IF_RAISED},
    Status.RESOLVED: {
        "open": Next.STAYS,
        "assign": Next.STAYS,
        "note": Next.STAYS,
        "promise": Next.STAYS,
        "customer_replied": Next.STAYS,
        "agent_replied": Next.STAYS,
        "update_customer": Next.STAYS,
        "issue_changed": Next.STAYS,
        "ticket_changed": Next.STAYS,
        **_LINKS,
        "confirm": Status.CLOSED,
        "reopen": Next.BY_TIER,
        "close": Status.CLOSED,
    },
    # A closed run is over: `reopen` begins the next run of the series, other facts are counted.
    Status.CLOSED: {
        "open": Next.STAYS,
        "reopen": Next.BY_TIER,
        "note": Next.STAYS,
        "customer_replied": Next.STAYS,
        "agent_replied": Next.STAYS,
        "issue_changed": Next.STAYS,
        "ticket_changed": Next.STAYS,
        "problem_proposed": Next.STAYS,
        "problem_fixed": Next.STAYS,
    },
}

_HANDLERS: Mapping[str, Callable[[Turn, Any], None]] = {
    "open": opening.open_,
    "acknowledge": opening.acknowledge,
    "assign": opening.assign,
    "escalate": moving.escalate,
    "de_escalate": moving.de_escalate,
    "engage": moving.engage,
    "disengage": moving.disengage,
    "set_severity": severity.set_severity,
    "pause": waiting.pause,
    "resume": waiting.resume,
    "note": noting.note,
    "fill_brief": brief_asking.fill,
    "promise": following.promise,
    "customer_replied": following.customer_replied,
    "agent_replied": following.agent_replied,
    "update_customer": following.update_customer,
    "issue_changed": tracking.issue_changed,
    "ticket_changed": facts.ticket_changed,
    "resolve": ending.resolve,
    "confirm": ending.confirm,
    "reopen": ending.reopen,
    "close": ending.close,
    "link_problem": linking.link_problem,
    "link_issue": linking.link_issue,
    "problem_proposed": proposing.problem_proposed,
    "problem_fixed": linking.problem_fixed,
}


@dataclass(frozen=True)
class Decision:
    """What follows: the escalation as it is now, what happened, what must be done."""

    escalation: Escalation
    events: tuple[Event, ...]
    actions: tuple[Action, ...]

    @property
    def refused(self) -> str:
        """Why the command was refused; empty when it was taken."""
        return next((e.text for e in self.events if isinstance(e, Refused)), "")


def decide(escalation: Escalation, command: c.Command | None, now: datetime) -> Decision:
    """What follows from a command, or from the passing of time alone (None), at `now` (UTC)."""
    turn = Turn(escalation, now, take)
    if command:
        at = command.at or now
        at = min(max(at, escalation.opened_at or at), now)  # vendors' clocks differ by seconds
        if isinstance(command, c.Open):
            at = max(at, now - TOLD_WITHIN)
        deadlines.fire_before(turn, at)
        turn.at = at
        apply(turn, command)
        deadlines.never_without(turn)
    deadlines.fire_until(turn, now)
    recording.finish(turn)
    return Decision(turn.e, tuple(turn.events), tuple(turn.actions))


def apply(turn: Turn, command: c.Command) -> None:
    """Take one command at `turn.at`, or refuse it and leave everything as it was."""
    if command.command_id and command.command_id in turn.e.command_ids:
        turn.events.append(Repeated(turn.at, f"{command.type} was taken already"))
        return
    refused = turn.attempt(command)
    if refused:
        turn.happened(Refused(turn.at, f"{command.type} refused: {refused}", command.type))
        feedback.refused(turn, command, refused)
    if command.command_id:
        ids = (*turn.e.command_ids, command.command_id)[-COMMAND_IDS_MAX:]
        turn.change(command_ids=ids)


def take(turn: Turn, command: c.Command) -> None:
    """Take a command through the table. Raises Refusal, NeverDue."""
    rule = TRANSITIONS[turn.e.status].get(command.type)
    if rule is None:
        raise Refusal(_not_now(turn.e, command))
    if forbidden := roles.refusal(command, turn.e):
        raise Refusal(forbidden)
    before = turn.e
    turn.change(status=_next_status(rule, turn.e, command))
    _HANDLERS[command.type](turn, command)
    linking.tell_problem(turn, before)


def _next_status(rule: Status | Next, e: Escalation, command: c.Command) -> Status:
    match rule:
        case Status():
            return rule
        case Next.STAYS:
            return e.status
        case Next.BY_TIER:
            return status_at(_tier_after(e, command))
        case Next.IF_TAKEN:
            return Status.WORKING if _is_taken(e, command) else e.status
        case Next.IF_RAISED:
            raised = isinstance(command, c.SetSeverity) and command.severity == Severity.CRITICAL
            return Status.UNACKNOWLEDGED if raised else e.status
        case _:
            assert_never(rule)


def status_at(tier: Tier) -> Status:
    """How an escalation arrives in a tier."""
    return Status.WATCHING if tier == Tier.L1 else Status.UNACKNOWLEDGED


def _tier_after(e: Escalation, command: c.Command) -> Tier:
    if isinstance(command, c.Escalate | c.DeEscalate):
        return command.to
    return command.tier if isinstance(command, c.Open) else e.tier


def _is_taken(e: Escalation, command: c.Command) -> bool:
    if isinstance(command, c.Acknowledge):
        return command.tier in (None, e.tier)
    return isinstance(command, c.Assign) and command.to == command.actor


def _not_now(e: Escalation, command: c.Command) -> str:
    return f"not possible while {e.status}; possible now: {', '.join(TRANSITIONS[e.status])}"
