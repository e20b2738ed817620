"""Slack's pace: who calls next, and when, so that Slack never has to refuse.

Slack, "Rate limits": one message a second and channel, and for each method a number of calls a
minute. What is written to one channel stands in one line. A turn is one call, and the next begins a
second after its answer came: so the order is kept, and no delay on the way brings two calls closer.
A 429 holds the channel, or the method, for as long as Slack says; then the call is made again.

Whoever waits holds a place in a line and nothing else, no connection above all.
"""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from integrations.errors import RateLimited, Transient, VendorError
from integrations.slack.lines import MINUTE_S, PREPARE_S, Clock, Line, Ticket, Tier

POST, UPDATE, WHISPER = "chat.postMessage", "chat.update", "chat.postEphemeral"
HISTORY, REPLIES, LIST = "conversations.history", "conversations.replies", "conversations.list"
WRITES = frozenset({POST, UPDATE})  # what a channel shows: these share its line
ONCE = frozenset({POST, WHISPER})  # a repeat of these would be seen

SPACING_S = 1.0  # between two writes to a channel
PER_MINUTE = {UPDATE: 50, HISTORY: 50, REPLIES: 50, LIST: 20, WHISPER: 100}  # tiers 3, 2 and 4

C = TypeVar("C")
T = TypeVar("T")


class _TakenMeanwhile(Exception):  # noqa: N818 - a turn is given back, nothing is wrong
    """While the words were made, another channel made the method's last call of this minute."""


@dataclass(frozen=True)
class Call:
    """A method of the Web API and, for a write, the channel."""

    method: str
    channel: str = ""


class Pace:
    """All lines of one workspace in this process. Where it is not kept, each turn comes at once.

    `now` is the wall clock (aware UTC), by which Slack says when it takes calls again.
    """

    def __init__(self, clock: Clock, now: Callable[[], datetime], is_kept: bool = True) -> None:
        self._clock = clock
        self._now = now
        self._is_kept = is_kept
        self._numbers = itertools.count()
        self._lines: dict[str, Line] = {}
        self._tiers: dict[str, Tier] = {}

    def time(self) -> float:
        """Now, in seconds of the clock."""
        return self._clock.time()

    def ticket(self, urgency: int) -> Ticket:
        """A place behind all of the same urgency that came before."""
        return Ticket(urgency, next(self._numbers))

    def known_as(self, name: str, channel: str) -> None:
        """A channel that is written to by its id and by its name has one line from now on."""
        by_id, by_name = self._lines.get(channel), self._lines.get(name)
        if by_name is None or by_id is by_name:
            return
        self._lines[channel] = by_name
        if by_id is not None:
            by_name.join(by_id)

    async def in_turn(
        self,
        ticket: Ticket,
        call: Call,
        prepare: Callable[[float], Awaitable[C | None]],
        send: Callable[[C], Awaitable[T]],
    ) -> T | None:
        """Send what `prepare` makes when the turn has come; None when it has nothing to send.

        `prepare` is told the seconds waited. Raises VendorError; RateLimited only where the pace is
        not kept.
        """
        if not self._is_kept:
            ready = await prepare(0.0)
            return None if ready is None else await _noted(ticket, call, send(ready))
        came_at = self.time()
        while True:
            try:
                return await self._turn(ticket, call, lambda: prepare(self.time() - came_at), send)
            except RateLimited as error:
                self._hold(call, error)
            except _TakenMeanwhile:
                continue

    async def _turn(
        self,
        ticket: Ticket,
        call: Call,
        prepare: Callable[[], Awaitable[C | None]],
        send: Callable[[C], Awaitable[T]],
    ) -> T | None:
        tier = self._tier(call.method)
        async with self._line(call).turn(ticket, tier) as line:
            ready = await prepare()
            if ready is None:
                return None
            if line.opens_at(tier) > self.time() + PREPARE_S:
                raise _TakenMeanwhile
            async with line.call(ticket, tier):
                return await _noted(ticket, call, send(ready))

    def _line(self, call: Call) -> Line:
        is_write = call.method in WRITES
        name = call.channel if is_write else call.method
        if name not in self._lines:
            spacing_s = SPACING_S if is_write else MINUTE_S / PER_MINUTE[call.method]
            self._lines[name] = Line(self._clock, spacing_s)
        return self._lines[name]

    def _tier(self, method: str) -> Tier:
        return self._tiers.setdefault(method, Tier(PER_MINUTE.get(method)))

    def _hold(self, call: Call, error: RateLimited) -> None:
        """Slack limits messages by channel, everything else by method."""
        until = self.time() + (error.retry_at - self._now()).total_seconds()
        if call.method == POST:
            self._line(call).hold(until)
        else:
            self._tier(call.method).hold(until)


async def _noted(ticket: Ticket, call: Call, sending: Awaitable[T]) -> T:
    """The ticket knows what may stand in Slack; a failure that is clear takes that back."""
    before = ticket.has_sent
    ticket.has_sent = before or call.method in ONCE
    try:
        return await sending
    except VendorError as error:
        if not (isinstance(error, Transient) and error.unclear):
            ticket.has_sent = before
        raise
