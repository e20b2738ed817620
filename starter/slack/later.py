"""What is done once Slack has its answer: a word to the asker, a Home tab made true."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from integrations.errors import VendorError
from starter.temporal import Unreachable


class Later:
    """Work under way beside the requests; a failure is logged, for nobody waits for it."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()
        self._log = logging.getLogger("handrail.gateway")

    def soon(self, doing: Coroutine[Any, Any, None]) -> None:
        """Begin it without waiting for its end."""
        task = asyncio.create_task(self._done(doing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self, within_s: float) -> None:
        """Wait until everything is done, at most so long."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within_s)

    async def _done(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except (VendorError, Unreachable) as error:
            self._log.warning("slack: not done after the answer: %s", error)
        except Exception:
            self._log.exception("slack: not done after the answer")
