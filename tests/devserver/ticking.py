"""A workflow with a timer and an activity every two hours: what an escalation is to the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

TASK_QUEUE = "ticking"
EVERY = timedelta(hours=2)


@activity.defn
async def follow_up(number: int) -> int:
    return number


@workflow.defn
class Ticking:
    @workflow.init
    def __init__(self, runs: int) -> None:
        self._runs = runs
        self._ticks: list[datetime] = []
        self._heard: dict[str, datetime] = {}
        self._over = False

    @workflow.run
    async def run(self, runs: int) -> int:
        """Tick until told otherwise, or, with runs left, ten times before each next run."""
        self._heard["begun"] = workflow.now()
        while not self._over:
            try:
                await workflow.wait_condition(lambda: self._over, timeout=EVERY)
            except TimeoutError:
                self._ticks.append(workflow.now())
                await workflow.execute_activity(
                    follow_up, len(self._ticks), start_to_close_timeout=timedelta(seconds=10)
                )
            if self._runs and len(self._ticks) == 10:
                workflow.continue_as_new(self._runs - 1)
        return len(self._ticks)

    @workflow.signal
    def hear(self, word: str) -> None:
        self._heard[word] = workflow.now()

    @workflow.signal
    def end(self) -> None:
        self._over = True

    @workflow.query
    def ticks(self) -> list[datetime]:
        return self._ticks

    @workflow.query
    def heard(self) -> dict[str, datetime]:
        return self._heard


@asynccontextmanager
async def ticking(client: Client) -> AsyncIterator[None]:
    """A worker for `Ticking`."""
    async with Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[Ticking],
        activities=[follow_up],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield
