"""An account's statuses and ours: Freshdesk's own by number, others as the policy says.

Freshdesk API, "List All Ticket Fields": the choices of the status field are labels by number.
"""

from collections.abc import Mapping

from escalation.terms import TicketStatus
from integrations.errors import Rejected
from integrations.helpdesk.freshdesk.calls import Calls
from integrations.helpdesk.freshdesk.records import FieldRecord, TicketRecord
from integrations.helpdesk.freshdesk.words import ASKS_STATUS, STATUS


class Statuses:
    """What stands for what; `chosen` maps a status of the account, by label or number, to ours."""

    def __init__(self, calls: Calls, chosen: Mapping[str, TicketStatus]) -> None:
        self._calls = calls
        self._chosen = {name.casefold(): ours for name, ours in chosen.items()}
        self._labels: dict[str, str] = {}

    async def of(self, ticket: TicketRecord) -> TicketStatus:
        """How a ticket stands; deleted and spam are no statuses of Freshdesk, but marks."""
        if ticket.deleted:
            return "deleted"
        return "spam" if ticket.spam else await self.ours(ticket.status)

    async def ours(self, number: str) -> TicketStatus:
        """Our status for one of Freshdesk's; one that nobody mapped is open."""
        if self._needs_label(number) and number not in self._labels:
            self._labels = await self.labels()
        return self.mapped(number, self._labels.get(number, "")) or "open"

    async def theirs(self, wanted: TicketStatus) -> int:
        """The number to ask for. Raises Rejected where no status of the account stands for it."""
        if wanted in ASKS_STATUS:
            return ASKS_STATUS[wanted]
        if wanted != "on_hold":
            raise Rejected(f"no update makes a ticket {wanted}", "do it in Freshdesk")
        self._labels = self._labels or await self.labels()
        for number, label in self._labels.items():
            if self.mapped(number, label) == wanted:
                return int(number)
        remedy = "name a status for it in helpdesk.statuses of the policy"
        raise Rejected(f"no status of this Freshdesk means {wanted}", remedy)

    async def labels(self) -> dict[str, str]:
        """The label of each status of the account, by number, as agents see it."""
        fields = await self._calls.page(FieldRecord, "/ticket_fields", type="default_status")
        choices = next((f.choices for f in fields if f.name == "status"), None)
        if not isinstance(choices, dict):
            return {}
        # Each number has two labels: for agents, and for customers.
        return {n: str(both[0] if isinstance(both, list) else both) for n, both in choices.items()}

    def mapped(self, number: str, label: str) -> TicketStatus | None:
        """Our status, if it is mapped: the policy before Freshdesk's own numbers."""
        chosen = self._chosen
        return chosen.get(number) or chosen.get(label.casefold()) or STATUS.get(number)

    def _needs_label(self, number: str) -> bool:
        is_by_label = any(not name.isdecimal() for name in self._chosen)
        return is_by_label and number not in self._chosen
