"""What helpdesks tell of their tickets: each body verified and read, each fact made durable.

A fact that says all is told as it is. One that only points at its ticket (`Look`) is told as the
ticket and its newest words are found to be; so it costs two requests, within the time that a
webhook may wait.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from escalation.commands import Command
from escalation.context import Word
from escalation.policy import Policy
from escalation.references import TicketSnapshot
from integrations.errors import Absent, Transient, VendorError
from integrations.helpdesk import facts
from integrations.helpdesk.directory import Directory, TicketFact
from integrations.helpdesk.freshdesk import webhook as freshdesk
from integrations.helpdesk.hubspot import webhook as hubspot
from integrations.helpdesk.intercom import webhook as intercom
from integrations.helpdesk.port import Helpdesk, Sent
from integrations.helpdesk.zendesk import webhook as zendesk
from starter import from_helpdesk
from starter.escalations import Escalations
from starter.series import is_id
from starter.tally import Tally
from starter.telling import Answer, Teller
from starter.temporal import Unreachable
from starter.vendors import OwnUser, Vendors, in_time

READ_WITHIN_S = 3  # s: Intercom and HubSpot wait 5 s, and what is read must yet be told
WORDS_SINCE = timedelta(hours=1)  # before a fact: what was said while its webhook was on its way

T = TypeVar("T")

_ANY = "9999999999"  # an id, to see where an address carries it


@dataclass(frozen=True)
class Reader:
    """How a helpdesk's requests are believed and read: its module `webhook`."""

    verify: Callable[[Sent, str, datetime], None]
    parse: Callable[[Sent], list[facts.Fact]]


def reader(name: str, policy: Policy) -> Reader:
    """Give the reader of a helpdesk of HELPDESKS."""
    match name:
        case "zendesk":
            return Reader(zendesk.verify, zendesk.parse)
        case "intercom":  # it tells states, whose meaning the policy may name
            read = partial(intercom.parse, statuses=policy.helpdesk.statuses)
            return Reader(intercom.verify, read)
        case "freshdesk":
            return Reader(freshdesk.verify, freshdesk.parse)
        case "hubspot":
            return Reader(hubspot.verify, hubspot.parse)
        case _:
            raise ValueError(f"{name} is no helpdesk of ours")


class Tickets:
    """The tickets of one helpdesk. Raises what `answers.py` knows."""

    def __init__(self, name: str, escalations: Escalations, vendors: Vendors, tally: Tally) -> None:
        self._name = name
        self._reader = reader(name, escalations.policy)
        self._escalations = escalations
        self._vendors = vendors
        self._teller = Teller(name, escalations, tally)
        self._helpdesk = vendors.helpdesks.get(name)
        self._own = OwnUser(self._helpdesk.me if self._helpdesk else None)
        self._directory = Directory(escalations.policy, self._helpdesk)
        # An id in place of a name would be news where what is told is compared with what is known.
        self._naming = Directory(escalations.policy, self._helpdesk, is_hurried=False)
        self._log = logging.getLogger("handrail.gateway")

    async def take(self, sent: Sent) -> list[Answer]:
        """Tell all that a request carries, and give what became of each fact.

        One that cannot be told keeps no other back; then the first such error is raised, so that
        all come again, which is harmless.
        """
        secret = self._vendors.secrets.get(self._name, "")
        self._reader.verify(sent, secret, self._vendors.now())
        came = self._reader.parse(sent)
        ignored = [self._teller.ignored(f.kind) for f in came if isinstance(f, facts.Ignored)]
        by_ticket: dict[str, list[TicketFact]] = {}
        for fact in came:
            if not isinstance(fact, facts.Ignored):
                by_ticket.setdefault(fact.ticket_id, []).append(fact)
        took = await to_the_end(self._take_all(of_one) for of_one in by_ticket.values())
        return [*(answer for each in took for answer in each), *ignored]

    async def _take_all(self, of_one: Sequence[TicketFact]) -> list[Answer]:
        """Tell the facts of one ticket, each even where one before it failed; looks are one."""
        looks = [fact for fact in of_one if isinstance(fact, facts.Look)]
        others = [fact for fact in of_one if not isinstance(fact, facts.Look)]
        took: list[Answer] = []
        failed: list[Exception] = []
        for taking in (*map(self._take, others), *([self._look(looks)] if looks else [])):
            try:
                took.append(await taking)
            except (VendorError, Unreachable) as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return took

    async def _take(self, fact: TicketFact) -> Answer:
        if await self._is_own(fact):
            return self._teller.ignored("our own write")
        fact = await self._named(fact)
        told = from_helpdesk.told(self._name, fact)
        series = from_helpdesk.series(self._name, fact.ticket_id)
        if told and await self._escalations.knows(series):
            return await self._teller.tell(series, told)
        return await self._open(fact, await self._snapshot(fact), told)

    async def _look(self, looks: Sequence[facts.Look]) -> Answer:
        """Read the ticket, once for all that points at it, and tell what is found."""
        first, last = min(looks, key=_at), max(looks, key=_at)
        if all([await self._is_own(look) for look in looks]):
            return self._teller.ignored("our own write")
        if not self._helpdesk:
            raise Transient(f"{self._name} is not connected: set its HANDRAIL_… variables")
        since = first.at - WORDS_SINCE
        try:
            read = self._read(self._helpdesk, last.ticket_id, since)
            found, words = await in_time(read, READ_WITHIN_S)
        except Absent:
            return self._teller.ignored("a ticket that is not there")
        actor = await self._directory.person(last.actor)
        look = replace(last, ticket_id=found.ticket.id, actor=actor)
        told = from_helpdesk.seen(self._name, look, found, words)
        series = from_helpdesk.series(self._name, look.ticket_id)
        if await self._escalations.knows(series):
            return await self._teller.tell(series, told)
        return await self._open(look, found, told)

    async def _open(
        self, fact: TicketFact, snapshot: TicketSnapshot, told: Sequence[Command]
    ) -> Answer:
        opening = from_helpdesk.opening(self._name, fact, snapshot)
        policy, reads = self._escalations.policy, self._escalations.reads
        if opening is None or not from_helpdesk.is_watched(opening, told, policy, reads):
            return self._teller.ignored("a ticket that is not watched")
        if self._helpdesk and not opening.ticket.url:
            url = self._helpdesk.url(opening.ticket.id)
            opening = replace(opening, ticket=replace(opening.ticket, url=url))
        return await self._teller.tell(opening.escalation, told, opening)

    async def _is_own(self, fact: TicketFact) -> bool:
        """Whether our own word or change comes back; customers' words never are ours."""
        could_be = isinstance(fact, facts.AgentReplied | facts.TicketChanged | facts.Look)
        return could_be and facts.is_own(fact, await self._own.id())

    async def _named(self, fact: TicketFact) -> TicketFact:
        if isinstance(fact, facts.TicketChanged) and (fact.assignee or fact.group):
            return await in_time(self._naming.named(fact))
        return await self._directory.named(fact)

    async def _read(
        self, helpdesk: Helpdesk, id_: str, since: datetime
    ) -> tuple[TicketSnapshot, list[Word]]:
        """The ticket and what others said on it, everybody named.

        The ticket comes first: an id may be that of a conversation about it (HubSpot).
        """
        found = await helpdesk.ticket(id_)
        words = await helpdesk.words(found.ticket.id, since)
        own = await self._own.id()
        theirs = [word for word in words if word.is_customer or not own or word.author != own]
        named = [await self._naming.named_word(word) for word in theirs]
        return await self._naming.named_in(found), named

    async def _snapshot(self, fact: TicketFact) -> TicketSnapshot:
        """The ticket as the helpdesk knows it, where the fact does not say it all."""
        alone = from_helpdesk.bare(self._name, fact)
        if isinstance(fact, facts.TicketOpened) or not self._helpdesk:
            return alone
        try:
            found = await in_time(self._helpdesk.ticket(fact.ticket_id))
        except VendorError as error:  # the fact must not wait for its ticket's subject
            self._log.warning("%s: opened without a look at the ticket: %s", self._name, error)
            return alone
        return await self._directory.named_in(found)


async def to_the_end(doing: Iterable[Awaitable[T]]) -> list[T]:
    """Do all at once; what the first raised is raised when all have ended."""
    ended = await asyncio.gather(*doing, return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException):
            raise each
    return [each for each in ended if not isinstance(each, BaseException)]


def escalation_of(url: str, helpdesks: Mapping[str, Helpdesk]) -> str:
    """Give the escalation of the ticket that agents read at `url`; empty when there is none."""
    for name, helpdesk in helpdesks.items():
        before, _, after = helpdesk.url(_ANY).partition(_ANY)
        id_ = url.removeprefix(before).removesuffix(after).rstrip("/")
        if url.startswith(before) and is_id(id_):
            return from_helpdesk.series(name, id_)
    return ""


def _at(fact: TicketFact) -> datetime:
    return fact.at
