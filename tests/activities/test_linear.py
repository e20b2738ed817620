"""Deliveries to Linear: what stands there afterwards, also on a bad day."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.batches import LinearBatch, LinearCustomer, LinearEffect
from activities.linear import LinearActivities
from escalation.actions import CommentIssue, FollowIssue, OpenIssue, UpdateIssue
from escalation.context import Link
from escalation.terms import Severity
from integrations.linear.client import LinearClient, open_client
from integrations.linear.mark import owner_of
from tests.activities.conftest import World, run, wall_clock

OPEN = OpenIssue(
    effect="e1",
    team="ENG",
    title="[high] Login\nfails",
    body="Severity: high\nHandrail: zendesk-666",  # a customer may write that too
    severity=Severity.HIGH,
)
ROUTED = replace(
    OPEN,
    labels=("Bug", "escalation"),
    project="reliability",
    due_at=datetime(2026, 3, 3, 23, 30, tzinfo=timezone(-timedelta(hours=5))),
)
COMMENT = CommentIssue(effect="e2", text="It climbed to engineering")
REOPEN = UpdateIssue(effect="e3", severity=Severity.CRITICAL, reopen=True)
CANCEL = UpdateIssue(effect="e6", severity=Severity.HIGH, ends="canceled")
TO_PRODUCT = UpdateIssue(effect="e5", severity=Severity.HIGH, team="PRD")
TICKET = Link("Ticket", "https://acme.zendesk.com/agent/tickets/1")
THREAD = Link("Slack thread", "https://slack.com/archives/C1/p1")
ACME = LinearCustomer("org-7", "Acme", revenue=120_000, tier="Enterprise")


def batch(*effects: LinearEffect, issue: str = "", key: str = "zendesk-1") -> LinearBatch:
    return LinearBatch(key, effects, issue, links=(TICKET,))


def follow(issue: str) -> FollowIssue:
    return FollowIssue(effect="e4", issue=issue, relation="duplicate", text="Same cause")


async def arrange(world: World, **workspace: Any) -> None:
    answer = await world.sandbox.http.post("/control/linear/workspace", json=workspace)
    assert answer.is_success, answer.text


async def opened(world: World) -> str:
    (outcome,) = (await run(world.linear.deliver, batch(OPEN))).outcomes
    assert outcome.issue is not None
    return outcome.issue.id


async def test_an_issue_is_opened_with_priority_link_and_whose_it_is(world: World):
    (outcome,) = (await run(world.linear.deliver, batch(OPEN))).outcomes
    (issue,) = await world.issues()
    assert (issue["title"], issue["priority"]) == ("[high] Login fails", 2)
    assert owner_of(issue["description"]) == "zendesk-1"
    (link,) = issue["attachments"]
    assert (link["title"], link["url"]) == (TICKET.title, TICKET.url)
    assert link["metadata"] == {"escalation": "zendesk-1"}
    assert outcome.issue is not None
    assert (outcome.issue.id, outcome.issue.identifier) == (issue["id"], "ENG-1")
    assert (outcome.issue.state, outcome.issue.team) == ("unstarted", "ENG")
    assert (outcome.issue.priority, outcome.issue.links) == (Severity.HIGH, (TICKET.url,))


async def test_a_route_names_labels_project_and_the_day_it_is_due(world: World):
    await arrange(world, projects={"Reliability": ["ENG"]})
    for key in ("zendesk-1", "zendesk-2"):  # the label that is missing is made once
        (outcome,) = (await run(world.linear.deliver, batch(ROUTED, key=key))).outcomes
        assert not outcome.failed
    for issue in await world.issues():
        assert [label["name"] for label in issue["labels"]] == ["Bug", "escalation"]
        assert issue["project"]["name"] == "Reliability"
        assert issue["dueDate"] == "2026-03-04"  # in UTC
    assert len(await world.effects("issueLabelCreate")) == 1


async def test_what_is_missing_is_told_once_and_stops_no_issue(world: World):
    await arrange(world, projects={"Reliability": ["PRD"]}, customers=False)
    first, second = [
        (await run(world.linear.deliver, replace(batch(ROUTED, key=key), customer=ACME))).outcomes
        for key in ("zendesk-1", "zendesk-2")
    ]
    assert first[0].failed.startswith("ENG-1 stands, but: the team has no project reliability;")
    assert "not available on your plan; Linear's plan" in first[0].failed
    assert [o.failed for o in second] == [""]
    assert len(await world.issues()) == 2


async def test_product_sees_who_needs_it_and_what_they_are_worth(world: World):
    await run(world.linear.deliver, replace(batch(OPEN, COMMENT), customer=ACME))
    (issue,) = await world.issues()
    (need,) = issue["needs"]
    assert need["body"] == OPEN.title
    customer = need["customer"]
    assert (customer["externalIds"], customer["name"]) == ([ACME.external_id], ACME.name)
    assert (customer["revenue"], customer["tier"]["name"]) == (ACME.revenue, ACME.tier)


async def test_the_temporal_ui_is_linked_where_it_is_known(world: World):
    config, url = world.sandbox.config, world.sandbox.url
    async with open_client(f"{url}/linear", config.linear_key) as http:
        activities = LinearActivities(LinearClient(http), wall_clock, ui="https://t.test/{}".format)
        (outcome,) = (await run(activities.deliver, batch(OPEN))).outcomes
    assert outcome.issue is not None
    assert outcome.issue.links == (TICKET.url, "https://t.test/zendesk-1")


@pytest.mark.parametrize("effect", [COMMENT, REOPEN], ids=["a comment", "an update"])
async def test_a_link_that_is_missing_comes_with_whatever_is_next(
    world: World, effect: LinearEffect
):
    issue = await opened(world)
    later = replace(batch(effect, issue=issue), links=(THREAD,))
    (outcome,) = (await run(world.linear.deliver, later)).outcomes
    assert outcome.issue is not None
    assert outcome.issue.links == (TICKET.url, THREAD.url)
    again = replace(batch(COMMENT, issue=issue), links=())
    assert (await run(world.linear.deliver, again)).outcomes[0].issue is None


async def test_an_issue_that_exists_is_followed_and_ours_becomes_its_duplicate(world: World):
    theirs = (await run(world.linear.deliver, batch(OPEN, key="zendesk-9"))).outcomes[0].issue
    ours = await opened(world)
    assert theirs is not None
    told = replace(batch(follow(theirs.identifier), issue=ours), links=(), customer=ACME)
    for repeat in (told, replace(told, is_repeat=True)):
        (outcome,) = (await run(world.linear.deliver, repeat)).outcomes
        assert outcome.issue is not None
        assert (outcome.failed, outcome.issue.id) == ("", theirs.id)
    first, second = await world.issues()
    assert [c["body"] for c in first["comments"]] == ["Same cause"]
    assert [(a["url"], a["metadata"]["escalation"]) for a in first["attachments"]] == [
        (TICKET.url, "zendesk-1")  # one address, whoever attached it first
    ]
    assert len(first["needs"]) == 1
    (relation,) = second["relations"]
    assert (relation["type"], relation["relatedIssue"]["id"]) == ("duplicate", theirs.id)
    assert second["state"]["type"] == "duplicate"


async def test_an_issue_is_followed_where_there_was_none(world: World):
    theirs = await opened(world)
    (outcome,) = (
        await run(world.linear.deliver, batch(follow("ENG-1"), key="intercom-3"))
    ).outcomes
    assert outcome.issue is not None
    assert (outcome.issue.id, outcome.issue.links) == (theirs, (TICKET.url,))


@pytest.mark.parametrize("fault", ["lost_answer", "drop", "error"])
async def test_a_relation_is_made_once_whatever_happens(world: World, fault: str):
    await run(world.linear.deliver, batch(OPEN, key="zendesk-9"))
    told = batch(follow("ENG-1"), issue=await opened(world))
    await world.fault("linear", "mutation Relate", fault)
    with suppress(ApplicationError):
        await run(world.linear.deliver, told)
    (outcome,) = (await run(world.linear.deliver, told, attempt=2)).outcomes
    assert not outcome.failed
    assert len(await world.effects("issueRelationCreate")) == 1


DELETED = [
    ({"deleted": True}, "", "was deleted in Linear; restore it"),
    ({}, "/delete", "not found"),
]


@pytest.mark.parametrize(("how", "where", "said"), DELETED, ids=["in the trash", "for good"])
@pytest.mark.parametrize("effect", [COMMENT, REOPEN, follow("ENG-1")], ids=lambda e: e.type)
async def test_nothing_is_written_to_an_issue_that_was_deleted(
    world: World, effect: LinearEffect, how: dict[str, Any], where: str, said: str
):
    issue = await opened(world)
    await world.sandbox.control(f"/linear/issues/{issue}{where}", send=False, **how)
    (outcome,) = (await run(world.linear.deliver, batch(effect, issue=issue))).outcomes
    assert said in outcome.failed


@pytest.mark.parametrize(("severity", "priority"), list(zip(Severity, (1, 2, 3, 4), strict=True)))
async def test_severity_is_priority(world: World, severity: Severity, priority: int):
    issue = await opened(world)
    update = UpdateIssue(effect="e3", severity=severity)
    await run(world.linear.deliver, batch(update, issue=issue))
    assert (await world.issues())[0]["priority"] == priority


async def test_an_issue_of_several_is_as_urgent_as_the_most_urgent(world: World):
    issue = await opened(world)  # high
    other = replace(batch(follow("ENG-1"), key="intercom-3"), links=(THREAD,))
    await run(world.linear.deliver, other)
    for key, severity, priority in (
        ("intercom-3", Severity.LOW, 2),
        ("zendesk-1~2", Severity.LOW, 2),
        ("intercom-3", Severity.CRITICAL, 1),
    ):
        update = UpdateIssue(effect="e3", severity=severity)
        await run(world.linear.deliver, batch(update, key=key, issue=issue))
        assert (await world.issues())[0]["priority"] == priority


async def test_what_people_did_meanwhile_is_not_taken_for_told(world: World):
    """Done in Linear is a fact with consequences: an update of ours must not hide it."""
    issue = await opened(world)
    await world.sandbox.control(f"/linear/issues/{issue}", state="Done", silent=True)
    update = UpdateIssue(effect="e3", severity=Severity.LOW)
    later = replace(batch(update, COMMENT, issue=issue), links=())
    assert [o.issue for o in (await run(world.linear.deliver, later)).outcomes] == [None, None]


async def test_a_comment_in_the_batch_that_opens_the_issue_stands_at_it(world: World):
    await run(world.linear.deliver, batch(OPEN, COMMENT))
    (issue,) = await world.issues()
    assert [c["body"] for c in issue["comments"]] == [COMMENT.text]


@pytest.mark.parametrize("state", ["Done", "Canceled"])
async def test_a_reopened_escalation_reopens_its_ended_issue(world: World, state: str):
    issue = await opened(world)
    await world.sandbox.control(f"/linear/issues/{issue}", state=state, send=False)
    (outcome,) = (await run(world.linear.deliver, batch(REOPEN, issue=issue))).outcomes
    assert outcome.issue is not None
    assert outcome.issue.state == "started"
    assert (await world.issues())[0]["priority"] == 1


async def test_what_is_no_bug_is_cancelled_and_the_comment_says_why(world: World):
    issue = await opened(world)
    for repeat in (False, True):
        told = replace(batch(COMMENT, CANCEL, issue=issue), links=(), is_repeat=repeat)
        commented, cancelled = (await run(world.linear.deliver, told)).outcomes
        assert (commented.failed, cancelled.failed) == ("", "")
        assert cancelled.issue is not None
        assert cancelled.issue.state == "canceled"
    (there,) = await world.issues()
    assert (there["state"]["type"], len(there["comments"])) == ("canceled", 1)


@pytest.mark.parametrize("state", ["Done", "Canceled"])
async def test_an_issue_that_people_have_ended_stays_as_they_left_it(world: World, state: str):
    issue = await opened(world)
    await world.sandbox.control(f"/linear/issues/{issue}", state=state, send=False)
    before = (await world.issues())[0]["state"]
    await run(world.linear.deliver, batch(CANCEL, issue=issue))
    assert (await world.issues())[0]["state"] == before


async def test_an_issue_that_others_wait_for_is_not_cancelled_for_them(world: World):
    issue = await opened(world)
    other = replace(batch(follow(issue), key="zendesk-2"), links=(THREAD,))
    await run(world.linear.deliver, other)
    told = batch(COMMENT, CANCEL, issue=issue)
    commented, kept = (await run(world.linear.deliver, told)).outcomes
    assert (commented.failed, kept.failed) == ("", "")
    assert kept.issue is not None
    assert kept.issue.state == "unstarted"
    (there,) = await world.issues()
    assert there["state"]["type"] == "unstarted"
    assert COMMENT.text in [c["body"] for c in there["comments"]]


async def test_an_issue_that_has_not_ended_keeps_its_state(world: World):
    issue = await opened(world)
    (outcome,) = (await run(world.linear.deliver, batch(REOPEN, issue=issue))).outcomes
    assert outcome.issue is not None
    assert outcome.issue.state == "unstarted"


WRITES = ["CreateIssue", "Attach", "CreateComment", "CreateLabel", "UpsertCustomer", "CreateNeed"]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("fault", ["lost_answer", "drop", "error"])
async def test_a_fault_then_a_repeat_is_one_effect(world: World, write: str, fault: str):
    everything = replace(batch(replace(OPEN, labels=("escalation",)), COMMENT), customer=ACME)
    await world.fault("linear", f"mutation {write}", fault)
    with suppress(ApplicationError):  # a lost create is found by the client itself
        await run(world.linear.deliver, everything)
    delivered = await run(world.linear.deliver, everything, attempt=2)
    again = await run(world.linear.deliver, replace(everything, is_repeat=True))
    assert not await world.faults()
    (issue,) = await world.issues()
    kinds = ("comments", "attachments", "labels", "needs")
    assert [len(issue[kind]) for kind in kinds] == [1, 1, 1, 1]
    assert again.outcomes[0].issue == delivered.outcomes[0].issue
    assert [o.failed for o in again.outcomes] == ["", ""]


async def test_a_rate_limit_is_waited_for_and_is_no_error(world: World):
    await world.fault("linear", "CreateIssue", "rate_limit", retry_after_s=30)
    with pytest.raises(ApplicationError) as caught:
        await run(world.linear.deliver, batch(OPEN))
    error = caught.value
    assert (error.type, error.category) == ("RateLimited", ApplicationErrorCategory.BENIGN)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay > timedelta(seconds=25)


@pytest.mark.parametrize("spent", [{"requests_left": 1}, {"points_left": -1e5}])
async def test_a_budget_that_is_spent_says_when_it_is_full_again(world: World, spent: Any):
    """One more is one too many: HTTP 400 and RATELIMITED, and when the spent budget is full."""
    await arrange(world, **spent)
    with pytest.raises(ApplicationError) as caught:
        await run(world.linear.deliver, batch(OPEN))
    assert caught.value.type == "RateLimited"
    assert caught.value.next_retry_delay is not None
    assert caught.value.next_retry_delay > timedelta(seconds=25)
    assert await world.issues() == []


async def test_an_unknown_team_fails_and_names_those_that_are_known(world: World):
    wrong = replace(OPEN, team="VOLVO")
    first, second = (await run(world.linear.deliver, batch(wrong, COMMENT))).outcomes
    assert first.failed.startswith("Linear has no team VOLVO; name one in the policy; known: ENG")
    assert second.failed == "there is no issue in Linear; open one by hand"
    assert await world.issues() == []


async def test_a_wrong_token_fails_every_effect_with_the_remedy(locked_out: World):
    delivered = await run(locked_out.linear.deliver, batch(OPEN, COMMENT, issue="ENG-1"))
    assert ["HANDRAIL_LINEAR_API_KEY" in o.failed for o in delivered.outcomes] == [True, True]


async def test_an_issue_goes_along_to_another_team_with_its_labels_and_project(world: World):
    await arrange(world, projects={"Roadmap": ["PRD"]})
    issue = await opened(world)
    moved = replace(TO_PRODUCT, labels=("customer",), project="roadmap")
    (outcome,) = (await run(world.linear.deliver, batch(moved, issue=issue))).outcomes
    assert outcome.issue is not None
    assert (outcome.issue.id, outcome.issue.team) == (issue, "PRD")
    assert outcome.issue.identifier == "PRD-1"
    (there,) = await world.issues()
    assert [label["name"] for label in there["labels"]] == ["customer"]
    assert there["project"]["name"] == "Roadmap"


async def test_an_issue_that_others_follow_stays_in_its_team(world: World):
    issue = await opened(world)
    await run(world.linear.deliver, batch(follow(issue), key="zendesk-2"))
    (outcome,) = (await run(world.linear.deliver, batch(TO_PRODUCT, issue=issue))).outcomes
    assert outcome.failed == ""
    (there,) = await world.issues()
    assert there["team"]["key"] == "ENG"


async def test_a_team_that_is_not_there_is_a_clear_refusal(world: World):
    issue = await opened(world)
    nowhere = replace(TO_PRODUCT, team="NOPE")
    update, comment = (
        await run(world.linear.deliver, batch(nowhere, COMMENT, issue=issue))
    ).outcomes
    assert update.failed.startswith("Linear has no team NOPE")
    assert comment.failed == ""
