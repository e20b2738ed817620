"""Who and what the account has: its own statuses, its fields by title, its agents by address."""

from collections.abc import Mapping

from escalation.terms import TicketStatus
from integrations.helpdesk.zendesk import records
from integrations.helpdesk.zendesk.api import Api
from integrations.helpdesk.zendesk.update import FIELDS
from integrations.helpdesk.zendesk.words import STATUS

STAFF = ("agent", "admin")


class Account:
    """Looked up when first needed and remembered; what was not there is looked up again."""

    def __init__(self, api: Api, statuses: Mapping[str, TicketStatus]) -> None:
        self._api = api
        self._statuses = statuses
        self._labels: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._agents: dict[str, str] = {}

    async def status(self, ticket: records.TicketRecord) -> TicketStatus:
        """What a ticket's status means to us."""
        own = ticket.custom_status_id or ""
        if self._statuses and own and own not in self._statuses and own not in self._labels:
            found = await self._api.get(records.CustomStatusesAnswer, "custom_statuses")
            self._labels = {each.id: each.agent_label for each in found.custom_statuses}
        counted = STATUS.get(ticket.status.lower(), "open")
        by_label = self._statuses.get(self._labels.get(own, ""), counted)
        return self._statuses.get(own, by_label)

    async def titles(self) -> Mapping[str, str]:
        """The titles of the tickets' fields by their ids."""
        if not self._titles:
            await self._read_titles()
        return self._titles

    async def fields(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Our values by the ids of our fields; those that `connect` has not made are left out."""
        titles = {FIELDS[ours] for ours in wanted}
        if not titles <= set(self._titles.values()):
            await self._read_titles()
        ids = {title: field_id for field_id, title in self._titles.items()}
        return {ids[FIELDS[ours]]: value for ours, value in wanted.items() if FIELDS[ours] in ids}

    async def agent(self, email: str) -> str:
        """The id of the agent with that address; empty when there is none."""
        if email not in self._agents:
            asked = {"query": f'email:"{email}"'}
            found = await self._api.get(records.UsersAnswer, "users/search", asked)
            for user in found.users:
                if (user.email or "").lower() == email.lower() and user.role in STAFF:
                    self._agents[email] = user.id
        return self._agents.get(email, "")

    async def _read_titles(self) -> None:
        found = await self._api.get(records.FieldsAnswer, "ticket_fields")
        self._titles = {each.id: each.title for each in found.ticket_fields if each.active}
