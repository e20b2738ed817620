"""One person's warnings, gathered for a while and sent as one message.

The first warning begins the workflow and those after it are told to it, each under the key that
names it for ever. It is over once all are sent; what comes in meanwhile is the next message. A
warning waits as long as the policy's window says, but never until its own deadline has passed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.batches import DIGEST_SEND, Digest
    from escalation.actions import Channel
    from escalation.noise import Notice
    from escalation.terms import Severity
    from workflows import options

from workflows.timer import DeadlineTimer

AHEAD = timedelta(seconds=30)  # before its deadline a warning is sent: some of that to be read
GATHERED_MAX = 500  # warnings in one message: some 400 KiB of the 2 MiB that one activity is handed


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
        """Gather and send until nothing waits. Raises ActivityError when some could not be sent."""
        lost: ActivityError | None = None
        while self._waiting:
            self._arm()
            await workflow.wait_condition(lambda: self._is_due)
            try:
                await self._send()
            except ActivityError as error:
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
        how = options.DELIVERIES[Channel.SLACK]
        await workflow.execute_activity(
            DIGEST_SEND,
            Digest(tuple(notices), gathered.total_seconds()),
            task_queue=how.queue,
            start_to_close_timeout=how.attempt,
            heartbeat_timeout=how.heartbeat,
            schedule_to_close_timeout=how.within,
            retry_policy=options.RETRY,
            priority=options.PRIORITY[Severity.CRITICAL],  # one for each person: never a crowd
            summary=f"slack: {len(notices)} warnings for {self._person}",
        )
