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
from datetime import timedelta

from temporalio import activity

from activities.compared import (
    LINES_MAX,
    RECONCILE_PAGE,
    Compared,
    Page,
    Progress,
    Report,
)
from activities.failure import WallClock, attempt
from activities.sides import Seen, Side, in_words
from activities.states import Escalations, Remembered, States
from escalation.commands import Fact
from escalation.model import Escalation
from escalation.terms import Status
from integrations import http
from integrations.errors import RateLimited, Rejected, Transient

# Escalations whose records are asked for at once. With their words they stay within the smallest
# plan's minute (Freshdesk's trial: 50 requests), so that each minute brings a page further.
AT_ONCE = 20
# A limit by the hour is waited out. After that the page is reported: the next run looks anew.
PATIENCE = timedelta(hours=1)
BEAT_S = 10.0  # s: a third of the time after which the server takes a worker for dead


class ReconcileActivities:
    """The comparison with every side; `now` gives the wall clock, aware UTC."""

    def __init__(self, escalations: Escalations, sides: Sequence[Side], now: WallClock) -> None:
        self._escalations = escalations
        self._sides = sides
        self._now = now
        self._remembered = Remembered()

    @activity.defn(name=RECONCILE_PAGE)
    async def page(self, page: Page) -> Compared:
        """Compare one page, and tell what was missed. Raises ApplicationError to retry."""
        details = activity.info().heartbeat_details
        progress = Progress(**details[0]) if details else Progress()
        listed = await self._escalations.page(page.token)
        states = States(self._escalations, self._remembered, progress, self._now)
        comparing = _Comparing(self._sides, states, progress, page.is_dry_run)
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
            comparing.progress.report(f"{side} was not compared: {error}")


class _Comparing:
    """One try at a page; `away` are the sides that stopped it, with the reason."""

    def __init__(
        self, sides: Sequence[Side], states: States, progress: Progress, is_dry_run: bool
    ) -> None:
        self._sides = sides
        self._names = {side.name for side in sides}
        self._states = states
        self._is_dry_run = is_dry_run
        self.progress = progress
        self.away: dict[str, Transient | RateLimited] = {}

    async def compare(self, ids: Sequence[str]) -> None:
        """Compare a portion with every side that is not away."""
        known = [e for e in await asyncio.gather(*map(self._states.known, ids)) if e]
        for e in known:
            if e.ticket and e.ticket.is_in_helpdesk and e.ticket.helpdesk not in self._names:
                remedy = "set its HANDRAIL_… variables and restart the worker"
                self.progress.report(f"no helpdesk {e.ticket.helpdesk} is connected; {remedy}")
        for side in self._sides:
            done = self.progress.done
            some = [e for e in known if side.concerns(e) and f"{side.name} {e.id}" not in done]
            if some and side.name not in self.away:
                await self._with(side, some)

    def report(self, ids: Sequence[str]) -> Report:
        """What came of the page; what has ended since an earlier try was looked at, too."""
        progress, drifted = self.progress, set(self.progress.drifted)
        looked_at = {*ids, *(done.partition(" ")[2] for done in progress.done)}
        healed = set() if self._is_dry_run else drifted - set(progress.left)
        return Report(
            looked_at=len(looked_at),
            drifted=len(drifted),
            healed=len(healed),
            asked=progress.asked,
            requests=progress.requests,
            found=tuple(progress.found[:LINES_MAX]),
            reported=tuple(progress.reported[:LINES_MAX]),
        )

    async def _with(self, side: Side, some: Sequence[Escalation]) -> None:
        with http.counted() as count:
            try:
                seen = await side.read(some)
                for e in some:
                    await self._compare(side, e, seen[e.id])
                    self.progress.done.append(f"{side.name} {e.id}")
            except (Transient, RateLimited) as error:
                self.away[side.name] = error
            except Rejected as error:
                self.progress.report(f"{side.name} was not compared: {error}")
                self.progress.done += [f"{side.name} {e.id}" for e in some]
            finally:
                self.progress.requests += count.requests

    async def _compare(self, side: Side, known: Escalation, seen: Seen) -> None:
        if not side.is_news(known, seen):
            return
        e = await self._states.fresh(known.id)
        if e is None or e.status == Status.CLOSED:
            return
        try:
            seen = await side.completed(e, seen)
        except Rejected as error:
            self.progress.report(f"{e.id}: not all of it can be read: {error}")
        if seen.gone:
            self.progress.report(f"{e.id}: {seen.gone}")
        if missed := seen.missed_by(e):
            await self._heal(e, seen, missed)

    async def _heal(self, e: Escalation, seen: Seen, missed: Sequence[Fact]) -> None:
        """Tell it, and look whether that has helped; what did not help before is only said."""
        self.progress.drifted.append(e.id)
        self.progress.found.append(_listed(e, missed))
        if self._is_dry_run:
            return
        untold = [fact for fact in missed if fact.command_id not in e.command_ids]
        after = await self._states.tell(e, untold) if untold else e
        if after is None:  # it has not answered, which is reported
            self.progress.left.append(e.id)
        elif after.status != Status.CLOSED and (left := seen.missed_by(after)):
            self.progress.left.append(e.id)
            self.progress.report(f"{_listed(after, left)} (was told, and differs still)")


def _listed(e: Escalation, missed: Sequence[Fact]) -> str:
    return f"{e.id}: {'; '.join(in_words(e, fact) for fact in missed)}"


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(ids), AT_ONCE):
        yield ids[begin : begin + AT_ONCE]


@asynccontextmanager
async def _beating(progress: Progress) -> AsyncIterator[None]:
    """Be alive, and leave what is done to the next try. A short one needs none: each is billed."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            activity.heartbeat(progress)

    beating = asyncio.create_task(beat())
    try:
        yield
    except BaseException:
        activity.heartbeat(progress)
        raise
    finally:
        beating.cancel()
