"""Conditions on what happened to a ticket: counts, spans, clocks, tags, who it is about.

Each looks at a case for a trigger and gives its reasons, none when it does not hold. Spans are
open seconds of the support calendar, a business day that of an ordinary Monday.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from escalation.clocks import target_seconds
from escalation.policy import Policy, Trigger
from escalation.terms import Severity
from escalation.triage.case import Case
from escalation.triage.judgement import Reason

Reasons = tuple[Reason, ...]
Condition = Callable[[Trigger, Case, Policy], Reasons]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)  # any without a holiday near it: from here days are long
HOUR_S = 3600


def by_tags(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """An agent asked with one of the tags."""
    tag = next((tag for tag in case.tags if tag in trigger.tags), "")
    return (Reason(trigger.name, "tag", f"an agent asked with the tag {tag}"),) if tag else ()


def by_severity(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """It is one of the severities; None is none that a trigger speaks of."""
    if case.severity not in trigger.severities:
        return ()
    return (Reason(trigger.name, "severity", f"it is {case.severity}"),)


def by_category(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """The helpdesk's category is one of those."""
    if case.category not in trigger.categories:
        return ()
    return (Reason(trigger.name, "category", f"its category is {case.category}"),)


def by_product(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """It is about one of the products."""
    if case.product not in trigger.products:
        return ()
    return (Reason(trigger.name, "product", f"it is about {case.product}"),)


def by_confidence(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """An automation answered before and was less sure than that."""
    sure, most = case.automation_confidence, trigger.confidence_max
    if sure is None or most is None or sure >= most:
        return ()
    evidence = "an automation was not sure of its answer"
    return (Reason(trigger.name, "unsure_automation", evidence, f"{sure:.2f}", f"{most:.2f}"),)


def by_recurrence(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """One like it was solved that recently: the cause may not be gone."""
    ago, most = case.solved_days, trigger.solved_days_max
    if ago is None or most is None or ago > most:
        return ()
    measured = (f"{ago:.0f} days ago", f"{most} days")
    return (Reason(trigger.name, "solved_before", "one like it was solved", *measured),)


def by_clock(trigger: Trigger, case: Case, _: Policy) -> Reasons:
    """A threshold of its own clocks has passed."""
    passed = next((clock for clock in case.clocks if clock in trigger.own_clock), "")
    return (Reason(trigger.name, "clock", f"{passed} has passed"),) if passed else ()


def at_least(key: str, condition: str, evidence: str, of: Callable[[Case], float]) -> Condition:
    """A count that reaches what the trigger wants under `key`."""

    def reached(trigger: Trigger, case: Case, _: Policy) -> Reasons:
        count, least = of(case), getattr(trigger, key)
        if count < least:
            return ()
        return (Reason(trigger.name, condition, evidence, f"{count:,.0f}", f"{least:,.0f}"),)

    return reached


def longer_than(key: str, condition: str, evidence: str, of: Callable[[Case], float]) -> Condition:
    """A time that reaches the span which the trigger gives, under `key`, to the severity."""

    def reached(trigger: Trigger, case: Case, policy: Policy) -> Reasons:
        spans: Mapping[Severity, str] = getattr(trigger, key)
        waited_s = of(case)
        target = spans.get(case.severity, "") if case.severity and waited_s else ""
        if not target or waited_s < _seconds(target, policy):
            return ()
        waited = f"{waited_s / HOUR_S:.1f} open hours"
        return (Reason(trigger.name, condition, evidence, waited, target),)

    return reached


def _seconds(target: str, policy: Policy) -> float:
    return target_seconds(policy.calendar(policy.support_calendar), MONDAY, target)
