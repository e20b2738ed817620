"""Written hours become instants: wall times, the windows of a date, joins and cuts of spans.

A window belongs to the date on which it starts: a holiday on Tuesday leaves Monday's night shift
alone, and closes Tuesday's. A holiday wins over an override, an override over the weekday's hours.
A break cuts the wall time it names, whichever date's window runs through it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

Written = tuple[tuple[str, str], ...]  # windows as the operator writes them: ("09:00", "17:00")
Minutes = tuple[tuple[int, int], ...]  # the same in minutes since the date's midnight, on the wall
Span = tuple[datetime, datetime]  # [from, to) in UTC

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WALL_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(\+1)?|(24):(00)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
DAY_MINUTES = 24 * 60
HOUR = timedelta(hours=1)
LEAP_YEAR = "2000-"  # so that 02-29 is a day of the year


def utc_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a naive wall time in a zone.

    A time the clocks jump over counts as one hour later on the wall, a time they show twice as the
    first of the two: the rule of zendesk/biz, `lib/biz/time.rb`.
    """
    aware = wall.replace(tzinfo=zone, fold=0)
    while (at := aware.astimezone(UTC)) > aware.replace(fold=1).astimezone(UTC):
        aware += HOUR
    return at


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with touching and overlapping spans made one, empty ones left out."""
    whole: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def without(spans: Iterable[Span], cuts: Sequence[Span]) -> list[Span]:
    """What the cuts leave of the spans; both joined."""
    left: list[Span] = []
    for start, end in spans:
        rest = start
        for cut_start, cut_end in cuts:
            if cut_end <= rest or cut_start >= end:
                continue
            if cut_start > rest:
                left.append((rest, cut_start))
            rest = cut_end
        if rest < end:
            left.append((rest, end))
    return left


@dataclass(frozen=True)
class Plan:
    """A calendar as read: what is open on which date, in minutes of the wall."""

    zone: ZoneInfo
    week: tuple[Minutes, ...]
    overrides: Mapping[date, Minutes]
    breaks: Mapping[date, Minutes]
    holidays: frozenset[date]
    yearly_holidays: frozenset[tuple[int, int]]

    def hours(self, day: date) -> Minutes:
        """The windows that start on a date, breaks not yet cut."""
        if day in self.holidays or (day.month, day.day) in self.yearly_holidays:
            return ()
        return self.overrides.get(day, self.week[day.weekday()])

    def spans(self, first: date, last: date) -> list[Span]:
        """The open spans of windows that start on dates from `first` to `last`, both included."""
        windows = [s for day in _days(first, last) for s in self._spans(day, self.hours(day))]
        # A window may run into the next date, and a break out of the one before.
        near = _days(first - timedelta(days=1), last + timedelta(days=1))
        cuts = [s for day in near for s in self._spans(day, self.breaks.get(day, ()))]
        return without(joined(windows), joined(cuts))

    def _spans(self, day: date, minutes: Minutes) -> list[Span]:
        return [(self._at(day, opens), self._at(day, closes)) for opens, closes in minutes]

    def _at(self, day: date, minute: int) -> datetime:
        return utc_of(datetime.combine(day, time()) + timedelta(minutes=minute), self.zone)


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def read_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError) as e:  # OSError: `America` is a folder
        raise ValueError(
            f"timezone: {name!r} is not a zone; write an IANA name like Europe/Berlin"
        ) from e


def read_week(hours: Mapping[str, Written]) -> tuple[Minutes, ...]:
    """The hours of Monday to Sunday; a weekday left out is closed. Raises ValueError."""
    for name in hours:
        if name not in WEEKDAYS:
            raise ValueError(f"hours.{name}: not a weekday; write {' '.join(WEEKDAYS)}")
    return tuple(_read_windows(f"hours.{name}", hours.get(name, ())) for name in WEEKDAYS)


def read_dates(field: str, by_date: Mapping[str, Written]) -> dict[date, Minutes]:
    """The windows of overrides or breaks by date. Raises ValueError."""
    return {
        read_date(field, day): _read_windows(f"{field}.{day}", windows)
        for day, windows in by_date.items()
    }


def read_date(field: str, text: str) -> date:
    """A date, in the one form `2026-12-24`. Raises ValueError."""
    if not DATE.fullmatch(text):
        raise ValueError(f"{field}: {text!r} is not a date; write 2026-12-24")
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise ValueError(
            f"{field}: {text!r} is not in the calendar; write a day that exists"
        ) from e


def read_day_of_year(field: str, text: str) -> tuple[int, int]:
    """Month and day of a yearly holiday, in the form `12-24`. Raises ValueError."""
    try:
        day = read_date(field, LEAP_YEAR + text)
    except ValueError as e:
        raise ValueError(f"{field}: {text!r} is not a day of the year; write 12-24") from e
    return day.month, day.day


def _read_windows(field: str, written: Written) -> Minutes:
    windows = sorted((_minutes(field, start), _minutes(field, end)) for start, end in written)
    for opens, closes in windows:
        if opens >= DAY_MINUTES:
            raise ValueError(f"{field}: opens on the next day; write it under that day")
        if closes <= opens:
            raise ValueError(f"{field}: closes before it opens; write a close next day as 02:00+1")
    for (_, closes), (opens, _) in pairwise(windows):
        if opens < closes:
            raise ValueError(f"{field}: two windows overlap; make them one")
    return tuple(windows)


def _minutes(field: str, text: str) -> int:
    match = WALL_TIME.fullmatch(text)
    if not match:
        raise ValueError(f"{field}: {text!r} is not a time; write 09:00, 24:00 or 02:00+1")
    hour, minute = match[1] or match[4], match[2] or match[5]
    return int(hour) * 60 + int(minute) + (DAY_MINUTES if match[3] else 0)
