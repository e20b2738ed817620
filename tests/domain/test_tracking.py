"""What Linear says of the issue, and what follows from it here."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.actions import (
    Button,
    CommentIssue,
    FollowIssue,
    NoteTicket,
    OpenIssue,
    Tell,
    UpdateIssue,
)
from escalation.events import Repeated
from escalation.policy import ClockRule, Policy
from escalation.references import Issue
from escalation.terms import Ability, ClockKind, Severity, Status, Tier
from tests.domain.story import Story, at, begun, standing, taken
from tests.policies import CLOCKS, QUIET

ROUTED = replace(QUIET, linear_routes={"PRD": Tier.PRODUCT, "SUP": Tier.L2})


def tracked(policy: Policy = QUIET, severity: Severity = Severity.HIGH, **known: Any) -> Story:
    """An escalation whose issue is in work, in the team ENG."""
    story = taken(Tier.ENGINEERING, severity, policy)
    issue = Issue("uuid", "ENG-1", state="started", team="ENG", priority=severity)
    story.e = story.e.changed(issue=replace(issue, **known))
    return story


def told(story: Story, when: str = "Mon 10:00", **fact: Any) -> str:
    return story.send(
        when, "issue_changed", **{"issue": "uuid", "state": "started", **fact}
    ).refused


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        (Severity.CRITICAL, "Mon 11:00"),
        (Severity.HIGH, "Mon 13:00"),  # the update was due earlier than 4 h from now
        (Severity.MEDIUM, "Tue 09:00"),
        (Severity.LOW, "Tue 10:00"),
    ],
)
def test_done_in_the_tracker_makes_telling_the_customer_the_next_step(severity, due):
    story = taken(Tier.ENGINEERING, severity, QUIET, assignee="agent-7")
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="completed")
    assert story.due("customer_update") == due
    tell = story.done(Tell)[-1]
    said = "ENG-1 is done in Linear. Next step: tell the customer, then resolve"
    assert tell.text == f"{said}\nDraft: {QUIET.texts.fixed}"
    assert tell.ask == ("agent-7",)
    assert tell.buttons == (Button.UPDATE_CUSTOMER, Button.RESOLVE)
    assert story.done(NoteTicket)[-1].text == said
    assert story.e.status == Status.WORKING  # it moves nothing by itself


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        ({"state": "canceled"}, "ENG-1 was canceled in Linear"),
        ({"state": "duplicate"}, "ENG-1 is a duplicate of another issue in Linear"),
        (
            {"state": "duplicate", "duplicate_of": "ENG-7"},
            "ENG-1 is a duplicate of ENG-7 in Linear",
        ),
    ],
)
def test_an_issue_that_ended_otherwise_is_the_owner_s_question(fact: dict[str, str], what: str):
    story = taken(Tier.ENGINEERING, Severity.LOW, QUIET)
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", **fact)
    (tell,) = story.done(Tell)
    assert tell.text == f"{what}. What does that mean for the customer?"
    assert (tell.ask, tell.buttons) == (("a-engineering",), (Button.DE_ESCALATE, Button.RESOLVE))
    assert story.due("customer_update") == "Tue 10:00"


def test_with_nobody_asked_yet_an_ended_issue_is_the_lead_s_question():
    story = begun(Tier.ENGINEERING, policy=replace(QUIET, rosters={}))
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="canceled")
    assert [t.ask for t in story.done(Tell)] == [("lead-engineering",)]


def test_done_is_told_also_where_no_update_was_counted():
    clocks = {**CLOCKS, ClockKind.CUSTOMER_UPDATE: ClockRule()}
    story = taken(Tier.ENGINEERING, Severity.HIGH, replace(QUIET, clocks=clocks))
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="completed")
    assert story.due("customer_update") == "Mon 14:00"
    uncounted = replace(QUIET, clocks=clocks, issue_done_within={})
    story = taken(Tier.ENGINEERING, Severity.HIGH, uncounted)
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="completed")
    assert not [c for c in story.e.clocks if c.kind == ClockKind.CUSTOMER_UPDATE]


def test_done_while_waiting_for_the_customer_counts_when_the_wait_ends():
    story = taken(Tier.ENGINEERING, Severity.LOW, QUIET)
    story.send("Mon 10:00", "pause", reason="waiting_for_customer")
    story.send("Mon 12:00", "issue_changed", issue="ENG-1", state="completed")
    assert story.state("customer_update") == "paused"
    story.send("Wed 12:00", "resume", reason="waiting_for_customer")
    assert story.due("customer_update") == "Thu 12:00"


def test_the_tracker_s_word_is_the_tier_s_word_and_is_said_once():
    story = taken(Tier.ENGINEERING, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="started", assignee="dev")
    assert story.due("internal_follow_up") == "Mon 14:00"
    assert story.e.issue == Issue("ENG-1", state="started", assignee="dev", at=at("Mon 10:00"))
    assert [t.text for t in story.done(Tell)] == ["ENG-1 is started in Linear"]
    story.send("Mon 11:10", "issue_changed", issue="ENG-1", state="completed")
    story.send("Mon 11:20", "issue_changed", issue="ENG-1", state="completed")
    assert [t.text for t in story.done(Tell)] == ["ENG-1 is completed in Linear"]


def test_another_issue_is_refused():
    story = taken(Tier.ENGINEERING)
    story.e = story.e.changed(issue=Issue("uuid", "ENG-1"))
    refused = story.send("Mon 10:00", "issue_changed", issue="ENG-2", state="started").refused
    assert refused == "issue_changed refused: ENG-2 is not its issue: that is ENG-1"
    for name in ("uuid", "ENG-1"):
        assert not story.send("Mon 10:01", "issue_changed", issue=name, state="started").refused


def test_while_resolved_the_tracker_is_noted_only():
    story = standing(Status.RESOLVED)
    story.send("Mon 10:00", "issue_changed", issue="ENG-1", state="completed")
    assert [c.name for c in story.e.clocks if c.is_owed] == ["confirmation"]
    assert story.e.issue == Issue("ENG-1", state="completed", at=at("Mon 10:00"))


@pytest.mark.parametrize(
    ("team", "becomes"),
    [("PRD", Tier.PRODUCT), ("SUP", Tier.L2), ("OPS", Tier.ENGINEERING), ("ENG", Tier.ENGINEERING)],
)
def test_an_issue_that_moves_to_a_routed_team_takes_the_escalation_along(team: str, becomes: Tier):
    story = tracked(ROUTED)
    told(story, team=team)
    assert story.e.tier == becomes
    assert story.e.issue
    assert story.e.issue.team == team


def test_a_team_heard_of_for_the_first_time_moves_nothing():
    story = tracked(ROUTED, team="")
    told(story, team="PRD")
    assert story.e.tier == Tier.ENGINEERING


@pytest.mark.parametrize(
    ("before", "now", "asks"),
    [
        (Severity.HIGH, Severity.LOW, True),
        (Severity.HIGH, Severity.HIGH, False),
        (Severity.LOW, Severity.HIGH, False),  # it follows what is true here
        (None, Severity.LOW, False),  # learnt
        (Severity.HIGH, None, False),
    ],
)
def test_another_priority_in_linear_is_asked_about_and_changes_nothing(before, now, asks):
    story = tracked(priority=before)
    told(story, priority=now)
    asked = [t for t in story.done(Tell) if t.buttons == (Button.SET_SEVERITY,)]
    assert [t.ask for t in asked] == ([("a-engineering",)] if asks else [])
    assert story.e.severity == Severity.HIGH


def test_a_deleted_issue_is_logged_anew():
    story = tracked()
    story.e = story.e.changed(is_logged=True)
    told(story, state="deleted")
    assert story.e.issue is None
    (issue,) = story.done(OpenIssue)
    assert issue.team == "ENG"
    (tell,) = story.done(Tell)
    assert tell.text == "ENG-1 was deleted in Linear; it is logged there anew"
    assert tell.ask == ("a-engineering",)


def test_a_deletion_that_is_told_twice_logs_one_issue():
    """Into the trash, then out of it; or by a webhook for each of two teams."""
    story = tracked()
    story.e = story.e.changed(is_logged=True)
    told(story, "Mon 10:00", state="deleted")
    told(story, "Mon 10:01", state="deleted")  # before the new issue is known
    assert not story.actions
    assert isinstance(story.events[-1], Repeated)


def test_a_deleted_issue_of_what_is_resolved_is_only_told():
    story = standing(Status.RESOLVED)
    story.e = story.e.changed(issue=Issue("uuid", "ENG-1"))
    told(story, state="deleted")
    assert story.e.issue is None
    assert not story.done(OpenIssue)


def test_an_older_word_of_linear_changes_nothing():
    story = tracked()
    told(story, "Mon 10:00", state="completed")
    told(story, "Mon 09:50", now="Mon 10:01", state="started")
    assert story.e.issue
    assert story.e.issue.state == "completed"
    assert isinstance(story.events[-1], Repeated)


def test_an_issue_that_exists_is_followed_with_the_brief():
    story = tracked()
    story.send("Mon 10:00", "link_issue", issue="ENG-7", relation="related")
    (follow,) = story.done(FollowIssue)
    assert (follow.issue, follow.relation) == ("ENG-7", "related")
    assert "agent linked it to ENG-7" in follow.text
    assert "Severity: high" in follow.text


@pytest.mark.parametrize("issue", ["ENG-1", "uuid"])
def test_its_own_issue_is_not_linked_again(issue: str):
    refused = tracked().send("Mon 10:00", "link_issue", issue=issue).refused
    assert refused == f"link_issue refused: {issue} is its issue already"


def test_what_a_restricted_tier_holds_is_shown_in_no_other_issue():
    story = tracked()
    story.send("Mon 10:00", "escalate", to=Tier.SECURITY, reason="a key leaked")
    story.send("Mon 10:30", "link_issue", issue="ENG-7")
    assert [f.text for f in story.done(FollowIssue)] == ["agent linked it to ENG-7"]


def test_an_issue_of_another_team_tells_nothing_of_a_restricted_tiers_work():
    tiers = {**QUIET.tiers, Tier.SECURITY: replace(QUIET.tiers[Tier.SECURITY], linear_team="SEC")}
    story = tracked(replace(QUIET, tiers=tiers))
    story.send("Mon 10:00", "escalate", to=Tier.SECURITY, reason="a key leaked")
    assert [c.text for c in story.done(CommentIssue)] == ["Restricted: security works on it"]
    story.e = story.e.changed(issue=replace(story.e.issue, team="SEC"))
    story.send("Mon 11:00", "resolve", resolution="rotated the key")
    assert "rotated the key" in story.done(CommentIssue)[-1].text


@pytest.mark.parametrize(("actor", "tier"), [("dev", Tier.SECURITY), ("a-security", Tier.L2)])
@pytest.mark.parametrize(
    "fact",
    [
        {"type": "issue_changed", "issue": "uuid", "state": "started", "team": "SUP"},
        {"type": "ticket_changed", "group": "Support 2"},
    ],
)
def test_only_who_may_release_it_takes_it_out_of_a_restricted_tier(actor, tier, fact):
    named = {Ability.RELEASE_SECURITY: ("a-security",)}
    story = tracked(replace(ROUTED, groups={"Support 2": Tier.L2}, roles=named))
    story.send("Mon 09:30", "escalate", to=Tier.SECURITY, reason="a key leaked")
    story.send("Mon 10:00", actor=actor, **fact)
    assert story.e.tier == tier
    assert (Tier.SECURITY in story.e.sealed) is (tier == Tier.SECURITY)
    asked = [t for t in story.done(Tell) if t.buttons == (Button.DE_ESCALATE,)]
    assert len(asked) == (tier == Tier.SECURITY)


SPLIT = replace(
    QUIET,
    tiers={
        **QUIET.tiers,
        Tier.PRODUCT: replace(
            QUIET.tiers[Tier.PRODUCT],
            linear_team="PRD",
            linear_labels=("customer",),
            linear_project="Roadmap",
        ),
    },
)


def test_an_issue_goes_along_to_the_team_of_the_tier_with_the_brief():
    story = tracked(SPLIT)
    story.e = story.e.changed(is_logged=True)
    story.send("Mon 10:00", "escalate", to=Tier.PRODUCT, reason="a wish")
    moved, told_there = [a for a in story.actions if isinstance(a, UpdateIssue | CommentIssue)]
    assert (moved.team, moved.labels, moved.project) == ("PRD", ("customer",), "Roadmap")
    assert "agent escalated engineering → product: a wish" in told_there.text
    assert "Severity: high" in told_there.text


@pytest.mark.parametrize("known", [{"is_followed": True}, {"team": "PRD"}, {"team": ""}])
def test_an_issue_that_others_depend_on_or_that_is_there_stays(known: dict[str, Any]):
    story = tracked(SPLIT, **known)
    story.e = story.e.changed(is_logged=True)
    story.send("Mon 10:00", "escalate", to=Tier.PRODUCT, reason="a wish")
    assert not story.done(UpdateIssue)
    assert story.done(CommentIssue)
