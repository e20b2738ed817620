"""When time counts: business hours in a zone, and the arithmetic of promises on them.

Four rules decide every question here, and the recorded cases of other projects agree on them:

- A window is [open, close): open at its opening, closed at its closing.
- Time is real time. A night in which the clocks go back is an hour longer, and that hour counts.
- A target used up exactly at closing is due at closing, not at the next opening.
- A pause is counted in the calendar's own time: a weekend's pause moves a 9-to-5 deadline by
  nothing.

A promise is asked about many times, over spans of years. So each year's open spans are worked out
once, when first asked for; a question is then a search by halves. That index lives on the instance
but is no part of its value: equality, copies and JSON do not see it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from escalation import windows
from escalation.windows import WEEKDAYS, Plan, Span, Written, joined, without
from escalation.year import NOTHING, Year, year_of

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # instants taken: before, zones had no standard time;
LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # after, their rules are guesses, and a year is a typo
REACH_YEARS = 40  # how far a next instant is looked for: twice the longest span seen in practice
FOREVER = datetime.max.replace(tzinfo=UTC)

Pauses = Sequence[tuple[datetime, datetime | None]]


class NeverDue(ValueError):  # noqa: N818  what the clock says, not what went wrong
    """The instant asked for does not come within REACH_YEARS, or a pause never ends before it."""


@dataclass(frozen=True)
class Calendar:
    """When time counts. Instants go in with an offset and come out in UTC.

    `hours` by weekday `mon` to `sun`, `breaks` and `overrides` by date `2026-12-24`: windows
    ("09:00", "17:00") of local time, with a close of `24:00` or, on the next day, `02:00+1`.
    `holidays` are dates, `yearly_holidays` days of each year, `12-24`. Raises ValueError, naming
    the field.
    """

    timezone: str
    hours: Mapping[str, Written]
    breaks: Mapping[str, Written] = field(default_factory=dict)
    overrides: Mapping[str, Written] = field(default_factory=dict)
    holidays: tuple[str, ...] = ()
    yearly_holidays: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._plan  # noqa: B018  reading it is what refuses a wrong calendar

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def due(self, start: datetime, target_s: float, pauses: Pauses = ()) -> datetime:
        """The first instant at which `target_s` open, unpaused seconds have passed since `start`.

        A target of 0 is due as soon as time counts. Raises NeverDue.
        """
        left, at = _target(target_s), utc(start)
        for paused, resumed in _merged(pauses):
            opened = self._between(at, paused)
            if opened and opened >= left:
                break
            left -= opened
            at = max(at, resumed)
        if at == FOREVER:
            raise NeverDue("pauses: the last one has no end; a paused clock has no deadline")
        return self._used_up(at, left) if left else self.next_open(at)

    def elapsed(self, start: datetime, end: datetime, pauses: Pauses = ()) -> float:
        """Open, unpaused, real seconds in [start, end); 0 when `end` is before `start`."""
        start, end = utc(start), utc(end)
        paused = [self._between(max(start, a), min(end, b)) for a, b in _merged(pauses)]
        return (self._between(start, end) - sum(paused, NOTHING)).total_seconds()

    def spans(self, start: datetime, end: datetime, pauses: Pauses = ()) -> tuple[Span, ...]:
        """The open, unpaused spans counted in [start, end), touching ones joined."""
        start, end = utc(start), utc(end)
        counted: list[Span] = []
        for year in map(self._year, range(start.year, end.year + 1)):
            first, last = bisect_right(year.closes, start), bisect_left(year.opens, end)
            counted += zip(year.opens[first:last], year.closes[first:last], strict=True)
        clipped = joined((max(start, opens), min(end, closes)) for opens, closes in counted)
        return tuple(without(clipped, _merged(pauses)))

    def is_open(self, at: datetime) -> bool:
        """Whether time counts at an instant."""
        at = utc(at)
        year = self._year(at.year)
        i = bisect_right(year.opens, at) - 1
        return i >= 0 and at < year.closes[i]

    def next_open(self, at: datetime) -> datetime:
        """The instant itself when open, else the next opening. Raises NeverDue."""
        at = utc(at)
        return max(at, self._next_span(at)[0])

    def next_close(self, at: datetime) -> datetime:
        """The end of the current window or else of the next. Raises NeverDue."""
        at = utc(at)
        close = self._next_span(at)[1]
        for _ in range(REACH_YEARS):
            # A span that ends with the year goes on where the next year begins with one.
            after = self._year(close.year)
            i = bisect_left(after.opens, close)
            if i == len(after.opens) or after.opens[i] != close:
                return close
            close = after.closes[i]
        raise NeverDue(f"calendar: does not close within {REACH_YEARS} years of {at.isoformat()}")

    def after_days(self, start: datetime, days: int) -> datetime:
        """Business days later: the same local time on the next open day, cut to that day's hours.

        A day is open when a window starts on it. A time before its hours becomes its opening, one
        after them or in a break the closing before. Raises NeverDue; ValueError when `days` < 1.
        """
        if days < 1:
            raise ValueError(f"days: {days} is not a number of business days; write 1 or more")
        local = utc(start).astimezone(self._plan.zone)
        day, hours = local.date(), list[Span]()
        for _ in range(days):
            day, hours = self._next_day(day)
            if day - local.date() > timedelta(days=REACH_YEARS * 366):
                raise NeverDue(f"calendar: {days} days take over {REACH_YEARS} years")
        at = windows.utc_of(datetime.combine(day, local.time()), self._plan.zone)
        if self.is_open(at):
            return at
        return max((closes for _, closes in hours if closes <= at), default=hours[0][0])

    def _next_day(self, day: date) -> tuple[date, list[Span]]:
        for _ in range(REACH_YEARS * 366):
            day += timedelta(days=1)
            hours = self._days.get(day)
            if hours is None:
                hours = self._days[day] = self._plan.spans(day, day)
            if hours:
                return day, hours
        raise NeverDue(f"calendar: no open day within {REACH_YEARS} years; give it hours")

    def _between(self, start: datetime, end: datetime) -> timedelta:
        if end <= start:
            return NOTHING
        opened = self._year(end.year).open_until(end) - self._year(start.year).open_until(start)
        return sum((self._year(y).total for y in range(start.year, end.year)), opened)

    def _used_up(self, start: datetime, span: timedelta) -> datetime:
        span += self._year(start.year).open_until(start)
        for year in map(self._year, range(start.year, start.year + REACH_YEARS)):
            if span <= year.total:
                return year.used_up(span)
            span -= year.total
        raise NeverDue(
            f"calendar: the target is not used up within {REACH_YEARS} years of"
            f" {start.isoformat()}; give it more hours or a shorter target"
        )

    def _next_span(self, at: datetime) -> Span:
        for year in map(self._year, range(at.year, at.year + REACH_YEARS)):
            i = bisect_right(year.closes, at)
            if i < len(year.opens):
                return year.opens[i], year.closes[i]
        raise NeverDue(
            f"calendar: does not open within {REACH_YEARS} years of {at.isoformat()}; give it hours"
        )

    def _year(self, number: int) -> Year:
        return self._years.get(number) or self._years.setdefault(
            number, year_of(self._plan, number)
        )

    @cached_property
    def _days(self) -> dict[date, list[Span]]:
        return {}

    @cached_property
    def _years(self) -> dict[int, Year]:
        return {}

    @cached_property
    def _plan(self) -> Plan:
        return Plan(
            zone=windows.read_zone(self.timezone),
            week=windows.read_week(self.hours),
            overrides=windows.read_dates("overrides", self.overrides),
            breaks=windows.read_dates("breaks", self.breaks),
            holidays=frozenset(windows.read_date("holidays", day) for day in self.holidays),
            yearly_holidays=frozenset(
                windows.read_day_of_year("yearly_holidays", day) for day in self.yearly_holidays
            ),
        )


ALWAYS = Calendar("UTC", dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),)))


def utc(at: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError without offset or outside EARLIEST to LATEST."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no offset; write 2026-03-02T09:12:00Z")
    if not EARLIEST <= at < LATEST:
        years = f"{EARLIEST.year} to {LATEST.year - 1}"
        raise ValueError(f"{at.isoformat()} is out of range; write a year from {years}")
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _target(target_s: float) -> timedelta:
    if not target_s >= 0:
        raise ValueError(f"target_s: {target_s} is not a span; write seconds, 0 or more")
    if target_s > REACH_YEARS * 366 * 86_400:
        raise NeverDue(f"target_s: {target_s} is over {REACH_YEARS} years; write a shorter target")
    return timedelta(seconds=target_s)


def _merged(pauses: Pauses) -> list[Span]:
    if not pauses:
        return []
    return joined((utc(start), FOREVER if end is None else utc(end)) for start, end in pauses)
