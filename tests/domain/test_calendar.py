"""The rules of business time, one table each."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.calendar import ALWAYS, Calendar, NeverDue
from escalation.windows import utc_of

WORKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "17:00"),))
OFFICE = Calendar("Europe/Berlin", WORKDAYS)
NIGHTS = Calendar(
    "UTC", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("22:00", "06:00+1"),))
)
LUNCH = Calendar("UTC", {"mon": (("09:00", "12:00"), ("13:00", "17:00"))})
HOURS = 3600


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WALL_TIMES = [
    ("2006-01-04T12:30:09", "America/Los_Angeles", "2006-01-04T20:30:09", "a usual day"),
    ("2014-03-09T02:30", "America/Los_Angeles", "2014-03-09T10:30", "jumped over: an hour later"),
    ("2015-10-18T00:00", "America/Sao_Paulo", "2015-10-18T03:00", "a midnight jumped over"),
    ("2014-11-02T01:30", "America/Los_Angeles", "2014-11-02T08:30", "shown twice: the first"),
    ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "half an hour shown twice"),
    ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T16:15", "half an hour jumped over"),
    ("2011-12-30T09:00", "Pacific/Apia", "2011-12-30T10:00", "a date jumped over: its end"),
    ("2026-03-02T09:00", "Asia/Kathmandu", "2026-03-02T03:15", "a zone off by a quarter"),
]


@pytest.mark.parametrize(("wall", "zone", "instant", "why"), WALL_TIMES)
def test_a_wall_time_has_one_instant(wall: str, zone: str, instant: str, why: str) -> None:
    assert utc_of(datetime.fromisoformat(wall), ZoneInfo(zone)) == at(instant), why


def test_the_second_of_two_wall_times_is_read_as_the_first() -> None:
    second = datetime(2014, 11, 2, 1, 30, fold=1)  # noqa: DTZ001  a wall time has no zone
    assert utc_of(second, ZoneInfo("America/Los_Angeles")) == at("2014-11-02T08:30")


# 2026-03-02 is a Monday.
OPEN = [
    ({}, "2026-03-03T05:59", True, "a night shift runs into the next date"),
    ({}, "2026-03-03T06:00", False, "closed at its closing"),
    ({}, "2026-03-07T05:00", True, "Friday's night on Saturday"),
    ({"holidays": ("2026-03-03",)}, "2026-03-03T05:00", True, "a holiday spares the eve's night"),
    ({"holidays": ("2026-03-03",)}, "2026-03-04T05:00", False, "a holiday closes its own night"),
    ({"yearly_holidays": ("03-03",)}, "2026-03-03T23:00", False, "a yearly holiday closes"),
    ({"yearly_holidays": ("03-03",)}, "2031-03-03T23:00", False, "in each year"),
    ({"yearly_holidays": ("02-29",)}, "2024-02-29T23:00", False, "also in leap years only"),
    ({"overrides": {"2026-03-03": ()}}, "2026-03-03T23:00", False, "an override may close"),
    ({"overrides": {"2026-03-07": (("09:00", "24:00"),)}}, "2026-03-07T23:59", True, "or open"),
    (
        {"overrides": {"2026-03-03": (("09:00", "24:00"),)}, "holidays": ("2026-03-03",)},
        "2026-03-03T10:00",
        False,
        "a holiday wins over an override",
    ),
    ({"breaks": {"2026-03-03": (("01:00", "02:00"),)}}, "2026-03-03T01:30", False, "a break cuts"),
    ({"breaks": {"2026-03-03": (("01:00", "02:00"),)}}, "2026-03-03T02:00", True, "up to its end"),
    ({"breaks": {"2026-03-02": (("23:00", "01:00+1"),)}}, "2026-03-03T00:30", False, "overnight"),
    ({"breaks": {"2026-03-02": (("23:00", "01:00+1"),)}}, "2026-03-03T01:00", True, "and ends"),
]


@pytest.mark.parametrize(("change", "instant", "is_open", "why"), OPEN)
def test_what_opens_and_closes_a_night(change: dict, instant: str, is_open: bool, why: str) -> None:
    assert replace(NIGHTS, **change).is_open(at(instant)) is is_open, why


DUE = [
    ("2026-03-02T15:00", 2 * HOURS, [], "2026-03-03T09:00", "over night, in local time"),
    ("2026-03-06T15:00", 2 * HOURS, [("2026-03-06T17:00", "2026-03-09T07:00")], "2026-03-09T09:00",
     "a weekend's pause moves nothing"),
    ("2026-03-02T08:00", HOURS, [("2026-03-02T08:30", "2026-03-02T09:30")], "2026-03-02T10:00",
     "a pause moves by its open time"),
    ("2026-03-02T08:00", HOURS, [("2026-03-02T08:30", "2026-03-02T09:15"),
     ("2026-03-02T08:15", "2026-03-02T08:45")], "2026-03-02T10:00", "overlapping count once"),
    ("2026-03-02T08:00", HOURS, [("2026-03-02T09:00", None)], "2026-03-02T09:00",
     "used up as an endless pause begins"),
    ("2026-03-02T08:00", HOURS, [("2026-03-02T11:00", None)], "2026-03-02T09:00", "paused later"),
    ("2026-03-02T10:00", HOURS, [("2026-03-01T08:00", "2026-03-02T09:00")], "2026-03-02T11:00",
     "paused before"),
    ("2026-03-02T08:00", 0, [("2026-03-02T07:00", "2026-03-02T08:30")], "2026-03-02T08:30",
     "nothing owed is due when time counts again"),
    ("2026-03-02T08:00", 0, [("2026-03-02T10:00", "2026-03-02T07:00")], "2026-03-02T08:00",
     "a pause that ends before it begins is none"),
    ("2026-12-31T15:30", HOURS, [], "2027-01-01T08:30", "over the year's end"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "target_s", "pauses", "due", "why"), DUE)
def test_when_a_target_is_used_up(
    start: str, target_s: float, pauses: list, due: str, why: str
) -> None:
    waits = [(at(begun), at(ended) if ended else None) for begun, ended in pauses]
    assert OFFICE.due(at(start), target_s, waits) == at(due), why


def test_an_hour_shown_twice_counts_twice() -> None:
    sundays = Calendar("Europe/Berlin", {"sun": (("00:00", "24:00"),)})
    assert sundays.elapsed(at("2026-10-24T00:00"), at("2026-10-27T00:00")) == 25 * HOURS
    assert sundays.elapsed(at("2026-03-28T00:00"), at("2026-03-31T00:00")) == 23 * HOURS


def test_an_endless_pause_leaves_what_was_counted_before() -> None:
    paused = [(at("2026-03-02T09:00"), None)]
    assert OFFICE.elapsed(at("2026-03-02T08:00"), at("2026-05-02T08:00"), paused) == HOURS


NEVER = Calendar("UTC", {})
PAST = Calendar("UTC", {}, overrides={"2020-01-01": (("09:00", "17:00"),)})
START = at("2026-03-02T08:00")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.due(START, HOURS, [(START, None)]),
        lambda: OFFICE.due(START, 0, [(START, None)]),
        lambda: OFFICE.due(START, 30 * 366 * 86_400),
        lambda: OFFICE.due(START, 10**15),
        lambda: OFFICE.due(START, float("inf")),
        lambda: NEVER.due(START, 0),
        lambda: NEVER.next_open(START),
        lambda: NEVER.next_close(START),
        lambda: NEVER.after_days(START, 1),
        lambda: PAST.due(START, HOURS),
        lambda: ALWAYS.next_close(START),
    ],
)
def test_what_never_comes_is_said(ask) -> None:
    with pytest.raises(NeverDue):
        ask()


def test_a_closing_at_the_year_s_end_is_joined_to_the_next_year_s_opening() -> None:
    turn = Calendar("UTC", {"thu": (("09:00", "24:00"),), "fri": (("00:00", "02:00"),)})
    new_year = at("2027-01-01T02:00")  # a Friday
    assert turn.next_close(at("2026-12-31T10:00")) == new_year
    assert turn.spans(at("2026-12-31T10:00"), at("2027-01-02T00:00")) == (
        (at("2026-12-31T10:00"), new_year),
    )


def test_spans_are_what_was_counted() -> None:
    paused = [(at("2026-03-02T10:00"), at("2026-03-02T14:00"))]
    assert LUNCH.spans(at("2026-03-02T09:30"), at("2026-03-02T16:00"), paused) == (
        (at("2026-03-02T09:30"), at("2026-03-02T10:00")),
        (at("2026-03-02T14:00"), at("2026-03-02T16:00")),
    )


DAYS = [
    (OFFICE, "2026-03-02T09:30", 1, "2026-03-03T09:30", "the same local time"),
    (OFFICE, "2026-03-06T09:30", 1, "2026-03-09T09:30", "over the weekend"),
    (OFFICE, "2026-03-27T09:30", 1, "2026-03-30T08:30", "over the change of clocks"),
    (OFFICE, "2026-03-07T12:00", 2, "2026-03-10T12:00", "from a closed day"),
    (OFFICE, "2026-03-02T05:00", 1, "2026-03-03T08:00", "not before the opening"),
    (OFFICE, "2026-03-02T20:00", 1, "2026-03-03T16:00", "not after the closing"),
    (LUNCH, "2026-02-25T12:30", 1, "2026-03-02T12:00", "in a break: the closing before"),
    (LUNCH, "2026-02-25T12:00", 1, "2026-03-02T12:00", "as a break begins"),
    (NIGHTS, "2026-03-03T02:00", 1, "2026-03-04T02:00", "within the night of the eve"),
    (NIGHTS, "2026-03-06T12:00", 1, "2026-03-09T22:00", "to the night of the next open day"),
    (ALWAYS, "2026-03-06T12:00", 2, "2026-03-08T12:00", "around the clock"),
    (replace(OFFICE, breaks={"2026-03-03": (("08:00", "18:00"),)}), "2026-03-02T09:30", 1,
     "2026-03-04T09:30", "a day that is all break is not open"),
]  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "days", "due", "why"), DAYS)
def test_business_days(calendar: Calendar, start: str, days: int, due: str, why: str) -> None:
    assert calendar.after_days(at(start), days) == at(due), why


@pytest.mark.parametrize("days", [0, -1])
def test_a_business_day_is_at_least_one(days: int) -> None:
    with pytest.raises(ValueError, match=r"days: .* write 1 or more"):
        OFFICE.after_days(START, days)
