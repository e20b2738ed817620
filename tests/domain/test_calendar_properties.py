"""What holds for every calendar, and a slow reading of the same rules to compare with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from escalation.calendar import Calendar, NeverDue
from escalation.windows import WEEKDAYS

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60
# Around changes of the clocks: half an hour in Lord Howe, at midnight in São Paulo and Santiago.
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Asia/Kathmandu": (date(2025, 12, 31), date(2024, 2, 29)),
    "America/Sao_Paulo": (date(2018, 2, 18), date(2018, 11, 4)),
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
}


def written(minute: int) -> str:
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{hour:02}:{rest:02}" + ("+1" if minute > DAY_MINUTES else "")


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    """At most two windows of a date, the last perhaps overnight."""
    quarter = st.integers(0, 95).map(lambda n: n * 15)
    edges = sorted(draw(st.lists(quarter, max_size=4, unique=True)))
    pairs = [*zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        pairs.append((edges[-1], DAY_MINUTES + draw(quarter)))
    return tuple((written(opens), written(closes)) for opens, closes in pairs)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar, and an instant near a change of its clocks."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    near = st.integers(-3, 5).map(lambda n: change + timedelta(days=n))
    dates = near.map(date.isoformat)
    calendar = Calendar(
        zone,
        {day: draw(windows()) for day in WEEKDAYS},
        breaks=draw(st.dictionaries(dates, windows(), max_size=3)),
        overrides=draw(st.dictionaries(dates, windows(), max_size=2)),
        holidays=tuple(draw(st.lists(dates, max_size=1))),
        yearly_holidays=tuple(draw(st.lists(dates.map(lambda day: day[5:]), max_size=1))),
    )
    midnight = datetime.combine(draw(near), datetime.min.time(), UTC)
    return calendar, midnight + draw(st.integers(-600, 600)) * MINUTE


minutes = st.integers(0, 4 * DAY_MINUTES).map(lambda n: n * MINUTE)
spans = st.tuples(minutes, minutes.filter(bool) | st.none())
some_pauses = st.lists(spans, max_size=4)


def after(start: datetime, pauses: list) -> list[tuple[datetime, datetime | None]]:
    return [(start + a, None if b is None else start + a + b) for a, b in pauses]


def ended(start: datetime, pauses: list) -> list[tuple[datetime, datetime | None]]:
    return after(start, [(a, b or timedelta(hours=1)) for a, b in pauses])


# -- the slow reading ------------------------------------------------------------------------------


def instant(zone: ZoneInfo, day: date, text: str) -> datetime:
    """The first minute that shows this wall time; an hour later where none does."""
    clock, _, tomorrow = text.partition("+")
    hour, minute = map(int, clock.split(":"))
    wall = datetime.combine(day, datetime.min.time())
    wall += timedelta(days=bool(tomorrow), hours=hour, minutes=minute)
    while True:
        for offset in range(14 * 60, -14 * 60 - 1, -15):
            at = (wall - offset * MINUTE).replace(tzinfo=UTC)
            if at.astimezone(zone).replace(tzinfo=None) == wall:
                return at
        wall += timedelta(hours=1)


def open_minutes(calendar: Calendar, start: datetime, count: int) -> list[bool]:
    """For each minute from `start` whether it is open, from the written rules alone."""
    zone = ZoneInfo(calendar.timezone)
    is_open = [False] * count

    def put(day: date, hours: tuple, value: bool) -> None:
        for opens, closes in hours:
            first, last = (instant(zone, day, t) - start for t in (opens, closes))
            for n in range(max(first // MINUTE, 0), min(last // MINUTE, count)):
                is_open[n] = value

    days = [start.date() + timedelta(days=n) for n in range(-3, count // DAY_MINUTES + 4)]
    for day in days:
        closed = day.isoformat() in calendar.holidays
        if not closed and day.isoformat()[5:] not in calendar.yearly_holidays:
            hours = calendar.hours[WEEKDAYS[day.weekday()]]
            put(day, calendar.overrides.get(day.isoformat(), hours), value=True)
    for day in days:
        put(day, calendar.breaks.get(day.isoformat(), ()), value=False)
    return is_open


@given(asked(), some_pauses)
@settings(max_examples=80, deadline=None)
def test_the_slow_reading_agrees(question: tuple[Calendar, datetime], paused: list) -> None:
    calendar, start = question
    count = 3 * DAY_MINUTES
    pauses = after(start, paused)
    opened = open_minutes(calendar, start, count)
    counted = [
        is_open
        and not any(a <= start + n * MINUTE < (b or start + 9 * count * MINUTE) for a, b in pauses)
        for n, is_open in enumerate(opened)
    ]
    assert [calendar.is_open(start + n * MINUTE) for n in range(0, count, 5)] == opened[::5]
    assert calendar.elapsed(start, start + count * MINUTE, pauses) == 60 * sum(counted)
    if sum(counted):
        half = (sum(counted) + 1) // 2
        last = [n for n, counts in enumerate(counted) if counts][half - 1]
        assert calendar.due(start, 60 * half, pauses) == start + (last + 1) * MINUTE


# -- what always holds -----------------------------------------------------------------------------


@given(asked(), minutes, minutes, some_pauses)
def test_elapsed_adds_up(question: tuple, first: timedelta, then: timedelta, paused: list) -> None:
    calendar, a = question
    b, c, pauses = a + first, a + first + then, after(a, paused)
    parts = calendar.elapsed(a, b, pauses) + calendar.elapsed(b, c, pauses)
    assert parts == calendar.elapsed(a, c, pauses)


@given(asked(), st.integers(1, 10**6), some_pauses)
def test_what_has_passed_when_due_is_the_target(question: tuple, target: int, paused: list) -> None:
    calendar, start = question
    pauses = ended(start, paused)
    assume(any(calendar.hours.values()))
    due = calendar.due(start, target, pauses)
    assert calendar.elapsed(start, due, pauses) == target
    assert calendar.elapsed(start, due - timedelta(seconds=1), pauses) < target


@given(asked(), st.integers(0, 500_000), st.integers(0, 500_000), some_pauses)
def test_more_target_and_more_pauses_are_due_later(
    question: tuple, target: int, more: int, paused: list
) -> None:
    calendar, start = question
    assume(any(calendar.hours.values()))
    pauses = ended(start, paused)
    due = calendar.due(start, target, pauses)
    assert due >= calendar.next_open(start)
    assert calendar.due(start, target + more, pauses) >= due
    assert calendar.due(start, target, pauses[1:]) <= due


@given(asked(), minutes, some_pauses)
def test_the_spans_are_what_elapsed_counts(
    question: tuple, length: timedelta, paused: list
) -> None:
    calendar, start = question
    pauses = after(start, paused)
    counted = calendar.spans(start, start + length, pauses)
    total = sum((end - begin for begin, end in counted), timedelta(0))
    assert total.total_seconds() == calendar.elapsed(start, start + length, pauses)
    edges = [at for span in counted for at in span]
    assert edges == sorted(set(edges))


@given(asked())
def test_the_next_opening_is_open_and_the_next_closing_is_not(question: tuple) -> None:
    calendar, at = question
    assume(any(calendar.hours.values()))
    opening = calendar.next_open(at)
    assert calendar.is_open(opening)
    assert (opening == at) is calendar.is_open(at)
    assert calendar.elapsed(at, opening) == 0
    try:
        closing = calendar.next_close(at)
    except NeverDue:
        return  # windows that touch around the week
    assert closing > opening
    assert not calendar.is_open(closing)
    assert calendar.elapsed(opening, closing) == (closing - opening).total_seconds()


@given(asked(), st.integers(1, 8))
def test_a_business_day_ends_in_its_hours(question: tuple, days: int) -> None:
    calendar, start = question
    assume(any(calendar.hours.values()))
    due = calendar.after_days(start, days)
    assert due > start
    assert calendar.is_open(due) or calendar.is_open(due - timedelta(microseconds=1))
