"""What is read and what comes together while first line watches, and what follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.actions import Button, Tell
from escalation.alike import Alike, FindAlike
from escalation.outcomes import Outcome, settle
from escalation.policy import Policy, Trigger
from escalation.rules import CustomerIs, ImpactRules
from escalation.terms import ClockKind, Severity, Tier
from escalation.triage.case import Account, Found, Reading
from escalation.triage.remembering import MOODS_MAX, merged
from escalation.triage.words import Kind, Sign
from tests.domain.story import Story, at, ticket
from tests.policies import POLICY

CALM, SOUR, ANGRY = 0.4, -0.1, -0.8


def reading(*signs: Sign, mood: float | None = None, **more) -> Reading:
    found = tuple(Found(sign, f"({sign})") for sign in signs)
    return Reading(language="en", sentiment=mood, signs=found, **more)


def policy(*triggers: Trigger, **more) -> Policy:
    return replace(POLICY, triggers=triggers, **more)


def opened(rules: Policy, read: Reading | None = None, **fields) -> Story:
    story = Story(rules)
    known = {"severity": Severity.MEDIUM, "customer": "acme", **fields}
    story.send("Mon 09:00", "open", ticket=ticket(), reading=read, **known)
    return story


def reply(story: Story, when: str, read: Reading | None = None, text: str = "and now?") -> None:
    story.send(when, "customer_replied", text=text, reading=read)


SIGNED = Trigger("outage", Tier.L2, signs=(Sign.OUTAGE,), severity=Severity.CRITICAL)
STUCK = Trigger("stuck", Tier.L2, replies_min=3)


def test_a_sign_in_the_ticket_sends_it_up_with_the_words_that_show_it():
    story = opened(policy(SIGNED), reading(Sign.OUTAGE))
    assert (story.e.tier, story.e.severity) == (Tier.L2, Severity.CRITICAL)
    assert "(outage)" in story.e.came or "(outage)" in story.history
    assert story.e.triaged.rules == ((Tier.L2, "outage"),)
    assert [r.condition for r in story.e.triaged.reasons] == [Sign.OUTAGE]


def test_a_sign_in_a_reply_counts_as_much():
    story = opened(policy(SIGNED), reading())
    assert story.e.tier == Tier.L1
    reply(story, "Mon 09:10", reading(Sign.OUTAGE))
    assert (story.e.tier, story.e.severity) == (Tier.L2, Severity.CRITICAL)


def test_a_sign_of_security_goes_to_security_whatever_the_policy_says():
    story = opened(policy(SIGNED), reading(Sign.OUTAGE, Sign.SECURITY))
    assert story.e.tier == Tier.SECURITY
    assert story.e.severity == Severity.CRITICAL  # as the other rule that holds says


def test_security_is_found_also_when_others_have_it_already_but_only_once():
    story = opened(policy(SIGNED), reading(Sign.OUTAGE))
    reply(story, "Mon 09:10", reading(Sign.SECURITY))
    assert story.e.tier == Tier.SECURITY
    story.send("Mon 09:20", "de_escalate", to=Tier.L2, reason="no breach")
    reply(story, "Mon 09:30", reading(Sign.SECURITY))
    assert story.e.tier == Tier.L2


def test_replies_count_until_something_moves():
    story = opened(policy(STUCK))
    for minute in (10, 20):
        reply(story, f"Mon 09:{minute}")
    story.send("Mon 09:25", "assign", to="agent", actor="agent")
    assert story.e.tier == Tier.L1
    reply(story, "Mon 09:30")
    assert story.e.tier == Tier.L2
    assert story.e.triaged.replies == 0


def test_a_rule_that_only_counts_sends_it_to_a_tier_once():
    story = opened(policy(STUCK))
    for minute in (10, 20, 30):
        reply(story, f"Mon 09:{minute}")
    story.send("Mon 09:40", "de_escalate", to=Tier.L1, reason="l1 can do it")
    for minute in (41, 42, 43, 44):
        reply(story, f"Mon 09:{minute}")
    assert story.e.tier == Tier.L1


def test_a_mood_that_falls_is_seen_over_the_replies():
    falls = Trigger("mood", Tier.L2, sentiment_fall_min=0.6)
    story = opened(policy(falls), reading(mood=CALM))
    reply(story, "Mon 09:10", reading(mood=SOUR))
    assert story.e.tier == Tier.L1
    reply(story, "Mon 09:20", reading(mood=ANGRY))
    assert story.e.tier == Tier.L2
    assert story.e.triaged.moods == (CALM, SOUR, ANGRY)


def test_moods_are_the_last_dozen():
    story = opened(policy(), reading(mood=CALM))
    for minute in range(MOODS_MAX + 3):
        reply(story, f"Mon 09:{minute + 1:02}", reading(mood=SOUR))
    assert story.e.triaged.moods == (SOUR,) * MOODS_MAX


def test_an_account_of_the_policy_is_looked_at():
    trigger = Trigger("key", Tier.L2, customer=CustomerIs(revenue_min=100_000))
    rich = Account("acme", revenue=250_000)
    assert opened(policy(trigger, accounts={"acme": rich})).e.tier == Tier.L2
    assert opened(policy(trigger, accounts={"other": rich})).e.tier == Tier.L1


def test_an_automation_that_was_unsure_is_looked_at():
    trigger = Trigger("unsure", Tier.L2, confidence_max=0.6)
    assert opened(policy(trigger), automation_confidence=0.4).e.tier == Tier.L2
    assert opened(policy(trigger), automation_confidence=0.9).e.tier == Tier.L1


def test_a_severity_raised_twice_is_looked_at():
    story = opened(policy(Trigger("worse", Tier.L2, raised_min=2)), severity=Severity.LOW)
    story.send("Mon 09:10", "set_severity", severity=Severity.MEDIUM, reason="more")
    story.send("Mon 09:20", "set_severity", severity=Severity.LOW, reason="less")
    assert story.e.tier == Tier.L1
    story.send("Mon 09:30", "set_severity", severity=Severity.HIGH, reason="much more")
    assert story.e.tier == Tier.L2


@pytest.mark.parametrize("threshold", ["resolution warn", "resolution breach"])
def test_its_own_clock_is_looked_at(threshold):
    story = opened(policy(Trigger("late", Tier.ENGINEERING, own_clock=(threshold,))))
    assert story.e.tier == Tier.L1
    story.send("Mon 09:01", "agent_replied", text="hello", public=True)
    story.until("Mon 18:00 +1")
    assert story.e.tier == Tier.ENGINEERING


def by(span: str) -> Mapping[Severity, str]:
    return dict.fromkeys(Severity, span)


def test_unresolved_counts_from_the_opening_whatever_moves():
    story = opened(policy(Trigger("old", Tier.L2, unresolved_for=by("2h"))))
    story.send("Mon 10:00", "note", actor="agent", text="looking")
    story.until("Mon 10:59")
    assert story.e.tier == Tier.L1
    story.until("Mon 11:00")
    assert story.e.tier == Tier.L2
    assert "it was not solved for 2h" in story.history


def test_time_waits_on_where_the_rest_does_not_hold():
    angry = Trigger("angry and idle", Tier.L2, idle_for=by("1h"), sentiment_max=-0.5)
    story = opened(policy(angry), reading(mood=CALM))
    story.until("Mon 10:00")
    assert story.e.tier == Tier.L1
    assert story.clock("trigger angry and idle").cycle == 2
    reply(story, "Mon 10:10", reading(mood=ANGRY))
    story.until("Mon 11:10")
    assert story.e.tier == Tier.L2


WEIGHED = ImpactRules(
    raises=True, least={Severity.CRITICAL: 7, Severity.HIGH: 4, Severity.MEDIUM: 2}
)
BURNING = reading(Sign.OUTAGE, Sign.MANY, Sign.BLOCKED, Sign.DATA_LOSS)


def test_impact_raises_the_severity_it_is_opened_with_and_says_so_in_the_ticket():
    story = opened(policy(impact=WEIGHED), BURNING, severity=Severity.LOW)
    assert story.e.severity != Severity.LOW
    assert "raised from low" in story.history
    assert (
        story.clock("resolution").target
        == POLICY.rule(ClockKind.RESOLUTION).targets[story.e.severity]
    )


def test_impact_is_weighed_anew_only_for_what_is_new():
    story = opened(policy(impact=WEIGHED), reading(), severity=Severity.LOW)
    reply(story, "Mon 09:10", BURNING)
    raised = story.e.severity
    assert raised != Severity.LOW
    story.send("Mon 09:20", "set_severity", severity=Severity.LOW, reason="a false alarm")
    reply(story, "Mon 09:30", BURNING)
    assert story.e.severity == Severity.LOW


def test_without_the_policys_leave_no_severity_is_raised():
    story = opened(policy(), BURNING, severity=Severity.LOW)
    reply(story, "Mon 09:10", BURNING)
    assert story.e.severity == Severity.LOW


def test_triage_never_lowers():
    story = opened(policy(impact=WEIGHED), reading(Sign.QUESTION), severity=Severity.HIGH)
    reply(story, "Mon 09:10", reading(Sign.WISH))
    assert story.e.severity == Severity.HIGH


def test_a_person_who_escalates_is_no_rule():
    story = opened(policy(SIGNED), reading(Sign.OUTAGE))
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="a bug")
    assert dict(story.e.triaged.rules) == {Tier.L2: "outage", Tier.ENGINEERING: ""}


def test_two_readings_are_one():
    first = reading(Sign.OUTAGE, kind=Kind.OTHER, amount=20, systems=("sap",))
    louder = Found(Sign.OUTAGE, "down", 1.0)
    quiet = Found(Sign.MANY, "all", 0.5)
    since = Reading(signs=(louder, quiet), kind=Kind.BUG, amount=10, systems=("sap", "slack"))
    both = merged(replace(first, signs=(Found(Sign.OUTAGE, "slow", 0.3),)), since)
    assert set(both.signs) == {louder, quiet}
    assert (both.kind, both.amount, both.systems) == (Kind.BUG, 20, ("sap", "slack"))
    assert (both.language, both.sentiment) == ("en", None)


CRASHED = Trigger("says crash", Tier.ENGINEERING, words=("crash",))


@pytest.mark.parametrize(
    ("read", "to"),
    [
        (reading(Sign.WISH, kind=Kind.FEATURE), Tier.PRODUCT),
        (reading(Sign.QUESTION, kind=Kind.QUESTION), Tier.L2),
        (reading(Sign.CONFIGURATION), Tier.L2),
        (reading(Sign.REPRODUCTION, kind=Kind.BUG), Tier.ENGINEERING),
        (reading(Sign.OUTAGE, Sign.QUESTION, kind=Kind.QUESTION), Tier.ENGINEERING),
    ],
)
def test_a_rule_sends_engineering_no_wish_and_no_question(read, to):
    story = opened(policy(CRASHED))
    reply(story, "Mon 09:10", read, text="about the crash report")
    assert story.e.tier == to
    assert ("not for engineering" in story.history) == (to != Tier.ENGINEERING)
    assert story.e.triaged.rules == ((to, "says crash"),)


def test_people_are_told_what_the_filter_says_and_decide():
    story = opened(policy(), reading(Sign.WISH, kind=Kind.FEATURE))
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="please look")
    assert story.e.tier == Tier.ENGINEERING
    (asked,) = [tell for tell in story.done(Tell) if Button.NOT_A_BUG in tell.buttons]
    assert "it would go to product" in asked.text


def test_nothing_is_said_of_what_nobody_read():
    story = opened(policy())
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="please look")
    assert "Bug or not" not in story.history


@pytest.mark.parametrize(
    ("by", "confidence", "kind"),
    [("rules", 0.2, Kind.BUG), ("taught", 0.4, Kind.OTHER), ("taught", 0.5, Kind.BUG)],
)
def test_rules_go_by_no_guess_of_a_model(by, confidence, kind):
    assert reading(kind=Kind.BUG, kind_by=by, confidence=confidence).sure_kind == kind


def test_a_key_customer_of_the_policy_is_a_key_account():
    trigger = Trigger("key", Tier.L2, customer=CustomerIs(tiers=("key",)))
    assert opened(policy(trigger, key_customers=("acme",))).e.tier == Tier.L2


SEEN = Trigger("seen before", Tier.L2, solved_days_max=90)


@pytest.mark.parametrize(("days", "tier"), [(89, Tier.L2), (91, Tier.L1)])
def test_one_like_it_that_was_solved_lately_is_no_news_to_l2(days, tier):
    story = opened(policy(SEEN, ledger=True), reading())
    (find,) = [a for a in story.all_actions if isinstance(a, FindAlike)]
    assert find.solved_days == 90
    ended = at("Mon 09:00") - timedelta(days=days)
    like = Alike("zendesk-1", "globex", 0.9, ended, solved_at=ended)
    story.take(settle(story.e, (find,), [Outcome(find.effect, alike=(like,))], at("Mon 09:01")))
    assert story.e.tier == tier
    assert story.e.alike == ()  # what is over has no thread to be asked in


def test_a_rule_whose_way_was_refused_is_not_answerable_for_it():
    story = opened(policy(CRASHED))
    reply(story, "Mon 09:10", reading(Sign.REPRODUCTION), text="a crash")
    back = {"category": "not_a_bug", "reason": "works"}
    story.send("Mon 09:20", "de_escalate", to=Tier.L1, **back)
    rules = story.e.triaged.rules
    reply(story, "Mon 09:30", reading(Sign.REPRODUCTION), text="a crash")
    assert story.e.tier == Tier.L1
    assert story.e.triaged.rules == rules
