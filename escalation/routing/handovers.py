"""When a roster changes hands: every instant in a span at which other people are on than before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import count, takewhile

from escalation.rosters import BELIEVED, DAY, Person, Roster
from escalation.routing.wanted import Shifts


@dataclass(frozen=True)
class Handover:
    """From this instant (UTC) on these people are on duty; none of them is an empty shift."""

    at: datetime
    people: tuple[str, ...]


def handovers(
    roster: Roster,
    start: datetime,
    end: datetime,
    shifts: Shifts | None,
    people: Mapping[str, Person],
) -> tuple[Handover, ...]:
    """The handovers after `start` and before `end` (UTC)."""
    found: list[Handover] = []
    before = roster.on_duty(start, shifts, people)
    for at in sorted({at for at in _edges(roster, start, end, shifts, people) if start < at < end}):
        on_duty = roster.on_duty(at, shifts, people)
        if on_duty != before:
            found.append(Handover(at, on_duty))
        before = on_duty
    return tuple(found)


def _edges(
    roster: Roster,
    start: datetime,
    end: datetime,
    shifts: Shifts | None,
    people: Mapping[str, Person],
) -> Iterator[datetime]:
    """Every instant at which something may change."""
    if roster.turns != "none":
        first = roster.turn(start)
        yield from takewhile(lambda at: at < end, map(roster.turn_start, count(first)))
    for override in roster.overrides:
        yield from (roster.local(override.start), roster.local(override.until))
    if shifts:
        yield shifts.read_at + BELIEVED
        for shift in shifts.shifts:
            yield from (shift.start, shift.end)
    for person in people.values():
        for first_day, last_day in person.away:
            yield roster.local(datetime.combine(first_day, time()))
            yield roster.local(datetime.combine(last_day + DAY, time()))
