"""Who is on duty, as feeds say: read now and then, kept while they are broken, and said when old.

A feed that does not answer, or answers something else than a calendar, leaves the last good copy in
place. From ALARM_AFTER on, its age is an alarm; from BELIEVED on, it counts for nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from escalation.instants import written
from escalation.policy import Policy
from escalation.rosters import BELIEVED, spoken
from escalation.routing.wanted import Shifts
from integrations.calendars import ical
from integrations.calendars.copies import Copies, Copy
from integrations.calendars.fetching import Fetching
from integrations.calendars.ical import Feed, FeedRead, in_order
from integrations.calendars.matching import Matching
from integrations.calendars.sources import SETTING, Source
from integrations.errors import RateLimited, Transient, VendorError

COPIES = "roster-feeds"  # the folder of old copies, within the cache of worker and command line
READ_EVERY = timedelta(minutes=5)  # a swap of shifts may wait so long
TRY_AGAIN = timedelta(minutes=1)  # a broken feed does not delay every escalation
READ_WITHIN_S = 3  # whoever asks has 4 s in all (`activities/ledger.py`)
ALARM_AFTER = timedelta(hours=24)  # an old copy is wrong about whoever swapped a day since
SHIFTS_MAX = 200  # kept with an escalation; a week of hourly shifts is 168
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Heard:
    """What a source says around an instant: its shifts, how old they are, what is wrong with it.

    `read_at` is by the wall clock (UTC), None when it was never read; `failed` is why the last
    attempt was in vain.
    """

    name: str
    read_at: datetime | None
    age: timedelta
    read: FeedRead
    failed: str = ""

    @property
    def is_believed(self) -> bool:
        """Whether anything of it counts."""
        return self.read_at is not None and self.age < BELIEVED


@dataclass
class _Held:
    """What is known of one source between two readings."""

    source: Source
    feed: Feed
    copy: Copy | None = None
    again_at: datetime | None = None
    failed: str = ""
    read: FeedRead = field(default_factory=lambda: FeedRead(()))
    read_from: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Feeds:
    """The sources that the settings name, for the people of a policy; `clock` is the wall's."""

    def __init__(
        self,
        sources: Sequence[Source],
        policy: Policy,
        fetching: Fetching,
        copies: Copies,
        clock: Callable[[], datetime],
    ) -> None:
        matching, self._fetching, self._copies = Matching(policy.people), fetching, copies
        self._clock = clock
        self._log = logging.getLogger("handrail.feeds")
        self._reading: set[asyncio.Task[Heard]] = set()
        zones = {r.feed: ZoneInfo(r.timezone) for r in reversed([*policy.rosters.values()])}
        self._held = [
            _Held(s, Feed(s.name, zones.get(s.name, ZoneInfo("UTC")), matching)) for s in sources
        ]

    async def shifts(self, rosters: Sequence[str], at: datetime) -> Shifts:
        """The shifts of these feeds that end after an instant (UTC), for as long as one counts.

        `stale` has a line for each feed that was never read, is too old, or names somebody who is
        on duty and whom the policy does not know. Never raises VendorError.
        """
        heard = await self.hear(rosters, at)
        named = {one.name for one in heard}
        stale = [
            f"feed {name}: {SETTING} does not name it" for name in rosters if name not in named
        ]
        stale += [line for one in heard for line in _stale(one, at)]
        believed = [one for one in heard if one.is_believed]
        age = max((one.age for one in believed), default=timedelta())
        until = at - age + BELIEVED
        found = [s for one in believed for s in one.read.shifts if s.end > at and s.start < until]
        kept = in_order(found)
        if len(kept) > SHIFTS_MAX:
            stale.append(f"feeds have {len(kept)} shifts: those after {SHIFTS_MAX} are left out")
        return Shifts(at - age, kept[:SHIFTS_MAX], tuple(dict.fromkeys(stale)))

    async def hear(self, names: Sequence[str], at: datetime) -> tuple[Heard, ...]:
        """What every source of these names says around an instant (UTC), in the settings' order."""
        asked = [held for held in self._held if held.source.name in names]
        reading = [asyncio.create_task(self._hear(held, at)) for held in asked]
        for one in reading:
            self._reading.add(one)
            one.add_done_callback(self._reading.discard)
        # Whoever asks may go away: what is being read is there for the next.
        return tuple(await asyncio.shield(asyncio.gather(*reading)))

    async def stop(self) -> None:
        """End what is still being read."""
        reading = tuple(self._reading)
        for one in reading:
            one.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    async def _hear(self, held: _Held, at: datetime) -> Heard:
        async with held.turn:
            if held.copy is None and held.again_at is None:
                held.copy = self._copies.load(held.source.address.get_secret_value())
                held.again_at = held.copy.read_at + READ_EVERY if held.copy else None
            if held.again_at is None or self._clock() >= held.again_at:
                await self._refresh(held, at)
            await self._expand(held, at)
        read_at = held.copy.read_at if held.copy else None
        seconds = (self._clock() - read_at) // timedelta(seconds=1) if read_at else 0
        age = timedelta(seconds=max(seconds, 0))
        return Heard(held.source.name, read_at, age, held.read, held.failed)

    async def _refresh(self, held: _Held, at: datetime) -> None:
        """Ask the source; what cannot be read leaves the copy that is there."""
        now = self._clock()
        held.again_at, held.failed = now + READ_EVERY, ""
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                copy = await self._fetching.fetch(held.source, held.copy, now)
            if held.copy is None or copy.body != held.copy.body:
                held.read = await asyncio.to_thread(ical.read, held.feed, copy.body, at - _DAY)
                held.read_from = at - _DAY
            held.copy = copy
            self._copies.save(held.source.address.get_secret_value(), copy)
        except TimeoutError:
            self._failed(held, Transient(f"feed {held.source.name} took over {READ_WITHIN_S} s"))
        except VendorError as error:
            self._failed(held, error)

    def _failed(self, held: _Held, error: VendorError) -> None:
        now = self._clock()
        held.again_at = error.retry_at if isinstance(error, RateLimited) else now + TRY_AGAIN
        held.failed = str(error)
        self._log.warning("%s", error)

    async def _expand(self, held: _Held, at: datetime) -> None:
        """Work the copy out anew when the instant leaves what was worked out before."""
        if held.copy is None:
            return
        start = held.read_from
        if start and start <= at and at + BELIEVED <= start + ical.EXPANDED:
            return
        try:
            held.read = await asyncio.to_thread(ical.read, held.feed, held.copy.body, at - _DAY)
            held.read_from = at - _DAY
        except VendorError as error:
            held.copy = None  # “unchanged” would be believed of it
            self._failed(held, error)


@asynccontextmanager
async def open_feeds(
    sources: Sequence[Source],
    policy: Policy,
    folder: Path,
    clock: Callable[[], datetime],
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Feeds]:
    """Feeds with a client of their own, their copies in a folder."""
    async with Fetching(transport) as fetching:
        feeds = Feeds(sources, policy, fetching, Copies(folder), clock)
        try:
            yield feeds
        finally:
            await feeds.stop()


def _stale(heard: Heard, at: datetime) -> list[str]:
    on_now = dict.fromkeys(s.person for s in heard.read.strangers if s.start <= at < s.end)
    lines = [
        f"feed {heard.name}: “{who}” is on, and nobody in the policy is that" for who in on_now
    ]
    why = f": {heard.failed}" if heard.failed else ""
    if heard.read_at is None:
        return [f"feed {heard.name} was never read{why}"]
    if heard.age >= ALARM_AFTER:
        last = f"feed {heard.name} was last read {spoken(heard.age)} ago, {written(heard.read_at)}"
        lines.append(f"{last}{why}" + ("" if heard.is_believed else "; it counts no more"))
    return lines
