"""A new severity moves every clock in place: anchor, pauses and fired thresholds stay.

A clock's new deadline is its anchor plus the new target on the new calendar, but never earlier than
now plus the new acknowledge target, so that nobody is late at the moment of a raise. For the two
cadences it is the earlier of the old deadline and now plus the new cadence. Lowering never un-fires
a breach, and a clock that was met is not touched. A raise to critical asks owner and engaged tiers
again.
"""

from datetime import datetime

from escalation import chain, clocks, commands, following, triggers
from escalation.actions import NoteTicket, UpdateIssue
from escalation.events import SeverityChanged
from escalation.model import Clock
from escalation.policy import AROUND_THE_CLOCK
from escalation.terms import ClockKind, Severity, Status
from escalation.turn import Refusal, Turn

_CADENCES = (ClockKind.INTERNAL_FOLLOW_UP, ClockKind.CUSTOMER_UPDATE)
_AIMED = (
    ClockKind.ACKNOWLEDGE,
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.RESOLUTION,
    ClockKind.TRIGGER,
)


def set_severity(turn: Turn, command: commands.SetSeverity) -> None:
    """Change the severity, and say what moved."""
    before = turn.e.severity
    if command.severity == before:
        raise Refusal(f"it is {before} already")
    turn.change(severity=command.severity)
    said = f"{command.actor} changed severity {before} → {command.severity}: {command.reason}"
    turn.happened(SeverityChanged(turn.at, said))
    for clock in turn.e.clocks:
        if clock.is_live:
            _aim(turn, clock, said)
    turn.tell(said)
    if turn.e.is_logged:
        turn.do(UpdateIssue, severity=command.severity)
    if turn.e.ticket:
        turn.do(NoteTicket, text=said, severity=command.severity)
    if command.severity == Severity.CRITICAL:
        _ask_again(turn)
    following.word_from(turn, command.actor)
    triggers.on_severity(turn)


def _aim(turn: Turn, clock: Clock, reason: str) -> None:
    target = _target(turn, clock)
    if clock.kind not in (*_CADENCES, *_AIMED):
        return
    if not target:
        turn.put(clocks.called_off(clock, turn.at))
        return
    calendar = turn.e.policy.calendar(turn.calendar_name(clock.kind, clock.subject))
    if clock.kind in _CADENCES:
        sooner = clocks.due_after(calendar, turn.at, target)
        due_at = min(clock.due_at, sooner) if clock.due_at else None
        turn.retarget(clock, target, due_at, reason)
        return
    turn.retarget(clock, target, None, reason)
    floor = _floor(turn)
    moved = turn.e.clock(clock.kind, clock.subject)
    if moved and floor and moved.due_at and moved.due_at < floor:
        turn.retarget(moved, target, floor, reason)


def _target(turn: Turn, clock: Clock) -> str:
    if clock.kind == ClockKind.TRIGGER:
        rule = next((t for t in turn.e.policy.triggers if t.name == clock.subject), None)
        spans = (rule.unanswered_for or rule.idle_for) if rule else {}
        return spans.get(turn.e.severity, "")
    return turn.e.policy.rule(clock.kind).targets.get(turn.e.severity, "")


def _floor(turn: Turn) -> datetime | None:
    """Now plus the new acknowledge target: the earliest a raise may make anybody late."""
    policy = turn.e.policy
    target = policy.rule(ClockKind.ACKNOWLEDGE).targets.get(turn.e.severity, "")
    if not target:
        return None
    always_on = turn.e.severity in policy.always_on
    name = AROUND_THE_CLOCK if always_on else policy.tiers[turn.e.tier].calendar
    return clocks.due_after(policy.calendar(name), turn.at, target)


def _ask_again(turn: Turn) -> None:
    if turn.e.status == Status.UNACKNOWLEDGED:
        turn.change(acknowledged_by="")
        chain.begin(turn)
    for engagement in turn.e.engaged:
        chain.begin(turn, engagement.tier)
