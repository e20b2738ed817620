"""Logs an escalation in Linear: its issue, comments, priority, and who needs it.

Every create carries an id of our own, made from the effect: one that is repeated meets itself, and
`LinearClient` finds it. Changes are repeatable by nature. What an issue can do without (a label, a
project, its customer) never stops it: the issue stands, and what is missing is told once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar, assert_never

from temporalio import activity

from activities.batches import LINEAR_DELIVER, Delivered, LinearBatch, LinearEffect
from activities.failure import WallClock, attempt, settled
from escalation.actions import CommentIssue, FollowIssue, OpenIssue, UpdateIssue
from escalation.context import Link
from escalation.outcomes import Outcome
from escalation.proposing import PREFIX
from escalation.tracking import ENDED
from integrations.errors import Rejected
from integrations.linear import models
from integrations.linear.client import LinearClient
from integrations.linear.ids import named_in, uuid4_for
from integrations.linear.mark import owner_in, signed
from integrations.linear.records import PRIORITY, reference

TITLE_MAX = 200  # characters: what a board shows; the description has all of it

Found = TypeVar("Found")


class LinearActivities:
    """Deliveries to one Linear workspace.

    `now` gives the wall clock, aware UTC; `ui` the address of a workflow in the Temporal UI.
    """

    def __init__(
        self, client: LinearClient, now: WallClock, ui: Callable[[str], str] | None = None
    ) -> None:
        self._client = client
        self._now = now
        self._ui = ui
        self._told: set[str] = set()  # what is missing, told once and not for every issue

    @activity.defn(name=LINEAR_DELIVER)
    async def deliver(self, batch: LinearBatch) -> Delivered:
        """Do the effects in order. Raises ApplicationError to retry."""
        outcomes = []
        async with attempt(self._now):
            for effect in batch.effects:
                came = await settled(effect.effect, self._do(effect, batch))
                if came.issue:
                    batch = replace(batch, issue=came.issue.id, links=())
                outcomes.append(came)
        return Delivered(tuple(map(self._once, outcomes)))

    async def _do(self, effect: LinearEffect, batch: LinearBatch) -> Outcome:
        match effect:
            case OpenIssue():
                return await self._open(effect, batch)
            case FollowIssue():
                return await self._follow(effect, batch)
            case _ if not batch.issue:
                raise Rejected("there is no issue in Linear", "open one by hand")
            case CommentIssue():
                return await self._comment(effect, batch)
            case UpdateIssue():
                return await self._update(effect, batch)
            case _:
                assert_never(effect)

    async def _open(self, effect: OpenIssue, batch: LinearBatch) -> Outcome:
        gaps: list[str] = []
        place = await self._place(effect, gaps)
        made = await self._client.create_issue(
            models.NewIssue(
                id=uuid4_for(f"{batch.key}/{effect.effect}"),
                team_id=place.team_id,
                title=" ".join(effect.title.split())[:TITLE_MAX],
                description=signed(effect.body, batch.key),
                priority=PRIORITY[effect.severity],
                due_on=_day(effect.due_at),
                label_ids=place.label_ids,
                project_id=place.project_id,
            )
        )
        await self._need(effect.title, made, batch, gaps)
        links = (*batch.links, *self._temporal(batch))
        return await self._tied(effect, made, batch, links, gaps)

    async def _place(self, effect: OpenIssue | UpdateIssue, gaps: list[str]) -> models.Place:
        """The ids of what the policy names. Raises Rejected where there is no such team."""
        team = await self._client.team(effect.team)
        labels = await _spared(self._client.labels(team.id, effect.labels), gaps)
        project = None
        if effect.project:
            project = await _spared(self._client.project(effect.project, team.id), gaps)
        return models.Place(team.id, tuple(labels or ()), project.id if project else "")

    async def _follow(self, effect: FollowIssue, batch: LinearBatch) -> Outcome:
        """What our own issue shows, the one that is followed shows too."""
        theirs = _there(await self._client.issue(named_in(effect.issue)))
        gaps: list[str] = []
        links = (*batch.links, *self._temporal(batch))
        if batch.issue and batch.issue not in (theirs.id, theirs.identifier):
            relation = uuid4_for(f"{batch.key}/{effect.effect}/relation")
            relating = self._client.relate(relation, batch.issue, theirs.id, effect.relation)
            await _spared(relating, gaps)
            links += tuple(await _spared(self._shown(batch), gaps) or ())
        if effect.text:
            comment = uuid4_for(f"{batch.key}/{effect.effect}")
            await self._client.create_comment(comment, theirs.id, effect.text)
        await self._need(effect.text, theirs, batch, gaps)
        return await self._tied(effect, theirs, batch, tuple(dict.fromkeys(links)), gaps)

    async def _comment(self, effect: CommentIssue, batch: LinearBatch) -> Outcome:
        comment = uuid4_for(f"{batch.key}/{effect.effect}")
        issue = _there(await self._client.create_comment(comment, batch.issue, effect.text))
        if not batch.links:
            return Outcome(effect.effect)
        return await self._tied(effect, issue, batch, batch.links, [])

    async def _update(self, effect: UpdateIssue, batch: LinearBatch) -> Outcome:
        issue = _there(await self._client.issue(batch.issue))
        state_type = _state(effect, issue)
        priority, due_on = PRIORITY[effect.severity], _day(effect.due_at)
        is_lowered, gaps, place = 0 < issue.priority < priority, list[str](), None
        takes = is_lowered or effect.team or effect.ends
        if takes and await self._is_shared(batch):
            if is_lowered:  # to another it is as urgent as it was, and as open
                priority, due_on = int(issue.priority), None
            if effect.ends:
                state_type = None
        elif effect.team:
            place = await self._place(effect, gaps)
        update = self._client.update_issue(issue.id, priority, state_type, due_on, place)
        changed = _there(await update)
        if not (effect.reopen or effect.ends or place or batch.links):
            return Outcome(effect.effect)  # what people did meanwhile is theirs to tell
        return await self._tied(effect, changed, batch, batch.links, gaps)

    async def _is_shared(self, batch: LinearBatch) -> bool:
        """Whether it is for other escalations, too; the runs of one series are one.

        A problem speaks for all who follow its issue.
        """
        if batch.key.startswith(PREFIX):
            return False
        waiting = {id_.partition("~")[0] for id_ in await self._client.linked(batch.issue)}
        return bool(waiting - {batch.key.partition("~")[0]})

    async def _tied(
        self,
        effect: LinearEffect,
        issue: models.Issue,
        batch: LinearBatch,
        links: tuple[Link, ...],
        gaps: list[str],
    ) -> Outcome:
        """Attach what leads elsewhere; the outcome says all that the issue shows, and lacks."""
        for link in links:
            await self._client.attach(link.url, link.title, issue.id, batch.key)
        shown = tuple(dict.fromkeys((*issue.links, *(link.url for link in links))))
        said = f"{issue.identifier} stands, but: {'; '.join(gaps)}" if gaps else ""
        return Outcome(effect.effect, failed=said, issue=reference(issue, shown))

    async def _need(
        self, said: str, issue: models.Issue, batch: LinearBatch, gaps: list[str]
    ) -> None:
        """So that product sees who asks for it, and what they are worth."""
        if batch.customer is None:
            return
        who = batch.customer
        customer = models.NewCustomer(who.external_id, who.name, who.revenue, who.tier)
        need_id = uuid4_for(f"{batch.key}/{issue.id}/need")
        need = models.NewNeed(need_id, issue.id, who.external_id, said)
        await _spared(self._stated(customer, need), gaps)

    async def _stated(self, customer: models.NewCustomer, need: models.NewNeed) -> None:
        await self._client.upsert_customer(customer)
        await self._client.create_need(need)

    async def _shown(self, batch: LinearBatch) -> list[Link]:
        """What our own issue shows of this escalation."""
        attached = (await self._client.attached(batch.issue)).attachments.nodes
        ours = (one for one in attached if owner_in(one.metadata) == batch.key)
        return [Link(one.title, one.url) for one in ours]

    def _temporal(self, batch: LinearBatch) -> tuple[Link, ...]:
        return (Link("Temporal", self._ui(batch.key)),) if self._ui else ()

    def _once(self, outcome: Outcome) -> Outcome:
        """Without a gap that was told already: one plan without customers is no news each time."""
        gap = outcome.failed.partition(" stands, but: ")[2]
        if not gap or outcome.issue is None:
            return outcome
        if gap in self._told:
            return replace(outcome, failed="")
        self._told.add(gap)
        return outcome


def _state(effect: UpdateIssue, issue: models.Issue) -> str | None:
    """The type of the state that it comes to; None: it stays."""
    is_ended = issue.state.type in ENDED
    if effect.ends:
        return None if is_ended else effect.ends
    return "started" if effect.reopen and is_ended else None


def _there(issue: models.Issue) -> models.Issue:
    """Raises Rejected where nobody would see what was done."""
    if issue.is_gone:
        what = "deleted" if issue.trashed else "archived"
        remedy = "restore it in Linear, or link another with link_issue"
        raise Rejected(f"{issue.identifier} was {what} in Linear", remedy)
    return issue


async def _spared(doing: Awaitable[Found], gaps: list[str]) -> Found | None:
    """What an issue can do without: a refusal is kept in words and stops nothing."""
    try:
        return await doing
    except Rejected as error:
        gaps.append(str(error))
        return None


def _day(due_at: datetime | None) -> date | None:
    """Linear's due dates have no zone; ours is UTC."""
    return due_at.astimezone(UTC).date() if due_at else None
