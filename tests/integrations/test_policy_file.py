"""A policy file is read as it is meant, or refused with every error, its line and its remedy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from escalation.policy import Policy
from escalation.terms import ClockKind, PauseReason, Severity, Tier
from integrations.policy_file import PolicyErrors, parse, read
from tests.integrations.small_policy import SMALL, errors, small


def test_a_small_file_becomes_a_policy() -> None:
    policy = parse(SMALL, "p.yaml")
    rule = policy.rule(ClockKind.ACKNOWLEDGE)
    assert rule.targets[Severity.LOW] == "1d"
    assert (rule.warn, rule.stops) == (("75%",), (PauseReason.ON_HOLD,))
    assert policy.tiers[Tier.L2].steps[0].wait == "10m"
    assert policy.rosters["on"].since == date(2026, 1, 5)
    assert policy.rosters["on"].is_always_on is True


def test_times_dates_and_words_of_yaml_1_1_stay_what_was_written() -> None:
    policy = parse(SMALL, "p.yaml")
    office = policy.calendars["office"]
    assert office.hours["mon"] == (("09:00", "18:30"),)  # not 540 and 1110
    assert office.holidays == ("2026-12-24",)
    assert list(office.overrides) == ["2026-12-31"]
    assert list(policy.people) == ["no"]  # not False
    assert list(policy.rosters) == ["on"]  # not True
    assert policy.groups == {"2": Tier.L2}


def test_two_edits_of_a_file_never_share_a_version() -> None:
    first, second = parse(SMALL, "p.yaml"), parse(SMALL + "\n# edited\n", "p.yaml")
    assert first.version.startswith("7+")
    assert len(first.version) == len("7+") + 8
    assert first.version != second.version
    assert parse(SMALL, "elsewhere.yaml").version == first.version


def test_all_errors_come_at_once_whatever_found_them() -> None:
    text = (
        small("critical: 15m, high: 1h", "critical: 15 m, high: 1h")  # the check
        .replace("channel: \"#eng\"", "channel: '#eng', steep: 1")  # the types
        .replace("turns: weekly", "turns: weekly, turns: daily")  # the text
    )  # fmt: skip
    assert [said.split(": ")[:2] for said in errors(text)] == [
        ["p.yaml:13", "rosters.on.turns"],
        ["p.yaml:17", "tiers.engineering.steep"],
        ["p.yaml:23", "clocks.acknowledge.targets.critical"],
    ]


def test_an_error_is_not_told_again_as_its_consequence() -> None:
    no_people = small("rosters:", "rosterz:")  # every `ask` would look unknown
    assert [said.split(": ")[1] for said in errors(no_people)] == ["rosterz"]
    no_steps = small("steps: [{ask: no}]", "stepz: [{ask: no}]")  # the chain would have a gap
    assert [said.split(": ")[1] for said in errors(no_steps)] == ["tiers.engineering.stepz"]
    odd_step = small("[{ask: no}]", "[{ask: no, weit: 1h}]")
    assert [said.split(": ")[1] for said in errors(odd_step)] == ["tiers.engineering.steps[0].weit"]


def test_errors_are_values_for_those_who_show_them() -> None:
    with pytest.raises(PolicyErrors) as refused:
        parse(small("ask: on, wait", "ask: onn, wait"), "p.yaml")
    (error,) = refused.value.errors
    assert (error.file, error.line) == ("p.yaml", 16)
    assert error.field == "tiers.l2.steps[0].ask"
    assert error.remedy == "did you mean on?"


def test_a_warning_does_not_refuse_the_file() -> None:
    found = read(small(", lead: no, steps: [{ask: no}]", ", steps: [{ask: no}]"), "p.yaml")
    assert isinstance(found.policy, Policy)
    assert [f"{w.line} {w.field}" for w in found.warnings] == ["17 tiers.engineering.lead"]


def in_utopia(calendar: Mapping[str, Any]) -> Mapping[str, Any]:
    rest = {key: calendar[key] for key in calendar if key not in ("country", "subdivision")}
    if calendar.get("country") != "UT":
        raise ValueError(f"country: {calendar.get('country')!r} is not known; write UT")
    return {**rest, "holidays": [*rest.get("holidays", ()), "2026-02-07"]}


def test_a_country_becomes_dates_at_the_edge() -> None:
    text = small("timezone: Europe/Berlin", "timezone: Europe/Berlin\n    country: UT")
    policy = parse(text, "p.yaml", in_utopia)
    assert policy.calendars["office"].holidays == ("2026-12-24", "2026-02-07")


def test_an_unknown_country_is_one_error_among_others() -> None:
    text = small("timezone: Europe/Berlin", "timezone: Europe/Berlin\n    country: XX")
    with pytest.raises(PolicyErrors) as refused:
        parse(text.replace("09:00", "9:00"), "p.yaml", in_utopia)
    assert [(e.line, e.field, e.remedy) for e in refused.value.errors] == [
        (5, "calendars.office.country", "write UT"),
        (6, "calendars.office.hours.mon", "write 09:00, 24:00 or 02:00+1"),
    ]
