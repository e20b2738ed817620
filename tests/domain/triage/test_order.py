"""Value orders work within a severity; it lowers none, and lengthens no promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.model import Escalation
from escalation.policy import Policy
from escalation.rules import ImpactRules
from escalation.terms import Severity, Tier
from escalation.triage.case import Account, Reading
from escalation.triage.impact import worse
from escalation.triage.order import urgency, worth
from escalation.triage.words import Kind, Sign
from tests.domain.story import Story, ticket
from tests.domain.triage.cases import POINTS, reading
from tests.policies import POLICY

RULES = ImpactRules(revenue_min=100_000)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACCOUNTS = st.builds(
    Account,
    tier=st.sampled_from(["standard", "key"]),
    revenue=st.floats(0, 1e7),
    churn_risk=st.floats(0, 1),
    is_vip=st.booleans(),
)
DUE = st.none() | st.integers(0, 10_000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(ACCOUNTS, ACCOUNTS, DUE, DUE)
def test_value_never_puts_anything_before_what_is_more_severe(one, other, due, due_too) -> None:
    for severe, mild in zip(Severity, list(Severity)[1:], strict=False):
        assert urgency(severe, one, due, RULES) < urgency(mild, other, due_too, RULES)


@given(ACCOUNTS, DUE, DUE)
def test_among_alike_customers_the_deadline_decides(account, due, later) -> None:
    first, second = (urgency(Severity.LOW, account, at, RULES) for at in (due, later))
    far = NOW + timedelta(days=3650)  # without a deadline it comes last
    assert (first < second) == ((due or far) < (later or far))


@pytest.mark.parametrize(
    ("account", "points"),
    [
        (Account(), 0),
        (Account(tier="key"), 2),
        (Account(is_vip=True), 1),
        (Account(revenue=100_000), 1),
        (Account(revenue=99_999), 0),
        (Account(churn_risk=0.7), 1),
        (Account("acme", "key", revenue=1e6, churn_risk=1, is_vip=True), 5),
    ],
)
def test_what_a_customer_is_worth(account: Account, points: int) -> None:
    assert worth(account, RULES) == points


def test_of_equals_the_key_account_comes_first() -> None:
    plain = urgency(Severity.HIGH, Account(), NOW, RULES)
    key = urgency(Severity.HIGH, Account(tier="key"), NOW + timedelta(days=2), RULES)
    assert key < plain


@given(ACCOUNTS, st.sets(st.sampled_from(Sign), max_size=4), st.sampled_from(Severity))
def test_value_lowers_no_severity_and_lengthens_no_promise(account, signs, severity) -> None:
    """Two escalations that differ in the customer's value alone, with all of judgement on."""
    said = reading(*sorted(signs), kind=Kind.BUG)
    policy = replace(POLICY, triggers=(), impact=ImpactRules(raises=True, least=POINTS))
    plain, valued = (
        opened(replace(policy, accounts=accounts), said, severity)
        for accounts in ({}, {"acme": account})
    )
    assert worse(plain.severity, valued.severity) == valued.severity
    for before, after in zip(plain.clocks, valued.clocks, strict=True):
        assert before.name == after.name
        assert after.due_at <= before.due_at


def opened(policy: Policy, said: Reading, severity: Severity) -> Escalation:
    story = Story(policy)
    fields = {"ticket": ticket(), "tier": Tier.L2, "severity": severity, "customer": "acme"}
    story.send("Mon 09:00", "open", reading=said, **fields)
    return story.e
