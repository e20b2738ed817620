"""What the gateway needs of each vendor: the secret they sign with, and a word with their API."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from escalation.references import TicketSnapshot
from integrations.errors import Rejected, Transient
from integrations.slack.workspace import Workspace
from starter.people import User

Ask = Callable[[], Awaitable[str]]
T = TypeVar("T")

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


async def _no_ticket(_ticket_id: str) -> TicketSnapshot | None:
    return None


async def _no_description(_issue: str) -> str:
    return ""


def wall_clock() -> datetime:
    """Give the instant (UTC) against which signatures must be fresh."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Vendors:
    """Secrets to check signatures with, and the few questions a webhook may raise.

    `slack` is the workspace. `zendesk_user` and `look_up` give a Zendesk user and ticket,
    `describe` the description of a Linear issue. `is_virtual` says that clocks are moved by hand:
    then a click happens at its escalation's now.
    """

    slack: Workspace
    slack_secret: str = ""
    linear_secret: str = ""
    zendesk_secret: str = ""
    zendesk_url: str = ""
    zendesk_self: OwnUser = field(default_factory=OwnUser)
    linear_self: OwnUser = field(default_factory=OwnUser)
    zendesk_user: Callable[[str], Awaitable[User]] | None = None
    look_up: Callable[[str], Awaitable[TicketSnapshot | None]] = _no_ticket
    describe: Callable[[str], Awaitable[str]] = _no_description
    is_virtual: bool = False
    now: Callable[[], datetime] = wall_clock
