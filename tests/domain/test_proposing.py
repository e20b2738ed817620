"""What looks like one cause is proposed to people; each decides for what they have."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.actions import Button, NoteTicket, PassOn, ReadTicket, Tell
from escalation.alike import Alike, FindAlike, JoinProblem
from escalation.context import TicketContext
from escalation.outcomes import Outcome, settle
from escalation.policy import ProblemRules, Trigger
from escalation.problem_face import face
from escalation.problem_members import Problem
from escalation.record import Record
from escalation.references import Issue
from escalation.terms import Severity, Status, Tier
from tests.domain.story import Story, at, begun, taken
from tests.policies import QUIET

POLICY = replace(
    QUIET, version="causes", problems=ProblemRules(proposes=True, window="72h"), ledger=True
)
OLDER = Alike("zendesk-5", "acme", 0.71, at("Mon 08:00"))
OTHER = Alike("zendesk-6~2", "globex", 0.64, at("Mon 08:30"))
NEWER = Alike("zendesk-9", "initech", 0.9, at("Mon 10:30"))
CAUSE = "problem-zendesk-5"


def looking(**fields: Any) -> Story:
    """An escalation that climbs to engineering and is compared with others."""
    story = begun(policy=POLICY, **fields)
    story.send("Mon 10:00", "escalate", to=Tier.ENGINEERING, reason="a crash")
    return story


def found(story: Story, *alike: Alike) -> Story:
    """What the ledger answers."""
    sought = next(a for a in reversed(story.all_actions) if isinstance(a, FindAlike))
    came = [Outcome(sought.effect, alike=alike)]
    story.take(settle(story.e, (sought,), came, at("Mon 10:01")))
    return story


def joining(story: Story) -> list[tuple[str, str, str]]:
    """What problems were told: which, how it stands, how bad it is."""
    told = story.done(JoinProblem)
    return [(a.problem, a.member["state"], a.member["severity"]) for a in told]


def test_what_climbs_is_compared_with_what_was_reported_elsewhere():
    story = looking(description="The file has no rows.", product="exports")
    (sought,) = story.done(FindAlike)
    assert sought.text == "Export is empty\nThe file has no rows."
    assert (sought.product, sought.window_h, sought.score_min) == ("exports", 72, 0.5)


@pytest.mark.parametrize(
    "policy",
    [replace(POLICY, problems=ProblemRules()), replace(POLICY, ledger=False)],
)
def test_nothing_is_compared_unless_the_policy_says_so(policy):
    story = begun(policy=policy)
    story.send("Mon 10:00", "escalate", to=Tier.ENGINEERING, reason="a crash")
    assert not story.done(FindAlike)


def test_what_a_restricted_tier_holds_is_neither_compared_nor_proposed():
    story = begun(policy=POLICY)
    story.send("Mon 10:00", "escalate", to=Tier.SECURITY, reason="a leak")
    assert not story.done(FindAlike)
    story = looking()
    story.send("Mon 10:00", "escalate", to=Tier.SECURITY, reason="a leak")
    assert not found(story, OLDER).done(Tell)
    assert story.e.alike == ()
    proposal = {"problem": CAUSE, "by": "zendesk-5"}
    assert not story.send("Mon 10:02", "problem_proposed", **proposal).actions
    refused = story.send("Mon 10:03", "link_problem", problem=CAUSE).refused
    assert refused == "link_problem refused: security holds it: what is restricted joins no problem"


def test_what_a_restricted_tier_takes_leaves_its_problem():
    story = joined()
    story.send("Mon 11:00", "escalate", to=Tier.SECURITY, reason="a leak")
    assert joining(story) == [(CAUSE, "left", "high")]
    assert story.e.problem == ""
    assert "It left problem-zendesk-5: security works on it" in [x.text for x in story.e.history]
    story.send("Mon 11:01", "set_severity", severity=Severity.CRITICAL, reason="it spreads")
    assert joining(story) == []
    late = {"actor": CAUSE, "issue": "i-1", "relation": "duplicate"}  # it was on its way
    refused = story.send("Mon 11:02", "link_issue", **late).refused
    assert refused == f"link_issue refused: it has left {CAUSE}"


@pytest.mark.parametrize(
    ("alike", "says"),
    [
        ((OLDER,), "Looks like zendesk-5 (acme): 0.71 alike. Same cause?"),
        (
            (OLDER, OTHER),
            "Looks like zendesk-5 (acme) and zendesk-6~2 (globex): 0.71 alike. Same cause?",
        ),
        (
            (OLDER, OTHER, NEWER),
            "Looks like zendesk-5 (acme), zendesk-6~2 (globex) and zendesk-9 (initech): "
            "0.90 alike. Same cause?",
        ),
        (
            (replace(OLDER, problem=CAUSE), NEWER),
            "Looks like zendesk-5 (acme) and zendesk-9 (initech): 0.90 alike. "
            "Same cause, problem-zendesk-5?",
        ),
        ((replace(OLDER, customer=""),), "Looks like zendesk-5: 0.71 alike. Same cause?"),
    ],
)
def test_what_is_alike_is_said_in_the_tier_s_thread_with_a_button(alike, says):
    (said,) = found(looking(), *alike).done(Tell)
    assert (said.tier, said.text, said.buttons) == (Tier.ENGINEERING, says, (Button.SAME_CAUSE,))


def test_many_are_named_as_a_number():
    crowd = [replace(OLDER, escalation=f"zendesk-{n}") for n in range(10, 18)]
    (said,) = found(looking(), *crowd).done(Tell)
    assert "zendesk-14 (acme) and 3 more: 0.71 alike" in said.text


def test_a_set_is_told_once_and_its_own_runs_are_no_news():
    story = found(looking(), OLDER)
    assert not found(story, OLDER).done(Tell)
    assert not found(story, replace(OLDER, escalation="zendesk-7~2")).done(Tell)
    assert found(story, OLDER, NEWER).done(Tell)[0].text.startswith("Looks like zendesk-9 ")


def watching() -> Story:
    many = Trigger("many", Tier.ENGINEERING, words=("empty",), similar_min=2)
    return begun(Tier.L1, policy=replace(POLICY, triggers=(many,)))


def test_first_line_looks_where_a_trigger_counts_how_many_report_the_same():
    story = watching()
    assert story.done(FindAlike)
    assert story.done(Record)  # the next one finds it
    found(story, OLDER)
    assert (story.e.status, story.done(Tell)) == (Status.WATCHING, [])
    story = found(watching(), OLDER, OTHER)
    assert (story.e.tier, story.e.status) == (Tier.ENGINEERING, Status.UNACKNOWLEDGED)
    found(story, OLDER, OTHER)  # those who get it are asked whether it is one cause
    assert "Same cause?" in story.done(Tell)[-1].text


def test_first_line_looks_for_nobody_else():
    story = begun(Tier.L1, policy=POLICY)
    assert not story.done(FindAlike)
    assert not story.done(Record)


def test_what_is_counted_is_not_proposed_unless_the_policy_says_so():
    story = watching()
    policy = replace(story.e.policy, problems=ProblemRules())
    story.e = story.e.changed(policy=policy)
    found(story, OLDER, OTHER)
    assert story.e.tier == Tier.ENGINEERING
    assert not story.done(FindAlike)


def test_a_click_joins_the_problem_of_the_eldest_and_asks_the_others():
    story = found(looking(), OLDER, NEWER)
    story.send("Mon 10:05", "link_problem", actor="a-engineering")
    assert story.e.problem == CAUSE
    (join,) = story.done(JoinProblem)
    assert join.problem == CAUSE
    assert join.member == {
        "escalation": "zendesk-7",
        "customer": "",
        "title": "Export is empty",
        "severity": "high",
        "ticket_url": "",
        "at": at("Mon 10:05").isoformat(),
        "state": "joined",
    }
    asked = {a.to: a.commands[0] for a in story.done(PassOn)}
    assert list(asked) == ["zendesk-5", "zendesk-9"]
    assert asked["zendesk-5"]["type"] == "problem_proposed"
    assert (asked["zendesk-5"]["problem"], asked["zendesk-5"]["by"]) == (CAUSE, "zendesk-7")
    assert asked["zendesk-5"]["score"] == "0.71"
    assert [r.problem for r in story.done(Record)] == [CAUSE]  # who looks next finds it


@pytest.mark.parametrize(
    ("alike", "problem"),
    [
        ((NEWER,), "problem-zendesk-7"),  # it is the eldest itself
        ((OLDER, NEWER), CAUSE),
        ((OTHER,), "problem-zendesk-6"),  # a series has one name
        ((OLDER, replace(NEWER, problem="problem-x")), "problem-x"),  # one that is joined
    ],
)
def test_which_problem_is_proposed(alike, problem):
    story = found(looking(), *alike)
    story.send("Mon 10:05", "link_problem")
    assert story.e.problem == problem


def test_who_belongs_to_the_problem_already_is_not_asked_again():
    story = found(looking(), replace(OLDER, problem=CAUSE), NEWER)
    story.send("Mon 10:05", "link_problem")
    assert [a.to for a in story.done(PassOn)] == ["zendesk-9"]


@pytest.mark.parametrize(
    ("problem", "refused"),
    [
        ("", "nothing is proposed: name the problem"),
        ("none", "it belongs to no problem already"),
        *(
            (name, "a problem's name holds letters, digits and .:_- only, like disk-full")
            for name in ("disk full", "../x", "disk~2", "d" * 121)
        ),
    ],
)
def test_what_names_no_problem_is_refused(problem, refused):
    decision = looking().send("Mon 10:05", "link_problem", problem=problem)
    assert decision.refused == f"link_problem refused: {refused}"


@pytest.mark.parametrize("name", ["disk-full", "problem-disk-full"])
def test_a_name_that_people_gave_is_one_of_a_problem(name):
    story = looking()
    story.send("Mon 10:05", "link_problem", problem=name)
    assert joining(story) == [("problem-disk-full", "joined", "high")]


def test_the_asked_one_decides_for_itself_and_is_asked_once():
    story = taken(Tier.ENGINEERING, policy=POLICY)
    proposal = {"problem": CAUSE, "by": "zendesk-5", "customer": "acme", "score": 0.71}
    story.send("Mon 10:00", "problem_proposed", actor="a-l2", **proposal)
    (said,) = story.done(Tell)
    assert said.text == (
        "a-l2 put zendesk-5 (acme) down to problem-zendesk-5: 0.71 alike. Same cause?"
    )
    assert said.buttons == (Button.SAME_CAUSE,)
    assert story.e.problem == ""
    story.send("Mon 10:05", "link_problem")
    assert story.e.problem == CAUSE
    assert not story.done(PassOn)  # who asked has joined
    assert not story.send("Mon 10:06", "problem_proposed", **proposal).actions


def test_first_line_is_asked_when_it_has_climbed():
    story = begun(Tier.L1, policy=POLICY)
    story.send("Mon 10:00", "problem_proposed", problem=CAUSE, by="zendesk-5", score=0.7)
    assert not story.done(Tell)
    story.send("Mon 10:30", "escalate", to=Tier.ENGINEERING, reason="a crash")
    found(story, replace(OLDER, problem=CAUSE))
    assert story.done(Tell)[0].text.endswith("Same cause, problem-zendesk-5?")


def test_who_belongs_to_another_problem_may_change_its_mind():
    story = taken(Tier.ENGINEERING, policy=POLICY)
    story.send("Mon 10:00", "link_problem", problem="problem-x")
    story.send("Mon 10:05", "problem_proposed", problem=CAUSE, by="zendesk-5", score=0.7)
    assert "This one belongs to problem-x. Same cause?" in story.done(Tell)[0].text
    story.send("Mon 10:06", "link_problem")
    assert joining(story) == [("problem-x", "left", "high"), (CAUSE, "joined", "high")]
    story.send("Mon 10:07", "link_problem", problem="none")
    assert joining(story) == [(CAUSE, "left", "high")]
    assert story.e.problem == ""


def joined() -> Story:
    story = taken(Tier.ENGINEERING, policy=POLICY)
    story.send("Mon 10:00", "link_problem", problem=CAUSE)
    return story


def test_the_problem_hears_of_severity_and_end_and_of_nothing_else():
    story = joined()
    story.send("Mon 10:01", "note", text="a look at the logs")
    assert joining(story) == []
    story.send("Mon 10:02", "set_severity", severity=Severity.CRITICAL, reason="all are down")
    assert joining(story) == [(CAUSE, "open", "critical")]
    story.send(
        "Mon 10:03",
        "de_escalate",
        to=Tier.L2,
        reason="a workaround",
        severity=Severity.LOW,
    )
    assert joining(story) == [(CAUSE, "open", "low")]
    story.send("Mon 10:04", "resolve", resolution="a workaround")
    assert joining(story) == []
    story.send("Mon 10:05", "confirm", actor="customer")
    assert joining(story) == [(CAUSE, "closed", "low")]
    story.send("Mon 10:06", "reopen", reason="it is back")
    assert (joining(story), story.e.problem) == ([], "")  # what comes back goes its own way
    story.send("Mon 10:07", "link_problem", problem=CAUSE)
    assert joining(story) == [(CAUSE, "joined", "low")]  # until somebody says otherwise


def test_a_customer_is_the_organisation_where_the_ticket_tells_it():
    story = taken(Tier.ENGINEERING, policy=POLICY)
    context = TicketContext(at("Mon 09:00"), organization="Acme")
    story.e = story.e.changed(context=context)
    story.send("Mon 10:00", "link_problem", problem=CAUSE)
    assert story.done(JoinProblem)[0].member["customer"] == "Acme"


def test_whose_it_is_may_be_read_after_it_joined():
    story = joined()
    read = ReadTicket(effect="e99", fields={})
    context = TicketContext(at("Mon 10:05"), organization="Acme")
    for _ in range(2):
        came = settle(story.e, (read,), [Outcome("e99", context=context)], at("Mon 10:05"))
        story.take(came)
    assert [j.member["customer"] for j in story.all_actions if isinstance(j, JoinProblem)] == [
        "",
        "Acme",
    ]


def test_one_fix_makes_telling_the_customer_the_next_step():
    story = joined()
    story.e = story.e.changed(issue=Issue("i-1", "ENG-1", state="started"))
    fix = {"problem": CAUSE, "resolution": "more memory", "issue": "i-1"}
    story.send("Mon 11:00", "problem_fixed", actor=CAUSE, **fix)
    (said,) = (tell for tell in story.done(Tell) if CAUSE in tell.text)
    assert said.text == (
        f"{CAUSE} is fixed: more memory. Next step: tell the customer, then resolve\n"
        f"Draft: {POLICY.texts.fixed}"
    )
    assert said.buttons == (Button.UPDATE_CUSTOMER, Button.RESOLVE)
    assert story.done(NoteTicket)
    assert story.e.status == Status.WORKING
    again = story.send("Mon 11:01", "problem_fixed", actor=CAUSE, **fix)
    assert not again.actions
    # Linear says so, too; its word was known already.
    done = story.send("Mon 10:59", "issue_changed", now="Mon 11:02", issue="i-1", state="completed")
    assert not done.actions


def test_whoever_is_resolved_already_is_only_told():
    story = joined()
    story.send("Mon 10:30", "resolve", resolution="restarted")
    story.send("Mon 11:00", "problem_fixed", problem=CAUSE)
    assert [(a.text, a.buttons) for a in story.done(Tell)] == [(f"{CAUSE} is fixed", ())]


def test_the_fix_of_another_problem_is_refused_and_after_the_end_counted():
    story = joined()
    refused = story.send("Mon 11:00", "problem_fixed", problem="problem-x").refused
    assert refused == f"problem_fixed refused: it belongs to {CAUSE}"
    story.send("Mon 11:01", "close")
    assert not story.send("Mon 11:02", "problem_fixed", problem=CAUSE).actions
    assert story.e.ignored == 1


def test_nobody_is_alarmed_by_a_question_that_reached_nobody():
    story = found(looking(), OLDER)
    story.send("Mon 10:05", "link_problem")
    (asked,) = story.done(PassOn)
    came = [Outcome(asked.effect, failed="zendesk-5 is not open")]
    assert not settle(story.e, (asked,), came, at("Mon 10:06")).actions
    story = looking()
    (sought,) = story.done(FindAlike)
    assert not settle(story.e, (sought,), [Outcome(sought.effect, failed="x")], story.now).actions


def test_a_problem_that_is_over_takes_no_commands():
    over = Problem(CAUSE, POLICY, status=Status.CLOSED)
    story = Story(POLICY)
    story.e = face(over)
    refused = story.send("Mon 10:00", "reopen", reason="it is back").refused
    assert refused == "reopen refused: a problem that is over: link_problem begins it anew"
    assert story.e.id == CAUSE
