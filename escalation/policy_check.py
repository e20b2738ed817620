"""What is wrong with a policy that reads well: gaps, names that nobody has, spans that are none.

Each rule looks at the whole policy and yields what it finds. An error would let an escalation fall
through or stop a worker; a warning is a policy that works, but perhaps not as it was meant.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from escalation import policy_people, policy_problems, policy_triage
from escalation.calendar import NeverDue
from escalation.clocks import SHARE, target_seconds
from escalation.finding import (
    DAYS_MAX,
    Finding,
    Path,
    unknown,
    wrong_span,
    wrong_spans,
    wrong_threshold,
)
from escalation.policy import AROUND_THE_CLOCK, Policy, TierRule
from escalation.terms import ClockKind, Severity, Tier

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)  # any instant: spans are compared from the same one


def check(policy: Policy) -> tuple[Finding, ...]:
    """Everything that is wrong with a policy; empty when nothing is."""
    found = tuple(finding for rule in _RULES for finding in rule(policy))
    if any(finding.is_error for finding in found):
        return found  # comparing targets needs calendars and spans that are sound
    return (*found, *dict.fromkeys(_targets(policy)))


def _tiers(policy: Policy) -> Iterator[Finding]:
    for tier in Tier:
        path = ("tiers", tier)
        if tier in policy.tiers:
            yield from _tier(policy, path, policy.tiers[tier], asks=tier != Tier.L1)
        else:
            yield Finding(path, "is missing: the chain has a gap", "add it with channel and steps")


def _tier(policy: Policy, path: Path, rule: TierRule, *, asks: bool) -> Iterator[Finding]:
    if not rule.channel:
        remedy = 'write a Slack channel, in quotes: "#support-l2"'
        yield Finding((*path, "channel"), "is empty: nobody there would be told", remedy)
    if asks and not rule.steps:
        remedy = "add a step with a roster or a person to ask"
        yield Finding((*path, "steps"), "is empty: the chain has a gap", remedy)
    for i, step in enumerate(rule.steps):
        known = [*policy.rosters, *policy.people]
        yield from unknown((*path, "steps", i, "ask"), step.ask, "roster or person", known)
        if step.wait:
            yield from wrong_span((*path, "steps", i, "wait"), step.wait)
    lead = (*path, "lead")
    if rule.lead:
        yield from unknown(lead, rule.lead, "person", policy.people)
    else:
        problem = "is empty: a breach there reaches nobody by name"
        yield Finding(lead, problem, "name a person").as_warning
    yield from _calendar((*path, "calendar"), rule.calendar, policy)


def _calendars(policy: Policy) -> Iterator[Finding]:
    yield from _calendar(("support_calendar",), policy.support_calendar, policy)
    for name, calendar in policy.calendars.items():
        path = ("calendars", name)
        if name == AROUND_THE_CLOCK:
            yield Finding(path, "is built in: around the clock", "choose another name")
        if not any(calendar.hours.values()):
            remedy = 'give it hours: mon: [["09:00", "17:00"]]'
            yield Finding((*path, "hours"), "open on no weekday, so nothing falls due", remedy)


def _calendar(path: Path, name: str, policy: Policy) -> Iterator[Finding]:
    yield from unknown(path, name, "calendar", [*policy.calendars, AROUND_THE_CLOCK])


def _clocks(policy: Policy) -> Iterator[Finding]:
    for kind, rule in policy.clocks.items():
        yield from wrong_spans(("clocks", kind, "targets"), rule.targets)
        for i, warn in enumerate(rule.warn):
            yield from wrong_threshold(("clocks", kind, "warn", i), warn)
    yield from wrong_spans(("issue_done_within",), policy.issue_done_within)


def _counted(policy: Policy) -> Iterator[Finding]:
    path = ("clocks", ClockKind.ACKNOWLEDGE, "targets")
    follow_up = policy.rule(ClockKind.INTERNAL_FOLLOW_UP).targets
    missing = [s for s in Severity if s not in policy.rule(ClockKind.ACKNOWLEDGE).targets]
    forgotten = [severity for severity in missing if severity not in follow_up]
    if forgotten:
        problem = f"nothing counts {', '.join(forgotten)}, here or in internal_follow_up"
        yield Finding(path, f"{problem}: it could be forgotten", f"add {forgotten[0]}: 4h")
    elif missing:
        problem = f"without {', '.join(missing)}, the chain stops at its first step"
        yield Finding(path, problem, f"add {missing[0]}: 4h").as_warning


def _rest(policy: Policy) -> Iterator[Finding]:
    if not policy.version:
        yield Finding(("version",), "is empty", "write a name or a date that you will recognise")
    if not policy.fallback_channel:
        remedy = 'write a Slack channel, in quotes: "#handrail-alarms"'
        yield Finding(("fallback_channel",), "is empty: alarms would reach nobody", remedy)
    days = policy.reviews_after_days
    if not days or sorted({0, *days}) != [0, *days] or days[-1] > DAYS_MAX:
        problem = f"is not a rising list of days up to {DAYS_MAX}: a pause could be forgotten"
        yield Finding(("reviews_after_days",), problem, "write [3, 14, 45, 120]")
    if policy.on_breach.rounds < 1:
        yield Finding(("on_breach", "rounds"), "is less than 1", "write 3")
    for name, text in asdict(policy.texts).items():
        if not text.strip():
            yield Finding(("texts", name), "is empty", "write it, or leave the key out for ours")


_RULES: tuple[Callable[[Policy], Iterator[Finding]], ...] = (
    _tiers,
    _calendars,
    _clocks,
    _counted,
    _rest,
    *policy_people.RULES,
    *policy_problems.RULES,
    *policy_triage.RULES,
)


def _targets(policy: Policy) -> Iterator[Finding]:
    """Whether warnings, waits and targets come in an order that makes sense, by severity."""
    for severity in Severity:
        is_always = severity in policy.always_on
        name = AROUND_THE_CLOCK if is_always else policy.support_calendar
        try:
            yield from _warnings(policy, severity, name)
            yield from _waits(policy, severity, name)
        except NeverDue as never:
            yield Finding(("calendars", name), f"opens too rarely: {never}", "give it more hours")


def _warnings(policy: Policy, severity: Severity, calendar: str) -> Iterator[Finding]:
    for kind, rule in policy.clocks.items():
        target = rule.targets.get(severity, "")
        spans = [(i, w) for i, w in enumerate(rule.warn) if target and not w.endswith(SHARE)]
        for i, warn in spans:
            if _seconds(policy, calendar, warn) >= _seconds(policy, calendar, target):
                problem = f"{warn} does not come before the target of {severity}, {target}"
                path = ("clocks", kind, "warn", i)
                yield Finding(path, problem, "write a share, like 75%").as_warning


def _waits(policy: Policy, severity: Severity, calendar: str) -> Iterator[Finding]:
    resolution = policy.rule(ClockKind.RESOLUTION).targets.get(severity)
    if not resolution:
        return
    acknowledge = policy.rule(ClockKind.ACKNOWLEDGE).targets.get(severity, "")
    waits: dict[Path, str] = {("clocks", ClockKind.ACKNOWLEDGE, "targets", severity): acknowledge}
    for tier, rule in policy.tiers.items():
        waits |= {("tiers", tier, "steps", i, "wait"): s.wait for i, s in enumerate(rule.steps)}
    for path, wait in waits.items():
        if wait and _seconds(policy, calendar, wait) > _seconds(policy, calendar, resolution):
            problem = f"{wait} is longer than {severity} may take in all, {resolution}"
            yield Finding(path, problem, "write a shorter span").as_warning


def _seconds(policy: Policy, calendar: str, text: str) -> float:
    return target_seconds(policy.calendar(calendar), MONDAY, text)
