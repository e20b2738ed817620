"""Who there is and who is on when: people, rosters that turn, overrides, and feeds.

A roster's people are all on, or one at a time in turns. An override, written by hand for a span,
comes before everything; then what a feed says (iCalendar, read at the edge and kept with the
escalation as shifts); then the turns. Whoever is away is passed over in turns and feeds. A local
handover that the clocks jump over is an hour later, one they show twice is the first of the two, as
in `windows.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from escalation.instants import written
from escalation.routing.wanted import Shift, Shifts
from escalation.windows import WALL_TIME, utc_of

DAY = timedelta(days=1)
BELIEVED = timedelta(days=7)  # what a feed said longer ago is nobody's plan any more


def _as_written(field: str) -> str:
    return "from" if field == "start" else field


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked: how each system knows them, what they can do, when they work.

    `calendar` is the policy's (none: their tier's), `capacity` the weight they may have open at
    once (`routing/wanted.py`), `away` the dates from and until which they are not there, both
    included.
    """

    name: str
    slack: str = ""
    email: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    calendar: str = ""
    is_senior: bool = False
    capacity: int = 16
    away: tuple[tuple[date, date], ...] = ()

    def is_away(self, on: date) -> bool:
        """Whether they are away on a local date."""
        return any(first <= on <= last for first, last in self.away)


NO_PEOPLE: Mapping[str, Person] = MappingProxyType({})


@dataclass(frozen=True)
class Override:
    """Somebody takes a roster over: local times of its zone, without offset; `until` is the end.

    A policy file writes `from`, which Python keeps for itself.
    """

    __pydantic_config__ = {"alias_generator": _as_written, "validate_by_name": True}  # noqa: RUF012

    start: datetime
    until: datetime
    person: str


@dataclass(frozen=True)
class Roster:
    """Who is on when: all of `people`, or one of them at a time in turns from `since`.

    `daily` (or `day`) and `weekly` turn at `handover`, local time; `24h` turns after 24 real hours,
    so its handover moves by an hour with daylight saving. `feed` names what is read at the edge;
    its shifts carry that name. Without them (none read, or all too old) the turns count.
    """

    people: tuple[str, ...]
    turns: Literal["none", "daily", "day", "weekly", "24h"] = "none"
    since: date = date(2026, 1, 5)
    timezone: str = "UTC"
    is_always_on: bool = False
    handover: str = "00:00"
    overrides: tuple[Override, ...] = ()
    feed: str = ""

    @property
    def is_on_call(self) -> bool:
        """Whether being on duty here means being called, and not only belonging to a team."""
        return self.is_always_on or self.turns != "none" or bool(self.feed)

    def on_duty(
        self, at: datetime, shifts: Shifts | None = None, people: Mapping[str, Person] = NO_PEOPLE
    ) -> tuple[str, ...]:
        """Who is on at an instant (UTC), by what feeds said and who of `people` is away."""
        if override := self.override(at):
            return (override.person,)
        present = self._present(self._named(at, shifts), at, people)
        return present[:1] if self._is_turn(at, shifts) else present

    def explain(
        self, at: datetime, shifts: Shifts | None = None, people: Mapping[str, Person] = NO_PEOPLE
    ) -> tuple[str, ...]:
        """Why they are on at an instant (UTC): override, feed with its age, or turn."""
        on_duty = self.on_duty(at, shifts, people)
        last = f"on duty: {', '.join(on_duty) or 'nobody'}"
        if override := self.override(at):
            span = _span(self.local(override.start), self.local(override.until))
            return (f"override: {override.person} {span}", last)
        named = self._named(at, shifts)
        present = self._present(named, at, people)
        asked = named[: named.index(on_duty[0])] if on_duty and self._is_turn(at, shifts) else named
        away = [f"{p} is away: passed over" for p in asked if p not in present]
        return (*self._because(at, shifts), *away, last)

    def override(self, at: datetime) -> Override | None:
        """The override that holds at an instant (UTC); of several the one written last."""
        holding = [o for o in self.overrides if self.local(o.start) <= at < self.local(o.until)]
        return holding[-1] if holding else None

    def on_shift(self, at: datetime, shifts: Shifts | None) -> tuple[Shift, ...] | None:
        """The feed's shifts at an instant (UTC): all of them are on. None: the feed is unknown."""
        if not self.feed or shifts is None or at >= shifts.read_at + BELIEVED:
            return None
        of_feed = [shift for shift in shifts.shifts if shift.roster == self.feed]
        return tuple(s for s in of_feed if s.start <= at < s.end) if of_feed else None

    def turn(self, at: datetime) -> int:
        """The number of the turn at an instant (UTC), 0 the one that begins with `since`."""
        if self.turns == "24h":
            return (at - self._handover_on(self.since)) // DAY
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        days = (day - self.since).days - (at < self._handover_on(day))
        return days // self._turn_days

    def turn_start(self, turn: int) -> datetime:
        """When a turn begins (UTC)."""
        if self.turns == "24h":
            return self._handover_on(self.since) + turn * DAY
        return self._handover_on(self.since + turn * self._turn_days * DAY)

    def local(self, wall: datetime) -> datetime:
        """The instant (UTC) of a local time of the roster."""
        return utc_of(wall, ZoneInfo(self.timezone))

    @property
    def _turn_days(self) -> int:
        return 7 if self.turns == "weekly" else 1

    def _handover_on(self, day: date) -> datetime:
        hour, minute = handover_time(self.handover)
        return self.local(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001

    def _is_turn(self, at: datetime, shifts: Shifts | None) -> bool:
        return self.turns != "none" and self.on_shift(at, shifts) is None

    def _named(self, at: datetime, shifts: Shifts | None) -> tuple[str, ...]:
        """Who would be on if nobody were away; in turns, everybody as the turn falls to them."""
        if (on := self.on_shift(at, shifts)) is not None:
            return tuple(dict.fromkeys(shift.person for shift in on))
        if self.turns == "none" or not self.people:
            return self.people
        first = self.turn(at) % len(self.people)
        return self.people[first:] + self.people[:first]

    def _present(
        self, named: Iterable[str], at: datetime, people: Mapping[str, Person]
    ) -> tuple[str, ...]:
        if not people:
            return tuple(named)
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        return tuple(n for n in named if n not in people or not people[n].is_away(day))

    def _because(self, at: datetime, shifts: Shifts | None) -> list[str]:
        if shifts and (on := self.on_shift(at, shifts)) is not None:
            return _feed_said(self.feed, on, shifts, at)
        unknown = [f"feed {self.feed}: not known, so turns count"] if self.feed else []
        if self.turns == "none" or not self.people:
            return [*unknown, "no turns: all of its people are on"]
        turn = self.turn(at)
        place = turn % len(self.people)
        span = _span(self.turn_start(turn), self.turn_start(turn + 1))
        who = f"{self.people[place]}, {place + 1} of {len(self.people)}, {span}"
        return [*unknown, f"turn {turn} ({self.turns}, {self.handover} {self.timezone}): {who}"]


def handover_time(text: str) -> tuple[int, int]:
    """Hour and minute of a handover, `09:00`. Raises ValueError."""
    match = WALL_TIME.fullmatch(text)
    if not match or not match[1] or match[3]:
        raise ValueError(f"handover: {text!r} is not a time; write 09:00")
    return int(match[1]), int(match[2])


def spoken(age: timedelta) -> str:
    """An age as people say it: `12 min`, `26 h`, `3 d`."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 72 * 60 else f"{minutes // (24 * 60)} d"


def _feed_said(feed: str, on: tuple[Shift, ...], shifts: Shifts, at: datetime) -> list[str]:
    read = f"feed {feed} (read {written(shifts.read_at)}, {spoken(at - shifts.read_at)} before)"
    said = [f"{read}: {s.person} {_span(s.start, s.end)}" for s in on]
    people = dict.fromkeys(shift.person for shift in on)
    if len(people) > 1:
        said.append(f"{len(people)} people's shifts overlap: all of them are on")
    return said or [f"{read}: nobody has this shift"]


def _span(start: datetime, end: datetime) -> str:
    return f"from {written(start)} until {written(end)}"
