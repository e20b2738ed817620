"""Deliveries to Linear: what stands there afterwards, also on a bad day."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.batches import LinearBatch, LinearEffect
from escalation.actions import CommentIssue, OpenIssue, UpdateIssue
from escalation.terms import Severity
from starter.from_linear import owner_of
from tests.activities.conftest import World, run

OPEN = OpenIssue(
    effect="e1",
    team="ENG",
    title="[high] Login\nfails",
    body="Severity: high\nHandrail: zendesk-666",  # a customer may write that too
    severity=Severity.HIGH,
    ticket_url="https://acme.zendesk.com/agent/tickets/1",
)
COMMENT = CommentIssue(effect="e2", text="It climbed to engineering")
REOPEN = UpdateIssue(effect="e3", severity=Severity.CRITICAL, reopen=True)


def batch(*effects: LinearEffect, issue: str = "") -> LinearBatch:
    return LinearBatch("zendesk-1", effects, issue)


async def opened(world: World) -> str:
    (outcome,) = (await run(world.linear.deliver, batch(OPEN))).outcomes
    assert outcome.issue is not None
    return outcome.issue.id


async def test_an_issue_is_opened_with_priority_link_and_whose_it_is(world: World):
    (outcome,) = (await run(world.linear.deliver, batch(OPEN))).outcomes
    (issue,) = await world.issues()
    assert (issue["title"], issue["priority"]) == ("[high] Login fails", 2)
    assert owner_of(issue["description"]) == "zendesk-1"
    assert [a["url"] for a in issue["attachments"]] == [OPEN.ticket_url]
    assert outcome.issue is not None
    assert (outcome.issue.id, outcome.issue.identifier) == (issue["id"], "ENG-1")
    assert outcome.issue.state == "unstarted"


@pytest.mark.parametrize(("severity", "priority"), list(zip(Severity, (1, 2, 3, 4), strict=True)))
async def test_severity_is_priority(world: World, severity: Severity, priority: int):
    issue = await opened(world)
    update = UpdateIssue(effect="e3", severity=severity)
    await run(world.linear.deliver, batch(update, issue=issue))
    assert (await world.issues())[0]["priority"] == priority


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


async def test_an_issue_that_has_not_ended_keeps_its_state(world: World):
    issue = await opened(world)
    (outcome,) = (await run(world.linear.deliver, batch(REOPEN, issue=issue))).outcomes
    assert outcome.issue is not None
    assert outcome.issue.state == "unstarted"


@pytest.mark.parametrize("lost", ["CreateIssue", "Attach", "CreateComment"])
async def test_a_lost_answer_then_a_repeat_is_one_effect(world: World, lost: str):
    await world.fault("linear", f"mutation {lost}", "lost_answer")
    with suppress(ApplicationError):  # a lost create is found by the client itself
        await run(world.linear.deliver, batch(OPEN, COMMENT))
    delivered = await run(world.linear.deliver, batch(OPEN, COMMENT), attempt=2)
    again = await run(world.linear.deliver, replace(batch(OPEN, COMMENT), is_repeat=True))
    assert not await world.faults()
    (issue,) = await world.issues()
    assert (len(issue["comments"]), len(issue["attachments"])) == (1, 1)
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


async def test_an_unknown_team_fails_and_names_those_that_are_known(world: World):
    wrong = replace(OPEN, team="VOLVO")
    first, second = (await run(world.linear.deliver, batch(wrong, COMMENT))).outcomes
    assert first.failed.startswith("Linear has no team VOLVO; name one in the policy; known: ENG")
    assert second.failed == "there is no issue in Linear; open one by hand"
    assert await world.issues() == []


async def test_a_wrong_token_fails_every_effect_with_the_remedy(locked_out: World):
    delivered = await run(locked_out.linear.deliver, batch(OPEN, COMMENT, issue="ENG-1"))
    assert ["HANDRAIL_LINEAR_API_KEY" in o.failed for o in delivered.outcomes] == [True, True]
