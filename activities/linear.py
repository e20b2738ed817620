"""Logs an escalation in Linear: its issue, comments, priority.

Every create carries an id of our own, made from the effect: one that is repeated meets itself, and
`LinearClient` finds it. Changes are repeatable by nature.
"""

from typing import assert_never

from temporalio import activity

from activities.batches import LINEAR_DELIVER, Delivered, LinearBatch, LinearEffect
from activities.failure import WallClock, attempt, settled
from escalation.actions import CommentIssue, FollowIssue, OpenIssue, UpdateIssue
from escalation.outcomes import Outcome
from escalation.references import Issue
from escalation.terms import Severity
from integrations.errors import Rejected
from integrations.linear import models
from integrations.linear.client import LinearClient
from integrations.linear.ids import uuid4_for

TITLE_MAX = 200  # characters: what a board shows; the description has all of it
PRIORITY = {  # Linear: 0 none, 1 urgent, 2 high, 3 medium, 4 low
    Severity.CRITICAL: 1,
    Severity.HIGH: 2,
    Severity.MEDIUM: 3,
    Severity.LOW: 4,
}
ENDED = ("completed", "canceled", "duplicate")  # Linear, "WorkflowState.type"


class LinearActivities:
    """Deliveries to one Linear workspace; `now` gives the wall clock, aware UTC."""

    def __init__(self, client: LinearClient, now: WallClock) -> None:
        self._client = client
        self._now = now

    @activity.defn(name=LINEAR_DELIVER)
    async def deliver(self, batch: LinearBatch) -> Delivered:
        """Do the effects in order. Raises ApplicationError to retry."""
        issue, outcomes = batch.issue, []
        async with attempt(self._now):
            for effect in batch.effects:
                came = await settled(effect.effect, self._do(effect, batch.key, issue))
                issue = came.issue.id if came.issue else issue
                outcomes.append(came)
        return Delivered(tuple(outcomes))

    async def _do(self, effect: LinearEffect, key: str, issue: str) -> Outcome:
        if isinstance(effect, OpenIssue):
            return await self._open(effect, key)
        if not issue:
            raise Rejected("there is no issue in Linear", "open one by hand")
        match effect:
            case FollowIssue():
                raise Rejected("issues are not followed yet", "comment by hand")
            case CommentIssue():
                comment_id = uuid4_for(f"{key}/{effect.effect}")
                await self._client.create_comment(comment_id, issue, effect.text)
                return Outcome(effect.effect)
            case UpdateIssue():
                return await self._update(effect, issue)
            case _:
                assert_never(effect)

    async def _open(self, effect: OpenIssue, key: str) -> Outcome:
        """The last line of the description says whose issue it is: `starter/from_linear.py`."""
        team = await self._client.team(effect.team)
        made = await self._client.create_issue(
            models.NewIssue(
                id=uuid4_for(f"{key}/{effect.effect}"),
                team_id=team.id,
                title=" ".join(effect.title.split())[:TITLE_MAX],
                description=f"{effect.body}\n\nHandrail: {key}",
                priority=PRIORITY[effect.severity],
            )
        )
        return Outcome(effect.effect, issue=_reference(made))

    async def _update(self, effect: UpdateIssue, issue: str) -> Outcome:
        state_type = None
        if effect.reopen and (await self._client.issue(issue)).state.type in ENDED:
            state_type = "started"
        changed = await self._client.update_issue(issue, PRIORITY[effect.severity], state_type)
        return Outcome(effect.effect, issue=_reference(changed))


def _reference(issue: models.Issue) -> Issue:
    assignee = issue.assignee.name if issue.assignee else ""
    return Issue(issue.id, issue.identifier, issue.url, issue.state.type, assignee)
