"""What would follow from a command: shown before somebody confirms it, nothing is changed."""

from dataclasses import dataclass
from datetime import datetime

from escalation import clocks
from escalation.actions import Alarm, Tell
from escalation.card import shown_clocks
from escalation.commands import Command, PauseFor
from escalation.lifecycle import decide
from escalation.model import Clock, Escalation
from escalation.terms import ClockKind, ClockState
from escalation.turn import Turn


@dataclass(frozen=True)
class Move:
    """A deadline that moves (UTC); None: it does not run, before or after."""

    name: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Preview:
    """Why it would be refused; or the deadlines that move, soonest first, and who is asked."""

    refused: str = ""
    clocks: tuple[Move, ...] = ()
    asked: tuple[str, ...] = ()


def preview(e: Escalation, command: Command, now: datetime) -> Preview:
    """What `command` would do at `now` (UTC).

    With the instant at which a pause ends, its deadlines are those it will have then.
    """
    e = decide(e, None, now).escalation
    tried = decide(e, command, now)
    if tried.refused:
        return Preview(tried.refused)
    before, after = _owed(e), _owed(tried.escalation)
    until = command.until if isinstance(command, PauseFor) else None
    moves = []
    for key in dict.fromkeys((*before, *after)):
        old = before[key].due_at if key in before else None
        new = _due(tried.escalation, after[key], until) if key in after else None
        if old != new:
            moves.append(Move((before.get(key) or after[key]).name, old, new))
    told = [a for a in tried.actions if isinstance(a, Tell | Alarm)]
    asked = dict.fromkeys(person for action in told for person in action.ask)
    moves.sort(key=lambda m: (m.after is None, m.after or m.before or now, m.name))
    return Preview("", tuple(moves), tuple(asked))


def _owed(e: Escalation) -> dict[tuple[ClockKind, str], Clock]:
    return {(clock.kind, clock.subject): clock for clock in shown_clocks(e)}


def _due(e: Escalation, clock: Clock, until: datetime | None) -> datetime | None:
    """When a clock falls due; a paused one, when the pause ends at an instant that is known."""
    if clock.state != ClockState.PAUSED or not until:
        return clock.due_at
    turn = Turn(e, until, lambda _turn, _command: None)
    expected = {p.at: p.until for p in e.waits}
    waits = [(start, end or expected.get(start)) for start, end in turn.waits(clock.kind)]
    return clocks.aimed(clock, turn.calendar(clock), waits, until, "").due_at
