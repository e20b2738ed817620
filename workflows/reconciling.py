"""When escalations are compared: by a Schedule in Temporal, and at once when somebody asks."""

import uuid
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.compared import Report
from workflows import options
from workflows.reconcile import ReconcileWorkflow, Reconciling

SCHEDULE = "handrail-reconcile"
# What was missed while Temporal was down is not made up for: one run sees all there is to see.
CATCH_UP = timedelta(minutes=1)
SUMMARY = "Compare with helpdesks and Linear"


async def schedule(client: Client, every: timedelta) -> None:
    """Make the Schedule, or correct the one there is; every zero, remove it.

    One that an operator has paused stays paused. Raises RPCError.
    """
    handle = client.get_schedule_handle(SCHEDULE)
    try:
        if not every:
            await handle.delete()
            return
        await handle.update(lambda found: _corrected(found, every))
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        if every:
            await _create(client, every)


async def now(client: Client, is_dry_run: bool) -> Report:
    """Compare once, at once. Raises RPCError, WorkflowFailureError."""
    report: Report = await client.execute_workflow(
        ReconcileWorkflow.run,
        Reconciling(is_dry_run),
        id=f"{SCHEDULE}-now-{uuid.uuid4().hex}",
        task_queue=options.WORKFLOW_QUEUE,
        static_summary=SUMMARY + (", tell nothing" if is_dry_run else ""),
    )
    return report


async def _create(client: Client, every: timedelta) -> None:
    try:
        await client.create_schedule(SCHEDULE, _wanted(every))
    except ScheduleAlreadyRunningError:
        return  # another worker, started at the same time, was faster, and wants the same


def _corrected(found: ScheduleUpdateInput, every: timedelta) -> ScheduleUpdate:
    wanted = _wanted(every)
    wanted.state = found.description.schedule.state
    return ScheduleUpdate(wanted)


def _wanted(every: timedelta) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            ReconcileWorkflow.run,
            Reconciling(),
            id=SCHEDULE,
            task_queue=options.WORKFLOW_QUEUE,
            static_summary=SUMMARY,
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
    )
