"""The composition root of a worker: settings → clients → activities → Temporal's workers.

Four of them run in one process: one for workflows, and one for each provider, on a task queue of
its own. Slack's pace is kept here (docs/adr/0012), the others' rate by the server. A signal to stop
drains them: nothing new is begun, and a delivery under way gets half a minute to end.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.worker import PollerBehaviorAutoscaling, Worker

import settings
from activities.digest import DigestActivities
from activities.helpdesk import HelpdeskActivities
from activities.issue_side import IssueSide
from activities.ledger import LedgerActivities
from activities.linear import LinearActivities
from activities.reconcile import ReconcileActivities
from activities.recurring import RecurringActivities
from activities.saying import Fresh, Workspace
from activities.slack import SlackActivities
from activities.ticket_side import TicketSide
from connections import open_helpdesks
from escalation.actions import Channel
from escalation.card import Card
from escalation.policy import Policy
from escalation.terms import Tier
from integrations.calendars.feeds import COPIES, open_feeds
from integrations.http import LIMITS
from integrations.linear import client as linear
from integrations.slack import client as slack
from integrations.slack.direct import Direct
from integrations.slack.finding import Finder
from integrations.slack.pace import Pace
from ledger.store import open_store
from settings import Settings
from workflows import attributes, options, reconciling, recurring
from workflows.converter import our_converter
from workflows.escalation import EscalationWorkflow
from workflows.gather import gatherer
from workflows.open_escalations import OpenEscalations
from workflows.registered import WORKFLOWS
from workflows.runner import workflow_runner

# Measured by bench/memory.py: each one kept costs 350 to 500 KiB, most of it in the SDK. One that
# is not kept is replayed when it wakes, in some 30 ms, and few wake more often than once an hour.
CACHED_WORKFLOWS_MAX = 100
DRAIN_WITHIN = timedelta(seconds=30)  # a delivery ends in a few; orchestrators kill after this
# As many as the HTTP clients have connections for: one more would only wait for a free one.
ACTIVITIES_MAX = LIMITS.max_connections
# Deliveries that wait for their turn, so that the most urgent of all goes first: an outage brings
# hundreds. One costs some 10 KiB; those beyond it the server keeps back by their priority.
IN_LINE_MAX = 1_000
FRESH_WITHIN_S = 2.0  # a whole line waits meanwhile; else the older card is shown

Activities = tuple[Callable[[Any], Awaitable[Any]], ...]

log = logging.getLogger(__name__)


class NotReady(OSError):  # noqa: N818 - it is an answer to the operator, not a crash
    """The Temporal server cannot be worked with; the sentence says what to do about it.

    An OSError, as no connection is one: the command line shows those without a traceback.
    """


async def run(given: Settings, policy: Policy) -> None:
    """Work until SIGTERM or SIGINT, then drain. Raises NotReady, or the worker's fatal error.

    Escalations keep the policy they began with; `policy` says how helpdesks' words are read now.
    """
    client = await _connect()
    await check_search_attributes(client)
    if not given.time_skipping:  # a Schedule keeps the wall's time, and escalations another there
        await _schedule(client, timedelta(minutes=given.reconcile_every_min), policy)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with activities(given, policy, client) as deliveries:
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
async def activities(
    given: Settings, policy: Policy, client: Client
) -> AsyncIterator[dict[Channel, Activities]]:
    """Every delivery, with its client open until the block ends.

    What goes to a vendor that is not connected is refused, and that is told.
    Where time is skipped no warning waits for others: a minute is no time to wait for.
    """
    bot = given.slack_bot_token.get_secret_value()
    key = given.linear_api_key.get_secret_value()
    async with (
        slack.open_session() as session,
        linear.open_client(given.linear_base_url, key) as to_linear,
        open_helpdesks(given, policy) as helpdesks,
        open_store(given.ledger_url) as ledger,
        open_feeds(given.roster_feeds, policy, given.cache / COPIES, _wall_clock) as feeds,
    ):
        web = slack.open_web_client(bot, given.slack_base_url, session)
        pace = Pace(asyncio.get_running_loop(), _wall_clock, is_kept=not given.time_skipping)
        to_slack = slack.SlackClient(web), Finder(web, pace), pace
        warn = None if given.time_skipping else gatherer(client)
        workspace = Workspace(*to_slack, fresh_card(client), _wall_clock, warn)
        digests = DigestActivities(workspace, Direct(web))
        ui = in_temporal(given.temporal_ui_url, client.namespace)
        issues = linear.LinearClient(to_linear)
        on_linear = LinearActivities(issues, _wall_clock, ui=ui)
        sides = [TicketSide(helpdesk, policy) for helpdesk in helpdesks.values()]
        followed = [IssueSide(issues, policy)] if key else []
        compare = ReconcileActivities(OpenEscalations(client), [*sides, *followed], _wall_clock)
        yield {
            Channel.SLACK: (SlackActivities(workspace).deliver, digests.send),
            Channel.LINEAR: (on_linear.deliver,),
            Channel.HELPDESK: (HelpdeskActivities(helpdesks, _wall_clock).deliver, compare.page),
            Channel.LEDGER: (
                LedgerActivities(ledger, feeds, _wall_clock).deliver,
                RecurringActivities(ledger, _wall_clock).find,
            ),
        }


def in_temporal(ui_url: str, namespace: str) -> Callable[[str], str] | None:
    """Where people see a workflow of `namespace`; None without an address of Temporal's UI."""
    if not ui_url:
        return None
    return lambda id_: f"{ui_url}/namespaces/{quote(namespace)}/workflows/{quote(id_)}"


def fresh_card(client: Client) -> Fresh:
    """Ask the workflow for its card as it stands now."""

    async def fresh(workflow_id: str, tier: Tier) -> Card | None:
        handle = client.get_workflow_handle(workflow_id)
        try:
            async with asyncio.timeout(FRESH_WITHIN_S):
                return await handle.query(EscalationWorkflow.card, str(tier))
        except (RPCError, WorkflowQueryFailedError, TimeoutError) as error:
            log.info("%s is shown as it was: %r", workflow_id, error)
            return None

    return fresh


def workers(
    client: Client, deliveries: Mapping[Channel, Activities], *, is_limited: bool = True
) -> list[Worker]:
    """The worker of the workflows, then one for each channel's deliveries; none is running yet.

    Where time is skipped, months pass in seconds: then no provider's rate is kept.
    """
    of_workflows = Worker(
        client,
        task_queue=options.WORKFLOW_QUEUE,
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        max_cached_workflows=CACHED_WORKFLOWS_MAX,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=DRAIN_WITHIN,
    )
    channels = [_of_channel(client, *one, is_limited) for one in deliveries.items()]
    return [of_workflows, *channels]


def _of_channel(
    client: Client, channel: Channel, deliveries: Activities, is_limited: bool
) -> Worker:
    how = options.DELIVERIES[channel]
    return Worker(
        client,
        task_queue=how.queue,
        activities=deliveries,
        max_concurrent_activities=ACTIVITIES_MAX if how.heartbeat is None else IN_LINE_MAX,
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


async def _schedule(client: Client, every: timedelta, policy: Policy) -> None:
    try:
        await reconciling.schedule(client, every)
        await recurring.schedule(client, policy)
    except RPCError as error:
        said = f"Temporal does not take our Schedules: {error}"
        without = "HANDRAIL_RECONCILE_EVERY_MIN=0, and problems without tells_weekly"
        remedy = f"allow them, or do without: {without}"
        raise NotReady(f"{said}; {remedy}") from error


async def _connect() -> Client:
    config = settings.temporal()
    try:
        return await Client.connect(**config, data_converter=our_converter())
    except RuntimeError as error:
        said = f"no Temporal server answers at {config.get('target_host')}"
        raise NotReady(f"{said}; start it, or set TEMPORAL_ADDRESS") from error


def _wall_clock() -> datetime:
    return datetime.now(UTC)
