"""Every condition of a trigger fires and does not, and says what it saw."""

from dataclasses import fields
from typing import Any

import pytest

from escalation.policy import Trigger
from escalation.rules import CustomerIs, Pattern
from escalation.terms import Severity, Tier
from escalation.triage.case import Account, Reading
from escalation.triage.conditions import CONDITIONS, given, holding, is_absolute
from escalation.triage.words import Kind, Sign
from tests.domain.triage.cases import case, reading, trigger
from tests.policies import POLICY

DAY_S = 9 * 3600  # of the tests' support calendar, 09:00 to 18:00
CHURN = Sign.CHURN

Fields = dict[str, Any]
# The trigger, a case for which it holds, its reasons; and one for which it does not.
TABLE: list[tuple[Fields, Fields, str, Fields]] = [
    (
        {"words": ("data leak",)},
        {"body": "A DATA LEAK?"},
        "words: the word “DATA LEAK” stands in the ticket",
        {"body": "data leakage"},
    ),
    (
        {"pattern": Pattern(r"ORD-\d{4}", count=2)},
        {"subject": "ord-1234", "body": "and ORD-4321"},
        "words: “ord-1234” stands in the ticket (2 against 2)",
        {"subject": "ord-1234"},
    ),
    (
        {"pattern": Pattern("sap", field="subject")},
        {"subject": "SAP"},
        "words: “SAP” stands in the ticket (1 against 1)",
        {"body": "SAP"},
    ),
    (
        {"pattern": Pattern("sap", field="body")},
        {"body": "SAP"},
        "words: “SAP” stands in the ticket (1 against 1)",
        {"subject": "SAP"},
    ),
    (
        {"tags": ("a", "b")},
        {"tags": ("x", "b")},
        "tag: an agent asked with the tag b",
        {"tags": ("x",)},
    ),
    (
        {"severities": (Severity.CRITICAL,)},
        {"severity": Severity.CRITICAL},
        "severity: it is critical",
        {"severity": None},
    ),
    (
        {"signs": (Sign.LEGAL, CHURN)},
        {"reading": reading(CHURN)},
        "churn: “some churn”",
        {"reading": reading(Sign.ANGRY)},
    ),
    (
        {"signs": (Sign.OUTAGE,), "also": (Sign.MANY,)},
        {"reading": reading(Sign.OUTAGE, Sign.MANY)},
        "outage: “some outage”, many: “some many”",
        {"reading": reading(Sign.OUTAGE)},
    ),
    (
        {"without": (Sign.WORKAROUND,)},
        {},
        "without: no sign of workaround",
        {"reading": reading(Sign.WORKAROUND)},
    ),
    (
        {"kinds": (Kind.BUG,)},
        {"reading": Reading(kind=Kind.BUG, because=("fails", "error"))},
        "kind: it reads like a bug: “fails”, “error”",
        {"reading": Reading(kind=Kind.QUESTION)},
    ),
    (
        {"kinds": (Kind.BUG,)},
        {"reading": Reading(kind=Kind.BUG)},
        "kind: it reads like a bug",
        {},
    ),
    (
        {"model_kinds": (Kind.BUG,), "model_confidence_min": 0.7},
        {"reading": Reading(kind=Kind.BUG, kind_by="spring", confidence=0.7)},
        "model: spring takes it for bug (0.70 against 0.70)",
        {"reading": Reading(kind=Kind.BUG, kind_by="spring", confidence=0.69)},
    ),
    (
        {"model_kinds": (Kind.BUG,)},
        {"reading": Reading(kind=Kind.BUG, kind_by="spring", confidence=0.9)},
        "model: spring takes it for bug (0.90 against 0.80)",
        {"reading": Reading(kind=Kind.BUG, confidence=0.9)},
    ),
    (
        {"categories": ("billing",)},
        {"category": "billing"},
        "category: its category is billing",
        {"category": "bill"},
    ),
    (
        {"products": ("app",)},
        {"product": "app"},
        "product: it is about app",
        {"product": ""},
    ),
    (
        {"sentiment_max": -0.5},
        {"moods": (0.8, -0.5)},
        "sentiment: the mood of their last words (-0.50 against -0.50)",
        {"moods": (-0.8, -0.4)},
    ),
    (
        {"sentiment_max": 0.0},
        {"reading": Reading(sentiment=-0.1)},
        "sentiment: the mood of their last words (-0.10 against +0.00)",
        {"reading": Reading(sentiment=None)},
    ),
    (
        {"sentiment_fall_min": 0.5},
        {"moods": (0.4, 0.9, -0.2)},
        "mood_fell: their mood fell from +0.40 to -0.20 (0.60 against 0.50)",
        {"moods": (-0.9,)},
    ),
    (
        {"sentiment_fall_min": 0.5},
        {"moods": (0.4, -0.2)},
        "mood_fell: their mood fell from +0.40 to -0.20 (0.60 against 0.50)",
        {},
    ),
    (
        {"confidence_max": 0.6},
        {"automation_confidence": 0.59},
        "unsure_automation: an automation was not sure of its answer (0.59 against 0.60)",
        {"automation_confidence": 0.6},
    ),
    (
        {"confidence_max": 0.6},
        {"automation_confidence": 0.0},
        "unsure_automation: an automation was not sure of its answer (0.00 against 0.60)",
        {},
    ),
    (
        {"solved_days_max": 90},
        {"solved_days": 90},
        "solved_before: one like it was solved (90 days ago against 90 days)",
        {"solved_days": 91},
    ),
    (
        {"solved_days_max": 90},
        {"solved_days": 0},
        "solved_before: one like it was solved (0 days ago against 90 days)",
        {},
    ),
    (
        {"own_clock": ("resolution warn",)},
        {"clocks": ("acknowledge breach", "resolution warn")},
        "clock: resolution warn has passed",
        {"clocks": ("resolution breach",)},
    ),
    (
        {"is_defect": True},
        {"reading": reading(Sign.REPRODUCTION, kind=Kind.BUG)},
        "defect: it can be reproduced: “some reproduction”",
        {"reading": reading(kind=Kind.BUG)},
    ),
    ({"replies_min": 3}, {"replies": 3}, "stuck: replies without progress (3 against 3)", {}),
    (
        {"reopened_min": 2},
        {"reopened": 3},
        "reopened: reopenings (3 against 2)",
        {"reopened": 1},
    ),
    (
        {"raised_min": 2},
        {"raised": 2},
        "raised_twice: raises of the severity (2 against 2)",
        {"raised": 1},
    ),
    (
        {"systems_min": 3},
        {"systems": 3},
        "systems: systems are involved (3 against 3)",
        {"systems": 2, "reading": Reading(systems=("sap",))},
    ),
    (
        {"systems_min": 3},
        {"reading": Reading(systems=("sap", "jira", "slack"))},
        "systems: systems are involved (3 against 3)",
        {},
    ),
    (
        {"amount_min": 500},
        {"reading": Reading(amount=1234)},
        "amount: the largest sum that is named (1,234 against 500)",
        {"reading": Reading(amount=499.99)},
    ),
    ({"similar_min": 3}, {"similar": 4}, "pattern: tickets like it (4 against 3)", {"similar": 2}),
    (
        {"unanswered_for": {Severity.LOW: "1d"}},
        {"waiting_s": DAY_S, "severity": Severity.LOW},
        "unanswered: they wait for an answer (9.0 open hours against 1d)",
        {"waiting_s": DAY_S - 1, "severity": Severity.LOW},
    ),
    (
        {"unanswered_for": {Severity.LOW: "4h"}},
        {"waiting_s": DAY_S, "severity": Severity.LOW},
        "unanswered: they wait for an answer (9.0 open hours against 4h)",
        {"waiting_s": DAY_S, "severity": Severity.HIGH},
    ),
    (
        {"idle_for": {Severity.LOW: "4h"}},
        {"idle_s": DAY_S, "severity": Severity.LOW},
        "idle: nothing moved (9.0 open hours against 4h)",
        {"idle_s": DAY_S},
    ),
    (
        {"unresolved_for": {Severity.LOW: "2d"}},
        {"open_s": 2 * DAY_S, "severity": Severity.LOW},
        "unresolved: it is not solved (18.0 open hours against 2d)",
        {"open_s": DAY_S, "severity": Severity.LOW},
    ),
]


@pytest.mark.parametrize(("conditions", "fires", "because", "rests"), TABLE)
def test_a_condition_fires_and_does_not(
    conditions: Fields, fires: Fields, because: str, rests: Fields
) -> None:
    rule = trigger(**conditions)
    told = [f"{r.condition}: {r}" for r in holding(rule, case(**fires), POLICY)]
    assert ", ".join(told).replace("rule: ", "") == because
    assert holding(rule, case(**rests), POLICY) == ()


CUSTOMERS: list[tuple[CustomerIs, Account, str, Account]] = [
    (
        CustomerIs(tiers=("key",)),
        Account("acme", "key"),
        "key_customer: acme is a key account",
        Account("acme"),
    ),
    (
        CustomerIs(tiers=("standard",)),
        Account(),
        "customer: the customer is a standard account",
        Account(tier="key"),
    ),
    (
        CustomerIs(plans=("gold",)),
        Account(plan="gold"),
        "plan: they have the plan gold",
        Account(plan="tin"),
    ),
    (
        CustomerIs(revenue_min=1000),
        Account(revenue=1000),
        "revenue: what they pay a year (1,000 against 1,000)",
        Account(revenue=999),
    ),
    (
        CustomerIs(lifetime_value_min=5000),
        Account(lifetime_value=9000),
        "lifetime_value: what they are worth (9,000 against 5,000)",
        Account(lifetime_value=1),
    ),
    (
        CustomerIs(churn_risk_min=0.7),
        Account(churn_risk=0.8),
        "churn_risk: the risk that they leave (0.8 against 0.7)",
        Account(churn_risk=0.6),
    ),
    (CustomerIs(is_vip=True), Account(is_vip=True), "vip: the customer is a VIP", Account()),
    (
        CustomerIs(tiers=("key",), is_vip=True),
        Account("acme", "key", is_vip=True),
        "key_customer: acme is a key account, vip: acme is a VIP",
        Account("acme"),
    ),
]


@pytest.mark.parametrize(("wanted", "one", "because", "other"), CUSTOMERS)
def test_a_customer_is_one_that_a_rule_speaks_of(
    wanted: CustomerIs, one: Account, because: str, other: Account
) -> None:
    rule = trigger(customer=wanted)
    told = [f"{r.condition}: {r}" for r in holding(rule, case(account=one), POLICY)]
    assert ", ".join(told).replace("rule: ", "") == because
    assert holding(rule, case(account=other), POLICY) == ()


def test_every_key_of_a_trigger_is_a_condition_and_stands_in_the_table() -> None:
    no_conditions = {"name", "to", "severity", "model_confidence_min"}
    assert set(CONDITIONS) == {f.name for f in fields(Trigger)} - no_conditions
    assert {key for conditions, *_ in TABLE for key in conditions} >= set(CONDITIONS) - {"customer"}


def test_all_conditions_of_a_trigger_must_hold() -> None:
    rule = trigger(replies_min=3, similar_min=2)
    assert holding(rule, case(replies=3), POLICY) == ()
    assert holding(rule, case(similar=2), POLICY) == ()
    both = holding(rule, case(replies=3, similar=2), POLICY)
    assert [reason.condition for reason in both] == ["stuck", "pattern"]


def test_what_a_clock_has_counted_holds_and_gives_no_reason_of_its_own() -> None:
    rule = trigger(unanswered_for={Severity.LOW: "1d"}, replies_min=3)
    granted = holding(rule, case(replies=3), POLICY, granted=("unanswered_for",))
    assert [reason.condition for reason in granted] == ["stuck"]
    assert holding(rule, case(), POLICY, granted=("unanswered_for",)) == ()


def test_a_threshold_of_zero_is_a_condition() -> None:
    assert given(trigger(sentiment_max=0.0)) == ["sentiment_max"]
    assert given(trigger(replies_min=0)) == ["replies_min"]
    assert given(trigger(is_defect=False, words=())) == []


def test_a_condition_that_was_not_written_never_holds() -> None:
    bare = trigger()
    keys = ("pattern", "customer", "sentiment_max", "sentiment_fall_min", "confidence_max")
    anything = case(
        moods=(1.0, -1.0), automation_confidence=0.0, solved_days=0, account=Account("a", "key")
    )
    for key in (*keys, "solved_days_max"):
        assert CONDITIONS[key](bare, anything, POLICY) == ()


def test_words_of_a_rule_for_security_are_a_sign_of_security() -> None:
    rule = trigger(to=Tier.SECURITY, words=("leak",))
    assert is_absolute(rule)
    assert [r.condition for r in holding(rule, case(body="a leak"), POLICY)] == ["security"]
    assert not is_absolute(trigger(to=Tier.SECURITY, tags=("escalate_security",)))
    assert not is_absolute(trigger(words=("leak",)))


def test_a_pattern_looks_at_the_beginning_only() -> None:
    rule = trigger(pattern=Pattern("end"))
    assert holding(rule, case(subject="", body="x" * 1997 + "end"), POLICY)
    assert not holding(rule, case(subject="", body="x" * 1998 + "end"), POLICY)
