"""A new severity moves every clock in place: anchor, pauses and fired thresholds stay.

A clock's new deadline is its anchor plus the new target on the new calendar, but never earlier than
now plus the new acknowledge target, so that nobody is late at the moment of a raise. For the two
cadences it is the earlier of the old deadline and now plus the new cadence. Lowering never un-fires
a breach, and a clock that was met is not touched. A raise to critical asks owner and engaged tiers
again.
"""

from dataclasses import replace
from datetime import datetime

from escalation import aiming, asking, chain, clocks, commands, following, triggers
from escalation.actions import UpdateIssue
from escalation.events import SeverityChanged
from escalation.model import Clock
from escalation.terms import ClockKind, ClockState, Severity, Status, Tier, is_worse
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
    is_raised = is_worse(command.severity, before)
    triaged = replace(turn.e.triaged, raised=turn.e.triaged.raised + is_raised)
    turn.change(severity=command.severity, triaged=triaged)
    change = f"{before} → {command.severity}"
    said = f"{turn.who(command.actor)} changed severity {change}: {command.reason}"
    turn.happened(SeverityChanged(turn.at, said))
    for clock in turn.e.clocks:
        if clock.is_live:
            _aim(turn, clock, said)
    _begin_uncounted(turn)
    asking.weighed(turn)
    turn.tell(said)
    if turn.e.is_logged:
        turn.do(UpdateIssue, severity=command.severity, due_at=_due_at(turn))
    fields = {"severity": str(command.severity)}
    turn.note(said, severity=command.severity, fields=fields)
    if command.severity == Severity.CRITICAL:
        _ask_again(turn)
    following.word_from(turn, command.actor)
    triggers.on_severity(turn)


def _due_at(turn: Turn) -> datetime | None:
    resolution = turn.e.clock(ClockKind.RESOLUTION)
    return resolution.due_at if resolution and resolution.is_live else None


def _aim(turn: Turn, clock: Clock, reason: str) -> None:
    target = _target(turn, clock)
    if clock.kind not in (*_CADENCES, *_AIMED):
        turn.put(turn.aimed(clock, reason))  # a warning held till morning may be told now
        return
    if not target:
        turn.put(clocks.called_off(clock, turn.at))
    elif clock.kind in _CADENCES:
        aiming.no_later(turn, clock, target, reason)
    else:
        aiming.anew(turn, clock, target, reason)


def _target(turn: Turn, clock: Clock) -> str:
    target = turn.e.policy.rule(clock.kind).targets.get(turn.e.severity, "")
    match clock.kind:
        case ClockKind.TRIGGER:
            return triggers.span_of(turn, clock.subject)
        case ClockKind.ACKNOWLEDGE:
            return chain.wait(turn, Tier(clock.subject) if clock.subject else None) or target
        case _:
            return target


def _begin_uncounted(turn: Turn) -> None:
    """Count from now what the policy did not count for the severity before."""
    for kind in (ClockKind.RESOLUTION, *_CADENCES):
        clock = turn.e.clock(kind)
        is_counted = clock and clock.state != ClockState.CANCELLED
        if not is_counted and (kind == ClockKind.RESOLUTION or turn.e.tier != Tier.L1):
            turn.start(kind)


def _ask_again(turn: Turn) -> None:
    """Who had it must say so again; who has not answered yet is reminded."""
    if turn.e.status == Status.UNACKNOWLEDGED:
        _ask(turn, None, had_it=bool(turn.e.acknowledged_by))
    for engagement in turn.e.engaged:
        _ask(turn, engagement.tier, had_it=bool(engagement.acknowledged_by))


def _ask(turn: Turn, engaged: Tier | None, *, had_it: bool) -> None:
    if had_it:
        chain.begin(turn, engaged)
    else:
        chain.remind(turn, engaged)
