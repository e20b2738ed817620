"""What is wrong with triggers, impact and accounts, each with its field and a remedy."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.policy import Policy
from escalation.policy_check import check
from escalation.policy_triage import CLOCKS, RANGES
from escalation.rules import CustomerIs, ImpactRules, Pattern
from escalation.terms import Severity
from escalation.triage.case import Account
from escalation.triage.words import Sign
from tests.domain.triage.cases import POINTS, ruled, trigger
from tests.policies import POLICY


def found(policy: Policy) -> dict[str, str]:
    return {finding.field: f"{finding.problem}; {finding.remedy}" for finding in check(policy)}


def one(**conditions: Any) -> Policy:
    return ruled(trigger(**conditions))


def known(**fields: Any) -> Policy:
    return replace(POLICY, accounts={"acme": Account(**fields)})


def counted(**fields: Any) -> Policy:
    return replace(POLICY, impact=ImpactRules(**fields))


GOOD = [
    one(signs=(Sign.OUTAGE,), also=(Sign.MANY,), without=(Sign.WISH,), similar_min=3),
    one(words=("refund",), unanswered_for={Severity.LOW: "1d"}),
    one(pattern=Pattern(r"ORD-\d{4}", count=2)),
    one(sentiment_max=0.0),
    one(own_clock=("resolution warn", "next_response breach")),
    one(customer=CustomerIs(plans=("gold",))),
    known(tier="key", owner="a-l2", churn_risk=0.5, language="de"),
    counted(raises=True, least=POINTS),
    counted(least={Severity.HIGH: 4, Severity.LOW: 0}),
]


@pytest.mark.parametrize("policy", GOOD)
def test_good_judgement_is_not_complained_of(policy: Policy) -> None:
    assert found(policy) == {}


BAD: list[tuple[Policy, str, str]] = [
    (one(), "triggers[0]", "has no condition; give it one of words, pattern,"),
    (one(without=(Sign.WISH,)), "triggers[0]", "has no condition"),
    (one(model_confidence_min=0.5), "triggers[0]", "has no condition"),
    (
        one(idle_for={Severity.LOW: "1d"}, unresolved_for={Severity.LOW: "1d"}),
        "triggers[0]",
        "has idle_for and unresolved_for: a trigger counts one time; write a trigger for each",
    ),
    (
        one(unresolved_for={Severity.LOW: "1w"}),
        "triggers[0].unresolved_for.low",
        "“1w” is not a span",
    ),
    (
        one(own_clock=("resolution warm",)),
        "triggers[0].own_clock[0]",
        "“resolution warm” is no threshold; did you mean resolution warn?",
    ),
    (
        one(own_clock=("trigger breach",)),
        "triggers[0].own_clock[0]",
        "“trigger breach” is no threshold",
    ),
    (
        one(signs=(Sign.OUTAGE,), without=(Sign.OUTAGE,)),
        "triggers[0].without[0]",
        "“outage” is wanted as well",
    ),
    (one(categories=("billing", "")), "triggers[0].categories[1]", "is empty; write a word"),
    (one(products=(" ",)), "triggers[0].products[0]", "is empty"),
    (one(pattern=Pattern("(")), "triggers[0].pattern.regex", "is no regular expression"),
    (one(pattern=Pattern("(a+)+b")), "triggers[0].pattern.regex", "repeats a group that repeats"),
    (one(pattern=Pattern("a", count=0)), "triggers[0].pattern.count", "0 is out of range"),
    (one(customer=CustomerIs()), "triggers[0].customer", "is empty: nobody is one"),
    (
        one(customer=CustomerIs(churn_risk_min=70)),
        "triggers[0].customer.churn_risk_min",
        "70 is out of range; write a share of 1, like 0.6",
    ),
    (one(sentiment_max=2), "triggers[0].sentiment_max", "2 is out of range"),
    (one(sentiment_fall_min=0), "triggers[0].sentiment_fall_min", "0 is out of range"),
    (one(replies_min=0), "triggers[0].replies_min", "write 1 or more, like 3"),
    (one(confidence_max=60), "triggers[0].confidence_max", "60 is out of range"),
    (one(solved_days_max=-1), "triggers[0].solved_days_max", "write days, like 90"),
    (one(amount_min=-5), "triggers[0].amount_min", "-5 is out of range"),
    (known(owner="nobody"), "accounts.acme.owner", "no person “nobody”"),
    (known(churn_risk=1.5), "accounts.acme.churn_risk", "1.5 is out of range"),
    (known(revenue=-1), "accounts.acme.revenue", "-1 is out of range"),
    (known(name="acme inc"), "accounts.acme.name", "“acme inc” stands under another name"),
    (known(language="German"), "accounts.acme.language", "“German” is no ISO 639-1 code"),
    (known(language="DE"), "accounts.acme.language", "write two letters, like de"),
    (counted(raises=True), "impact.least", "is empty: impact never says how bad it is"),
    (
        counted(least={**POINTS, Severity.HIGH: 2}),
        "impact.least.high",
        "high is reached no later than medium, so medium never is; write more than 2",
    ),
    (counted(revenue_min=-1), "impact.revenue_min", "-1 is out of range"),
]


@pytest.mark.parametrize(("policy", "field", "problem"), BAD)
def test_a_fault_of_judgement_names_its_field_and_a_remedy(
    policy: Policy, field: str, problem: str
) -> None:
    errors = found(policy)
    assert list(errors) == [field]
    assert problem in errors[field]


def test_an_account_may_carry_its_own_name() -> None:
    assert found(known(name="acme")) == {}


def test_every_threshold_has_a_range_and_every_promise_two_thresholds() -> None:
    assert {key for key in RANGES if key.endswith(("_min", "_max"))} >= {
        f for f in vars(trigger()) if f.endswith(("_min", "_max"))
    }
    assert "next_response warn" in CLOCKS
    assert "promise breach" in CLOCKS
    assert not any(clock.startswith(("trigger", "review", "confirmation")) for clock in CLOCKS)
