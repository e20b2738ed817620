"""Who somebody is: whom a vendor knows by an id or a name is one person in the policy."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from escalation.policy import Policy
from escalation.references import TicketSnapshot
from integrations.errors import VendorError
from integrations.helpdesk.facts import TicketChanged
from starter.from_zendesk import TicketFact

USERS_MAX = 10_000  # kept while the gateway runs: a year's customers of a team of 20


@dataclass(frozen=True)
class User:
    """Somebody as the helpdesk knows them."""

    name: str = ""
    email: str = ""


Ask = Callable[[str], Awaitable[User]]


class Directory:
    """The helpdesk's users, each looked up once; webhooks carry no more than their ids."""

    def __init__(self, policy: Policy, ask: Ask | None = None) -> None:
        self._policy = policy
        self._ask = ask
        self._known: dict[str, User] = {}
        self._log = logging.getLogger("handrail.gateway")

    async def named(self, fact: TicketFact) -> TicketFact:
        """Give a fact with persons in place of ids."""
        fact = replace(fact, actor=await self.person(fact.actor))
        if isinstance(fact, TicketChanged) and fact.assignee:
            return replace(fact, assignee=await self.person(fact.assignee))
        return fact

    async def named_in(self, snapshot: TicketSnapshot) -> TicketSnapshot:
        """Give a ticket with persons in place of ids."""
        ticket = snapshot.ticket
        requester = await self.person(ticket.requester)
        assignee = await self.person(ticket.assignee)
        return replace(snapshot, ticket=replace(ticket, requester=requester, assignee=assignee))

    async def person(self, id_: str) -> str:
        """Give the policy's id of a user, else their name, else the helpdesk's id."""
        user = await self._user(id_) if id_ else User()
        return of_name(self._policy, user.name, user.email) or user.name or id_

    async def _user(self, id_: str) -> User:
        if self._ask and id_ not in self._known:
            try:
                found = await self._ask(id_)
            except VendorError as error:  # a fact must not wait for a name
                self._log.warning("zendesk: %s stays without a name: %s", id_, error)
                return User()
            if len(self._known) >= USERS_MAX:
                self._known.pop(next(iter(self._known)))
            self._known[id_] = found
        return self._known.get(id_, User())


def of_slack(policy: Policy, user: str) -> str:
    """Give the person behind a Slack user id, or that id."""
    return next((id_ for id_, p in policy.people.items() if user and p.slack == user), user)


def of_name(policy: Policy, name: str, email: str = "") -> str:
    """Give the person with a name or an address; empty when the policy has none."""
    for id_, person in policy.people.items():
        if (email and person.email == email) or (name and person.name == name):
            return id_
    return ""
