"""A calendar as a value: what it refuses, and that its index is nobody's business."""

import copy
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from escalation.calendar import Calendar

WORKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "17:00"),))
OFFICE = Calendar("Europe/Berlin", WORKDAYS)
HOURS = 3600
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


WRONG = [
    ({"timezone": "Europe/Berlim"}, "timezone: 'Europe/Berlim' .* Europe/Berlin"),
    ({"timezone": "America"}, "timezone: 'America' is not a zone"),
    ({"timezone": "../etc/passwd"}, "timezone: .* is not a zone"),
    ({"hours": {"monday": ()}}, "hours.monday: .* mon tue"),
    ({"hours": {"mon": (("9:00", "17:00"),)}}, "hours.mon: '9:00' .* 09:00"),
    ({"hours": {"mon": (("09:00", "25:00"),)}}, "hours.mon: '25:00'"),
    ({"hours": {"mon": (("09:00", "24:00+1"),)}}, "hours.mon: '24:00.1'"),
    ({"hours": {"mon": (("17:00", "09:00"),)}}, "hours.mon: closes before .* 02:00.1"),
    ({"hours": {"mon": (("09:00", "09:00"),)}}, "hours.mon: closes before"),
    ({"hours": {"mon": (("24:00", "02:00+1"),)}}, "hours.mon: opens on the next day"),
    ({"hours": {"mon": (("12:00", "17:00"), ("09:00", "12:01"))}}, "hours.mon: two .* overlap"),
    ({"overrides": {"2026-02-30": ()}}, "overrides: '2026-02-30' is not in the calendar"),
    ({"overrides": {"20260203": ()}}, "overrides: '20260203' .* 2026-12-24"),
    ({"breaks": {"2026-02-03": (("09:00", ""),)}}, "breaks.2026-02-03: ''"),
    ({"holidays": ("12-24",)}, "holidays: '12-24' is not a date"),
    ({"yearly_holidays": ("2026-12-24",)}, "yearly_holidays: .* write 12-24"),
    ({"yearly_holidays": ("02-30",)}, "yearly_holidays: '02-30'"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_wrong_calendar_names_field_and_remedy(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(OFFICE, **change)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.is_open(datetime(2026, 3, 2)),  # noqa: DTZ001  the point of the test
        lambda: OFFICE.is_open(datetime(9999, 12, 31, tzinfo=UTC)),
        lambda: OFFICE.elapsed(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))), START),
        lambda: OFFICE.due(START, -1),
        lambda: OFFICE.due(START, float("nan")),
    ],
)
def test_instants_without_an_offset_or_out_of_range_are_refused(ask) -> None:
    with pytest.raises(ValueError, match="write"):
        ask()


def test_an_instant_may_come_from_any_zone_and_goes_out_in_utc() -> None:
    local = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    for told in (OFFICE.due(local, 60), OFFICE.next_open(local), OFFICE.after_days(local, 1)):
        assert told.utcoffset() == timedelta(0)
        assert told.tzinfo is UTC


def test_the_index_is_no_part_of_a_calendar_s_value() -> None:
    asked, fresh = replace(OFFICE), replace(OFFICE)
    asked.due(START, 400 * HOURS)
    form = TypeAdapter(Calendar)
    assert asked == fresh
    assert form.dump_json(asked) == form.dump_json(fresh)
    assert pickle.dumps(asked) == pickle.dumps(fresh)
    for again in (
        copy.deepcopy(asked),
        pickle.loads(pickle.dumps(asked)),
        form.validate_json(form.dump_json(asked)),
    ):
        assert again == asked
        assert again.due(START, 400 * HOURS) == asked.due(START, 400 * HOURS)
    lists = '{"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}'
    assert form.validate_json(lists) == Calendar("UTC", {"mon": (("09:00", "17:00"),)})
