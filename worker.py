"""The composition root of a worker: settings → clients → activities → Temporal's workers.

Four of them run in one process: one for workflows, and one for each provider, on a task queue of
its own that the server itself keeps within that provider's rate. A signal to stop drains them:
nothing new is begun, and a delivery under way gets half a minute to end.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import PollerBehaviorAutoscaling, Worker

import settings
from activities.batches import Delivered
from activities.helpdesk import HelpdeskActivities
from activities.linear import LinearActivities
from activities.slack import SlackActivities
from escalation.actions import Channel
from integrations.helpdesk.zendesk import client as zendesk
from integrations.http import LIMITS
from integrations.linear import client as linear
from integrations.slack import client as slack
from settings import Settings
from workflows import attributes, options
from workflows.converter import our_converter
from workflows.escalation import EscalationWorkflow
from workflows.runner import workflow_runner

# Measured by bench/memory.py: each one kept costs 350 to 500 KiB, most of it in the SDK. One that
# is not kept is replayed when it wakes, in some 30 ms, and few wake more often than once an hour.
CACHED_WORKFLOWS_MAX = 100
DRAIN_WITHIN = timedelta(seconds=30)  # a delivery ends in a few; orchestrators kill after this
# As many as the HTTP clients have connections for: one more would only wait for a free one.
ACTIVITIES_MAX = LIMITS.max_connections

Deliver = Callable[[Any], Awaitable[Delivered]]

log = logging.getLogger(__name__)


class NotReady(OSError):  # noqa: N818 - it is an answer to the operator, not a crash
    """The Temporal server cannot be worked with; the sentence says what to do about it.

    An OSError, as no connection is one: the command line shows those without a traceback.
    """


async def run(given: Settings) -> None:
    """Work until SIGTERM or SIGINT, then drain. Raises NotReady, or the worker's fatal error."""
    client = await _connect()
    await check_search_attributes(client)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with activities(given) as deliveries:
        await work(workers(client, deliveries, is_limited=not given.time_skipping), stopped)


async def work(running: list[Worker], stopped: asyncio.Event) -> None:
    """Run all until `stopped`, then let all drain together. Raises a worker's fatal error."""
    ends = [asyncio.create_task(worker.run()) for worker in running]
    stop = asyncio.create_task(stopped.wait())
    log.info("working on %s", ", ".join(worker.task_queue for worker in running))
    await asyncio.wait([stop, *ends], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    log.info("draining, for at most %d s", DRAIN_WITHIN.total_seconds())
    await asyncio.gather(*(worker.shutdown() for worker in running))
    await asyncio.gather(*ends)


@asynccontextmanager
async def activities(given: Settings) -> AsyncIterator[dict[Channel, Deliver]]:
    """Every delivery, with its client open until the block ends.

    A vendor without a token is connected all the same: it refuses each delivery, and that is told.
    """
    bot = given.slack_bot_token.get_secret_value()
    key, token = given.linear_api_key, given.zendesk_token
    url = given.zendesk_url
    async with (
        slack.open_session() as session,
        linear.open_client(given.linear_base_url, key.get_secret_value()) as to_linear,
        zendesk.open_client(url, given.zendesk_email, token.get_secret_value()) as to_zendesk,
    ):
        helpdesks = {"zendesk": zendesk.ZendeskClient(to_zendesk)} if url else {}
        web = slack.open_web_client(bot, given.slack_base_url, session)
        yield {
            Channel.SLACK: SlackActivities(slack.SlackClient(web), _wall_clock).deliver,
            Channel.LINEAR: LinearActivities(linear.LinearClient(to_linear), _wall_clock).deliver,
            Channel.HELPDESK: HelpdeskActivities(helpdesks, _wall_clock).deliver,
        }


def workers(
    client: Client, deliveries: Mapping[Channel, Deliver], *, is_limited: bool = True
) -> list[Worker]:
    """The worker of the workflows, then one for each channel's deliveries; none is running yet.

    Where time is skipped, months pass in seconds: then no provider's rate is kept.
    """
    of_workflows = Worker(
        client,
        task_queue=options.WORKFLOW_QUEUE,
        workflows=[EscalationWorkflow],
        workflow_runner=workflow_runner(),
        max_cached_workflows=CACHED_WORKFLOWS_MAX,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=DRAIN_WITHIN,
    )
    channels = [_of_channel(client, *one, is_limited) for one in deliveries.items()]
    return [of_workflows, *channels]


def _of_channel(client: Client, channel: Channel, deliver: Deliver, is_limited: bool) -> Worker:
    how = options.DELIVERIES[channel]
    return Worker(
        client,
        task_queue=how.queue,
        activities=[deliver],
        max_concurrent_activities=ACTIVITIES_MAX,
        max_task_queue_activities_per_second=how.per_second if is_limited else None,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=DRAIN_WITHIN,
    )


async def check_search_attributes(client: Client) -> None:
    """Raise NotReady unless all are registered: each workflow task would fail without them."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        answer = await client.operator_service.list_search_attributes(request)
    except RPCError as error:
        said = f"Temporal does not list the search attributes of {client.namespace}: {error}"
        raise NotReady(f"{said}; check TEMPORAL_NAMESPACE and TEMPORAL_API_KEY") from error
    wanted = {key.name: key.indexed_value_type for key in attributes.ALL}
    known = dict(answer.custom_attributes)
    wrong = [name for name, kind in wanted.items() if known.get(name) != kind.value]
    if wrong:
        named = " ".join(f"--name {name} --type {wanted[name].name.title()}" for name in wrong)
        said = f"search attributes are missing or of another type: {', '.join(wrong)}"
        command = f"temporal operator search-attribute create --namespace {client.namespace}"
        raise NotReady(f"{said}; register them: {command} {named}")


async def _connect() -> Client:
    config = settings.temporal()
    try:
        return await Client.connect(**config, data_converter=our_converter())
    except RuntimeError as error:
        said = f"no Temporal server answers at {config.get('target_host')}"
        raise NotReady(f"{said}; start it, or set TEMPORAL_ADDRESS") from error


def _wall_clock() -> datetime:
    return datetime.now(UTC)
