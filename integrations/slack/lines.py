"""Lines of those who want to call Slack: the most urgent first, then by arrival, one at a time."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from integrations.errors import Transient

PREPARE_S = 0.5  # before its second a call may make its words: more urgent ones come after it then
MINUTE_S = 60.0
LOOK_AGAIN_S = 1.0  # when all calls that a minute allows are under way


class LeftLine(Transient):
    """The wait was given up before anything was sent."""

    def __init__(self) -> None:
        super().__init__("it waited in Slack's line when the worker was stopped")


class Clock(Protocol):
    """Seconds that only go forward; an event loop is one."""

    def time(self) -> float:
        """Now."""

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Any:
        """Call back in `delay` seconds; what it answers can `cancel()`."""


@dataclass(eq=False)
class Ticket:
    """The place of one delivery in every line that it joins; a smaller `urgency` goes first.

    `has_sent` says that something may stand in Slack that must not stand there twice.
    """

    urgency: int
    number: int
    has_sent: bool = False
    is_leaving: bool = False
    waiting: "asyncio.Future[Line] | None" = None

    def leave(self) -> None:
        """Wait no longer. What has sent something already is brought to its end."""
        if self.has_sent:
            return
        self.is_leaving = True
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(LeftLine())


@dataclass
class Tier:
    """How often the workspace may use one method.

    It counts answers, so that no delay on the way brings more calls into a minute.
    """

    per_minute: int | None
    answered: deque[float] = field(default_factory=deque)
    under_way: int = 0
    held_until: float = 0.0

    def free_at(self, now: float) -> float:
        """When the next call may be made."""
        while self.answered and self.answered[0] <= now - MINUTE_S:
            self.answered.popleft()
        if self.per_minute is None or self.under_way + len(self.answered) < self.per_minute:
            return self.held_until
        frees_at = self.answered[0] + MINUTE_S if self.answered else now + LOOK_AGAIN_S
        return max(self.held_until, frees_at)

    def hold(self, until: float) -> None:
        """No call before that instant."""
        self.held_until = max(self.held_until, until)


@dataclass(order=True)
class _Place:
    """Somebody in a line."""

    rank: tuple[int, int]
    tier: Tier = field(compare=False)
    granted: "asyncio.Future[Line]" = field(compare=False)


class Line:
    """Those who wait for one channel, or for one method that no channel shows."""

    def __init__(self, clock: Clock, spacing_s: float) -> None:
        self._clock = clock
        self._spacing_s = spacing_s
        self.waiting: list[_Place] = []
        self._is_taken = False
        self.free_at = 0.0
        self._timer: Any = None

    @asynccontextmanager
    async def turn(self, ticket: Ticket, tier: Tier) -> AsyncIterator["Line"]:
        """Wait for the turn and keep it; the line that gave it may be one that joined meanwhile.

        Raises LeftLine.
        """
        if ticket.is_leaving:
            raise LeftLine
        granted: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        ticket.waiting = granted
        insort(self.waiting, _Place((ticket.urgency, ticket.number), tier, granted))
        self._advance()
        try:
            yield await granted
        finally:
            # Cancelled at the moment of the grant, the turn is ours all the same.
            if granted.done() and not granted.cancelled() and not granted.exception():
                granted.result().give_back()
            else:
                self._advance()

    @asynccontextmanager
    async def call(self, ticket: Ticket, tier: Tier) -> AsyncIterator[None]:
        """Wait until line and method are free, then count the block as the call of this turn.

        Raises LeftLine.
        """
        while (wait_s := self.opens_at(tier) - self._clock.time()) > 0:
            await self._sleep(wait_s)
        if ticket.is_leaving:
            raise LeftLine
        tier.under_way += 1
        try:
            yield
        finally:
            tier.under_way -= 1
            self.hold(self._clock.time() + self._spacing_s)
            if tier.per_minute:
                tier.answered.append(self._clock.time())

    def give_back(self) -> None:
        """The turn is over."""
        self._is_taken = False
        self._advance()

    def hold(self, until: float) -> None:
        """No call before that instant."""
        self.free_at = max(self.free_at, until)

    def join(self, other: "Line") -> None:
        """Take in those who wait in another line: it was for the same channel."""
        for place in other.waiting:
            insort(self.waiting, place)
        other.waiting.clear()
        self.hold(other.free_at)
        self._advance()

    def opens_at(self, tier: Tier) -> float:
        """When a call of that tier may be made."""
        return max(self.free_at, tier.free_at(self._clock.time()))

    def _advance(self) -> None:
        """Give the turn to the first who may call, or look again when that may be."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self.waiting = [place for place in self.waiting if not place.granted.done()]
        if self._is_taken or not self.waiting:
            return
        now = self._clock.time()
        # A method that has used up its minute holds up nobody who calls another.
        opens_at = {id(place.tier): self.opens_at(place.tier) for place in self.waiting}
        soonest = min(opens_at.values()) - PREPARE_S
        if soonest > now:
            self._timer = self._clock.call_later(soonest - now, self._advance)
            return
        chosen = next(p for p in self.waiting if opens_at[id(p.tier)] - PREPARE_S <= now)
        self._is_taken = True
        chosen.granted.set_result(self)

    async def _sleep(self, seconds: float) -> None:
        over = asyncio.get_running_loop().create_future()
        timer = self._clock.call_later(seconds, over.set_result, None)
        try:
            await over
        finally:
            timer.cancel()
