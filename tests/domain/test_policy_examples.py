"""The policies that come with Handrail hold what they promise; the reference names every key."""

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from escalation.policy import Policy
from escalation.terms import ClockKind, PauseReason, Severity, Tier
from escalation.triage.words import Sign
from integrations.policy_file import PolicyFile, read
from starter.country import expanded, years_around

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.name for path in (ROOT / "policies").glob("*.yaml"))
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 3, tzinfo=UTC)


def example(name: str) -> PolicyFile:
    path = ROOT / "policies" / name
    years = years_around(MONDAY)
    return read(path.read_text(encoding="utf-8"), str(path), partial(expanded, years=years))


@pytest.fixture(scope="module")
def default() -> Policy:
    return example("default.yaml").policy


def test_there_are_four_examples() -> None:
    assert EXAMPLES == [
        "as_recorded.yaml",
        "default.yaml",
        "reference_day.yaml",
        "reference_day_acknowledge.yaml",
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_used(name: str) -> None:
    # The reference day counts no acknowledgement, on purpose.
    expected = ["clocks.acknowledge.targets"] if name == "reference_day.yaml" else []
    assert [warning.field for warning in example(name).warnings] == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_operator_can_read_every_line(name: str) -> None:
    lines = (ROOT / "policies" / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert lines[0].startswith("# ")


TARGETS = [
    (ClockKind.ACKNOWLEDGE, "15m 1h 4h 1d"),
    (ClockKind.FIRST_RESPONSE, "30m 2h 8h 2d"),
    (ClockKind.NEXT_RESPONSE, "1h 4h 1d 2d"),
    (ClockKind.INTERNAL_FOLLOW_UP, "2h 4h 1d 3d"),
    (ClockKind.CUSTOMER_UPDATE, "2h 4h 1d 5d"),
    (ClockKind.RESOLUTION, "8h 2d 5d 10d"),
    (ClockKind.CONFIRMATION, "5d 5d 5d 5d"),
]


@pytest.mark.parametrize(("kind", "targets"), TARGETS)
def test_the_default_promises(default: Policy, kind: ClockKind, targets: str) -> None:
    assert default.rule(kind).targets == dict(zip(Severity, targets.split(), strict=True))


_CUSTOMER, _THIRD_PARTY, _HOLD, _SNOOZED = PauseReason
STOPS: list[tuple[ClockKind, set[PauseReason]]] = [
    (ClockKind.ACKNOWLEDGE, set()),
    (ClockKind.FIRST_RESPONSE, set()),
    (ClockKind.NEXT_RESPONSE, set()),
    (ClockKind.PROMISE, set()),
    (ClockKind.REVIEW, set()),
    (ClockKind.INTERNAL_FOLLOW_UP, {_CUSTOMER, _HOLD, _SNOOZED}),
    (ClockKind.CUSTOMER_UPDATE, {_CUSTOMER}),
    (ClockKind.RESOLUTION, {_CUSTOMER, _THIRD_PARTY, _HOLD}),
    (ClockKind.TRIGGER, set(PauseReason)),
]


@pytest.mark.parametrize(("kind", "stops"), STOPS)
def test_the_default_knows_what_stops_a_clock(
    default: Policy, kind: ClockKind, stops: set[PauseReason]
) -> None:
    assert set(default.rule(kind).stops) == stops


def test_the_default_asks_for_security_first_and_idleness_last(default: Policy) -> None:
    assert default.triggers[0].to == Tier.SECURITY
    assert default.triggers[0].signs == (Sign.SECURITY,)
    assert [t.name for t in default.triggers[-3:]] == ["unanswered", "idle", "unresolved"]
    by_tag = {tag: t.to for t in default.triggers for tag in t.tags}
    assert by_tag == {f"escalate_{tier}": tier for tier in Tier if tier != Tier.L1}


def test_the_default_is_good_for_a_team_of_20(default: Policy) -> None:
    assert 20 <= len(default.people) <= 24
    slack_ids = [person.slack for person in default.people.values()]
    assert len(set(slack_ids)) == len(slack_ids)
    assert default.tiers[Tier.SECURITY].is_restricted


@pytest.mark.parametrize("tier", [Tier.L2, Tier.ENGINEERING, Tier.SECURITY, Tier.LEADERSHIP])
def test_the_default_has_somebody_for_a_critical_night(default: Policy, tier: Tier) -> None:
    steps = default.tiers[tier].steps
    assert any(default.on_duty(step.ask, SATURDAY, Severity.CRITICAL) for step in steps)


def test_the_default_keeps_the_countrys_holidays(default: Policy) -> None:
    support = default.calendar("support")
    assert support.is_open(MONDAY)
    assert not support.is_open(datetime(2026, 4, 6, 10, tzinfo=UTC))  # Easter Monday
    assert not support.is_open(datetime(2026, 12, 24, 10, tzinfo=UTC))


def test_as_recorded_moves_and_closes_nothing_by_itself() -> None:
    policy = example("as_recorded.yaml").policy
    assert policy.triggers == ()
    assert (policy.on_breach.climb, policy.on_breach.engage_leadership) == ((), ())
    assert not policy.on_breach.engage_when_exhausted
    assert not policy.on_breach.reopen_unanswered
    assert not policy.close_unconfirmed


def test_the_reference_days_differ_in_their_acknowledge_clock_only() -> None:
    day = example("reference_day.yaml").policy
    acknowledged = example("reference_day_acknowledge.yaml").policy
    assert {kind: rule.targets[Severity.CRITICAL] for kind, rule in day.clocks.items()} == {
        ClockKind.INTERNAL_FOLLOW_UP: "2h",
        ClockKind.CUSTOMER_UPDATE: "4h",
        ClockKind.RESOLUTION: "20h",
    }
    assert all(rule.warn == () for rule in day.clocks.values())
    rest = {k: r for k, r in acknowledged.clocks.items() if k != ClockKind.ACKNOWLEDGE}
    assert rest == day.clocks
    assert acknowledged.rule(ClockKind.ACKNOWLEDGE).warn == ("75%",)
    assert acknowledged.tiers == day.tiers


def parts(kind: Any) -> set[str]:
    """The names of all fields of a dataclass and of the dataclasses within it."""
    names = {f.name for f in fields(kind)} if is_dataclass(kind) else set()
    inner = get_type_hints(kind).values() if is_dataclass(kind) else get_args(kind)
    return names.union(*(parts(part) for part in inner))


def test_the_reference_names_every_key() -> None:
    pages = ["policy.md", "triage.md", "rosters.md"]
    texts = [(ROOT / "docs" / page).read_text(encoding="utf-8") for page in pages]
    said = "\n".join(texts)
    prose = re.sub(r"```.*?```", "", said, flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))
    keys = parts(Policy)
    assert {"version", "ask", "holidays", "turns", "idle_for", "holding"} <= keys
    assert keys - {"start"} - named == set()  # an override's start is written `from`
    assert {str(kind) for kind in ClockKind} - named == set()
    assert max(len(text.splitlines()) for text in texts) <= 140
