"""How bad it is: breadth, depth, duration, revenue, reputation and contract make a severity.

Depth comes first: the worst that is broken, and whether it stops somebody. Only where something is
broken do how many, how long and who count as well: nobody's value makes a wish severe. The policy
says from how many points each severity holds. What people set is never lowered, and raised only
where the policy wants it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from escalation.policy import Policy
from escalation.rules import CustomerIs, ImpactRules
from escalation.terms import Severity
from escalation.triage import customers
from escalation.triage.case import Case
from escalation.triage.judgement import Reason
from escalation.triage.words import Kind, Sign

RULE = "impact"
CHURN_RISK = 0.7  # from here they are likelier to leave than not
REPLIES, REOPENED, SIMILAR = 3, 2, 3  # the first that says "again": it lasts, it spreads

# Points. Of what is broken, the worst counts; so does the worst of what it stops.
BROKEN = {Sign.DATA_LOSS: 6, Sign.SECURITY: 4, Sign.OUTAGE: 3}
A_BUG = 2
STOPPED = {Sign.BLOCKED: 2, Sign.ERROR: 2}  # a function fails rather than being wrong
BREADTH = {Sign.MANY: 3}
REPUTATION = {Sign.LEGAL: 1, Sign.PRESS: 1, Sign.CHURN: 1}


@dataclass(frozen=True)
class Impact:
    """The severity, the points that made it, and their reasons."""

    severity: Severity
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Point:
    """What counts, and how much."""

    points: int
    reason: Reason


def assessed(case: Case, policy: Policy) -> Impact:
    """The impact of a case; without points to go by, what people set, or else medium."""
    broken, stopped = list(_broken(case)), list(_signs(case, STOPPED))
    rest = [*_spread(case), *_standing(case, policy.impact)]
    points = _worst(broken) + _worst(stopped)
    if broken:
        points += sum(one.points for one in rest)
    reasons = tuple(one.reason for one in (*broken, *stopped, *rest))
    return Impact(_severity(points, case.severity, policy), points, reasons)


def worse(one: Severity, other: Severity) -> Severity:
    """The more severe of two."""
    return min(one, other, key=tuple(Severity).index)


def _severity(points: int, said: Severity | None, policy: Policy) -> Severity:
    rules = policy.impact
    reached = [severity for severity, least in rules.least.items() if points >= least]
    counted = min(reached, key=tuple(Severity).index, default=Severity.MEDIUM)
    if said is None:
        return counted
    return worse(counted, said) if rules.raises and reached else said


def _broken(case: Case) -> Iterator[_Point]:
    yield from _signs(case, BROKEN)
    if case.reading.sure_kind == Kind.BUG:
        yield _Point(A_BUG, Reason(RULE, "kind", "it reads like a bug"))


def _worst(points: list[_Point]) -> int:
    return max((one.points for one in points), default=0)


def _spread(case: Case) -> Iterator[_Point]:
    """Breadth, duration and reputation."""
    yield from _signs(case, {**BREADTH, **REPUTATION})
    for condition, evidence, count, least in (
        ("pattern", "tickets like it", case.similar, SIMILAR),
        ("stuck", "replies without progress", case.replies, REPLIES),
        ("reopened", "reopenings", case.reopened, REOPENED),
    ):
        if count >= least:
            yield _Point(1, Reason(RULE, condition, evidence, str(count), str(least)))


def _standing(case: Case, rules: ImpactRules) -> Iterator[_Point]:
    """Revenue, contract, and who it is; a key account's plan is not counted again."""
    plans = () if case.account.tier == "key" else rules.plans
    wanted = CustomerIs(("key",), plans, rules.revenue_min, None, CHURN_RISK, is_vip=True)
    for reason in customers.matching(RULE, wanted, case.account):
        yield _Point(1, reason)


def _signs(case: Case, points: dict[Sign, int]) -> Iterator[_Point]:
    for sign, count in points.items():
        if found := case.reading.found(sign):
            yield _Point(count, Reason(RULE, sign, f"“{found.text}”"))
