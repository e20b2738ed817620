"""How open escalations stand: what they knew when they were last asked, and what they say now.

An escalation only learns: what it knew then it knows now. So a vendor that says nothing new to what
is remembered says nothing new to the escalation. Each question costs the replay of a history, and
is billed; what is remembered here costs some kilobytes.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from activities.compared import Listed, Progress, Unanswered
from activities.failure import WallClock
from escalation.commands import Fact
from escalation.model import Escalation

# An issue that is linked later than this was asked is not seen before it is asked again.
FRESH_FOR = timedelta(hours=4)
KNOWN_MAX = 10_000  # escalations: a big team's, twice
QUERIES_MAX = 10  # at once: each may replay a history, some 30 ms of a core


class Escalations(Protocol):
    """The open escalations."""

    async def page(self, token: str) -> Listed:
        """Those of one page."""

    async def state(self, id_: str) -> Escalation | None:
        """How one stands now; None when there is none. Raises Unanswered."""

    async def tell(self, id_: str, facts: Sequence[Fact]) -> None:
        """Tell one what it missed; one that has ended meanwhile needs to know nothing."""


class Remembered:
    """The last known state of each, as far as comparisons need it; lost with the process."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, Escalation]] = {}

    def recall(self, id_: str, now: datetime) -> Escalation | None:
        """Give what it knew; None when it must be asked. `now` is aware UTC."""
        at, e = self._known.get(id_, (None, None))
        return e if at and now - at < FRESH_FOR else None

    def keep(self, e: Escalation, now: datetime) -> None:
        """Remember it, unless it is just being logged: then its issue is not known yet."""
        self._known.pop(e.id, None)
        if e.is_logged and e.issue is None:
            return
        if len(self._known) >= KNOWN_MAX:
            self._known.pop(next(iter(self._known)))
        self._known[e.id] = now, _bare(e)


class States:
    """How escalations stand: as it is remembered, or as they say."""

    def __init__(
        self,
        escalations: Escalations,
        remembered: Remembered,
        progress: Progress,
        now: WallClock,
    ) -> None:
        self._escalations = escalations
        self._remembered = remembered
        self._progress = progress
        self._now = now
        self._at_once = asyncio.Semaphore(QUERIES_MAX)
        self._asked: dict[str, Escalation] = {}

    async def known(self, id_: str) -> Escalation | None:
        """How it stood when it was last asked, and has told us of since."""
        recalled = self._remembered.recall(id_, self._now())
        return recalled or await self.fresh(id_)

    async def fresh(self, id_: str) -> Escalation | None:
        """How it stands: asked once in this try."""
        return self._asked.get(id_) or await self.ask(id_)

    async def tell(self, e: Escalation, facts: Sequence[Fact]) -> Escalation | None:
        """Tell one what it missed, and give how it stands then."""
        await self._escalations.tell(e.id, facts)
        return await self.ask(e.id)

    async def ask(self, id_: str) -> Escalation | None:
        """Give how it stands now; None when it does not say, which is reported, or is no more."""
        self._asked.pop(id_, None)
        self._progress.asked += 1
        try:
            async with self._at_once:
                e = await self._escalations.state(id_)
        except Unanswered as error:
            self._progress.report(f"{id_}: {error}")
            return None
        if e:
            self._asked[id_] = e
            self._remembered.keep(e, self._now())
        return e


def _bare(e: Escalation) -> Escalation:
    return Escalation(
        id=e.id,
        policy=e.policy,
        opened_at=e.opened_at,
        ticket=e.ticket,
        issue=e.issue,
        heard=e.heard,
        words=e.words,
        merged_into=e.merged_into,
    )
