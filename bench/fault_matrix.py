"""Every request that a delivery sends, met by every kind of trouble, and what became of it.

A clean delivery shows which requests there are. Each case is a delivery of its own that meets one
trouble at one of them, and is tried again as Temporal does, until it is delivered. What it must
leave behind is what the clean one left: one of everything, or one clear refusal.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.batches import Delivered
from escalation.outcomes import Outcome

ONE_ATTEMPT = timedelta(seconds=60)  # as `workflows/options.py` allows
ATTEMPTS_MAX = 8  # tries of a case: one trouble costs two, and a slow machine some more
PATIENCE_S = 0.2  # s that a client waits for an answer; what is late comes after twice as long
TROUBLES = {
    "429": "rate_limit",
    "500": "error",
    "409": "conflict",
    "time-out before": "drop",
    "time-out after": "lost_answer",
    "nonsense": "malformed",
    "nonsense after": "garbled",
}
ONCE, NONE = "once", "–"
# Nonsense is refused for good where nothing was written yet: what answers there is not the vendor.
REFUSED = "refused"
# The same, asked whether a word stands there already: it does, and people are told to look.
DOUBTED = "once, doubted"
# What a ticket knows is read in one try, for an issue waits for it.
UNREAD = "once, unread"
# An issue stands without its label, project or customer; the outcome says so.
GAP = "once, gap told"

Deliver = Callable[[Any], Awaitable[Delivered]]


def wall_clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Standing:
    """What a case left behind: how often each of its words stands there, and all the rest."""

    words: dict[str, int]
    rest: tuple[object, ...]


@dataclass(frozen=True)
class Row:
    """One request of a delivery: its place in it, and what it asks."""

    side: str
    delivery: str
    is_again: bool
    place: int
    request: str


class Side(Protocol):
    """One vendor in the sandbox, and the client that speaks to it."""

    name: str
    deliveries: tuple[str, ...]
    again: tuple[str, ...]  # those of which is also tried what happens when they come again
    http: httpx.AsyncClient

    def deliver(self) -> Deliver:
        """The activity of a worker that knows nothing yet."""

    async def case(self, delivery: str) -> Any:
        """A batch about something of its own."""

    async def standing(self, batch: Any) -> Standing:
        """What stands there now."""


async def attempted(deliver: Deliver, batch: Any, attempt: int = 1) -> Delivered:
    """One attempt, under Temporal's activity environment."""
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, attempt=attempt, start_to_close_timeout=ONE_ATTEMPT
    )
    came = await environment.run(deliver, batch)
    assert isinstance(came, Delivered)
    return came


async def lived(deliver: Deliver, batch: Any) -> Delivered:
    """A delivery until the end: retries without their pauses, then what was left, as a repeat."""
    outcomes: list[Outcome] = []
    while batch.effects:
        came = await _retried(deliver, batch)
        outcomes += came.outcomes
        done = {outcome.effect for outcome in outcomes}
        left = tuple(effect for effect in batch.effects if effect.effect not in done)
        if len(left) == len(batch.effects):
            raise NeverEnds("an attempt without an outcome")
        batch = replace(batch, effects=left, is_repeat=True)
    return Delivered(tuple(outcomes))


async def _retried(deliver: Deliver, batch: Any) -> Delivered:
    said = ""
    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            return await attempted(deliver, batch, attempt)
        except ApplicationError as error:
            said = str(error)
            if error.non_retryable:
                break
    raise NeverEnds(said)


class Matrix:
    """The cases of one side; `control` is the sandbox's, where faults are ordered."""

    def __init__(self, side: Side, control: httpx.AsyncClient) -> None:
        self._side = side
        self._control = control
        self._clean: dict[tuple[str, bool], Standing] = {}
        self._asked: list[str] = []

    async def rows(self) -> list[Row]:
        """Every request of every delivery, and of one that comes again."""
        rows: list[Row] = []
        kinds = [*((name, False) for name in self._side.deliveries)]
        kinds += [(name, True) for name in self._side.again]
        for delivery, is_again in kinds:
            came, standing = await self._lived(delivery, is_again)
            assert not any(outcome.failed for outcome in came.outcomes), came
            assert set(standing.words.values()) <= {1}, standing
            self._clean[delivery, is_again] = standing
            rows += [
                Row(self._side.name, delivery, is_again, place, request)
                for place, request in enumerate(self._asked)
            ]
        return rows

    async def cell(self, row: Row, kind: str) -> str:
        """What becomes of the delivery when that request meets that trouble."""
        if kind == "conflict" and row.request.startswith("GET "):
            return NONE
        fault: dict[str, Any] = {"face": self._side.name, "kind": kind, "after": row.place}
        try:
            came, standing = await self._lived(row.delivery, row.is_again, fault)
        except NoSuchTrouble:
            return NONE
        except NeverEnds as error:
            return f"NEVER ENDS: {error}"
        return judged(row, came, standing, self._clean[row.delivery, row.is_again])

    async def _lived(
        self, delivery: str, is_again: bool, fault: dict[str, Any] | None = None
    ) -> tuple[Delivered, Standing]:
        side = self._side
        batch = await side.case(delivery)
        if is_again:
            await attempted(side.deliver(), batch)
            batch = replace(batch, is_repeat=True)
        if fault:
            await self._order(fault)
        self._asked = []
        side.http.timeout = httpx.Timeout(5.0, read=PATIENCE_S if fault else 5.0)
        side.http.event_hooks = {"request": [self._note]}
        try:
            came = await lived(side.deliver(), batch)
        finally:
            side.http.timeout, side.http.event_hooks = httpx.Timeout(5.0), {}
            left = (await self._control.get("/control/faults")).json()["faults"]
            await self._control.delete("/control/faults")
        assert not left, f"{delivery}: the trouble never struck: {left}"
        return came, await side.standing(batch)

    async def _order(self, fault: dict[str, Any]) -> None:
        asked = fault | {"seconds": 2 * PATIENCE_S}
        ordered = await self._control.post("/control/faults", json=asked)
        if ordered.status_code == httpx.codes.BAD_REQUEST:
            raise NoSuchTrouble
        ordered.raise_for_status()

    async def _note(self, request: httpx.Request) -> None:
        self._asked.append(named(request))


class NoSuchTrouble(Exception):  # noqa: N818 - an answer
    """The vendor does not know it."""


class NeverEnds(Exception):  # noqa: N818 - what went wrong
    """The delivery was tried again and again."""


def judged(row: Row, came: Delivered, standing: Standing, expected: Standing) -> str:
    """One word for what became of a delivery; capitals where it must not be."""
    gaps = [o for o in came.outcomes if " stands, but: " in o.failed]
    refused = [o.effect for o in came.outcomes if o.failed and o not in gaps]
    for effect, count in standing.words.items():
        if count > 1:
            return "TWICE"
        if count == 0 and effect not in refused:
            return "LOST"
        if count == 1 and effect in refused and not row.is_again:
            return "DONE, YET REFUSED"
    if gaps:
        return GAP
    if refused and standing != expected:
        return REFUSED
    if refused:
        return UNREAD if refused == ["read"] else DOUBTED
    return ONCE if standing == expected else f"NOT AS IT SHOULD BE: {standing.rest}"


def is_deviation(trouble: str, came: str) -> bool:
    """Whether a cell is not as it must be."""
    if came in (REFUSED, DOUBTED, GAP):
        return not trouble.startswith("nonsense")
    return came not in (ONCE, NONE, UNREAD)


def named(request: httpx.Request) -> str:
    """What a request asks, whomever it is about."""
    if request.url.path.endswith("/graphql"):
        found = re.search(r"(query|mutation)\s+(\w+)", request.content.decode())
        return found[2] if found else "graphql"
    path = re.sub(r"^/\w+(/api/v2)?|\.json$", "", request.url.path)
    return f"{request.method} {re.sub(r'[0-9a-f-]*[0-9]{2,}[0-9a-f-]*', '…', path)}"
