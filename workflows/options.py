"""Every timeout and retry of the workflows, in one table, each with its reason."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.common import Priority, RetryPolicy

from activities.batches import HELPDESK_DELIVER, LEDGER_DELIVER, LINEAR_DELIVER, SLACK_DELIVER
from escalation.actions import Channel
from escalation.terms import Severity

WORKFLOW_QUEUE = "handrail"


@dataclass(frozen=True)
class Delivery:
    """How one channel is delivered to."""

    activity: str
    queue: str
    per_second: float | None
    within: timedelta
    attempt: timedelta
    heartbeat: timedelta | None = None


# A call takes well under a second: this covers a full batch, and a killed worker is noticed then.
ONE_ATTEMPT = timedelta(seconds=60)
# Slack's own pace is kept in the worker, where a delivery waits in line and says that it is alive:
# a thousand in one channel, some three calls each, a second a call.
IN_LINE = timedelta(hours=1)
# Until the ledger is back: what waits there is no word to anybody, and nothing waits for it.
AWAY = timedelta(days=30)
ROUTED = timedelta(seconds=30)  # somebody waits to be asked: then the tier's steps are
ALIVE = timedelta(seconds=30)  # a killed worker is noticed then
RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(minutes=2),  # a vendor that is back is noticed within this
)
DELIVERIES = {
    # A chat message a day late helps nobody; the fallback says so by then.
    Channel.SLACK: Delivery(
        SLACK_DELIVER, "handrail-slack", None, timedelta(hours=24), IN_LINE, ALIVE
    ),
    # 2,500 requests an hour for an API key, some three for each batch.
    Channel.LINEAR: Delivery(
        LINEAR_DELIVER, "handrail-linear", 5, timedelta(hours=72), ONE_ATTEMPT
    ),
    # 100 ticket updates a minute for an account, some two for each batch.
    Channel.HELPDESK: Delivery(
        HELPDESK_DELIVER, "handrail-helpdesk", 5, timedelta(hours=72), ONE_ATTEMPT
    ),
    Channel.LEDGER: Delivery(LEDGER_DELIVER, "handrail-ledger", None, AWAY, ONE_ATTEMPT),
    Channel.ROUTING: Delivery(LEDGER_DELIVER, "handrail-ledger", None, ROUTED, ROUTED / 3),
}
# A page of escalations is compared beside the deliveries to helpdesks, and behind them. For how
# long it waits for a vendor, the activity knows.
PAGE_QUEUE = DELIVERIES[Channel.HELPDESK].queue
PAGE_ATTEMPT = timedelta(minutes=5)  # a hundred states and some two hundred requests, in turn
# What the activity cannot get over fails the run, where it is seen, and the next one begins: the
# Schedule starts none beside it. An hour of patience, and a vendor's longest "retry after" on top.
PAGE_WITHIN = timedelta(hours=3)
PAGE_PRIORITY = Priority(priority_key=5)
SUMMARY_MAX = 200  # characters: what the Temporal UI shows on one line
BATCH_MAX = 20  # effects in one activity: what a minute is enough for
ROLL_WITHIN = timedelta(minutes=1)  # a delivery still under way then is carried into the next run
PRIORITY = {
    Severity.CRITICAL: Priority(priority_key=1),
    Severity.HIGH: Priority(priority_key=2),
    Severity.MEDIUM: Priority(priority_key=3),
    Severity.LOW: Priority(priority_key=4),
}
