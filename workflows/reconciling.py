"""When escalations are compared: by a Schedule in Temporal, and at once when somebody asks."""

import uuid
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)

from activities.compared import Report
from workflows import options, scheduling
from workflows.reconcile import ReconcileWorkflow, Reconciling

SCHEDULE = "handrail-reconcile"
# What was missed while Temporal was down is not made up for: one run sees all there is to see.
CATCH_UP = timedelta(minutes=1)
SUMMARY = "Compare with helpdesks and Linear"


async def schedule(client: Client, every: timedelta) -> None:
    """Make the Schedule, or correct the one there is; every zero, remove it.

    One that an operator has paused stays paused. Raises RPCError.
    """
    await scheduling.keep(client, SCHEDULE, _wanted(every) if every else None)


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
