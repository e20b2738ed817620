"""The Freshdesk side: tickets with their conversations, people, and what changes tell us of.

Freshdesk API, "Ticket Properties", "Conversations", "Contacts", "Agents", "Companies".
"""

import html
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from integrations.helpdesk.plain import plain
from sandbox.config import SandboxConfig, stable_number
from sandbox.record import Json

API_USER = "Handrail"
OPEN, PENDING, RESOLVED, CLOSED, ON_HOLD = 2, 3, 4, 5, 7
PRIORITIES = (1, 2, 3, 4)
# Statuses by number, each with its labels for agents and for customers.
STATUSES: dict[str, list[str]] = {
    "2": ["Open", "Being Processed"],
    "3": ["Pending", "Awaiting your Reply"],
    "4": ["Resolved", "This ticket has been Resolved"],
    "5": ["Closed", "This ticket has been Closed"],
    "6": ["Waiting on Customer", "Awaiting your Reply"],
    "7": ["Waiting on Third Party", "Being Processed"],
}
WRITTEN = ("status", "priority", "tags", "responder_id", "group_id", "subject", "type")
COMPANY_FIELDS = ("account_tier", "health_score", "industry", "renewal_date")
CONTACT_FIELDS = ("job_title", "language", "time_zone")


@dataclass
class Ticket:
    """One ticket: its fields as the API shows them, and what was said after the description."""

    fields: Json
    conversations: list[Json] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        """Whether lists leave it out."""
        return bool(self.fields["spam"] or self.fields.get("deleted"))


@dataclass(frozen=True)
class Said:
    """One reply or note; `body` is HTML, `by` the id of a person, `at` aware UTC."""

    by: int
    at: datetime
    body: str
    is_incoming: bool = False
    is_private: bool = False


class Freshdesk:
    """The account."""

    def __init__(self, config: SandboxConfig) -> None:
        self._ids = itertools.count(48_000_001)
        self.tickets: dict[int, Ticket] = {}
        self.contacts: dict[int, Json] = {}
        self.agents: dict[int, Json] = {}
        self.companies: dict[int, Json] = {}
        self.groups: dict[int, Json] = {}
        self.ticket_fields: list[Json] = [self._status_field()]
        self.rules: dict[str, list[Json]] = {"1": [], "3": [], "4": []}
        self.may_automate = True  # whether our agent has the right to automations
        self.api_user = self.agent(API_USER)
        for person in config.people:
            self.agent(person.name, person.email)

    def new_id(self) -> int:
        """An id for anything but a ticket."""
        return next(self._ids)

    def contact(self, name: str, company: str | None = None) -> int:
        """The id of a customer of that name or address, who exists from now on."""
        number = stable_number(name)
        blank: Json = dict.fromkeys((*CONTACT_FIELDS, "phone", "mobile", "address", "twitter_id"))
        person = blank | {"id": number, "name": name, "email": _email(name), "active": True}
        person |= {"company_id": None, "custom_fields": {}, "created_at": None, "updated_at": None}
        self.contacts.setdefault(number, person)
        if company:
            self.contacts[number]["company_id"] = self.company(company)
        return number

    def agent(self, name: str, address: str = "") -> int:
        """The id of an agent of that name or address, who exists from now on."""
        for number, known in self.agents.items():
            if name in (known["contact"]["name"], known["contact"]["email"]):
                return number
        number = stable_number(name)
        person = {"name": name, "email": address or _email(name), "active": True}
        blank: Json = dict.fromkeys(("signature", "created_at", "updated_at", "last_active_at"))
        agent = blank | {"id": number, "type": "support_agent", "occasional": False}
        self.agents[number] = agent | {"available": True, "ticket_scope": 1, "contact": person}
        return number

    def company(self, name: str) -> int:
        """The id of a company of that name, which exists from now on."""
        number = stable_number(name)
        blank: Json = dict.fromkeys((*COMPANY_FIELDS, "description", "note"))
        company = blank | {"id": number, "name": name, "domains": [], "custom_fields": {}}
        self.companies.setdefault(number, company | {"created_at": None, "updated_at": None})
        return number

    def group(self, name: str) -> int:
        """The id of a group of that name, which exists from now on."""
        number = stable_number(name)
        blank: Json = dict.fromkeys(("description", "escalate_to", "created_at", "updated_at"))
        group = blank | {"id": number, "name": name, "group_type": "support_agent_group"}
        self.groups.setdefault(number, group)
        return number

    def open(self, ticket_id: int | None, fields: Json, description: str, at: datetime) -> Ticket:
        """A new ticket; `description` is HTML, `fields` have at least `requester_id`."""
        number = ticket_id or max(self.tickets, default=4_710) + 1
        empty = ("type", "responder_id", "group_id", "company_id", "product_id", "subject")
        dates = ("due_by", "fr_due_by", "nr_due_by", "association_type", "email_config_id")
        lists = ("cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails")
        flags = ("spam", "is_escalated", "fr_escalated", "nr_escalated")
        ticket = self.tickets[number] = Ticket(
            {
                "id": number,
                **dict.fromkeys((*empty, *dates, "to_emails")),
                **{name: [] for name in (*lists, "tags", "attachments")},
                **dict.fromkeys(flags, False),
                "status": OPEN,
                "priority": 1,
                "source": 2,
                "custom_fields": {each["name"]: None for each in self.custom_fields()},
                "description": description,
                "description_text": plain(description),
                "created_at": _second(at),
                "updated_at": _second(at),
                **fields,
            }
        )
        return ticket

    def say(self, ticket: Ticket, said: Said) -> Json:
        """Add a reply or a note."""
        at = self.touch(ticket, said.at)
        contact = self.contacts.get(said.by)
        one: Json = {
            "id": self.new_id(),
            "ticket_id": ticket.fields["id"],
            "user_id": said.by,
            "body": said.body,
            "body_text": plain(said.body),
            "incoming": said.is_incoming,
            "private": said.is_private,
            "source": 2 if said.is_private else 0,
            "category": 2 if said.is_private else 3 if said.is_incoming else 1,
            "support_email": None,
            "from_email": contact["email"] if contact and said.is_incoming else None,
            **{name: [] for name in ("to_emails", "cc_emails", "bcc_emails", "attachments")},
            "source_additional_info": None,
            "created_at": at,
            "updated_at": at,
        }
        ticket.conversations.append(one)
        return one

    def set(self, ticket: Ticket, given: Json, at: datetime) -> Json:
        """Change fields; what differs is answered, as it was before."""
        before = {name: ticket.fields.get(name) for name in given}
        changed = {name: old for name, old in before.items() if old != given[name]}
        if changed:
            ticket.fields.update(given)
            self.touch(ticket, at)
        return changed

    def statuses(self) -> list[int]:
        """The numbers of the account's statuses."""
        return [int(number) for number in STATUSES]

    def custom_fields(self) -> Iterable[Json]:
        """The fields that are not Freshdesk's own."""
        return (each for each in self.ticket_fields if not each["default"])

    def add_field(self, label: str, kind: str = "custom_text") -> Json:
        """A new custom field of tickets; those there are have it from now on, empty."""
        name = "cf_" + "_".join(label.lower().split())
        made = self._field(name, label, kind)
        self.ticket_fields.append(made)
        for ticket in self.tickets.values():
            ticket.fields["custom_fields"].setdefault(name, None)
        return made

    def touch(self, ticket: Ticket, at: datetime) -> str:
        """Each change has a second of its own, so that two can be told apart."""
        earliest = datetime.fromisoformat(ticket.fields["updated_at"]) + timedelta(seconds=1)
        ticket.fields["updated_at"] = _second(max(earliest, at))
        return str(ticket.fields["updated_at"])

    def _status_field(self) -> Json:
        field = self._field("status", "Status", "default_status")
        return field | {"default": True, "choices": STATUSES}

    def _field(self, name: str, label: str, kind: str) -> Json:
        shown = ("required_for_closure", "required_for_agents", "required_for_customers")
        return {
            "id": self.new_id(),
            "name": name,
            "label": label,
            "label_for_customers": label,
            "type": kind,
            "default": False,
            "position": 1,
            "description": None,
            **dict.fromkeys((*shown, "customers_can_edit", "displayed_to_customers"), False),
            "created_at": None,
            "updated_at": None,
        }


def as_html(text: str) -> str:
    """What people write in plain words, as Freshdesk keeps it."""
    return f"<div>{html.escape(text, quote=False)}</div>".replace("\n", "<br>")


def _email(name: str) -> str:
    return name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com"


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
