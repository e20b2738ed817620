"""One person's warnings, gathered for a while and sent as one message.

The first warning begins the workflow and those after it are told to it, each under the key that
names it for ever. It is over once all are sent; what comes in meanwhile is the next message. A
warning waits as long as the policy's window says, but never until its own deadline has passed.

What can be told neither directly nor in a thread is told in the fallback channel, by name; where
that is refused too, the workflow fails, for operators to see.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.batches import DIGEST_SEND, SLACK_DELIVER, Delivered, Digest, SlackBatch
    from escalation.actions import Alarm, Channel
    from escalation.noise import Notice
    from escalation.terms import Severity
    from workflows import options

from workflows.timer import DeadlineTimer

AHEAD = timedelta(seconds=30)  # before its deadline a warning is sent: some of that to be read
GATHERED_MAX = 500  # warnings in one message: some 400 KiB of the 2 MiB that one activity is handed
REASON_MAX = 300  # characters of an alarm: it may be one for each warning


@dataclass(frozen=True)
class Gathering:
    """What a run begins with: nothing, or what the run before had not sent."""

    person: str
    notices: tuple[Notice, ...] = ()


@workflow.defn(name="Digest")
class DigestWorkflow:
    """The warnings of one person that wait for each other."""

    @workflow.init
    def __init__(self, gathering: Gathering) -> None:
        self._person = gathering.person
        self._waiting: list[Notice] = []
        self._known: set[str] = set()
        self._since: datetime | None = None
        self._send_at: datetime | None = None
        self._is_due = False
        self._timer = DeadlineTimer(self._wake)
        for notice in gathering.notices:
            self._take(notice)

    @workflow.run
    async def run(self, gathering: Gathering) -> None:
        """Gather and send until nothing waits.

        Raises ActivityError or ApplicationError when some could be told nowhere at all.
        """
        lost: FailureError | None = None
        while self._waiting:
            self._arm()
            await workflow.wait_condition(lambda: self._is_due)
            try:
                await self._send()
            except (ActivityError, ApplicationError) as error:
                lost = error
            if self._waiting and not lost and workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(Gathering(self._person, tuple(self._waiting)))
        if lost:
            raise lost

    @workflow.signal(description="One warning for this person; a repeat of it changes nothing")
    def warn(self, notice: Notice) -> None:
        """Take a warning."""
        self._take(notice)
        self._arm()

    def _take(self, notice: Notice) -> None:
        if notice.key in self._known:
            return
        self._known.add(notice.key)
        self._waiting.append(notice)
        self._since = self._since or workflow.now()
        window_ends_at = workflow.now() + timedelta(seconds=notice.window_s)
        send_at = min(window_ends_at, notice.due_at - AHEAD)
        self._send_at = min(self._send_at or send_at, send_at)

    def _arm(self) -> None:
        self._timer.arm(self._send_at, f"Gather warnings for {self._person}")

    def _wake(self) -> None:
        self._is_due = True

    async def _send(self) -> None:
        now = workflow.now()
        notices, self._waiting = self._waiting[:GATHERED_MAX], self._waiting[GATHERED_MAX:]
        gathered = now - (self._since or now)
        self._since = self._send_at = now if self._waiting else None
        self._is_due = False
        said = f"{len(notices)} warnings for {self._person}"
        digest = Digest(tuple(notices), gathered.total_seconds())
        try:
            await _through_slack(DIGEST_SEND, digest, None, said)
        except ActivityError as error:
            reason = error.cause.message if isinstance(error.cause, FailureError) else str(error)
            await self._alarm(_untold(notices, error), reason)

    async def _alarm(self, notices: list[Notice], reason: str) -> None:
        """Say who could not be told of what. Raises ActivityError, ApplicationError."""
        newest = notices[-1]  # its policy names the channel that is looked at now
        about = ", ".join(dict.fromkeys(notice.escalation for notice in notices))
        said = f"{self._person} could not be warned ({reason[:REASON_MAX]}) of {about}"
        batch = SlackBatch(
            key=workflow.info().workflow_id,
            effects=(Alarm(effect=notices[0].key, text=said, ask=(self._person,)),),
            channels=(),
            fallback_channel=newest.fallback_channel,
            people={self._person: newest.account},
            is_repeat=any(notice.is_repeat for notice in notices),
        )
        delivered: Delivered = await _through_slack(SLACK_DELIVER, batch, Delivered, said)
        for outcome in delivered.outcomes:
            if outcome.failed:
                raise ApplicationError(f"{said}; the alarm was refused: {outcome.failed}")


def _untold(notices: list[Notice], error: ActivityError) -> list[Notice]:
    """Those that the error names; all of them where it names none."""
    named = error.cause.details if isinstance(error.cause, ApplicationError) else ()
    return [notice for notice in notices if notice.key in named] or notices


async def _through_slack(
    activity: str, handed: Digest | SlackBatch, result: type[Delivered] | None, summary: str
) -> Any:
    how = options.DELIVERIES[Channel.SLACK]
    return await workflow.execute_activity(
        activity,
        handed,
        result_type=result,
        task_queue=how.queue,
        start_to_close_timeout=how.attempt,
        heartbeat_timeout=how.heartbeat,
        schedule_to_close_timeout=how.within,
        retry_policy=options.RETRY,
        priority=options.PRIORITY[Severity.CRITICAL],  # one for each person: never a crowd
        summary=f"slack: {summary}"[: options.SUMMARY_MAX],
    )
