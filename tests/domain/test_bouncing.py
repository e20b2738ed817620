"""Not a bug: one click brings it back, and nothing of it is lost on anybody."""

from dataclasses import replace

import pytest

from escalation.actions import Button, CommentIssue, ReplyToCustomer, Tell, UpdateIssue
from escalation.buttons import buttons
from escalation.events import CameBack
from escalation.outcomes import Outcome, settle
from escalation.policy import Policy, Trigger
from escalation.references import Issue
from escalation.terms import Category, Severity, Tier
from tests.domain.story import Story, at, ticket
from tests.policies import POLICY

RULED = replace(POLICY, triggers=(Trigger("says crash", Tier.ENGINEERING, words=("crash",)),))
OURS = Issue("i1", "ENG-1", state="started")
NO_BUG = {"to": Tier.L2, "category": Category.NOT_A_BUG, "reason": "works as built"}


def in_engineering(
    policy: Policy = RULED, issue: Issue | None = OURS, by_rule: bool = True
) -> Story:
    story = Story(policy)
    subject = "A crash" if by_rule else "Odd"
    story.send("Mon 09:00", "open", ticket=ticket(subject=subject, assignee="chloe"))
    if not by_rule:
        story.send("Mon 09:00", "escalate", to=Tier.ENGINEERING, reason="look")
    opened = next(a for a in story.all_actions if a.type == "open_issue")
    if issue:
        came = Outcome(opened.effect, issue=issue)
        story.take(settle(story.e, (opened,), [came], at("Mon 09:01")))
    return story


def returned(story: Story, when: str = "Mon 09:30", **fields) -> Story:
    story.send(when, "de_escalate", actor="a-engineering", **{**NO_BUG, **fields})
    return story


@pytest.mark.parametrize(("by_rule", "rule"), [(True, "says crash"), (False, "")])
def test_it_is_counted_against_who_let_it_through(by_rule, rule):
    story = returned(in_engineering(by_rule=by_rule))
    (came,) = story.happened(CameBack)
    assert (came.rule, came.category, came.tier) == (rule, "not_a_bug", Tier.ENGINEERING)
    assert story.e.tier == Tier.L2


@pytest.mark.parametrize("category", [c for c in Category if c != Category.NOT_A_BUG])
def test_any_other_way_down_counts_against_nobody(category):
    story = returned(in_engineering(), category=category)
    assert not story.happened(CameBack)
    assert not [u for u in story.done(UpdateIssue) if u.ends]


def test_our_issue_is_cancelled_and_tells_why():
    story = returned(in_engineering())
    assert [u.ends for u in story.done(UpdateIssue)] == ["canceled"]
    assert any("works as built" in c.text for c in story.done(CommentIssue))
    story.send("Mon 09:31", "issue_changed", issue="i1", state="canceled")
    assert not [tell for tell in story.done(Tell) if tell.ask]  # we know: nobody is asked


def test_an_issue_that_others_had_before_us_goes_on():
    story = in_engineering()
    story.e = story.e.changed(issue=replace(OURS, is_followed=True))
    assert not returned(story).done(UpdateIssue)


@pytest.mark.parametrize("issue", [None, replace(OURS, state="canceled")])
def test_what_is_not_there_or_ended_is_not_cancelled(issue):
    assert not returned(in_engineering(issue=issue)).done(UpdateIssue)


def test_the_contact_gets_a_draft_for_the_customer():
    story = returned(in_engineering())
    (draft,) = [tell for tell in story.done(Tell) if "Draft:" in tell.text]
    assert draft.ask == ("chloe",)
    assert draft.buttons == (Button.UPDATE_CUSTOMER,)
    assert POLICY.texts.not_a_bug in draft.text
    assert not story.done(ReplyToCustomer)


def test_where_the_policy_sends_by_itself_the_customer_is_told():
    story = returned(in_engineering(replace(RULED, customer_updates="send")))
    assert [r.text for r in story.done(ReplyToCustomer)] == [POLICY.texts.not_a_bug]


def test_words_of_engineerings_own_are_what_the_customer_gets():
    story = returned(in_engineering(), customer_text="Choose Archive, then All years.")
    assert [r.text for r in story.done(ReplyToCustomer)] == ["Choose Archive, then All years."]
    assert not [tell for tell in story.done(Tell) if "Draft:" in tell.text]


def test_the_second_time_is_counted_as_well_and_its_issue_is_opened_again_between():
    story = returned(in_engineering())
    story.send("Mon 10:00", "escalate", to=Tier.ENGINEERING, reason="now with steps")
    assert [u.reopen for u in story.done(UpdateIssue) if u.reopen] == [True]
    returned(story, "Mon 10:30")
    assert [came.rule for came in story.happened(CameBack)] == ["says crash", ""]


@pytest.mark.parametrize(("to", "sent"), [(Tier.PRODUCT, "escalate"), (Tier.L2, "de_escalate")])
def test_a_button_that_is_old_moves_nothing(to, sent):
    story = in_engineering()
    story.send("Mon 09:10", sent, to=to, reason="a wish")
    late = {**NO_BUG, "tier": Tier.ENGINEERING}
    decision = story.send("Mon 09:30", "de_escalate", **late)
    assert f"engineering does not have it any more: {to} does" in decision.refused
    assert story.e.tier == to


@pytest.mark.parametrize("tier", list(Tier))
def test_only_engineering_has_the_button(tier):
    story = Story(POLICY)
    story.send("Mon 09:00", "open", ticket=ticket(), tier=tier, severity=Severity.HIGH)
    assert (Button.NOT_A_BUG in buttons(story.e)) == (tier == Tier.ENGINEERING)
