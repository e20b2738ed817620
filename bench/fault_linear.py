"""Linear's side of the fault matrix: what is delivered to it, and what stands there then."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from activities.batches import LinearBatch, LinearCustomer, LinearEffect
from activities.linear import LinearActivities
from bench.fault_matrix import Deliver, Standing, attempted, wall_clock
from escalation.actions import CommentIssue, FollowIssue, OpenIssue, UpdateIssue
from escalation.context import Link
from escalation.terms import Severity
from integrations.linear import client as linear
from sandbox.config import SandboxConfig

DUE_AT = datetime(2031, 3, 3, 9, 12, tzinfo=UTC)
OPEN = OpenIssue(
    effect="open",
    team="ENG",
    title="Payments fail",
    body="All of them",
    severity=Severity.HIGH,
    project="Reliability",
    due_at=DUE_AT,
)
COMMENT = CommentIssue(effect="comment", text="It climbed to engineering")
UPDATE = UpdateIssue(effect="update", severity=Severity.CRITICAL, reopen=True, due_at=DUE_AT)
FOLLOW = FollowIssue(effect="follow", issue="", relation="duplicate", text="The same cause")
DELIVERIES: dict[str, tuple[LinearEffect, ...]] = {
    "open, comment": (OPEN, COMMENT),
    "update": (UPDATE,),
    "follow": (FOLLOW,),
}
LINKS = (
    Link("Ticket", "https://acme.zendesk.com/agent/tickets/{}"),
    Link("Slack", "https://slack.com/archives/C1/p{}"),
)


class LinearSide:
    """The sandbox's workspace; every case gets an issue of its own."""

    name = "linear"
    deliveries: tuple[str, ...] = tuple(DELIVERIES)
    again: tuple[str, ...] = ("open, comment", "follow")

    def __init__(self, url: str, config: SandboxConfig) -> None:
        self.http = linear.open_client(f"{url}/linear", config.linear_key)
        self._numbers = itertools.count(5_001)
        self._control = httpx.AsyncClient(base_url=url, trust_env=False)

    async def begin(self) -> None:
        """Make the project that issues go into."""
        await self._asked("/control/linear/workspace", projects={"Reliability": ["ENG"]})

    def deliver(self) -> Deliver:
        """The activity of a worker that knows nothing yet."""
        return LinearActivities(linear.LinearClient(self.http), wall_clock).deliver

    async def case(self, delivery: str) -> LinearBatch:
        """What is delivered, and the issues that it needs."""
        number = next(self._numbers)
        key = f"zendesk-{number}"
        links = tuple(Link(link.title, link.url.format(number)) for link in LINKS)
        customer = LinearCustomer(f"org-{number}", "Acme", revenue=120_000)
        effects = tuple(_marked(effect, key) for effect in DELIVERIES[delivery])
        batch = LinearBatch(key, effects, links=links, customer=customer)
        if OPEN.effect in {effect.effect for effect in effects}:
            return batch
        own = await self._issue(replace(batch, effects=(_marked(OPEN, key),)))
        if delivery == "update":
            await self._asked(f"/control/linear/issues/{own}", state="Done", send=False)
        if delivery == "follow":
            opening = _marked(OPEN, f"{key} of others")
            theirs = LinearBatch(f"{key}-others", (opening,))
            followed = await self._issue(theirs)
            effects = (replace(FOLLOW, issue=followed, text=f"{FOLLOW.text} ({key})"),)
        return replace(batch, effects=effects, issue=own, links=())

    async def standing(self, batch: LinearBatch) -> Standing:
        """The issues of this case as the sandbox has them."""
        told = (await self._control.get("/control/state", params={"last": 3})).json()
        issues = [i for i in told["linear"]["issues"] if batch.key in i["description"]]
        words = {effect.effect: _count(effect, issues) for effect in batch.effects}
        return Standing(
            {name: count for name, count in words.items() if count is not None},
            tuple(_shown(issue) for issue in issues),
        )

    async def close(self) -> None:
        """Hang up."""
        await self.http.aclose()
        await self._control.aclose()

    async def _issue(self, batch: LinearBatch) -> str:
        (outcome,) = (await attempted(self.deliver(), batch)).outcomes
        assert outcome.issue is not None
        return outcome.issue.id

    async def _asked(self, path: str, **ask: Any) -> None:
        (await self._control.post(path, json=ask)).raise_for_status()


def _marked(effect: LinearEffect, key: str) -> LinearEffect:
    """Words that stand in no other issue."""
    match effect:
        case OpenIssue():
            # A label of its own, so that each case has to make it.
            return replace(effect, body=f"{effect.body} ({key})", labels=(f"label of {key}",))
        case CommentIssue():
            return replace(effect, text=f"{effect.text} ({key})")
        case UpdateIssue() | FollowIssue():
            return effect


def _count(effect: LinearEffect, issues: list[dict[str, Any]]) -> int | None:
    match effect:
        case OpenIssue():
            return sum(effect.body in issue["description"] for issue in issues)
        case CommentIssue() | FollowIssue():
            return sum(effect.text in c["body"] for issue in issues for c in issue["comments"])
        case UpdateIssue():
            return None


def _shown(issue: Mapping[str, Any]) -> tuple[object, ...]:
    """All that a repeat must leave as it is, without ids and instants."""
    return (
        issue["priority"],
        issue["state"]["name"],
        issue["dueDate"],
        len(issue["labelIds"]),
        len(issue["attachments"]),
        len(issue["needs"]),
        sorted(relation["type"] for relation in issue["relations"]),
    )
