"""Each week one message tells which causes came again."""

import uuid
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from activities.batches import RECURRING_FIND, SLACK_DELIVER, Delivered, SlackBatch
from escalation.actions import Channel
from escalation.outcomes import Outcome
from escalation.policy import ProblemRules
from tests.policies import POLICY
from workflows import options, recurring
from workflows.recurring import HEADING, SCHEDULE, RecurringWorkflow, Telling
from workflows.runner import workflow_runner

pytestmark = pytest.mark.server
WANTED = replace(POLICY, ledger=True, problems=ProblemRules(tells_weekly=True))


async def week(client: Client, found: str, failed: str = "") -> tuple[str, list[Any], datetime]:
    """What a run tells, what Slack was handed, and since when was asked."""
    handed: list[Any] = []

    @activity.defn(name=RECURRING_FIND)
    async def find(since: datetime) -> str:
        handed.append(since)
        return found

    @activity.defn(name=SLACK_DELIVER)
    async def slack(batch: SlackBatch) -> Delivered:
        handed.append(batch)
        return Delivered(tuple(Outcome(e.effect, failed=failed) for e in batch.effects))

    queues = {
        options.DELIVERIES[Channel.LEDGER].queue: find,
        options.DELIVERIES[Channel.SLACK].queue: slack,
    }
    async with AsyncExitStack() as stack:
        for queue, doing in queues.items():
            worker = Worker(client, task_queue=queue, activities=[doing])
            await stack.enter_async_context(worker)
        main = Worker(
            client,
            task_queue=options.WORKFLOW_QUEUE,
            workflows=[RecurringWorkflow],
            workflow_runner=workflow_runner(),
        )
        await stack.enter_async_context(main)
        handle = await client.start_workflow(
            RecurringWorkflow.run,
            Telling("#product"),
            id=f"recurring-{uuid.uuid4().hex}",
            task_queue=options.WORKFLOW_QUEUE,
        )
        told = await handle.result()
        began = (await handle.describe()).start_time
    return told, handed[1:], began - handed[0]


async def test_what_came_again_is_one_message_in_product_s_channel(client: Client):
    told, (batch,), since = await week(client, "• Export is empty: 3 escalations, 2 customers")
    (digest,) = batch.effects
    assert (batch.fallback_channel, digest.heading, digest.text) == ("#product", HEADING, told)
    assert timedelta(days=6, hours=23) < since <= timedelta(days=7)


async def test_when_nothing_came_again_nobody_is_told(client: Client):
    told, batches, _ = await week(client, "")
    assert (told, batches) == ("", [])


async def test_a_channel_that_refuses_it_fails_the_run(client: Client):
    with pytest.raises(WorkflowFailureError) as failure:
        await week(client, "something", failed="channel_not_found")
    assert "#product: channel_not_found" in str(failure.value.cause)


async def test_the_schedule_is_there_as_long_as_the_policy_wants_it(client: Client):
    await recurring.schedule(client, POLICY)  # there is none to remove
    for _ in range(2):
        await recurring.schedule(client, WANTED)
    handle = client.get_schedule_handle(SCHEDULE)
    await handle.pause()
    await recurring.schedule(client, WANTED)
    found = (await handle.describe()).schedule
    assert found.spec.time_zone_name == "Europe/Berlin"
    assert found.state.paused
    await recurring.schedule(client, replace(WANTED, ledger=False))
    with pytest.raises(RPCError) as gone:
        await handle.describe()
    assert gone.value.status == RPCStatusCode.NOT_FOUND
