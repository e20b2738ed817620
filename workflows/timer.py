"""One timer for the earliest deadline.

It is armed anew only when the deadline moves earlier. When it moves later the timer fires for
nothing and is armed again then: that costs less history than cancelling at every word.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

SHORTEST = timedelta(seconds=1)  # a negative timer fails the task; a shorter one only spins


class DeadlineTimer:
    """The one timer of a workflow; `wake` is called when it fires."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._task: asyncio.Task[None] | None = None
        self._at: datetime | None = None

    def arm(self, at: datetime | None, summary: str) -> None:
        """Be awake at `at` (UTC); None leaves a running timer to fire for nothing."""
        is_running = self._task is not None and not self._task.done()
        if at is None or (is_running and self._at is not None and self._at <= at):
            return
        self.cancel()
        self._at = at
        delay = max(at - workflow.now(), SHORTEST)
        self._task = asyncio.create_task(self._sleep(delay, summary))

    def cancel(self) -> None:
        """Stop the timer, before the run ends."""
        if self._task and not self._task.done():
            self._task.cancel()

    async def _sleep(self, delay: timedelta, summary: str) -> None:
        await workflow.sleep(delay, summary=summary)
        self._wake()
