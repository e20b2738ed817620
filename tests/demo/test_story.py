"""The story as data: who acts, when, and in which week."""

from datetime import UTC, datetime

import pytest

from escalation.policy import Policy
from starter.demo import acts, story
from starter.demo.calls import NotThere, call_of
from starter.demo.opening import policy
from starter.demo.play import in_order
from starter.demo.week import Week, next_week


@pytest.fixture(scope="module")
def chosen() -> Policy:
    return policy()


@pytest.fixture(scope="module")
def week(chosen: Policy) -> Week:
    return next_week(chosen, datetime(2026, 3, 4, tzinfo=UTC))


def test_every_person_is_one_of_the_policy(chosen):
    people = {act.deed.by for t in story.WEEK for act in t.acts if hasattr(act.deed, "by")}
    assert people <= chosen.people.keys()


def test_tickets_have_ids_of_their_own_and_begin_by_arriving():
    assert len({t.id for t in story.WEEK}) == len(story.WEEK) == 13
    for ticket in story.WEEK:
        kinds = [isinstance(act.deed, acts.Arrives) for act in ticket.acts]
        assert kinds == [True] + [False] * (len(kinds) - 1)


def test_acts_of_a_ticket_stand_in_order_and_before_the_end(week):
    for ticket in story.WEEK:
        instants = [week.at(act.at) for act in ticket.acts]
        assert instants == sorted(set(instants))
        assert instants[-1] < week.at(story.ENDS_AT)


def test_the_week_is_played_from_its_first_act_to_its_last(week):
    played = in_order(week)
    assert len(played) == sum(len(t.acts) for t in story.WEEK)
    assert [at for at, _, _ in played] == sorted(at for at, _, _ in played)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-03-04", "2026-03-09"),  # a Wednesday: the next Monday
        ("2026-03-09", "2026-03-16"),  # a Monday: the week has begun already
        ("2026-03-26", "2026-04-13"),  # Good Friday, then Easter Monday
        ("2026-12-15", "2027-01-04"),  # Christmas, then New Year
    ],
)
def test_the_week_has_no_holiday_and_is_wholly_to_come(chosen, now, monday):
    found = next_week(chosen, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found.monday.isoformat() == monday


def test_instants_are_written_in_the_teams_zone(week):
    assert week.at("Tue 02:14") == datetime(2026, 3, 10, 1, 14, tzinfo=UTC)
    assert week.written(week.at("Tue 02:14")) == "Tue 02:14"
    assert week.local("Mon", "23:30") == "Tue 00:30"
    with pytest.raises(ValueError):
        week.at("Someday 10:00")


def test_nobody_can_press_what_is_not_there(chosen):
    press = next(act.deed for act in story.OUTAGE.acts if isinstance(act.deed, acts.Presses))
    with pytest.raises(NotThere, match="no message in the channel of engineering"):
        call_of(story.OUTAGE, press, None, chosen)


def test_every_deed_says_where_and_what():
    for ticket in story.WEEK:
        for act in ticket.acts:
            assert act.deed.place in ("arrives", "Zendesk", "Slack", "Linear", "REST")
            assert act.deed.said
