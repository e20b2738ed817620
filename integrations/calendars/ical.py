"""The bytes of an iCalendar feed (RFC 5545) become shifts of people, in UTC.

What the parser leaves to us: a cancelled occurrence is none; a time without zone, and a whole day,
are in the calendar's own zone (`X-WR-TIMEZONE`) or else the roster's; a zone that nobody defines is
said aloud and read as the roster's. A series whose expansion would not end soon is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Event

from escalation.routing.wanted import Shift
from escalation.windows import joined, utc_of
from integrations.calendars.matching import Matching
from integrations.calendars.sources import SETTING
from integrations.errors import Rejected

BYTES_MAX = 2 * 1024 * 1024  # a year of hourly shifts is a quarter of it
EVENTS_MAX = 5_000  # written, and again expanded
EXPANDED = timedelta(days=30)  # how far ahead: nobody is asked further off than that
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
TITLE_MAX = 80  # characters of a title that is told
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}  # nobody's shift; from 1970 they take seconds each
# Of a day or a week they mean nothing (RFC 5545, 3.3.10), and may never come: years of search.
_OF_LONGER = {"BYSETPOS", "BYWEEKNO", "BYYEARDAY"}
_TIMES_A_DAY_MAX = 24
_REMEDY = f"name the address of an iCalendar feed in {SETTING}"


@dataclass(frozen=True)
class Feed:
    """How a feed is read: its name, the zone of times without one, and who is who."""

    name: str
    zone: ZoneInfo
    matching: Matching


@dataclass(frozen=True)
class FeedRead:
    """What a feed says: shifts of the policy's people, and of others (their title as `person`).

    `notes` say what could not be read.
    """

    shifts: tuple[Shift, ...]
    strangers: tuple[Shift, ...] = ()
    notes: tuple[str, ...] = ()


def read(feed: Feed, body: bytes, start: datetime) -> FeedRead:
    """The shifts of EXPANDED from `start` (UTC). Raises Rejected: it is no calendar, or too big."""
    if len(body) > BYTES_MAX or body.count(b"BEGIN:VEVENT") > EVENTS_MAX:
        raise Rejected(f"feed {feed.name} is too big", "export a shorter span of it")
    try:
        found = _read(feed, body, start)
    except Rejected:
        raise
    except Exception as error:  # whatever strangers' bytes do to two parsers, it is their fault
        raise Rejected(f"feed {feed.name} is no calendar", _REMEDY) from error
    return found


def _read(feed: Feed, body: bytes, start: datetime) -> FeedRead:
    calendar = Calendar.from_ical(body)
    if calendar.name != "VCALENDAR":
        raise ValueError(calendar.name)
    usable = [c for c in calendar.subcomponents if not isinstance(c, Event) or _is_usable(c)]
    left_out = len(calendar.subcomponents) - len(usable)
    calendar.subcomponents = usable
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    occurrences = query.between(start, start + EXPANDED)
    if len(occurrences) > EVENTS_MAX:
        raise Rejected(f"feed {feed.name} is too big", "export fewer series")
    zone = _zone(calendar, feed)
    notes = [f"events that cannot be read: {left_out}"] if left_out else []
    notes += [note for c in usable if isinstance(c, Event) for note in _lost_zone(c, zone)]
    known: dict[str, list[tuple[datetime, datetime]]] = {}
    strangers: list[Shift] = []
    for event in occurrences:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        begins, ends = _instant(event.start, zone), _instant(event.end, zone)
        title = " ".join(str(event.get("SUMMARY", "")).split())
        people = feed.matching.who(_addresses(event), title)
        for person in people:
            known.setdefault(person, []).append((begins, ends))
        if not people and begins < ends:
            strangers.append(Shift(feed.name, title[:TITLE_MAX] or "no title", begins, ends))
    shifts = [Shift(feed.name, p, *span) for p, spans in known.items() for span in joined(spans)]
    return FeedRead(in_order(shifts), in_order(strangers), tuple(dict.fromkeys(notes)))


def in_order(shifts: list[Shift]) -> tuple[Shift, ...]:
    """By start, each once; the same for any order of the feed."""
    return tuple(sorted(set(shifts), key=lambda s: (s.start, s.end, s.roster, s.person)))


def _is_usable(event: Event) -> bool:
    """Whether it has a beginning and an end, and does not repeat without end or reason."""
    try:
        rules = event.get("RRULE", [])
        return event.start <= event.end and all(
            map(_is_sane, rules if isinstance(rules, list) else [rules])
        )
    except (ValueError, TypeError, AttributeError, KeyError):  # each is how the parser says it
        return False


def _is_sane(rule: Any) -> bool:
    times = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(rule.get(part, [])) or 1
    every = {str(freq).upper() for freq in rule.get("FREQ", [])}
    is_vain = every & {"DAILY", "WEEKLY"} and _OF_LONGER & {part.upper() for part in rule}
    if every & _TOO_OFTEN or is_vain or 0 in rule.get("INTERVAL", []):
        return False
    months = [int(month) for month in rule.get("BYMONTH", range(1, 13))]
    longest = max((MONTH_DAYS[m - 1] for m in months if 1 <= m <= 12), default=0)
    days = [abs(int(day)) for day in rule.get("BYMONTHDAY", [1])]
    # 30 February never comes: the expansion would look for it until the year 9999.
    return times <= _TIMES_A_DAY_MAX and any(1 <= day <= longest for day in days)


def _zone(calendar: Calendar, feed: Feed) -> ZoneInfo:
    """The calendar's zone, as Google and others write it, though no standard does."""
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "")))
    except (ValueError, LookupError, OSError):
        return feed.zone


def _instant(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return utc_of(datetime.combine(at, time()), zone)
    return at.astimezone(UTC) if at.tzinfo else utc_of(at, zone)


def _addresses(event: Event) -> Iterator[str]:
    """Who attends. PagerDuty writes a bare address, others `mailto:`; who declined is not on."""
    written = event.get("ATTENDEE", [])
    for attendee in written if isinstance(written, list) else [written]:
        if str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper() != "DECLINED":
            yield str(attendee)


def _lost_zone(event: Event, zone: ZoneInfo) -> list[str]:
    named = event["DTSTART"].params.get("TZID")
    is_lost = named and isinstance(event.start, datetime) and event.start.tzinfo is None
    return [f"zone {named} is not known; read as {zone.key}"] if is_lost else []
