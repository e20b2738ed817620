"""Once a week product and documentation are told which causes came again, in one message.

A Schedule begins it; it is there as long as a worker's policy wants it.
"""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleCalendarSpec,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.exceptions import ApplicationError

from workflows import scheduling

with workflow.unsafe.imports_passed_through():
    from activities.batches import RECURRING_FIND, SLACK_DELIVER, Delivered, SlackBatch
    from escalation.actions import Alarm, Channel
    from escalation.policy import Policy
    from escalation.terms import Severity, Tier
    from workflows import options

SCHEDULE = "handrail-recurring"
WEEK = timedelta(days=7)
HEADING = "Causes that came again this week"
MONDAY, HOUR = 1, 9  # in the support calendar's zone: before the week is planned


@dataclass(frozen=True)
class Telling:
    """Where what recurs is told."""

    channel: str


@workflow.defn(name="Recurring")
class RecurringWorkflow:
    """One week's message; none, when nothing came again."""

    @workflow.run
    async def run(self, telling: Telling) -> str:
        """Tell what recurs; the result is what was told. Raises ActivityError, ApplicationError."""
        since = workflow.now() - WEEK
        ledger, slack = options.DELIVERIES[Channel.LEDGER], options.DELIVERIES[Channel.SLACK]
        text: str = await workflow.execute_activity(
            RECURRING_FIND,
            since,
            result_type=str,
            task_queue=ledger.queue,
            start_to_close_timeout=ledger.attempt,
            schedule_to_close_timeout=slack.within,
            retry_policy=options.RETRY,
            summary=f"what recurs since {since:%d %b}",
        )
        if not text:
            return ""
        delivered: Delivered = await workflow.execute_activity(
            SLACK_DELIVER,
            _said(telling.channel, text),
            result_type=Delivered,
            task_queue=slack.queue,
            start_to_close_timeout=slack.attempt,
            heartbeat_timeout=slack.heartbeat,
            schedule_to_close_timeout=slack.within,
            retry_policy=options.RETRY,
            priority=options.PRIORITY[Severity.LOW],
            summary=f"slack: {HEADING}",
        )
        for outcome in delivered.outcomes:
            if outcome.failed:
                raise ApplicationError(f"{telling.channel}: {outcome.failed}", non_retryable=True)
        return text


def _said(channel: str, text: str) -> SlackBatch:
    digest = Alarm(effect="digest", text=text, heading=HEADING)
    key = workflow.info().workflow_id
    return SlackBatch(key, effects=(digest,), channels=(), fallback_channel=channel, people={})


async def schedule(client: Client, policy: Policy) -> None:
    """Make the Schedule, or correct the one there is; remove it where it is not wanted.

    One that an operator has paused stays paused. Raises RPCError.
    """
    is_wanted = policy.ledger and policy.problems.tells_weekly
    await scheduling.keep(client, SCHEDULE, _wanted(policy) if is_wanted else None)


def _wanted(policy: Policy) -> Schedule:
    monday = ScheduleCalendarSpec(
        hour=[ScheduleRange(HOUR)], day_of_week=[ScheduleRange(MONDAY)], comment="Weekly"
    )
    zone = policy.calendar(policy.support_calendar).timezone
    return Schedule(
        action=ScheduleActionStartWorkflow(
            RecurringWorkflow.run,
            Telling(policy.tiers[Tier.PRODUCT].channel),
            id=SCHEDULE,
            task_queue=options.WORKFLOW_QUEUE,
            static_summary=HEADING,
        ),
        spec=ScheduleSpec(calendars=[monday], time_zone_name=zone),
    )
