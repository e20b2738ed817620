"""One promise being counted: started, aimed, paused, kept, broken, called off.

A clock never holds its pauses. They stand once, in `Escalation.pauses`, and each kind of clock
knows which reasons stop it; so there is one truth for a deadline. `aimed` writes the deadline down
again from the anchor, the target, the calendar and those pauses, and notes the old and the new one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from escalation.calendar import Calendar
from escalation.model import Aim, Clock
from escalation.policy import span
from escalation.terms import ClockKind, ClockState

GRACE = timedelta(seconds=0.5)  # a timer may fire a little early; due means due_at <= now + this
BREACH = "breach"
REMINDERS = (ClockKind.TRIGGER, ClockKind.REVIEW, ClockKind.CONFIRMATION)  # due, but no promise
FAR = timedelta(days=3_650)  # ten years: an instant beyond is a typing error
REASON_MAX = 200  # characters of a reason kept with an aim: enough to know which change it was
AIMS_MAX = 20  # aims kept for `why`: first and latest, enough to tell the story of a deadline
SHARE = "%"

Waits = Sequence[tuple[datetime, datetime | None]]


def is_due(at: datetime, now: datetime) -> bool:
    """Whether an instant has come."""
    return at <= now + GRACE


def whole(at: datetime) -> datetime:
    """Deadlines are whole seconds, rounded up so that nobody loses a part of one."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)


def due_after(calendar: Calendar, start: datetime, target: str) -> datetime:
    """When a written span from `start` is used up, without pauses."""
    seconds, days = span(target)
    return whole(calendar.after_days(start, days) if days else calendar.due(start, seconds))


def target_seconds(calendar: Calendar, start: datetime, target: str) -> float:
    """A written span as open seconds of the calendar; business days depend on where they start."""
    seconds, days = span(target)
    return calendar.elapsed(start, calendar.after_days(start, days)) if days else seconds


def targeted(clock: Clock, calendar: Calendar, due_at: datetime, waits: Waits) -> Clock:
    """Give a clock the target that is used up at an instant, waits left out."""
    target_s = calendar.elapsed(clock.started_at, due_at, waits)
    used_up_at = whole(calendar.due(clock.started_at, target_s, waits))
    return replace(clock, target_s=target_s, ends_at_opening=used_up_at < due_at)


def left_after(clock: Clock, calendar: Calendar, waits: Waits, at: datetime, target: str) -> Clock:
    """Give a clock what it has counted by an instant, and a written span from there."""
    spent_s = calendar.elapsed(clock.started_at, at, waits)
    left = targeted(replace(clock, started_at=at), calendar, due_after(calendar, at, target), ())
    return replace(left, started_at=clock.started_at, target_s=spent_s + left.target_s)


def thresholds(clock: Clock, calendar: Calendar, waits: Waits) -> list[tuple[datetime, str]]:
    """Every threshold of a live clock that has not fired, with its instant, earliest first."""
    pending = []
    for warn in clock.warn:
        if warn in clock.fired:
            continue
        if warn.endswith(SHARE):
            target_s = clock.target_s * int(warn[:-1]) / 100
        else:
            target_s = target_seconds(calendar, clock.started_at, warn)
        pending.append((whole(calendar.due(clock.started_at, target_s, waits)), warn))
    pending += [(clock.due_at, BREACH)] if clock.due_at else []
    return sorted(pending, key=lambda threshold: threshold[0])


def aimed(clock: Clock, calendar: Calendar, waits: Waits, at: datetime, reason: str) -> Clock:
    """Write the deadline of a live clock down again; paused clocks have none."""
    if any(end is None for _, end in waits):
        return replace(clock, state=ClockState.PAUSED, due_at=None, next_at=None)
    due_at = whole(calendar.due(clock.started_at, clock.target_s, waits))
    if clock.ends_at_opening:
        due_at = calendar.next_open(due_at)
    before = clock.aims[-1].after if clock.aims else None
    aims = clock.aims
    if due_at != before:
        aims = (*aims[:1], *aims[1:][-AIMS_MAX + 2 :], Aim(at, reason[:REASON_MAX], before, due_at))
    clock = replace(clock, state=ClockState.RUNNING, due_at=due_at, aims=aims)
    return _armed(clock, calendar, waits, at)


def _armed(clock: Clock, calendar: Calendar, waits: Waits, at: datetime) -> Clock:
    """A threshold that is past when it is written down fires at once, not before it was."""
    return replace(clock, next_at=max(thresholds(clock, calendar, waits)[0][0], at))


def fired(clock: Clock, threshold: str, calendar: Calendar, waits: Waits, at: datetime) -> Clock:
    """Enter a threshold into the ledger of this cycle; a breach breaks the promise."""
    clock = replace(clock, fired=(*clock.fired, threshold))
    if threshold == BREACH and clock.kind in REMINDERS:
        return replace(clock, state=ClockState.MET, next_at=None, ended_at=clock.due_at)
    if threshold == BREACH:
        return replace(clock, state=ClockState.BREACHED, next_at=None)
    return _armed(clock, calendar, waits, at)


def kept(clock: Clock, at: datetime) -> Clock:
    """The promise was kept at `at`: met when in time, even if a breach was announced since."""
    at = max(at, clock.started_at)
    in_time = clock.due_at is None or at <= clock.due_at
    state = ClockState.MET if in_time else ClockState.BREACHED
    return replace(clock, state=state, next_at=None, ended_at=at)


def called_off(clock: Clock, at: datetime) -> Clock:
    """Nobody owes it any more; a breach that happened stays one."""
    state = clock.state if clock.state == ClockState.BREACHED else ClockState.CANCELLED
    return replace(clock, state=state, next_at=None, ended_at=max(at, clock.started_at))
