"""A deadline moves in place: anchor, pauses and fired thresholds stay, both deadlines are noted.

Both rules count in the clock's own time, so they hold for a paused clock too: what it has counted
so far stays counted, and only what is left of it changes.
"""

from dataclasses import replace

from escalation import clocks
from escalation.model import Clock
from escalation.terms import ClockKind
from escalation.turn import Turn


def anew(turn: Turn, clock: Clock, target: str, reason: str) -> None:
    """Count a new target from the anchor; nobody is late before the acknowledge target is over."""
    moved = _moved(turn, clock, target)
    calendar, waits = turn.calendar(moved), turn.waits(clock.kind)
    due_at = clocks.due_after(calendar, clock.started_at, target)
    moved = clocks.targeted(moved, calendar, due_at, ())
    soonest = turn.e.policy.rule(ClockKind.ACKNOWLEDGE).targets.get(turn.e.severity, "")
    if soonest:
        fair = clocks.left_after(moved, calendar, waits, turn.at, soonest)
        moved = max(fair, moved, key=lambda c: c.target_s)
    turn.put(turn.aimed(moved, reason))


def no_later(turn: Turn, clock: Clock, target: str, reason: str) -> None:
    """Let what is left be at most a span from now; what was due earlier stays due earlier."""
    moved = _moved(turn, clock, target)
    calendar, waits = turn.calendar(moved), turn.waits(clock.kind)
    sooner = clocks.left_after(moved, calendar, waits, turn.at, target)
    if clock.due_at:
        moved = clocks.targeted(moved, calendar, clock.due_at, waits)
    else:  # paused: what was left on the old calendar is left on the new one
        counted_s = calendar.elapsed(clock.started_at, turn.at, waits)
        before_s = turn.calendar(clock).elapsed(clock.started_at, turn.at, waits)
        moved = replace(moved, target_s=clock.target_s + counted_s - before_s)
    turn.put(turn.aimed(min(sooner, moved, key=lambda c: c.target_s), reason))


def _moved(turn: Turn, clock: Clock, target: str) -> Clock:
    return replace(clock, target=target, calendar=turn.calendar_name(clock.kind, clock.subject))
