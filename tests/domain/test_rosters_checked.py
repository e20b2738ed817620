"""What is found wrong with the people and rosters of a policy before somebody is not called."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from escalation.finding import Finding
from escalation.policy import Noise, Person, Policy, Roster, Routing
from escalation.policy_check import check
from escalation.rosters import Override
from escalation.terms import Tier
from tests.policies import POLICY


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


FIRST = Override(day("03-01T09:00"), day("03-02T09:00"), "a-l2")


def roster(**fields: Any) -> Policy:
    found = Roster(**{"people": ("a-l2", "b-l2"), "is_always_on": True, **fields})
    return replace(POLICY, rosters={**POLICY.rosters, "l2-desk": found})


def person(**fields: Any) -> Policy:
    return replace(POLICY, people={**POLICY.people, "a-l2": Person("A", slack="U1", **fields)})


def routing(*skills: str) -> Policy:
    rule = replace(POLICY.tiers[Tier.L2], routing=Routing({"exports": skills}))
    people = {**POLICY.people, "a-l2": Person("A", slack="U1", skills=("export",))}
    return replace(POLICY, tiers={**POLICY.tiers, Tier.L2: rule}, people=people)


def later(**fields: Any) -> Override:
    return replace(FIRST, **fields)


ANA = Person("Ana", slack="U2")
L2 = "rosters.l2-desk"


@pytest.mark.parametrize(
    ("policy", "field", "problem", "remedy"),
    [
        (
            roster(handover="9:00", turns="24h"),
            f"{L2}.handover",
            "“9:00” is not a time of day",
            "HH:MM",
        ),
        (
            roster(overrides=(later(person="a-l3"),)),
            f"{L2}.overrides[0].person",
            "no person “a-l3”",
            "did you mean",
        ),
        (
            roster(overrides=(FIRST, later(start=day("03-02T09:00"), until=day("03-02T09:00")))),
            f"{L2}.overrides[1].until",
            "is not after `from`",
            "when it ends",
        ),
        (
            roster(overrides=(later(start=day("03-01T09:00+01:00")),)),
            f"{L2}.overrides[0].from",
            "has an offset",
            "write 2026-03-01T09:00",
        ),
        (
            roster(overrides=(later(until=day("03-03T09:00+01:00")),)),
            f"{L2}.overrides[0].until",
            "has an offset",
            "write 2026-03-01T09:00",
        ),
        (
            replace(POLICY, noise=Noise(window="1d")),
            "noise.window",
            "is days: a warning would come too late",
            "write 2m",
        ),
        (person(calendar="nights"), "people.a-l2.calendar", "no calendar “nights”", "add it"),
        (person(capacity=0), "people.a-l2.capacity", "is 0: nothing", "critical 8, high 4"),
        (
            person(away=((date(2026, 3, 2), date(2026, 3, 1)),)),
            "people.a-l2.away[0]",
            "ends before it begins",
            "[first, last]",
        ),
    ],
)
def test_an_error_names_field_and_remedy(policy, field, problem, remedy):
    (found,) = check(policy)
    assert (found.field, found.is_error) == (field, True)
    assert problem in found.problem
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("policy", "field", "problem", "remedy"),
    [
        (
            roster(overrides=(FIRST, later(start=day("03-02T08:59"), until=day("03-03T09:00")))),
            f"{L2}.overrides[1].from",
            "overlaps another; the one that is written last holds",
            "meet",
        ),
        (roster(feed="pd"), f"{L2}.feed", "cannot be checked here", "HANDRAIL_ROSTER_FEEDS"),
        (roster(handover="09:00"), f"{L2}.handover", "means nothing without turns", "weekly"),
        (roster(people=("a-l2",) * 2, turns="24h"), f"{L2}.people", "twice", "each once"),
        (person(capacity=7), "people.a-l2.capacity", "less than one critical", "critical 8"),
        (
            replace(
                POLICY, people={**POLICY.people, "c-l2": Person("ANA", slack="U3"), "d-l2": ANA}
            ),
            "people.d-l2.name",
            "is that of “c-l2”, too",
            "another",
        ),
        (
            routing("export", "exprot"),
            "tiers.l2.routing.skills.exports[1]",
            "nobody has the skill “exprot”",
            "did you mean export?",
        ),
    ],
)
def test_a_warning_names_field_and_remedy(policy, field, problem, remedy):
    (found,) = check(policy)
    assert (found.field, found.is_error) == (field, False)
    assert problem in found.problem
    assert remedy in found.remedy


def test_each_override_is_looked_at_whatever_is_wrong_with_the_one_before():
    offset = later(until=day("03-03T09:00+01:00"))
    found = check(roster(overrides=(offset, later(person="a-l3"), offset)))
    assert [one.field.rpartition("[")[2] for one in found] == ["0].until", "1].person", "2].until"]


def test_an_override_for_somebody_who_is_away_is_warned_of():
    away = person(away=((date(2026, 3, 2), date(2026, 3, 9)),))
    with_override = replace(Roster(("a-l2",), is_always_on=True), overrides=(FIRST,))
    policy = replace(away, rosters={**POLICY.rosters, "l2-desk": with_override})
    assert check(policy) == (
        Finding(
            ("rosters", "l2-desk", "overrides", 0, "person"),
            "“a-l2” is away then, and is asked all the same",
            "name another, or correct `away`",
            is_error=False,
        ),
    )


def test_what_is_meant_has_no_findings():
    apart = later(start=FIRST.until, until=day("03-04T09:00"), person="b-l2")
    taking = roster(turns="weekly", handover="09:00", overrides=(FIRST, apart))
    assert check(taking) == ()
    assert check(person(calendar="always", capacity=8)) == ()
    assert check(routing("export")) == ()
