"""The decision: security first, then the policy's order; every rule that holds tells why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.policy import Trigger
from escalation.rules import CustomerIs, ImpactRules
from escalation.terms import Severity, Tier
from escalation.triage.case import Account, Case, Found, Reading
from escalation.triage.impact import worse
from escalation.triage.judge import ADVICE, judge
from escalation.triage.judgement import Reason
from escalation.triage.words import Kind, Sign
from tests.domain.triage.cases import POINTS, QUIET, case, reading, ruled, trigger

IMPACT = ImpactRules(raises=True, least=POINTS)
OUTAGE = trigger("outage", Tier.ENGINEERING, signs=(Sign.OUTAGE,), severity=Severity.CRITICAL)
STUCK = trigger("stuck", Tier.L2, replies_min=3, severity=Severity.MEDIUM)


def conditions(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.condition for reason in reasons]


def test_the_first_trigger_decides_and_every_one_that_holds_tells_why() -> None:
    judged = judge(case(Sign.OUTAGE, replies=3), ruled(STUCK, OUTAGE))
    assert (judged.escalate, judged.tier, judged.severity) == (True, Tier.L2, Severity.CRITICAL)
    assert [(r.rule, r.condition) for r in judged.reasons] == [
        ("stuck", "stuck"),
        ("outage", "outage"),
    ]
    assert str(judged.reasons[0]) == "stuck: replies without progress (3 against 3)"
    assert str(judged.reasons[1]) == "outage: “some outage”"


def test_a_reason_is_told_once_and_what_is_missing_is_none() -> None:
    again = trigger("again", signs=(Sign.OUTAGE,), without=(Sign.WORKAROUND,))
    judged = judge(case(Sign.OUTAGE), ruled(OUTAGE, again, impact=IMPACT))
    assert [(r.rule, r.condition) for r in judged.reasons] == [("outage", "outage")]


def test_what_is_read_is_passed_on() -> None:
    read = reading(Sign.WANTS_HUMAN, Sign.COMPLAINT, kind=Kind.BILLING, sentiment=-0.4)
    judged = judge(case(reading=read), QUIET)
    assert (judged.kind, judged.sentiment) == (Kind.BILLING, -0.4)
    assert (judged.wants_human, judged.is_complaint, judged.is_security) == (True, True, False)
    assert not judge(case(), QUIET).wants_human
    assert not judge(case(), QUIET).is_complaint


# ---- Security ----------------------------------------------------------------

SECURITY = trigger("weak spot", Tier.SECURITY, signs=(Sign.SECURITY,), severity=Severity.HIGH)
RULES = st.sampled_from(
    [
        OUTAGE,
        STUCK,
        trigger("upset", Tier.LEADERSHIP, signs=(Sign.ANGRY,)),
        trigger("asked", Tier.PRODUCT, tags=("a",)),
        trigger("wish", Tier.PRODUCT, kinds=(Kind.FEATURE,)),
        trigger("key", Tier.LEADERSHIP, customer=CustomerIs(tiers=("key",))),
        trigger("any", Tier.L2, without=(Sign.CHURN,), severity=Severity.LOW),
        SECURITY,
    ]
)
SIGNS = st.sets(st.sampled_from([sign for sign in Sign if sign != Sign.SECURITY]), max_size=6)


@given(
    st.lists(RULES, max_size=6, unique_by=lambda rule: rule.name),
    SIGNS,
    st.sampled_from(Kind),
    st.sampled_from([None, *Severity]),
    st.booleans(),
)
def test_security_beats_every_other_rule(
    rules: list[Trigger], signs: set[Sign], kind: Kind, said: Severity | None, raises: bool
) -> None:
    shown = reading(*sorted(signs), Sign.SECURITY, kind=kind)
    policy = ruled(*rules, impact=replace(IMPACT, raises=raises))
    anything = case(
        reading=shown, severity=said, replies=5, tags=("a",), account=Account("acme", "key")
    )
    judged = judge(anything, policy)
    assert (judged.escalate, judged.tier, judged.kind) == (True, Tier.SECURITY, Kind.SECURITY)
    assert judged.is_security
    assert judged.severity in (Severity.CRITICAL, Severity.HIGH)
    assert "security" in conditions(judged.reasons)


def test_words_of_the_policys_own_are_as_absolute() -> None:
    own = trigger("own", Tier.SECURITY, words=("honeypot",))
    judged = judge(case(Sign.OUTAGE, body="the honeypot"), ruled(OUTAGE, own))
    assert (judged.tier, judged.is_security) == (Tier.SECURITY, True)


def test_an_agents_request_for_security_is_no_sign_of_it() -> None:
    asked = trigger("asked", Tier.SECURITY, tags=("escalate_security",))
    judged = judge(case(kind=Kind.BUG, tags=("escalate_security",)), ruled(asked))
    assert (judged.tier, judged.is_security, judged.kind) == (Tier.SECURITY, False, Kind.BUG)


# ---- Severity ----------------------------------------------------------------


@pytest.mark.parametrize("said", Severity)
def test_nothing_lowers_what_people_set(said: Severity) -> None:
    mild = trigger("mild", replies_min=0, severity=Severity.LOW)
    assert judge(case(severity=said), ruled(mild, impact=IMPACT)).severity == said


def test_triggers_look_at_the_severity_that_impact_makes() -> None:
    urgent = trigger("urgent", severities=(Severity.CRITICAL,))
    burning = case(Sign.DATA_LOSS, Sign.MANY)
    assert judge(burning, ruled(urgent, impact=IMPACT)).tier == Tier.L2
    assert judge(burning, ruled(urgent)).tier == Tier.L1


WORTH = st.builds(
    Account,
    name=st.just("acme"),
    tier=st.sampled_from(["standard", "key"]),
    plan=st.sampled_from(["", "enterprise"]),
    revenue=st.floats(0, 1e7),
    churn_risk=st.floats(0, 1),
    is_vip=st.booleans(),
)


@given(SIGNS, st.sampled_from(Kind), st.sampled_from([None, *Severity]), WORTH)
def test_value_never_lowers_a_severity(
    signs: set[Sign], kind: Kind, said: Severity | None, account: Account
) -> None:
    policy = ruled(OUTAGE, STUCK, impact=replace(IMPACT, plans=("enterprise",)))
    plain = case(*sorted(signs), kind=kind, severity=said)
    before = judge(plain, policy).severity
    after = judge(replace(plain, account=account), policy).severity
    assert worse(before, after) == after


# ---- What stays at first line ------------------------------------------------


@pytest.mark.parametrize("sign", ADVICE)
def test_first_line_is_told_what_to_do(sign: Sign) -> None:
    judged = judge(case(sign), QUIET)
    assert (judged.escalate, judged.tier) == (False, Tier.L1)
    assert [(r.condition, r.evidence) for r in judged.reasons] == [(sign, f"“some {sign}”")]
    assert judged.advice == f"handle at first line: {ADVICE[sign]}"


def test_a_known_way_round_comes_before_a_question() -> None:
    judged = judge(case(Sign.QUESTION, Sign.WORKAROUND), QUIET)
    assert conditions(judged.reasons) == ["workaround"]


def test_without_a_sign_the_kind_tells() -> None:
    judged = judge(case(kind=Kind.BILLING), QUIET)
    assert [(r.condition, r.evidence) for r in judged.reasons] == [
        ("routine", "it reads like billing")
    ]


def test_where_nobody_can_tell_first_line_asks() -> None:
    judged = judge(case(reading=Reading(language="fr")), QUIET)
    assert judged.reasons == ()
    assert judged.advice.startswith("handle at first line: answer, or ask for what is missing")


def test_what_is_escalated_needs_no_advice() -> None:
    assert judge(case(Sign.OUTAGE, Sign.QUESTION), ruled(OUTAGE)).advice == ""


@given(st.lists(st.sampled_from(Sign), max_size=5), st.integers(0, 3))
def test_a_sign_that_is_found_twice_changes_nothing(signs: list[Sign], doubled: int) -> None:
    once = case(*signs)
    found = once.reading.signs
    more: Case = replace(
        once,
        reading=replace(
            once.reading, signs=(*found, *(Found(f.sign, f.text, 0.1) for f in found[:doubled]))
        ),
    )
    policy = ruled(OUTAGE, SECURITY, STUCK, impact=IMPACT)
    assert judge(once, policy) == judge(more, policy)
