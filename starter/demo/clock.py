"""One time for all escalations: every open one is moved to the same instant, and settles there."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from devserver.virtual_time import VirtualTime
from escalation.model import Escalation
from starter.demo.patience import PATIENCE_S, StillDown, patiently
from starter.escalations import Escalations
from starter.visibility import Filter, listed

PAUSE_S = 0.01


class TownClock:
    """The escalations that are open, and where their clocks stand."""

    def __init__(self, client: Client, escalations: Escalations) -> None:
        self._client = client
        self._time = VirtualTime(client)
        self._escalations = escalations
        self._open: list[str] = []
        self._ahead = timedelta(0)  # of the wall clock, which all clocks follow between two moves

    @property
    def open_count(self) -> int:
        """How many are open."""
        return len(self._open)

    @property
    def now(self) -> datetime:
        """The town's time, aware UTC."""
        return datetime.now(UTC) + self._ahead

    async def look_round(self) -> datetime | None:
        """Watch all that are open, whoever opened them; the next instant (UTC) that one acts at.

        Raises Unreachable, StillDown.
        """
        for row in await listed(self._client, Filter()):
            if row.escalation not in self._open:
                self._open.append(row.escalation)
        states = await asyncio.gather(*(self._escalations.state(id_) for id_ in self._open))
        self._open = [state.id for state in states if state.is_open]
        return min((s.next_at for s in states if s.is_open and s.next_at), default=None)

    async def advance(self, to: datetime) -> list[Escalation]:
        """Bring all clocks to the instant `to` (aware); what they all are then, all work done.

        Raises StillDown when something killed does not come back.
        """
        moved = list(self._open)
        await asyncio.gather(*(self._move(id_, to) for id_ in moved))
        self._reach(to)
        return await self._settled(moved, to)

    async def began(self, id_: str, at: datetime) -> list[Escalation]:
        """Watch the escalation that a fact of the instant `at` reached, and let it settle."""
        if id_ not in self._open:
            self._open.append(id_)
        await self._move(id_, at)
        self._reach(at)
        return await self._settled([id_], at)

    def _reach(self, at: datetime) -> None:
        self._ahead = max(self._ahead, at - datetime.now(UTC))

    async def _move(self, id_: str, to: datetime) -> None:
        if not await patiently(lambda: self._time.advance(id_, to)):
            self._open.remove(id_)

    async def _settled(self, ids: Iterable[str], at: datetime) -> list[Escalation]:
        return list(await asyncio.gather(*(self._settle(id_, at) for id_ in ids)))

    async def _settle(self, id_: str, at: datetime) -> Escalation:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if not await patiently(lambda: self._is_busy(id_)):
                state = await patiently(lambda: self._escalations.state(id_))
                # A timer due at this very instant fires some milliseconds after the advance.
                if state.next_at is None or state.next_at > at:
                    return state
            await asyncio.sleep(PAUSE_S)
        raise StillDown(f"{id_} is still at work after {PATIENCE_S:.0f} s")

    async def _is_busy(self, id_: str) -> bool:
        described = await self._client.get_workflow_handle(id_).describe()
        raw = described.raw_description
        return bool(raw.pending_activities) or raw.HasField("pending_workflow_task")
