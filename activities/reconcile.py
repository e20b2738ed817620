"""Compares a page of open escalations with helpdesks and Linear, and tells them what they missed.

A webhook that got lost leaves an escalation that believes what is no longer so. What differs is
told as the webhook would have told it, under an id made from what it says: it counts once, however
often it is found. Afterwards the state is asked again: what still differs is for a person.

A vendor that is away or limits us stops its own part of the page only. That is tried again as any
delivery is; what is done goes along with the heartbeats, so that no try begins anew.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from temporalio import activity

from activities.compared import (
    LINES_MAX,
    RECONCILE_PAGE,
    Compared,
    Listed,
    Page,
    Report,
    Unanswered,
)
from activities.failure import WallClock, attempt
from activities.sides import Looked, Seen, Side, in_words
from escalation.commands import Fact
from escalation.model import Escalation
from escalation.terms import Status
from integrations import http
from integrations.errors import RateLimited, Rejected, Transient

# Escalations whose records are asked for at once. With their words they stay within the smallest
# plan's minute (Freshdesk's trial: 50 requests), so that each minute brings a page further.
AT_ONCE = 20
QUERIES_MAX = 10  # at once: each may replay a history, some 30 ms of a core
# A limit by the hour is waited out. After that the page is reported: the next run looks anew.
PATIENCE = timedelta(hours=1)
BEAT_S = 10.0  # s: a third of the time after which the server takes a worker for dead


class Escalations(Protocol):
    """The open escalations."""

    async def page(self, token: str) -> Listed:
        """Those of one page."""

    async def state(self, id_: str) -> Escalation | None:
        """How one stands now; None when there is none. Raises Unanswered."""

    async def tell(self, id_: str, facts: Sequence[Fact]) -> None:
        """Tell one what it missed; one that has ended meanwhile needs to know nothing."""


@dataclass
class Progress:
    """What is done of a page; a retry goes on from there."""

    done: list[str] = field(default_factory=list)  # side and escalation
    drifted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    requests: int = 0


class ReconcileActivities:
    """The comparison with every side; `now` gives the wall clock, aware UTC."""

    def __init__(self, escalations: Escalations, sides: Sequence[Side], now: WallClock) -> None:
        self._escalations = escalations
        self._sides = sides
        self._now = now

    @activity.defn(name=RECONCILE_PAGE)
    async def page(self, page: Page) -> Compared:
        """Compare one page, and tell what was missed. Raises ApplicationError to retry."""
        details = activity.info().heartbeat_details
        progress = Progress(**details[0]) if details else Progress()
        listed = await self._escalations.page(page.token)
        comparing = _Comparing(self._escalations, self._sides, progress, page.is_dry_run)
        async with attempt(self._now), _beating(progress):
            for some in _portions(listed.ids):
                await comparing.compare(some)
            self._end(comparing)
        return Compared(comparing.report(listed.ids), listed.token)

    def _end(self, comparing: "_Comparing") -> None:
        """Raise what stopped a side, as long as it is worth waiting for; then report it."""
        waited = self._now() - activity.info().scheduled_time
        for side, error in comparing.away.items():
            if waited < PATIENCE:
                raise error
            comparing.progress.reported.append(f"{side} was not compared: {error}")


class _Comparing:
    """One try at a page; `away` are the sides that stopped it, with the reason."""

    def __init__(
        self,
        escalations: Escalations,
        sides: Sequence[Side],
        progress: Progress,
        is_dry_run: bool,
    ) -> None:
        self._escalations = escalations
        self._sides = sides
        self._names = {side.name for side in sides}
        self._is_dry_run = is_dry_run
        self._at_once = asyncio.Semaphore(QUERIES_MAX)
        self.progress = progress
        self.away: dict[str, Transient | RateLimited] = {}

    async def compare(self, ids: Sequence[str]) -> None:
        """Compare a portion with every side that is not away."""
        states = [e for e in await asyncio.gather(*map(self._state, ids)) if e]
        for e in states:
            if e.ticket and e.ticket.is_in_helpdesk and e.ticket.helpdesk not in self._names:
                remedy = "set its HANDRAIL_… variables and restart the worker"
                self._report(f"no helpdesk {e.ticket.helpdesk} is connected; {remedy}")
        for side in self._sides:
            some = [e for e in states if side.concerns(e) and self._is_due(side, e)]
            if some and side.name not in self.away:
                await self._look(side, some)

    def report(self, ids: Sequence[str]) -> Report:
        """What came of the page; what has ended since an earlier try was looked at, too."""
        looked_at = {*ids, *(done.partition(" ")[2] for done in self.progress.done)}
        progress, drifted = self.progress, set(self.progress.drifted)
        healed = set() if self._is_dry_run else drifted - set(progress.left)
        return Report(
            looked_at=len(looked_at),
            drifted=len(drifted),
            healed=len(healed),
            requests=progress.requests,
            found=tuple(progress.found[:LINES_MAX]),
            reported=tuple(progress.reported[:LINES_MAX]),
        )

    def _is_due(self, side: Side, e: Escalation) -> bool:
        return f"{side.name} {e.id}" not in self.progress.done

    async def _state(self, id_: str) -> Escalation | None:
        try:
            async with self._at_once:
                return await self._escalations.state(id_)
        except Unanswered as error:
            self._report(f"{id_}: {error}")
            return None

    async def _look(self, side: Side, some: Sequence[Escalation]) -> None:
        try:
            with http.counted() as count:
                try:
                    looked = await side.look(some)
                finally:
                    self.progress.requests += count.requests
        except (Transient, RateLimited) as error:
            self.away[side.name] = error
            return
        except Rejected as error:
            self._report(f"{side.name} was not compared: {error}")
            looked = Looked()
        for said in looked.reported:
            self._report(said)
        for e in some:
            if e.id in looked.seen:
                await self._heal(e, looked.seen[e.id])
            self.progress.done.append(f"{side.name} {e.id}")

    async def _heal(self, e: Escalation, seen: Seen) -> None:
        missed = seen.missed_by(e)
        if not missed:
            return
        self.progress.drifted.append(e.id)
        self.progress.found.append(_listed(e, missed))
        if seen.gone:
            self._report(f"{e.id}: {seen.gone}")
        if not self._is_dry_run:
            await self._tell(e, seen, missed)

    async def _tell(self, e: Escalation, seen: Seen, missed: Sequence[Fact]) -> None:
        """Tell it, and ask whether it has helped; what was told before and did not is only said."""
        after: Escalation | None = e
        if untold := [fact for fact in missed if fact.command_id not in e.command_ids]:
            await self._escalations.tell(e.id, untold)
            after = await self._state(e.id)
        if after is None:  # it has not answered, which is reported
            self.progress.left.append(e.id)
        elif after.status != Status.CLOSED and (left := seen.missed_by(after)):
            self.progress.left.append(e.id)
            self._report(f"{_listed(after, left)} (was told, and differs still)")

    def _report(self, said: str) -> None:
        """Say it once, also when a retry meets it again."""
        if said not in self.progress.reported:
            self.progress.reported.append(said)


def _listed(e: Escalation, missed: Sequence[Fact]) -> str:
    return f"{e.id}: {'; '.join(in_words(e, fact) for fact in missed)}"


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(ids), AT_ONCE):
        yield ids[begin : begin + AT_ONCE]


@asynccontextmanager
async def _beating(progress: Progress) -> AsyncIterator[None]:
    """Be alive, and leave what is done to the next try."""

    async def beat() -> None:
        while True:
            activity.heartbeat(progress)
            await asyncio.sleep(BEAT_S)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        activity.heartbeat(progress)
