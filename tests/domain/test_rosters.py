"""Who is on when: turns across daylight saving, overrides, what feeds say, and who is away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.rosters import BELIEVED, DAY, Override, Person, Roster, handover_time, spoken
from escalation.routing.handovers import handovers
from escalation.routing.wanted import Shift, Shifts

MONDAY = date(2026, 3, 23)  # Berlin's clocks go forward on Sunday 29 March, back on 25 October
ABC = ("ana", "bo", "cy")
WEEKLY = Roster(ABC, turns="weekly", since=MONDAY, timezone="Europe/Berlin")
EXACT = replace(WEEKLY, turns="24h", handover="09:00")
FED = replace(WEEKLY, feed="pd")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+00:00")


def override(start: str, until: str, person: str) -> Override:
    return Override(
        datetime.fromisoformat(f"2026-{start}"), datetime.fromisoformat(f"2026-{until}"), person
    )


def shift(person: str, start: str, end: str, roster: str = "pd") -> Shift:
    return Shift(roster, person, utc(start), utc(end))


def read(*shifts: Shift, at: str = "03-28T08:00") -> Shifts:
    return Shifts(utc(at), shifts)


@pytest.mark.parametrize("turns", ["daily", "day"])
@pytest.mark.parametrize(
    ("before", "handover"),
    [
        ("03-27T07:59", "03-27T08:00"),  # 09:00 in winter
        ("03-28T07:59", "03-28T08:00"),
        ("03-29T06:59", "03-29T07:00"),  # 09:00 in summer: a turn of 23 hours
        ("10-24T06:59", "10-24T07:00"),
        ("10-25T07:59", "10-25T08:00"),  # a turn of 25 hours
    ],
)
def test_a_day_turns_at_the_same_local_time_on_both_sides_of_a_clock_change(
    turns, before, handover
):
    roster = replace(WEEKLY, turns=turns, handover="09:00")
    assert roster.turn(utc(handover)) == roster.turn(utc(before)) + 1
    assert roster.turn_start(roster.turn(utc(handover))) == utc(handover)


def test_24_hours_are_exact_so_the_local_handover_moves_with_the_clocks():
    starts = [EXACT.turn_start(turn) for turn in (0, 5, 6, 216, 217)]
    assert starts == [
        utc("03-23T08:00"),  # 09:00 in winter
        utc("03-28T08:00"),
        utc("03-29T08:00"),  # 10:00 in summer
        utc("10-25T08:00"),  # 09:00 again
        utc("10-26T08:00"),
    ]
    assert EXACT.on_duty(utc("03-29T07:59")) == ("cy",)
    assert EXACT.on_duty(utc("03-29T08:00")) == ("ana",)


@pytest.mark.parametrize(
    ("handover", "at"),
    [
        ("02:30", "03-29T01:30"),  # does not exist: an hour later, 03:30
        ("02:00", "03-29T01:00"),
    ],
)
def test_a_handover_that_the_clocks_jump_over_is_an_hour_later(handover, at):
    roster = replace(WEEKLY, turns="daily", handover=handover)
    assert roster.turn(utc(at)) == roster.turn(utc(at) - timedelta(seconds=1)) + 1


def test_a_handover_that_comes_twice_is_the_first_of_the_two():
    roster = replace(WEEKLY, turns="daily", handover="02:30")
    turn = roster.turn(utc("10-25T00:30"))
    assert roster.turn(utc("10-25T00:29")) == turn - 1
    assert roster.turn(utc("10-25T01:30")) == turn  # 02:30 again, in winter


@pytest.mark.parametrize(
    ("at", "person"),
    [
        ("03-16T08:00", "cy"),  # turns go back in time as well
        ("03-30T06:59", "ana"),
        ("03-30T07:00", "bo"),
        ("04-06T07:00", "cy"),
        ("04-13T07:00", "ana"),
    ],
)
def test_a_week_turns_at_its_hour(at, person):
    assert replace(WEEKLY, handover="09:00").on_duty(utc(at)) == (person,)


@given(
    turns=st.sampled_from(["daily", "weekly", "24h"]),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    handover=st.sampled_from(["00:00", "02:30", "09:00", "23:30"]),
    hours=st.floats(0, 3 * 366 * 24),
)
def test_every_instant_is_in_one_turn(turns, zone, handover, hours):
    roster = replace(WEEKLY, turns=turns, timezone=zone, handover=handover)
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    turn = roster.turn(at)
    assert roster.turn_start(turn) <= at < roster.turn_start(turn + 1)


def test_an_override_comes_before_turns_and_feed_and_the_last_written_holds():
    overrides = (
        override("03-27T18:00", "03-30T09:00", "cy"),
        override("03-28T00:00", "03-29T00:00", "bo"),
    )
    roster = replace(FED, overrides=overrides)
    shifts = read(shift("ana", "03-27T00:00", "03-31T00:00"))
    on = [roster.on_duty(utc(at), shifts) for at in ("03-27T16:59", "03-27T17:00", "03-28T12:00")]
    assert on == [("ana",), ("cy",), ("bo",)]
    assert roster.on_duty(utc("03-30T06:59"), shifts) == ("cy",)  # 08:59, by now in summer
    assert roster.on_duty(utc("03-30T07:00"), shifts) == ("ana",)
    assert roster.explain(utc("03-28T12:00"), shifts) == (
        "override: bo from Fri 2026-03-27 23:00 UTC until Sat 2026-03-28 23:00 UTC",
        "on duty: bo",
    )


def test_overlapping_shifts_are_all_on_each_once():
    shifts = read(
        shift("bo", "03-28T00:00", "03-29T00:00"),
        shift("ana", "03-28T06:00", "03-28T18:00"),
        shift("bo", "03-28T06:00", "03-28T12:00"),
        shift("cy", "03-28T00:00", "03-29T00:00", roster="other"),
    )
    assert FED.on_duty(utc("03-28T09:00"), shifts) == ("bo", "ana")
    assert "2 people's shifts overlap: all of them are on" in FED.explain(
        utc("03-28T09:00"), shifts
    )


def test_an_empty_shift_is_nobody():
    shifts = read(shift("bo", "03-29T00:00", "03-30T00:00"))
    assert FED.on_duty(utc("03-28T09:12"), shifts) == ()
    assert FED.explain(utc("03-28T09:12"), shifts) == (
        "feed pd (read Sat 2026-03-28 08:00 UTC, 72 min before): nobody has this shift",
        "on duty: nobody",
    )


@pytest.mark.parametrize(
    ("roster", "shifts"),
    [
        (FED, None),
        (FED, Shifts(utc("03-28T08:00"))),  # read, but nothing of this feed
        (FED, read(shift("bo", "03-01T00:00", "04-01T00:00"), at="03-21T09:00")),  # too old
    ],
)
def test_turns_count_where_a_feed_is_not_known(roster, shifts):
    assert utc("03-28T09:00") - utc("03-21T09:00") == BELIEVED
    assert roster.on_duty(utc("03-28T09:00"), shifts) == ("ana",)
    assert roster.explain(utc("03-28T09:00"), shifts) == (
        "feed pd: not known, so turns count",
        "turn 0 (weekly, 00:00 Europe/Berlin): ana, 1 of 3, "
        "from Sun 2026-03-22 23:00 UTC until Sun 2026-03-29 22:00 UTC",
        "on duty: ana",
    )


AWAY = {
    "ana": Person("Ana", away=((date(2026, 3, 27), date(2026, 3, 28)),)),
    "bo": Person("Bo", away=((date(2026, 3, 28), date(2026, 3, 30)),)),
}


@pytest.mark.parametrize(
    ("at", "person"),
    [
        ("03-26T22:59", "ana"),
        ("03-26T23:00", "bo"),  # the 27th has begun in Berlin
        ("03-28T12:00", "cy"),
        ("03-29T12:00", "ana"),
    ],
)
def test_who_is_away_is_passed_over_in_turns(at, person):
    assert WEEKLY.on_duty(utc(at), people=AWAY) == (person,)


def test_who_is_passed_over_is_said():
    assert WEEKLY.explain(utc("03-28T12:00"), people=AWAY)[1:] == (
        "ana is away: passed over",
        "bo is away: passed over",
        "on duty: cy",
    )
    everybody = replace(WEEKLY, turns="none")
    assert everybody.explain(utc("03-27T12:00"), people=AWAY) == (
        "no turns: all of its people are on",
        "ana is away: passed over",
        "on duty: bo, cy",
    )
    two = replace(WEEKLY, people=("ana", "bo"))
    assert two.on_duty(utc("03-28T12:00"), people=AWAY) == ()
    assert two.explain(utc("03-28T12:00"), people=AWAY)[1:] == (
        "ana is away: passed over",
        "bo is away: passed over",
        "on duty: nobody",
    )


def test_who_is_away_is_passed_over_in_a_feed_but_not_in_an_override():
    shifts = read(shift("bo", "03-28T00:00", "03-29T00:00"))
    assert FED.on_duty(utc("03-28T12:00"), shifts, AWAY) == ()
    named = replace(FED, overrides=(override("03-28T00:00", "03-29T00:00", "bo"),))
    assert named.on_duty(utc("03-28T12:00"), shifts, AWAY) == ("bo",)


def test_a_roster_without_people_has_nobody_on():
    assert Roster((), turns="daily").on_duty(utc("03-28T12:00")) == ()
    assert Roster((), turns="daily").explain(utc("03-28T12:00"))[-1] == "on duty: nobody"


@pytest.mark.parametrize("text", ["9:00", "24:00", "09:00+1", "09:60", "noon", ""])
def test_a_handover_is_a_time_of_the_day(text):
    with pytest.raises(ValueError, match="write 09:00"):
        handover_time(text)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=26), "26 h"),
        (3 * DAY, "3 d"),
    ],
)
def test_an_age_is_said_as_people_say_it(age, said):
    assert spoken(age) == said


def test_a_roster_in_which_one_is_called_is_on_call():
    assert [r.is_on_call for r in (WEEKLY, Roster(ABC), Roster(ABC, feed="pd"))] == [
        True,
        False,
        True,
    ]
    assert Roster(ABC, is_always_on=True).is_on_call


def changes(roster, start, end, shifts=None, people=None):
    found = handovers(roster, utc(start), utc(end), shifts, people or {})
    return [(f"{one.at:%m-%dT%H:%M}", *one.people) for one in found]


def test_coming_handovers_are_those_at_which_other_people_are_on():
    assert changes(WEEKLY, "03-28T00:00", "04-14T00:00") == [
        ("03-29T22:00", "bo"),
        ("04-05T22:00", "cy"),
        ("04-12T22:00", "ana"),
    ]
    alone = replace(WEEKLY, people=("ana",))
    assert changes(alone, "03-28T00:00", "04-14T00:00") == []


def test_overrides_feeds_and_absences_make_handovers_too():
    taken = replace(WEEKLY, overrides=(override("03-28T09:00", "03-28T17:00", "cy"),))
    assert changes(taken, "03-28T00:00", "03-29T00:00", people=AWAY) == [
        ("03-28T23:00", "ana"),
    ]
    assert changes(taken, "03-28T00:00", "03-29T00:00") == [
        ("03-28T08:00", "cy"),
        ("03-28T16:00", "ana"),
    ]
    shifts = read(shift("bo", "03-28T12:00", "03-28T20:00"))
    assert changes(replace(FED, turns="none"), "03-28T09:00", "03-29T00:00", shifts) == [
        ("03-28T12:00", "bo"),
        ("03-28T20:00",),
    ]
