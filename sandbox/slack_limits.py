"""Slack's limits, kept as Slack keeps them: too much is answered with 429 and when to come back.

docs.slack.dev/apis/web-api/rate-limits: a method's tier counts per app and workspace;
chat.postMessage takes one message a second and channel, with short bursts of more. How short is
written nowhere: we are strict. The counts and the closest spacing are told under /control/limits.
"""

import math
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.record import Json

MINUTE_S = 60.0
MESSAGES_PER_S = 1.0
BURST = 3.0  # messages: "short bursts of >1 allowed"
POST = "chat.postMessage"
WRITES = (POST, "chat.update")  # what people see in a channel: their spacing is watched

# A minute: the least that each tier promises. Methods that are not named have limits of hundreds.
TIER_2, TIER_3, TIER_4 = 20, 50, 100
PER_MINUTE = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "team.info": TIER_3,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


@dataclass
class Spacing:
    """What one channel has seen; times in seconds of the monotonic clock."""

    allowed: int = 0
    refused: int = 0
    closest_s: float | None = None
    last_at: float | None = None
    burst_left: float = BURST
    filled_at: float = 0.0

    def seen(self, now: float) -> None:
        """One more write was allowed."""
        if self.last_at is not None:
            gap = now - self.last_at
            self.closest_s = gap if self.closest_s is None else min(self.closest_s, gap)
        self.allowed, self.last_at = self.allowed + 1, now


@dataclass
class Limits:
    """Counts every call; refuses those above the limits where `are_kept`.

    `monotonic` counts seconds: limits are of the real time, whatever the time in the story is.
    """

    are_kept: bool
    monotonic: Callable[[], float]
    allowed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    channels: dict[str, Spacing] = field(default_factory=dict)
    recent: dict[str, deque[float]] = field(default_factory=dict)

    def refusal(self, method: str, channel: str) -> Response | None:
        """Count a call; the answer that refuses it, if it is one too many."""
        now = self.monotonic()
        wait_s = self._wait_s(method, channel, now) if self.are_kept else 0.0
        spacing = self.channels.setdefault(channel, Spacing()) if method in WRITES else None
        if wait_s > 0:
            self.refused[method] += 1
            if spacing:
                spacing.refused += 1
            headers = {"Retry-After": str(math.ceil(wait_s))}
            said = {"ok": False, "error": "ratelimited"}
            return JSONResponse(said, status_code=429, headers=headers)
        self.allowed[method] += 1
        self.recent.setdefault(method, deque(maxlen=TIER_4)).append(now)
        if spacing:
            spacing.seen(now)
        return None

    def told(self) -> Json:
        """The counts by method, and by channel for what is written there; spacing in seconds."""
        written = {
            name: {"allowed": c.allowed, "refused": c.refused, "closest_s": c.closest_s}
            for name, c in self.channels.items()
        }
        methods = {
            name: {"allowed": self.allowed[name], "refused": self.refused[name]}
            for name in sorted(self.allowed | self.refused)
        }
        return {"are_kept": self.are_kept, "methods": methods, "channels": written}

    def _wait_s(self, method: str, channel: str, now: float) -> float:
        if method == POST:
            return self._message_wait_s(self.channels.setdefault(channel, Spacing()), now)
        allowed = PER_MINUTE.get(method)
        recent = self.recent.setdefault(method, deque(maxlen=TIER_4))
        if allowed is None or len(recent) < allowed:
            return 0.0
        return recent[-allowed] + MINUTE_S - now

    def _message_wait_s(self, spacing: Spacing, now: float) -> float:
        """A bucket that fills with one message a second; what it holds may come at once."""
        filled = spacing.burst_left + (now - spacing.filled_at) * MESSAGES_PER_S
        spacing.burst_left, spacing.filled_at = min(BURST, filled), now
        if spacing.burst_left < 1:
            return (1 - spacing.burst_left) / MESSAGES_PER_S
        spacing.burst_left -= 1
        return 0.0


def limit_routes(limits: Limits) -> list[Route]:
    """What was allowed and what was refused."""

    async def endpoint(_: Request) -> Response:
        return JSONResponse(limits.told())

    return [Route("/control/limits", endpoint)]
