"""A worker with the real workflow and activities that only write down what they were handed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.batches import (
    HELPDESK_DELIVER,
    LEDGER_DELIVER,
    LINEAR_DELIVER,
    SLACK_DELIVER,
    Delivered,
    HelpdeskBatch,
    LedgerBatch,
    LedgerEffect,
    LinearBatch,
    LinearEffect,
    SlackBatch,
)
from devserver.virtual_time import VirtualTime, arriving
from escalation.actions import Channel, FollowIssue, OpenIssue, ReadTicket, channel_of
from escalation.alike import Alike, FindAlike
from escalation.card import Card
from escalation.context import TicketContext
from escalation.lifecycle import status_at
from escalation.model import Escalation
from escalation.outcomes import Outcome
from escalation.policy import Policy
from escalation.proposing import PREFIX
from escalation.references import Issue, MessageRef
from escalation.routing.wanted import Branch, Route, Routed
from escalation.terms import Severity, Tier
from tests.policies import POLICY
from workflows import attributes, options
from workflows.escalation import EscalationWorkflow
from workflows.problem import ProblemWorkflow
from workflows.problem_begin import BeginProblemWorkflow
from workflows.runner import workflow_runner
from workflows.start import Start

CONTEXT = TicketContext(
    datetime(2026, 3, 2, tzinfo=UTC),
    organization="Acme",
    fields=(("plan", "Gold"), ("revenue", "120000.50")),
)
Fault = Callable[[Channel, Any], None]


@dataclass
class Recorder:
    """What every channel was handed, in order; `fault` may raise in its place."""

    sent: list[tuple[Channel, Any]] = field(default_factory=list)
    fault: Fault | None = None
    reads_only: bool = False
    finds: bool = False  # the first of whoever a route may ask
    alike: tuple[Alike, ...] = ()
    context: TicketContext = CONTEXT

    def effects(self, channel: Channel) -> list[Any]:
        return [effect for c, effect in self.sent if c == channel]

    def _record(self, channel: Channel, effects: tuple[Any, ...]) -> None:
        if self.fault:
            self.fault(channel, effects)
        self.sent += [(channel, effect) for effect in effects]

    @activity.defn(name=SLACK_DELIVER)
    async def slack(self, batch: SlackBatch) -> Delivered:
        self._record(Channel.SLACK, batch.effects)
        refs = {c.tier: MessageRef(c.tier, c.channel, "1.000001") for c in batch.channels}
        return Delivered(
            tuple(
                Outcome(e.effect, message=refs.get(getattr(e, "tier", None))) for e in batch.effects
            )
        )

    @activity.defn(name=LINEAR_DELIVER)
    async def linear(self, batch: LinearBatch) -> Delivered:
        self._record(Channel.LINEAR, batch.effects)
        number = 2 if batch.key.startswith(PREFIX) else 1
        issue = Issue(f"00000000-0000-4000-8000-00000000000{number}", f"ENG-{number}")
        return Delivered(tuple(self._logged(e, issue) for e in batch.effects))

    def _logged(self, effect: LinearEffect, issue: Issue) -> Outcome:
        match effect:
            case OpenIssue():
                return Outcome(effect.effect, issue=issue)
            case FollowIssue():
                return Outcome(effect.effect, issue=Issue(effect.issue, "ENG-2"))
            case _:
                return Outcome(effect.effect)

    @activity.defn(name=HELPDESK_DELIVER)
    async def helpdesk(self, batch: HelpdeskBatch) -> Delivered:
        effects = batch.effects
        if self.reads_only and any(isinstance(e, ReadTicket) for e in effects):
            effects = tuple(e for e in effects if isinstance(e, ReadTicket))
        self._record(Channel.HELPDESK, effects)
        context = replace(self.context, read_at=activity.info().scheduled_time)
        return Delivered(
            tuple(
                Outcome(e.effect, context=context if isinstance(e, ReadTicket) else None)
                for e in effects
            )
        )

    @activity.defn(name=LEDGER_DELIVER)
    async def ledger(self, batch: LedgerBatch) -> Delivered:
        for effect in batch.effects:
            self._record(channel_of(effect), (effect,))
        return Delivered(tuple(map(self._found, batch.effects)))

    def _found(self, effect: LedgerEffect) -> Outcome:
        match effect:
            case Route():
                first = effect.people[0].person if self.finds else ""
                return Outcome(
                    effect.effect, routed=Routed(Branch.AVAILABLE, first) if first else None
                )
            case FindAlike():
                return Outcome(effect.effect, alike=self.alike)
            case _:
                return Outcome(effect.effect)


@dataclass
class Desk:
    """A place to open escalations and to let time pass."""

    client: Client
    time: VirtualTime
    recorder: Recorder
    policy: Policy = POLICY

    async def open(self, id_: str, at: datetime, **fields: Any) -> WorkflowHandle[Any, Escalation]:
        roll_at = fields.pop("roll_at", 0)
        ticket = {"helpdesk": "zendesk", "id": id_.split("-")[-1], **fields.pop("ticket", {})}
        opening = {
            "type": "open",
            "escalation": id_,
            "at": at.isoformat(),
            "ticket": ticket,
            **fields,
        }
        client = arriving(self.client, lambda _start: at)
        handle: WorkflowHandle[Any, Escalation] = await client.start_workflow(
            EscalationWorkflow.run,
            Start(policy=self.policy, roll_at=roll_at),
            id=id_,
            task_queue=options.WORKFLOW_QUEUE,
            start_signal="deliver",
            start_signal_args=[[opening]],
            search_attributes=attributes.of(_opened(id_, self.policy, fields)),
            result_type=Escalation,
        )
        await self.time.advance(id_, at)
        return handle

    async def send(self, id_: str, at: datetime, type_: str, **fields: Any) -> dict[str, Any]:
        """Bring the clock to `at` and send a command as an update."""
        await self.time.advance(id_, at)
        raw = {"type": type_, "escalation": id_, "at": at.isoformat(), "actor": "agent-1", **fields}
        handle = self.client.get_workflow_handle(id_)
        receipt: dict[str, Any] = await handle.execute_update("command", raw)
        return receipt

    async def state(self, id_: str) -> Escalation:
        handle = self.client.get_workflow_handle(id_)
        state: Escalation = await handle.query(EscalationWorkflow.state)
        return state

    async def card(self, id_: str) -> Card:
        shown: Card = await self.client.get_workflow_handle(id_).query(EscalationWorkflow.card, "")
        return shown

    async def living(self, id_: str) -> Escalation:
        """The state of an escalation that is about to begin."""
        for _ in range(100):
            try:
                return await self.state(id_)
            except RPCError:
                await asyncio.sleep(0.05)
        raise AssertionError(f"{id_} does not begin")

    async def settled(self, id_: str) -> Escalation:
        """The state once nothing is under way any more."""
        handle = self.client.get_workflow_handle(id_)
        for _ in range(1_000):  # some 20 s: the machine may be busy
            description = await handle.describe()
            raw = description.raw_description
            if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
                return await self.state(id_)
            await asyncio.sleep(0.02)
        raise AssertionError(f"{id_} does not settle")


def failing(channel: Channel, times: int, **error: Any) -> Any:
    """A fault that refuses a channel for so many attempts."""
    left = [times]

    def fault(asked: Channel, _effects: Any) -> None:
        if asked == channel and left[0] > 0:
            left[0] -= 1
            raise ApplicationError("out of order", **error)

    return fault


def monday(hour: int = 9, minute: int = 0, *, day: int = 0) -> datetime:
    """An instant of the first working week that is wholly to come, UTC."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = today + timedelta(days=7 - today.weekday())
    return begin + timedelta(days=day, hours=hour, minutes=minute)


def _opened(id_: str, policy: Policy, fields: dict[str, Any]) -> Escalation:
    tier = Tier(fields.get("tier", Tier.L1))
    severity = Severity(fields.get("severity", Severity.MEDIUM))
    return Escalation(id_, policy, status=status_at(tier), tier=tier, severity=severity)


@asynccontextmanager
async def working(client: Client, recorder: Recorder, **more: Any) -> AsyncIterator[None]:
    """Workers on all queues until the block ends."""
    queues = {
        Channel.SLACK: recorder.slack,
        Channel.LINEAR: recorder.linear,
        Channel.HELPDESK: recorder.helpdesk,
        Channel.LEDGER: recorder.ledger,
    }
    workers = [
        Worker(client, task_queue=options.DELIVERIES[channel].queue, activities=[deliver])
        for channel, deliver in queues.items()
    ]
    main = Worker(
        client,
        task_queue=options.WORKFLOW_QUEUE,
        workflows=[EscalationWorkflow, ProblemWorkflow, BeginProblemWorkflow],
        workflow_runner=workflow_runner(),
        **more,
    )
    async with AsyncExitStack() as stack:
        for worker in (main, *workers):
            await stack.enter_async_context(worker)
        yield
