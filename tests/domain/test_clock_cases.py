"""`handrail clock`, line by line: other projects' recorded facts, countries, and bad lines."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from escalation.windows import utc_of
from starter import clock
from starter.clock import answer
from starter.country import expanded, years_around

OURS_DIFFER = ("next_open", "wall_clock")  # conventions we decided against
OFFICE = {
    "timezone": "Europe/Berlin",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
ASKED = {"op": "due", "calendar": OFFICE, "start": "2026-03-02T08:00:00Z", "target_s": 3600}


def told(**change: Any) -> dict[str, Any]:
    line = {name: value for name, value in (ASKED | change).items() if value is not ...}
    return answer(json.dumps(line))


@pytest.fixture(scope="module")
def recorded(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "data" / "business_time" / "cases.json").read_text())


def expected(case: dict[str, Any]) -> dict[str, Any]:
    expect = case["expect"]
    if case["kind"] == "elapsed":
        return {"seconds": expect["elapsed_s"]}
    return expect if case["kind"] == "open" else {"at": expect.get("at") or expect["due"]}


def test_every_recorded_fact_of_other_projects_is_ours(recorded: dict[str, Any]) -> None:
    fields = ("start", "end", "at", "target_s", "pauses")
    wrong, right = [], 0
    for case in recorded["cases"]:
        if case["kind"] == "wall_to_utc" or case.get("convention") in OURS_DIFFER:
            continue
        line = {name: case[name] for name in fields if name in case}
        line |= {"op": case["kind"], "calendar": recorded["calendars"][case["calendar"]]}
        said = answer(json.dumps(line))
        right += said == expected(case)
        wrong += [(case["id"], said, expected(case))] if said != expected(case) else []
    assert wrong == []
    assert right >= 163


def test_the_recorded_wall_times_have_their_instants(recorded: dict[str, Any]) -> None:
    cases = [case for case in recorded["cases"] if case["kind"] == "wall_to_utc"]
    assert len(cases) >= 4
    for case in cases:
        hour, minute, *second = map(int, case["time"].split(":"))
        midnight = datetime.combine(date.fromisoformat(case["date"]), datetime.min.time())
        wall = midnight + timedelta(hours=hour, minutes=minute, seconds=sum(second))
        at = datetime.fromisoformat(case["expect"]["at"])
        assert utc_of(wall, ZoneInfo(case["timezone"])) == at, case["id"]


ANSWERS = [
    ({}, {"at": "2026-03-02T09:00:00Z"}),
    ({"start": "2026-03-02T09:00:00+01:00"}, {"at": "2026-03-02T09:00:00Z"}),
    ({"target_s": 0.25}, {"at": "2026-03-02T08:00:00.250000Z"}),
    ({"pauses": [["2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z"]]},
     {"at": "2026-03-02T11:00:00Z"}),
    ({"op": "elapsed", "target_s": ..., "end": "2026-03-03T08:00:01Z"}, {"seconds": 28801}),
    ({"op": "elapsed", "target_s": ..., "end": "2026-03-02T08:00:01.5Z"}, {"seconds": 1.5}),
    (
        {"op": "elapsed", "target_s": ..., "end": "2026-03-09T08:00:00Z",
         "pauses": [["2026-03-02T09:00:00Z", None]]},
        {"seconds": 3600},
    ),
    ({"note": "ours", "id": 7}, {"at": "2026-03-02T09:00:00Z", "ignored": ["id", "note"]}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), ANSWERS)
def test_a_question_has_one_answer(change: dict[str, Any], said: dict[str, Any]) -> None:
    assert told(**change) == said


AT = {"start": ..., "target_s": ..., "at": "2026-03-06T20:00:00Z"}


def test_the_questions_about_one_instant() -> None:
    assert told(op="open", **AT) == {"open": False}
    assert told(op="next_open", **AT) == {"at": "2026-03-09T08:00:00Z"}
    assert told(op="next_close", **AT) == {"at": "2026-03-09T16:00:00Z"}


BAD_FIELDS = [
    ({"op": "overdue"}, "op: ", "write due, elapsed"),
    ({"op": ...}, "op: ", "write due, elapsed"),
    ({"start": ...}, "start: ", "write an instant"),
    ({"start": "2026-03-02T08:00:00"}, "start: ", "write an instant with its offset"),
    ({"start": 1_772_438_400}, "start: ", "write an instant"),
    ({"start": "9999-12-31T23:59:59-10:00"}, "start: ", "write a year from 1900"),
    ({"start": "0001-01-01T00:00:00+10:00"}, "start: ", "write a year from 1900"),
    ({"target_s": -1}, "target_s: ", "write seconds"),
    ({"target_s": "1h"}, "target_s: ", "write seconds"),
    ({"target_s": 1e300}, "target_s: ", "write a shorter target"),
    ({"pauses": [["2026-03-02T08:00:00Z"]]}, "pauses.0.1: ", "write [[from, to]"),
    ({"pauses": [["2026-03-02T08:00:00Z", None]]}, "pauses: ", "no end"),
    ({"calendar": ...}, "calendar: ", "write {"),
    ({"calendar": "office"}, "calendar: ", "write {"),
    ({"calendar": {"timezone": "UTC"}}, "calendar.hours: ", "write {"),
    ({"calendar": OFFICE | {"hours": {}}}, "calendar: ", "give it more hours"),
    ({"calendar": OFFICE | {"holiday": []}}, "calendar.holiday: ", "holidays"),
    ({"calendar": OFFICE | {"timezone": "Mars/Base"}}, "calendar.timezone: ", "Europe/Berlin"),
    ({"calendar": OFFICE | {"country": "XX"}}, "calendar.country: ", "ISO 3166"),
    ({"calendar": OFFICE | {"country": False}}, "calendar.country: ", "ISO 3166"),
    ({"calendar": OFFICE | {"subdivision": "BY"}}, "calendar.country: ", "ISO 3166"),
    (
        {"calendar": OFFICE | {"country": "DE", "subdivision": "ZZ"}},
        "calendar.subdivision: ",
        "write BB BE",
    ),
    (
        {"calendar": OFFICE | {"country": "DE", "holidays": 5}},
        "calendar.holidays: ",
        "valid array",
    ),
]


@pytest.mark.parametrize(("change", "field", "remedy"), BAD_FIELDS)
def test_a_bad_field_is_named_with_its_remedy(
    change: dict[str, Any], field: str, remedy: str
) -> None:
    (error,) = told(**change).values()
    assert error.startswith(field)
    assert remedy in error


@pytest.mark.parametrize(
    "line", ["", "null", "[]", "7", '{"op": "due"', "\x00", '{"op": "du\udc80e"}']
)
def test_a_line_that_is_no_json_object_is_answered_too(line: str) -> None:
    assert answer(line)["error"].startswith("line: ")


def test_every_bad_field_of_a_line_is_told_at_once() -> None:
    error = told(start="now", target_s=-1)["error"]
    assert "start: " in error
    assert "target_s: " in error


# 2026-01-06 is a Tuesday, and Epiphany a public holiday in Bavaria only.
def test_a_subdivision_has_its_own_holidays() -> None:
    eve = {"start": "2026-01-05T16:00:00Z", "target_s": 3600}
    bavaria = OFFICE | {"country": "DE", "subdivision": "BY"}
    assert told(calendar=OFFICE | {"country": "DE"}, **eve) == {"at": "2026-01-06T09:00:00Z"}
    assert told(calendar=bavaria, **eve) == {"at": "2026-01-07T09:00:00Z"}


def test_a_country_s_holidays_are_dates_five_years_around() -> None:
    years = years_around(datetime(2026, 3, 2, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC))
    assert (years[0], years[-1]) == (2021, 2032)
    written = OFFICE | {"country": "FR", "holidays": ["2026-08-03"]}
    dates = expanded(written, years)["holidays"]
    assert {f"{year}-07-14" for year in years} <= set(dates)
    assert "2026-08-03" in dates
    assert not [day for day in dates if int(day[:4]) not in years]
    assert "country" in written, "what was written stays as it is"


def test_the_day_off_for_a_holiday_on_a_weekend_is_a_holiday() -> None:
    # Independence Day 2026 is a Saturday; the day off is Friday.
    calendar = OFFICE | {"timezone": "America/New_York", "country": "US"}
    friday = {"start": "2026-07-03T00:00:00Z", "target_s": 0}
    assert told(calendar=calendar, **friday) == {"at": "2026-07-06T13:00:00Z"}


def test_one_calendar_on_many_lines_is_parsed_once() -> None:
    clock._parsed.cache_clear()
    for day in range(1, 21):
        told(start=f"2026-03-{day:02}T08:00:00Z")
    assert clock._parsed.cache_info().misses == 1
