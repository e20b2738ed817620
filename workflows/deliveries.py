"""Deliveries run beside the loop: in order within a channel, never waiting for another channel.

The outbox is state. An effect leaves it when its outcome is known; one that was under way when a
run ended is carried over as `tried`, so that it is looked for before it is sent again.

Not every change is worth a word: an issue gets its number, the customer gets an update by itself.
Every living message is made true all the same, with whatever else is said then.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.batches import Delivered, SlackBatch
    from escalation.actions import (
        Action,
        Channel,
        FollowIssue,
        OpenIssue,
        PassOn,
        ReadTicket,
        Tell,
        channel_of,
    )
    from escalation.alike import JoinProblem
    from escalation.card import Card, card
    from escalation.model import Escalation
    from escalation.outcomes import Outcome
    from escalation.references import MessageRef
    from escalation.routing.wanted import Route
    from escalation.terms import Tier
    from workflows import batching, options
    from workflows.problem_start import join
    from workflows.start import Pending

Settle = Callable[[tuple[Action, ...], list[Outcome]], None]


class Deliveries:
    """The outbox of a workflow and the tasks that empty it."""

    def __init__(
        self, outbox: tuple[Pending, ...], settle: Settle, messages: tuple[MessageRef, ...]
    ) -> None:
        self.outbox = list(outbox)
        self._settle = settle
        self._tasks: dict[Channel, asyncio.Task[None]] = {}
        self._began_at: dict[Channel, datetime] = {}
        # What a run before this one has shown is not known: each is made true once.
        self._shown: dict[Tier, Card | None] = {message.tier: None for message in messages}

    @property
    def is_idle(self) -> bool:
        """Nothing is under way."""
        return all(task.done() for task in self._tasks.values())

    def add(self, actions: tuple[Action, ...]) -> None:
        """Queue actions behind what waits already."""
        self.outbox += [Pending(action) for action in actions]

    def spawn(self, e: Escalation) -> None:
        """Send what waits for every channel that is free."""
        for channel in Channel:
            task = self._tasks.get(channel)
            if task and not task.done():
                continue
            if channel in (Channel.SLACK, Channel.LEDGER) and self._is_routing:
                continue
            if channel == Channel.SLACK:
                self._make_true(e)
            if channel == Channel.LINEAR and self._reads_for_issue:
                continue
            if waiting := self._waiting(channel):
                batch = waiting[: options.BATCH_MAX]
                self._began_at[channel] = workflow.now()
                self._tasks[channel] = asyncio.create_task(self._deliver(channel, batch, e))

    def _waiting(self, channel: Channel) -> list[Pending]:
        """What waits for a channel; what the ledger should write goes along with a route."""
        waiting = [p for p in self.outbox if channel_of(p.action) == channel]
        ledger = self._tasks.get(Channel.LEDGER)
        if channel == Channel.ROUTING and waiting and (ledger is None or ledger.done()):
            waiting += [p for p in self.outbox if channel_of(p.action) == Channel.LEDGER]
        return waiting

    @property
    def _is_routing(self) -> bool:
        """Who is asked is told with the move: one message, a second later, 30 at the most."""
        return any(isinstance(p.action, Route) for p in self.outbox)

    @property
    def _reads_for_issue(self) -> bool:
        """An issue waits for what the ticket tells; that is one try, so it waits a minute at most.

        The ticket's own deliveries may fail for days (`activities/helpdesk.py`): behind one that is
        under way already nothing waits.
        """
        task = self._tasks.get(Channel.HELPDESK)
        is_free = task is None or task.done()
        opens = any(isinstance(p.action, OpenIssue | FollowIssue) for p in self.outbox)
        return opens and any(
            isinstance(p.action, ReadTicket) and (p.tried or is_free) for p in self.outbox
        )

    def cancel(self) -> None:
        """Stop waiting for what is under way; it stays in the outbox as tried."""
        for task in self._tasks.values():
            task.cancel()

    def _make_true(self, e: Escalation) -> None:
        """Correct the living messages that show what is no longer so, when no word does it.

        One that could not be written is left to the next word: its failure changes the card, too.
        An issue that is about to be opened changes the card again at once: then both in one, unless
        Linear takes longer than one attempt may.
        """
        opening = [p.tried for p in self.outbox if isinstance(p.action, OpenIssue)]
        began_at = self._began_at.get(Channel.LINEAR)
        is_new = began_at is not None and workflow.now() < began_at + options.ONE_ATTEMPT
        if opening and (is_new or not all(opening)):
            return
        told = {p.action.tier for p in self.outbox if isinstance(p.action, Tell)}
        stale = [tier for tier, shown in self._shown.items() if card(e, tier) != shown]
        self.add(tuple(Tell(effect=f"{t}/true", tier=t, text="") for t in stale if t not in told))

    async def _deliver(self, channel: Channel, batch: list[Pending], e: Escalation) -> None:
        actions = tuple(p.action for p in batch)
        is_repeat = any(p.tried for p in batch)
        self._mark_tried(actions)
        try:
            outcomes = await self._perform(channel, actions, e, is_repeat)
        except (ActivityError, ApplicationError) as error:
            if isinstance(error.__cause__, CancelledError):
                return
            cause = error.__cause__
            reason = cause.message if isinstance(cause, FailureError) else str(error)
            own = [action for action in actions if channel_of(action) == channel]
            outcomes = [Outcome(action.effect, failed=reason) for action in own]
        done = {outcome.effect for outcome in outcomes}
        self.outbox = [p for p in self.outbox if p.action.effect not in done]
        self._settle(actions, outcomes)

    def _mark_tried(self, actions: tuple[Action, ...]) -> None:
        effects = {action.effect for action in actions}
        self.outbox = [
            replace(p, tried=True) if p.action.effect in effects else p for p in self.outbox
        ]

    async def _perform(
        self, channel: Channel, actions: tuple[Action, ...], e: Escalation, is_repeat: bool
    ) -> list[Outcome]:
        if channel == Channel.ESCALATION:
            told = [await _pass_on(a) for a in actions if isinstance(a, PassOn)]
            joined = [await join(a, e.policy) for a in actions if isinstance(a, JoinProblem)]
            return told + joined
        how = options.DELIVERIES[channel]
        batch = batching.batch(channel, actions, e, is_repeat)
        places = batch.channels if isinstance(batch, SlackBatch) else ()
        for place in places:
            self._shown.pop(place.tier, None)
        call: Coroutine[Any, Any, Delivered] = workflow.execute_activity(
            how.activity,
            batch,
            result_type=Delivered,
            task_queue=how.queue,
            start_to_close_timeout=how.attempt,
            heartbeat_timeout=how.heartbeat,
            schedule_to_close_timeout=how.within,
            retry_policy=options.RETRY,
            priority=options.PRIORITY[e.severity],
            summary=batching.summary(channel, actions),
        )
        outcomes = list((await call).outcomes)
        failed = {outcome.effect for outcome in outcomes if outcome.failed}
        lost = {a.tier for a in actions if isinstance(a, Tell) and a.effect in failed}
        self._shown |= {place.tier: place.card for place in places if place.tier not in lost}
        return outcomes


async def _pass_on(action: PassOn) -> Outcome:
    handle = workflow.get_external_workflow_handle(action.to)
    try:
        await handle.signal("deliver", list(action.commands))
    except ApplicationError as error:
        return Outcome(action.effect, failed=f"{action.to} is not open: {error}")
    return Outcome(action.effect)
