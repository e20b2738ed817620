"""A policy that reads well is still looked at for gaps, unknown names and spans that are none."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from escalation.calendar import Calendar
from escalation.finding import Finding, dotted, nearest
from escalation.policy import (
    ClockRule,
    Noise,
    OnBreach,
    Person,
    Policy,
    Roster,
    SlackRules,
    Step,
    Texts,
    Trigger,
)
from escalation.policy_check import check
from escalation.terms import Ability, ClockKind, Severity, Tier
from tests.policies import OFFICE, POLICY, by_severity

NEVER = Calendar("Europe/Berlin", {})
LEAP_DAY, DAY = date(2024, 2, 29), timedelta(days=1)
ALL_YEAR = tuple(f"{LEAP_DAY + n * DAY:%m-%d}" for n in range(1, 366))  # but for one day
RARE = Calendar("Europe/Berlin", {"mon": (("09:00", "09:01"),)}, yearly_holidays=ALL_YEAR)
ONCE = Calendar("Europe/Berlin", {}, overrides={"2020-01-02": (("09:00", "17:00"),)})


def tier(name: Tier, **changed: Any) -> Policy:
    tiers = {**POLICY.tiers, name: replace(POLICY.tiers[name], **changed)}
    return replace(POLICY, tiers=tiers)


def without(name: Tier) -> Policy:
    return replace(POLICY, tiers={t: rule for t, rule in POLICY.tiers.items() if t != name})


def clock(kind: ClockKind, rule: ClockRule) -> Policy:
    return replace(POLICY, clocks={**POLICY.clocks, kind: rule})


def roster(**fields: Any) -> Policy:
    found = Roster(**{"people": ("a-l2",), "is_always_on": True, **fields})
    return replace(POLICY, rosters={**POLICY.rosters, "l2-desk": found})


def roles(*named: str) -> Policy:
    return replace(POLICY, roles={Ability.ESCALATE: named})


def trigger(name: str = "x", to: Tier = Tier.L2, **conditions: Any) -> Policy:
    first = Trigger("first", Tier.L2, tags=("a",))
    return replace(POLICY, triggers=(first, Trigger(name, to, **conditions)))


def found(policy: Policy, *, is_error: bool) -> dict[str, str]:
    return {f.field: f.problem for f in check(policy) if f.is_error == is_error}


def test_a_sound_policy_has_no_findings() -> None:
    assert check(POLICY) == ()
    assert check(roles("a-l2", "l2-desk", "U0ANA", "@leads", "anyone")) == ()
    assert check(replace(POLICY, noise=Noise(quiet="support"))) == ()


L2_STEP = "tiers.l2.steps[0]"
ACKNOWLEDGE = "clocks.acknowledge.targets"
ERRORS: list[tuple[Policy, str, str]] = [
    (without(Tier.L2), "tiers.l2", "is missing"),
    (without(Tier.LEADERSHIP), "tiers.leadership", "is missing"),
    (tier(Tier.PRODUCT, channel=""), "tiers.product.channel", "is empty"),
    (tier(Tier.ENGINEERING, steps=()), "tiers.engineering.steps", "the chain has a gap"),
    (tier(Tier.L2, steps=(Step("l2-dsk"),)), f"{L2_STEP}.ask", "no roster or person “l2-dsk”"),
    (tier(Tier.L2, steps=(Step("a-l2", "soon"),)), f"{L2_STEP}.wait", "“soon” is not a span"),
    (roles("a-l3"), "roles.escalate[0]", "no person, roster or @group “a-l3”"),
    (roles(), "roles.escalate", "is empty: nobody could do it"),
    (replace(POLICY, noise=Noise(window="soon")), "noise.window", "“soon” is not a span"),
    (replace(POLICY, noise=Noise(quiet="nights")), "noise.quiet", "no calendar “nights”"),
    (replace(POLICY, slack=SlackRules("::")), "slack.ticket_reaction", "is empty"),
    (tier(Tier.L2, lead="nobody"), "tiers.l2.lead", "no person “nobody”"),
    (tier(Tier.L2, calendar="office"), "tiers.l2.calendar", "no calendar “office”"),
    (replace(POLICY, support_calendar="office"), "support_calendar", "no calendar “office”"),
    (
        replace(POLICY, calendars={"support": OFFICE, "always": OFFICE}),
        "calendars.always",
        "is built in",
    ),
    (replace(POLICY, calendars={"support": NEVER}), "calendars.support.hours", "on no weekday"),
    (
        replace(POLICY, calendars={**POLICY.calendars, "labs": ONCE}),
        "calendars.labs.hours",
        "on no",
    ),
    (replace(POLICY, calendars={"support": RARE}), "calendars.support", "too rarely"),
    (roster(people=()), "rosters.l2-desk.people", "is empty"),
    (roster(people=("a-l2", "b-l3")), "rosters.l2-desk.people[1]", "no person “b-l3”"),
    (roster(timezone="Berlin"), "rosters.l2-desk.timezone", "“Berlin” is not a zone"),
    (
        clock(ClockKind.RESOLUTION, ClockRule(by_severity("8h", "2 days", "5d", "9d"))),
        "clocks.resolution.targets.high",
        "“2 days” is not a span",
    ),
    (
        clock(ClockKind.RESOLUTION, ClockRule(by_severity("8h", "2d", "5d", "367d"))),
        "clocks.resolution.targets.low",
        "more than a year",
    ),
    (
        clock(ClockKind.RESOLUTION, ClockRule(by_severity("9999h", "2d", "5d", "9d"))),
        "clocks.resolution.targets.critical",
        "more than a year",
    ),
    (clock(ClockKind.PROMISE, ClockRule(warn=("100%",))), "clocks.promise.warn[0]", "not a share"),
    (clock(ClockKind.PROMISE, ClockRule(warn=("0%",))), "clocks.promise.warn[0]", "not a share"),
    (clock(ClockKind.PROMISE, ClockRule(warn=("1h", "%"))), "clocks.promise.warn[1]", "a share"),
    (clock(ClockKind.PROMISE, ClockRule(warn=("0h",))), "clocks.promise.warn[0]", "not a span"),
    (
        replace(POLICY, clocks={ClockKind.ACKNOWLEDGE: ClockRule({Severity.LOW: "1d"})}),
        ACKNOWLEDGE,
        "nothing counts critical, high, medium",
    ),
    (trigger(), "triggers[1]", "has no condition"),
    (trigger("first", tags=("y",)), "triggers[1].name", "is empty or taken"),
    (trigger("", tags=("y",)), "triggers[1].name", "is empty or taken"),
    (trigger(to=Tier.L1, tags=("y",)), "triggers[1].to", "l1 has it already"),
    (trigger(words=("leak", " ")), "triggers[1].words[1]", "is empty"),
    (
        trigger(unanswered_for={Severity.LOW: "1w"}),
        "triggers[1].unanswered_for.low",
        "“1w” is not a span",
    ),
    (trigger(idle_for={Severity.LOW: "09:00"}), "triggers[1].idle_for.low", "is not a span"),
    (replace(POLICY, issue_done_within={Severity.LOW: ""}), "issue_done_within.low", "not a span"),
    (replace(POLICY, version=""), "version", "is empty"),
    (replace(POLICY, fallback_channel=""), "fallback_channel", "is empty"),
    (replace(POLICY, reviews_after_days=()), "reviews_after_days", "rising list of days"),
    (replace(POLICY, reviews_after_days=(0, 3)), "reviews_after_days", "rising list of days"),
    (replace(POLICY, reviews_after_days=(14, 3)), "reviews_after_days", "rising list of days"),
    (replace(POLICY, reviews_after_days=(3, 9999)), "reviews_after_days", "rising list of days"),
    (replace(POLICY, on_breach=OnBreach(rounds=0)), "on_breach.rounds", "is less than 1"),
    (replace(POLICY, texts=Texts(holding=" ")), "texts.holding", "is empty"),
]


@pytest.mark.parametrize(("policy", "field", "problem"), ERRORS)
def test_an_error_names_its_field(policy: Policy, field: str, problem: str) -> None:
    errors = found(policy, is_error=True)
    assert list(errors) == [field]
    assert problem in errors[field]


WARNINGS: list[tuple[Policy, str, str]] = [
    (tier(Tier.L2, lead=""), "tiers.l2.lead", "reaches nobody by name"),
    (
        replace(POLICY, rosters={n: Roster(r.people) for n, r in POLICY.rosters.items()}),
        "always_on",
        "no roster is always on",
    ),
    (
        clock(ClockKind.ACKNOWLEDGE, ClockRule({Severity.CRITICAL: "15m"})),
        ACKNOWLEDGE,
        "without high, medium, low",
    ),
    (
        clock(ClockKind.ACKNOWLEDGE, ClockRule(by_severity("9h", "1h", "4h", "1d"))),
        f"{ACKNOWLEDGE}.critical",
        "longer than critical may take in all, 8h",
    ),
    (
        tier(Tier.PRODUCT, steps=(Step("a-product", "3d"),)),
        "tiers.product.steps[0].wait",
        "longer than",
    ),
    (
        clock(ClockKind.CONFIRMATION, ClockRule(by_severity("5d", "5d", "5d", "2d"), ("2d",))),
        "clocks.confirmation.warn[0]",
        "2d does not come before the target of low, 2d",
    ),
    (
        replace(POLICY, people={**POLICY.people, "a-l2": Person("A")}),
        "people.a-l2.slack",
        "cannot notify",
    ),
]


@pytest.mark.parametrize(("policy", "field", "problem"), WARNINGS)
def test_a_warning_names_its_field_and_is_no_error(
    policy: Policy, field: str, problem: str
) -> None:
    warnings = found(policy, is_error=False)
    assert found(policy, is_error=True) == {}
    assert list(warnings) == [field]
    assert problem in warnings[field]


def test_a_share_is_never_compared_with_a_span() -> None:
    late = clock(ClockKind.RESOLUTION, ClockRule(by_severity("8h", "2d", "5d", "10d"), ("99%",)))
    assert check(late) == ()


def test_without_a_resolution_target_no_wait_is_too_long() -> None:
    assert check(clock(ClockKind.RESOLUTION, ClockRule())) == ()


def test_nothing_needs_to_be_always_on_when_nothing_runs_around_the_clock() -> None:
    by_day = {name: Roster(r.people) for name, r in POLICY.rosters.items()}
    assert check(replace(POLICY, rosters=by_day, always_on=())) == ()


def test_all_errors_come_at_once() -> None:
    broken = replace(tier(Tier.L2, channel="", lead="nobody"), fallback_channel="")
    assert list(found(broken, is_error=True)) == [
        "tiers.l2.channel",
        "tiers.l2.lead",
        "fallback_channel",
    ]


@pytest.mark.parametrize(
    ("word", "remedy"),
    [("l2-oncal", "did you mean l2-oncall?"), ("zzz", "name another")],
)
def test_the_remedy_for_an_unknown_name_is_the_nearest(word: str, remedy: str) -> None:
    assert nearest(word, ["l2-oncall", "product"], "name another") == remedy


def test_a_path_is_written_as_people_write_it() -> None:
    assert dotted(("tiers", "l2", "steps", 0, "ask")) == "tiers.l2.steps[0].ask"
    assert dotted(()) == ""
    assert Finding(("a", 1), "p", "r").field == "a[1]"
