"""Accountability moves up, sideways and down; everybody who was pulled in is told."""

from dataclasses import replace

import pytest

from escalation.actions import (
    CommentIssue,
    NoteTicket,
    OpenIssue,
    ReadTicket,
    ReplyToCustomer,
    Tell,
)
from escalation.brief_render import markdown, plain
from escalation.context import Brief
from escalation.events import Moved, WaitEnded
from escalation.moving import USUAL
from escalation.terms import Category, PauseReason, Severity, Status, Tier
from tests.domain.story import Story, at, begun, standing, taken
from tests.policies import POLICY, QUIET

PAIRS = [(before, after) for before in Tier for after in Tier]


def moved(story: Story, name: str, to: Tier, when: str = "Mon 10:00", **fields: object) -> str:
    return story.send(when, name, to=to, **{"reason": "beyond us", **fields}).refused


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_up_is_equal_or_higher_and_down_is_strictly_lower(before: Tier, after: Tier):
    story = taken(before, policy=QUIET)
    up = moved(story, "escalate", after)
    if after == before:
        assert up == f"escalate refused: {before} has it already"
    elif after.rank < before.rank:
        assert up == f"escalate refused: {after} is below {before}: use de_escalate"
    else:
        assert not up
        (move,) = story.happened(Moved)
        assert (move.before, move.after, move.is_up) == (before, after, True)
        assert move.is_jump == (after not in USUAL[before])
        assert ("(jumped)" in move.text) == move.is_jump
    assert (story.e.ups, story.e.downs) == (0 if up else 1, 0)

    story = taken(before, policy=QUIET)
    down = moved(story, "de_escalate", after)
    if after.rank >= before.rank:
        assert down == f"de_escalate refused: {after} is not below {before}: use escalate"
    else:
        assert not down
        assert (story.e.tier, story.e.downs) == (after, 1)
        assert not story.happened(Moved)[0].is_up


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Tier.L1, Tier.L2),
        (Tier.L2, Tier.ENGINEERING),
        (Tier.L2, Tier.PRODUCT),
        (Tier.ENGINEERING, Tier.PRODUCT),
        (Tier.PRODUCT, Tier.ENGINEERING),
        *((tier, Tier.SECURITY) for tier in Tier if tier != Tier.SECURITY),
        *((tier, Tier.LEADERSHIP) for tier in Tier if tier != Tier.LEADERSHIP),
    ],
)
def test_the_usual_ways_are_no_jumps(before: Tier, after: Tier):
    assert after in USUAL[before]


@pytest.mark.parametrize("after", [Tier.ENGINEERING, Tier.PRODUCT])
def test_first_line_may_jump(after: Tier):
    assert after not in USUAL[Tier.L1]


def test_the_left_tier_s_clocks_are_cancelled_and_never_met():
    story = begun(Tier.L2, Severity.HIGH)
    moved(story, "escalate", Tier.ENGINEERING, "Mon 09:30")
    left = [(c.kind, c.state) for c in story.e.clocks if c.cycle == 1 and not c.is_owed]
    assert sorted(left) == [("acknowledge", "cancelled"), ("internal_follow_up", "cancelled")]
    assert (story.due("acknowledge"), story.due("internal_follow_up")) == ("Mon 10:30", "Mon 13:30")
    assert (story.e.status, story.e.owner) == (Status.UNACKNOWLEDGED, "")


def test_a_move_keeps_what_is_owed_to_the_customer():
    story = taken(Tier.ENGINEERING, Severity.HIGH)
    story.send("Mon 09:10", "agent_replied", text="we look")
    story.send("Mon 09:20", "customer_replied", text="and?")
    story.send("Mon 09:30", "promise", due_at=at("Tue 12:00"), text="by noon")
    kept = ("resolution", "customer_update", "next_response", "promise 2026-03-03T11:00:00")
    before = [(story.clock(name), story.due(name)) for name in kept]
    moved(story, "de_escalate", Tier.L2)
    moved(story, "de_escalate", Tier.L1, "Mon 11:00")
    assert [(story.clock(name), story.due(name)) for name in kept] == before


def test_the_contact_is_the_ticket_s_assignee_or_somebody_of_the_second_line_and_stays():
    for assignee, contact in (("agent-7", "agent-7"), ("", "a-l2")):
        story = begun(Tier.L1, policy=QUIET, assignee=assignee)
        moved(story, "escalate", Tier.L2)
        assert story.e.contact == contact
        moved(story, "escalate", Tier.ENGINEERING, "Mon 11:00")
        moved(story, "de_escalate", Tier.L2, "Mon 12:00")
        assert story.e.contact == contact
    assert begun(Tier.L2, policy=QUIET).e.contact == "a-l2"


def test_a_move_while_paused_keeps_the_pauses_and_starts_acknowledge():
    story = taken(Tier.L2, Severity.HIGH)
    for reason in PauseReason:
        story.send("Mon 09:30", "pause", reason=reason, until=at("Tue 12:00"))
    moved(story, "escalate", Tier.ENGINEERING)
    assert {wait.reason for wait in story.e.waits} == set(PauseReason) - {PauseReason.SNOOZED}
    assert [e.reason for e in story.happened(WaitEnded)] == [PauseReason.SNOOZED]
    assert story.due("acknowledge") == "Mon 11:00"
    assert story.state("internal_follow_up") == "paused"
    assert story.state("review snoozed") == "cancelled"
    assert story.e.shown_status == "waiting"
    assert story.e.status == Status.UNACKNOWLEDGED


def test_a_climb_to_an_engaged_tier_ends_its_engagement():
    story = standing(Status.WORKING)
    moved(story, "escalate", Tier.SECURITY)
    assert (story.e.tier, story.e.engaged) == (Tier.SECURITY, ())


def test_the_first_climb_is_logged_with_the_brief_and_later_ones_are_commented():
    story = begun(Tier.L1, Severity.HIGH, QUIET, url="https://desk/7", description="Zero rows")
    moved(story, "escalate", Tier.L2, brief=Brief(tried="two browsers"))
    (issue,) = story.done(OpenIssue)
    assert (issue.team, issue.title) == ("ENG", "Export is empty")
    assert (issue.severity, issue.due_at) == (Severity.HIGH, story.clock("resolution").due_at)
    assert "agent escalated l1 → l2: beyond us" in issue.body
    assert issue.body.endswith(markdown(story.e))
    assert "**Tried and ruled out:** two browsers" in issue.body
    assert "**Still missing for l2:** impact, needed, by when" in issue.body
    (note,) = story.done(NoteTicket)
    assert (plain(story.e) in note.text, note.tags) == (True, ("handrail", "handrail_l2"))
    assert note.fields == {"tier": "l2", "severity": "high"}
    (read,) = story.done(ReadTicket)
    assert story.actions.index(read) < story.actions.index(note)
    moved(story, "escalate", Tier.ENGINEERING, "Mon 11:00", brief=Brief(impact="all of acme"))
    assert not story.done(OpenIssue)
    assert len(story.done(CommentIssue)) == 1
    assert story.e.brief == Brief(tried="two browsers", impact="all of acme")


@pytest.mark.parametrize(("team", "becomes"), [("SUP", "SUP"), ("", "ALL")])
def test_an_issue_goes_to_the_tier_s_team_or_to_the_one_of_all(team: str, becomes: str):
    tiers = {**QUIET.tiers, Tier.L2: replace(QUIET.tiers[Tier.L2], linear_team=team)}
    story = begun(Tier.L1, policy=replace(QUIET, tiers=tiers, linear_team="ALL"))
    moved(story, "escalate", Tier.L2)
    assert story.done(OpenIssue)[0].team == becomes


def test_a_complete_brief_leaves_nothing_to_ask_for():
    story = begun(Tier.L1, policy=QUIET)
    brief = Brief(impact="acme", tried="all", needed="investigate", by_when="Friday")
    moved(story, "escalate", Tier.L2, brief=brief)
    assert "Still missing" not in story.done(OpenIssue)[0].body


def test_everybody_who_was_pulled_in_is_told_when_it_goes_down():
    story = begun(Tier.L1, Severity.HIGH)
    moved(story, "escalate", Tier.ENGINEERING, "Mon 09:10")
    story.send("Mon 09:20", "acknowledge", actor="a-engineering")
    story.send("Mon 09:30", "engage", tier=Tier.SECURITY)
    fields = {"workaround": "use the API", "learned": "the flag is per region"}
    moved(story, "de_escalate", Tier.L2, category=Category.WORKAROUND, **fields)
    told = (
        "agent de-escalated engineering → l2 (workaround): beyond us\n"
        "Workaround: use the API\nLearned: the flag is per region"
    )
    tells = [(t.tier, t.ask) for t in story.done(Tell) if t.text == told]
    assert tells == [(Tier.ENGINEERING, ("a-engineering",)), (Tier.SECURITY, ())]
    assert [c.text for c in story.done(CommentIssue)] == [told]
    assert told in [n.text for n in story.done(NoteTicket)]
    assert [r.text for r in story.done(ReplyToCustomer)] == ["use the API"]
    assert not story.e.engaged
    assert story.state("first_response") == "met"  # the customer was answered


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, []),
        ({"workaround": "use the API"}, ["use the API"]),
        ({"workaround": "flag X", "customer_text": "Please reload"}, ["Please reload"]),
    ],
)
def test_the_customer_hears_of_a_workaround(fields: dict[str, str], written: list[str]):
    story = taken(Tier.ENGINEERING)
    moved(story, "de_escalate", Tier.L2, **fields)
    assert [r.text for r in story.done(ReplyToCustomer)] == written


def test_engaged_tiers_stay_when_asked_to():
    story = standing(Status.WORKING)
    moved(story, "de_escalate", Tier.L2, keep_engaged=True)
    assert [g.tier for g in story.e.engaged] == [Tier.SECURITY]


def test_to_first_line_it_is_watching_with_its_triggers_armed():
    story = taken(Tier.L2, Severity.HIGH)
    moved(story, "de_escalate", Tier.L1)
    assert (story.e.status, story.e.owner) == (Status.WATCHING, "")
    armed = [c.subject for c in story.e.clocks if c.kind == "trigger" and c.is_live]
    assert armed == ["unanswered", "idle"]  # nobody has answered the customer so far


def test_a_severity_goes_down_with_it():
    story = taken(Tier.ENGINEERING, Severity.HIGH)
    moved(story, "de_escalate", Tier.L2, severity=Severity.LOW)
    assert story.e.severity == Severity.LOW
    story = taken(Tier.ENGINEERING, Severity.HIGH)
    moved(story, "de_escalate", Tier.L2, severity=Severity.HIGH)
    assert "changed severity" not in story.history


@pytest.mark.parametrize(
    ("category", "reason", "refused"),
    [
        (Category.SUPPORT_CAN_RESOLVE, "Beyond  US", "engineering sent this back"),
        (Category.SUPPORT_CAN_RESOLVE, "it is slow as well", ""),
        (Category.OTHER, "beyond us", ""),
    ],
)
def test_who_sent_it_back_is_asked_again_only_for_a_new_reason(category, reason, refused):
    story = taken(Tier.L2)
    moved(story, "escalate", Tier.ENGINEERING)
    moved(story, "de_escalate", Tier.L2, "Mon 11:00", category=category)
    answer = moved(story, "escalate", Tier.ENGINEERING, "Mon 12:00", reason=reason)
    assert refused in answer
    assert bool(answer) == bool(refused)


def test_what_began_above_was_never_asked_for_and_can_go_back():
    story = taken(Tier.ENGINEERING)
    moved(story, "de_escalate", Tier.L2, category=Category.NOT_A_BUG)
    assert not moved(story, "escalate", Tier.ENGINEERING, "Mon 11:00", reason="")


def test_a_second_silence_is_a_new_reason():
    policy = replace(POLICY, triggers=(POLICY.triggers[-1],))  # idle: 4 h
    story = begun(Tier.L1, Severity.HIGH, policy)
    story.send("Mon 10:00", "agent_replied", text="we look")
    story.until("Mon 14:00")
    assert story.e.tier == Tier.L2
    moved(story, "de_escalate", Tier.L1, "Mon 15:30", category=Category.SUPPORT_CAN_RESOLVE)
    story.until("Tue 10:30")
    assert story.e.tier == Tier.L2
    climbs = [e.text for e in story.happened(Moved) if e.is_up]
    assert climbs == [
        "handrail escalated l1 → l2: idle: nothing moved for 4h since Mon 2026-03-02 09:00 UTC",
        "handrail escalated l1 → l2: idle: nothing moved for 4h since Mon 2026-03-02 14:30 UTC",
    ]


@pytest.mark.parametrize("name", ["escalate", "de_escalate"])
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_over_does_not_move(name: str, status: Status):
    assert f"not possible while {status}" in moved(standing(status), name, Tier.LEADERSHIP)
