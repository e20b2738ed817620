"""Moves one workflow's clock: begins it at a later instant, reads its time, advances it.

The server keeps one offset for each workflow: its virtual time is the wall clock plus all that was
skipped, so it runs on between two skips and never goes back. What matters to a caller:

- Virtual now is read by describing the workflow, also a closed one. `workflow.now()` in a query is
  the time of the last workflow task, which may be hours behind.
- A skip waits for work under way (a workflow task, an activity that is not between two tries), and
  stops at every timer on the way. Without a worker there is no progress: set a time limit around.
- A timer due at exactly the target fires within milliseconds after the advance has returned.
- A delayed start lasts until the first signal: any later signal, also by signal-with-start, begins
  the workflow at once. So the start itself carries the skip over its delay, in one transaction.
- Signal-with-start to a workflow that exists delivers the signal and ignores delay and skip.
- Update-with-start takes no delay: the server refuses it.
- Each skip writes an event (types 55 and 60) and counts against a limit, by default 200, after
  which skipping turns itself off; an advance starts the count anew.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import (
    FastForwardConfig,
    TimeSkippingConfig,
    TimeSkippingInfo,
    WorkflowExecution,
)
from temporalio.api.enums.v1 import FastForwardPollingResult
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    PollWorkflowExecutionTimeSkippingRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    StartWorkflowInput,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
)
from temporalio.service import RPCError, RPCStatusCode

SKIPS_MAX = 10_000  # in one advance: a year of hourly timers, and an end to a loop of tiny ones
AT_ONCE = 50  # workflows advanced at a time: two cores have no use for more
SCHEDULED_WITHIN_S = 5  # usually 20 ms
PAUSE_S = 0.01

POLL_TIMEOUT = FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT

UNANSWERED = {
    RPCStatusCode.UNAVAILABLE,  # the server was killed before the request
    RPCStatusCode.UNKNOWN,  # or during it: "transport error"
    RPCStatusCode.NOT_FOUND,  # this run closed; there may be a next one
}

InstantOf = Callable[[StartWorkflowInput], datetime | None]
Present = Callable[[], Awaitable[datetime | None]]
T = TypeVar("T")


class VirtualTime:
    """Reads and advances the clocks of workflows, given by their ids, through `client`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def now(self, workflow_id: str) -> datetime:
        """Give a workflow's virtual time, aware UTC; that of its newest run when there are more.

        Raises RPCError when there is no such workflow.
        """
        return _virtual_now(await self._client.get_workflow_handle(workflow_id).describe())

    async def advance(self, workflow_id: str, to: datetime) -> bool:
        """Bring a workflow's clock to the instant `to`; False if it is closed or closes on the way.

        A clock that is there already is left alone. A server that is killed meanwhile has some
        10 s to come back. One advance of a workflow at a time: two can go too far, because a skip
        is told as a duration. Raises RPCError when there is no such workflow.
        """
        handle = self._client.get_workflow_handle(workflow_id)
        while True:
            description = await handle.describe()
            if description.status is not WorkflowExecutionStatus.RUNNING:
                return False
            left = to - _virtual_now(description)
            if left <= timedelta(0):
                return True
            if _skipping_info(description).effective_config.enabled:
                # One was abandoned under way: a duration means nothing while the clock jumps.
                await self._skip(workflow_id, TimeSkippingConfig(enabled=False))
            else:
                await self._skip(workflow_id, _skip_of(left))

    async def advance_all(self, workflow_ids: Iterable[str], to: datetime) -> set[str]:
        """Bring the clocks of several workflows to the instant `to`; give those still open."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def advance(workflow_id: str) -> str | None:
            async with gate:
                return workflow_id if await self.advance(workflow_id, to) else None

        advanced = await asyncio.gather(*(advance(workflow_id) for workflow_id in workflow_ids))
        return {workflow_id for workflow_id in advanced if workflow_id is not None}

    async def _skip(self, workflow_id: str, config: TimeSkippingConfig) -> None:
        """Set `config` and wait for its skip, or for part of it: the caller looks how far it came.

        The SDK's `TimeSkipper.fast_forward` repeats the request when the answer is lost, and then
        skips twice. Here the caller looks first.
        """
        execution = WorkflowExecution(workflow_id=workflow_id)  # no run id: the newest
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self._client.namespace,
            workflow_execution=execution,
            workflow_execution_options=WorkflowExecutionOptions(time_skipping_config=config),
            update_mask=FieldMask(paths=["time_skipping_config"]),
        )
        service = self._client.workflow_service
        try:
            await service.update_workflow_execution_options(request)
            if config.enabled:
                await self._until_skipped(execution, config.fast_forward_config.id)
        except RPCError as error:
            if error.status not in UNANSWERED:
                raise
            await asyncio.sleep(PAUSE_S)

    async def _until_skipped(self, execution: WorkflowExecution, skip_id: str) -> None:
        request = PollWorkflowExecutionTimeSkippingRequest(
            namespace=self._client.namespace,
            workflow_execution=execution,
            fast_forward_id=skip_id,
        )
        service = self._client.workflow_service
        result = POLL_TIMEOUT
        while result == POLL_TIMEOUT:
            answer = await service.poll_workflow_execution_time_skipping(request, retry=True)
            result = answer.fast_forward_polling_result


def arriving(client: Client, instant_of: InstantOf, present: Present | None = None) -> Client:
    """Give a clone of `client` whose new workflows begin at the virtual instant `instant_of` names.

    Where it names none they begin at the `present` of the others. Without that too, or with an
    instant that is past, a workflow begins now. It begins later than named
    by as long as the call takes: some 5 ms, more under load. Its queries wait for the beginning.
    """
    config = client.config()
    config["interceptors"] = [*config["interceptors"], _Arriving(instant_of, present)]
    return Client(**config)


async def once_scheduled(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask a workflow that just began: for some 20 ms the server refuses, so `ask` is repeated.

    Raises what `ask` raises; that refusal too, after 5 s of it.
    """
    deadline = time.monotonic() + SCHEDULED_WITHIN_S
    while True:
        try:
            return await ask()
        except RPCError as error:
            if "is not scheduled yet" not in error.message or time.monotonic() > deadline:
                raise
            await asyncio.sleep(PAUSE_S)


def _virtual_now(description: WorkflowExecutionDescription) -> datetime:
    info = _skipping_info(description)
    if not info.HasField("current_time"):
        return datetime.now(UTC)  # nothing was skipped yet: the wall clock is its time
    return info.current_time.ToDatetime(UTC)


def _skipping_info(description: WorkflowExecutionDescription) -> TimeSkippingInfo:
    return description.raw_description.workflow_extended_info.time_skipping_info


def _skip_of(duration: timedelta) -> TimeSkippingConfig:
    config = TimeSkippingConfig(
        enabled=True,
        max_session_skip_count=SKIPS_MAX,
        fast_forward_config=FastForwardConfig(id=str(uuid.uuid4())),
    )
    config.fast_forward_config.duration.FromTimedelta(duration)
    return config


class _Arriving(Interceptor):
    def __init__(self, instant_of: InstantOf, present: Present | None) -> None:
        self._instant_of = instant_of
        self._present = present

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        return _ArrivingOutbound(next, self._instant_of, self._present)


class _ArrivingOutbound(OutboundInterceptor):
    def __init__(
        self, following: OutboundInterceptor, instant_of: InstantOf, present: Present | None
    ) -> None:
        super().__init__(following)
        self._instant_of = instant_of
        self._present = present

    async def start_workflow(
        self,
        input: StartWorkflowInput,  # noqa: A002
    ) -> WorkflowHandle[Any, Any]:
        await self._delay(input)
        return await super().start_workflow(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:  # noqa: A002
        return await once_scheduled(lambda: self.next.query_workflow(input))

    async def _delay(self, start: StartWorkflowInput) -> None:
        instant = self._instant_of(start)
        if instant is None and self._present:
            instant = await self._present()
        delay = timedelta(0) if instant is None else instant - datetime.now(UTC)
        if delay <= timedelta(0):
            return
        start.start_delay = delay
        start.time_skipping_config = _skip_of(delay)
