"""Impact makes a severity: the worst that is broken, whom it stops, how many, how long, who."""

from dataclasses import replace

import pytest

from escalation.rules import ImpactRules
from escalation.terms import Severity
from escalation.triage.case import Account, Case
from escalation.triage.impact import assessed, worse
from escalation.triage.words import Kind, Sign
from tests.domain.triage.cases import POINTS, case, ruled

RULES = ImpactRules(raises=True, least=POINTS, plans=("enterprise",))
POLICY = ruled(impact=RULES)
KEY = Account("acme", "key", plan="enterprise")

TABLE: list[tuple[Case, int, list[str]]] = [
    (case(), 0, []),
    (case(Sign.QUESTION), 0, []),
    (case(kind=Kind.BUG), 2, ["kind"]),
    (case(Sign.ERROR, kind=Kind.BUG), 4, ["kind", "error"]),
    (case(Sign.ERROR, Sign.BLOCKED, kind=Kind.BUG), 4, ["kind", "blocked", "error"]),
    (case(Sign.OUTAGE, kind=Kind.BUG), 3, ["outage", "kind"]),
    (case(Sign.OUTAGE, Sign.MANY), 6, ["outage", "many"]),
    (case(Sign.SECURITY), 4, ["security"]),
    (case(Sign.DATA_LOSS), 6, ["data_loss"]),
    # Where nothing is broken, somebody who is stopped counts; how many and who do not.
    (case(Sign.BLOCKED), 2, ["blocked"]),
    (case(Sign.BLOCKED, Sign.MANY, account=KEY), 2, ["blocked", "many", "key_customer"]),
    (case(Sign.LEGAL, similar=9, account=KEY), 0, ["legal", "pattern", "key_customer"]),
    # Where something is, they do.
    (case(kind=Kind.BUG, account=KEY), 3, ["kind", "key_customer"]),
    (case(kind=Kind.BUG, account=Account(plan="enterprise")), 3, ["kind", "plan"]),
    (case(kind=Kind.BUG, account=Account(is_vip=True)), 3, ["kind", "vip"]),
    (case(kind=Kind.BUG, account=Account(revenue=100_000)), 3, ["kind", "revenue"]),
    (case(kind=Kind.BUG, account=Account(churn_risk=0.7)), 3, ["kind", "churn_risk"]),
    (case(Sign.PRESS, Sign.CHURN, kind=Kind.BUG), 4, ["kind", "press", "churn"]),
    (case(kind=Kind.BUG, similar=3), 3, ["kind", "pattern"]),
    (case(kind=Kind.BUG, replies=3, reopened=2), 4, ["kind", "stuck", "reopened"]),
]


@pytest.mark.parametrize(("one", "points", "because"), TABLE)
def test_impact_counts(one: Case, points: int, because: list[str]) -> None:
    found = assessed(one, POLICY)
    assert (found.points, [reason.condition for reason in found.reasons]) == (points, because)


@pytest.mark.parametrize(
    ("one", "severity"),
    [
        (case(), Severity.LOW),
        (case(kind=Kind.BUG), Severity.MEDIUM),
        (case(Sign.ERROR, kind=Kind.BUG), Severity.HIGH),
        (case(Sign.OUTAGE, Sign.MANY, Sign.BLOCKED), Severity.CRITICAL),
    ],
)
def test_points_make_a_severity(one: Case, severity: Severity) -> None:
    assert assessed(one, POLICY).severity == severity


BAD = case(Sign.DATA_LOSS, Sign.MANY)  # critical by its points


@pytest.mark.parametrize("said", Severity)
def test_impact_raises_what_people_set_where_the_policy_wants_it(said: Severity) -> None:
    off = ruled(impact=replace(RULES, raises=False))
    assert assessed(replace(BAD, severity=said), off).severity == said
    assert assessed(replace(BAD, severity=said), POLICY).severity == Severity.CRITICAL
    assert assessed(case(severity=said), POLICY).severity == said


def test_without_points_to_go_by_it_is_what_people_set_or_medium() -> None:
    bare = ruled(impact=ImpactRules(raises=True))
    assert assessed(BAD, bare).severity == Severity.MEDIUM
    assert assessed(replace(BAD, severity=Severity.LOW), bare).severity == Severity.LOW


def test_the_more_severe_is_worse() -> None:
    assert worse(Severity.LOW, Severity.HIGH) == Severity.HIGH
    assert worse(Severity.CRITICAL, Severity.HIGH) == Severity.CRITICAL
