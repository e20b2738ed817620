"""A side is a vendor whose records are compared with escalations: each helpdesk, and Linear.

Whoever is named by a vendor's id or name is named here as the gateway names them: else everything
would seem to differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Protocol, TypeVar

from escalation import recency
from escalation.commands import Fact, IssueChanged, TicketChanged
from escalation.model import Escalation
from integrations.envelope import content_id

SETTLED_MAX = 10_000  # escalations: a big team's, twice

OneFact = TypeVar("OneFact", bound=Fact)


class Seen(Protocol):
    """What a vendor says of one escalation."""

    @property
    def gone(self) -> str:
        """What a person must look at: it is there no more, or out of our sight; else empty."""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """What `e` was not told; empty when it knows all of it."""


class Side(Protocol):
    """A vendor whose records are compared. What asks it raises VendorError."""

    @property
    def name(self) -> str:
        """How its facts are named."""

    def concerns(self, e: Escalation) -> bool:
        """Whether it holds a record of `e`."""

    async def read(self, some: Sequence[Escalation]) -> Mapping[str, Seen]:
        """Read the records of some that it concerns, by their ids, in as few requests as it can."""

    def is_news(self, e: Escalation, seen: Seen) -> bool:
        """Whether `e` may have missed something of it."""

    async def completed(self, e: Escalation, seen: Seen) -> Seen:
        """Read what else `e` may have missed; Rejected: that cannot be read."""


class Settled:
    """When the records of escalations had last moved that knew all of them; lost with the process.

    Whatever we write moves a record: it is not read again for that each time.
    """

    def __init__(self) -> None:
        self._moved_at: dict[str, datetime] = {}

    def is_so(self, id_: str, moved_at: datetime | None) -> bool:
        """Whether the record has stayed as it was then."""
        return moved_at is not None and self._moved_at.get(id_) == moved_at

    def settle(self, id_: str, moved_at: datetime | None) -> None:
        """Its record, which moved then, is known to the escalation."""
        if len(self._moved_at) >= SETTLED_MAX:
            self._moved_at.pop(next(iter(self._moved_at)))
        if moved_at:
            self._moved_at[id_] = moved_at


def identified(name: str, fact: OneFact) -> OneFact:
    """Give it an id of what is said and when: it counts once, however often it is found."""
    at = f"{fact.at:%Y-%m-%dT%H:%M:%SZ}" if fact.at else "now"
    return replace(fact, command_id=f"reconcile:{name}:{at}:{content_id(asdict(fact))}")


def in_words(e: Escalation, fact: Fact) -> str:
    """What `e` has missed, without the text that somebody wrote."""
    match fact:
        case TicketChanged(at=datetime() as at, merged_into=into):
            _, news = recency.news(e, fact, at)
            told = {name: getattr(news, name) for name in ("status", "assignee", "group")}
            told |= {"priority": news.priority, "tags": news.tags, "merged into": into}
            return ", ".join(f"{name} {_written(v)}" for name, v in told.items() if v is not None)
        case IssueChanged():
            return f"issue {fact.state}, assignee {_written(fact.assignee)}"
        case _:
            return f"{fact.type.replace('_', ' ')} at {fact.at or 'an unknown instant'}"


def _written(value: str | tuple[str, ...]) -> str:
    return (" ".join(value) if isinstance(value, tuple) else value) or "none"
