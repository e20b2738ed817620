"""What Handrail asks of a helpdesk, whichever it is; each folder beside this file is one.

A helpdesk is asked through `Helpdesk` and tells by webhooks, whose reader is a module with `verify`
and `parse`. Ids are text, instants aware UTC, words plain text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from escalation.context import TicketContext, Word
from escalation.references import TicketSnapshot
from escalation.terms import Severity, TicketStatus

TICKETS_MAX = 100  # tickets that are asked for at once: the smallest page of the four vendors


@dataclass(frozen=True)
class Sent:
    """A request as it came in; `url` is the public address it was sent to."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    url: str = ""


@dataclass(frozen=True)
class User:
    """Somebody as the helpdesk knows them."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One write under one key; an empty part stays as it is; it has a note, or a reply, or neither.

    `tags` come beside those there are. `assignee` is the e-mail address of an agent. `fields` go
    by our names (`tier`, `severity`) into the fields that `connect` makes; one that is not there is
    left out, as a word must not wait for a set-up.
    """

    key: str
    note: str = ""
    reply: str = ""
    tags: tuple[str, ...] = ()
    severity: Severity | None = None
    status: TicketStatus | None = None
    assignee: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


class Helpdesk(Protocol):
    """The calls we make. Every one raises VendorError and nothing else."""

    @property
    def name(self) -> str:
        """What the ids of its escalations begin with."""

    def url(self, ticket_id: str) -> str:
        """Where an agent reads the ticket."""

    async def me(self) -> str:
        """The id of the user we write as, by which our own writes are known."""

    async def user(self, user_id: str) -> User:
        """Somebody by id; unknown: without a name."""

    async def group(self, group_id: str) -> str:
        """The name of a group; empty when there is none of that id."""

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The ticket as it stands now. Raises Absent when it is not there."""

    async def tickets(self, ids: Sequence[str]) -> list[TicketSnapshot]:
        """At most TICKETS_MAX of them, in few requests; those that are gone are left out."""

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        """Its comments without the description, the newest hundred, oldest first."""

    async def context(self, ticket_id: str) -> TicketContext:
        """What the next owner should know of it."""

    async def write(self, ticket_id: str, wanted: Wanted) -> None:
        """Do all that is wanted: what may be repeated first, the word last, with its key."""

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys whose word stands in the ticket."""
