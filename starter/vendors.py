"""What the gateway needs of each vendor: the secret they sign with, and a word with their API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from escalation.routing.wanted import Shifts
from integrations.errors import Rejected, Transient
from integrations.helpdesk.port import Helpdesk
from integrations.slack.workspace import Workspace

Ask = Callable[[], Awaitable[str]]
T = TypeVar("T")

FIRST_HELPDESK = "zendesk"  # whose a ticket is where none is connected
LOOK_WITHIN_S = 2  # s: Linear waits 5 s for our answer, Zendesk 12, and a fact may take some looks


async def in_time(asked: Awaitable[T], within_s: float = LOOK_WITHIN_S) -> T:
    """Give a vendor's answer. Raises Transient when it takes longer than a webhook can wait."""
    try:
        async with asyncio.timeout(within_s):
            return await asked
    except TimeoutError:
        raise Transient(f"no answer in {within_s} s") from None


class OwnUser:
    """Who our token is at a vendor, by which our own writes are known when they come back.

    Asked when first needed, then kept. Without a token, or with a wrong one, nothing of ours can
    come back.
    """

    def __init__(self, ask: Ask | None = None) -> None:
        self._ask = ask
        self._id = ""

    async def id(self) -> str:
        """Give the vendor's id of us; empty when there is none. Raises Transient, RateLimited."""
        if self._ask and not self._id:
            try:
                self._id = await in_time(self._ask())
            except Rejected:
                return ""
        return self._id


async def _unread(_issue: str) -> Any:
    raise Transient("Linear's issues cannot be read: set HANDRAIL_LINEAR_API_KEY")


async def _no_shifts(_feeds: Sequence[str], at: datetime) -> Shifts:
    return Shifts(at)


def wall_clock() -> datetime:
    """Give the instant (UTC) against which signatures must be fresh."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Vendors:
    """Secrets to check signatures with, and the few questions a webhook may raise.

    `slack` is the workspace; `helpdesks` are those that are connected and `secrets` what their
    webhooks are signed with, by their names. `linked` gives the escalations that a Linear issue is
    for, `duplicate_of` the issue that it repeats, and `shifts` what feeds say of an instant (UTC).
    `public_url` is where vendors reach us.
    `is_virtual` says that clocks are moved by hand: then a click happens at its escalation's now.
    """

    slack: Workspace
    slack_secret: str = ""
    linear_secret: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    helpdesks: Mapping[str, Helpdesk] = field(default_factory=dict)
    linear_self: OwnUser = field(default_factory=OwnUser)
    linked: Callable[[str], Awaitable[Sequence[str]]] = _unread
    duplicate_of: Callable[[str], Awaitable[str]] = _unread
    shifts: Callable[[Sequence[str], datetime], Awaitable[Shifts]] = _no_shifts
    public_url: str = ""
    is_virtual: bool = False
    now: Callable[[], datetime] = wall_clock

    @property
    def ticketing(self) -> tuple[str, ...]:
        """The helpdesks a ticket's number may be of, the likeliest first."""
        return tuple(self.helpdesks) or (FIRST_HELPDESK,)
