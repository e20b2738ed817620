"""The people and groups behind a helpdesk's ids, each asked for once and then kept.

Whoever reads a helpdesk names them the same way, or what is read twice would seem to differ.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from escalation.context import Word
from escalation.policy import Policy
from escalation.references import TicketSnapshot
from integrations.errors import Rejected, VendorError
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Look,
    TicketChanged,
    TicketOpened,
)
from integrations.helpdesk.port import Helpdesk, User
from integrations.people import of_name

NAMES_MAX = 10_000  # kept while we run: a year's customers of a team of 20
NAMED_WITHIN_S = 2  # s: Linear waits 5 s for our answer, Intercom and HubSpot as long

T = TypeVar("T")
TicketFact = TicketOpened | CustomerReplied | AgentReplied | TicketChanged | Look


class Directory:
    """What one helpdesk's ids mean under a policy; without a helpdesk an id stands for itself.

    It does so, too, where the helpdesk refuses to tell; and in a hurry, as a webhook is, where the
    helpdesk does not answer at once. Without a hurry every method raises Transient or RateLimited.
    """

    def __init__(
        self, policy: Policy, helpdesk: Helpdesk | None = None, *, is_hurried: bool = True
    ) -> None:
        self._policy = policy
        self._helpdesk = helpdesk
        self._is_hurried = is_hurried
        self._users: dict[str, User] = {}
        self._groups: dict[str, str] = {}
        self._log = logging.getLogger("handrail.helpdesk")

    async def named(self, fact: TicketFact) -> TicketFact:
        """Give a fact with names in place of ids."""
        fact = replace(fact, actor=await self.person(fact.actor))
        if isinstance(fact, TicketOpened):
            return replace(fact, snapshot=await self.named_in(fact.snapshot))
        if not isinstance(fact, TicketChanged):
            return fact
        assignee = await self.person(fact.assignee) if fact.assignee else fact.assignee
        group = await self.group(fact.group) if fact.group else fact.group
        return replace(fact, assignee=assignee, group=group)

    async def named_in(self, snapshot: TicketSnapshot) -> TicketSnapshot:
        """Give a ticket with names in place of ids."""
        seen = snapshot.ticket
        ticket = replace(
            seen,
            requester=await self.person(seen.requester),
            assignee=await self.person(seen.assignee),
            group=await self.group(seen.group),
        )
        return replace(snapshot, ticket=ticket)

    async def named_word(self, word: Word) -> Word:
        """Give a comment whose author is a person, or is called what the helpdesk calls them."""
        known = await self.person(word.author)
        if known == word.author:
            staff = "" if word.is_customer else of_name(self._policy, word.by)
            known = staff or word.by or known
        return replace(word, author=known)

    async def person(self, id_: str) -> str:
        """Give the policy's id of a user, else their name, else the helpdesk's id."""
        user = await self._user(id_) if id_ else User()
        return of_name(self._policy, user.name, user.email) or user.name or id_

    async def group(self, id_: str) -> str:
        """Give the name of a group where the policy knows it by name, else the helpdesk's id."""
        groups = self._policy.groups
        if not id_ or not groups or id_ in groups:
            return id_
        if self._helpdesk and id_ not in self._groups:
            name = await self._asked(self._helpdesk.group, id_)
            if name is None:
                return id_
            self._groups[id_] = name
        name = self._groups.get(id_, "")
        return name if name in groups else id_

    async def _user(self, id_: str) -> User:
        if self._helpdesk and id_ not in self._users:
            found = await self._asked(self._helpdesk.user, id_)
            if found is None:
                return User()
            if len(self._users) >= NAMES_MAX:
                self._users.pop(next(iter(self._users)))
            self._users[id_] = found
        return self._users.get(id_, User())

    async def _asked(self, ask: Callable[[str], Awaitable[T]], id_: str) -> T | None:
        try:
            async with asyncio.timeout(NAMED_WITHIN_S if self._is_hurried else None):
                return await ask(id_)
        except (VendorError, TimeoutError) as error:  # a fact must not wait for a name
            if not self._is_hurried and not isinstance(error, Rejected):
                raise
            self._log.warning("%s stays without a name: %r", id_, error)
            return None
