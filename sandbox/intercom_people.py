"""An Intercom workspace without its conversations: admins, teams, contacts, companies, words.

Each is as its API shows it (api.intercom.io, 2.14). Who is named exists from then on.
"""

import hashlib
import itertools
from datetime import UTC, datetime

from sandbox.config import SandboxConfig, stable_number
from sandbox.record import Json

APP = "sandbox1"
BOT = "Handrail"  # whose token we write with
BEGAN = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
# What every workspace has of a company; all else is an attribute of its own.
COMPANY_FIELDS = ("monthly_spend", "size", "industry", "website")
SEVERITIES = {"urgent": "critical", "high": "high", "normal": "medium", "low": "low"}


class Workspace:
    """Who and what there is; a name of any case finds the same one."""

    def __init__(self, config: SandboxConfig) -> None:
        self._url = f"{config.public_url}/intercom"
        self._ids = itertools.count(101)
        self.admins: dict[str, Json] = {}
        self.teams: dict[str, Json] = {}
        self.contacts: dict[str, Json] = {}
        self.companies: dict[str, Json] = {}  # by the contact's id
        self.tags: dict[str, Json] = {}
        self.attributes: list[Json] = []
        self.me = self.admin(BOT)
        for person in config.people:
            self._hired(person.name, person.email, str(stable_number(person.email)))
        for name in ("handrail_tier", "handrail_severity"):
            self.attribute("conversation", name)

    def admin(self, name: str) -> Json:
        """A teammate by name, address or id."""
        wanted = name.casefold()
        for admin in self.admins.values():
            if wanted in (admin["name"].casefold(), admin["email"].casefold(), admin["id"]):
                return admin
        return self._hired(name, _address(name), str(stable_number(name)))

    def team(self, name: str) -> Json:
        """A group of teammates."""
        known = [team for team in self.teams.values() if team["name"].casefold() == name.casefold()]
        if known:
            return known[0]
        team: Json = {"type": "team", "id": str(stable_number(name)), "name": name, "admin_ids": []}
        self.teams[team["id"]] = team
        return team

    def contact(self, name: str) -> Json:
        """A customer by name or address."""
        number = hashlib.sha256(name.casefold().encode()).hexdigest()[:24]
        if number in self.contacts:
            return self.contacts[number]
        nobody: Json = {"data": [], "total_count": 0, "has_more": False}
        contact: Json = {
            "type": "contact",
            "id": number,
            "external_id": None,
            "workspace_id": APP,
            "role": "user",
            "email": _address(name),
            "phone": None,
            "name": name,
            "owner_id": None,
            "has_hard_bounced": False,
            "marked_email_as_spam": False,
            "unsubscribed_from_emails": False,
            "created_at": BEGAN,
            "updated_at": BEGAN,
            "custom_attributes": {},
            **{
                kind: {**nobody, "url": f"{self._url}/contacts/{number}/{kind}"}
                for kind in ("tags", "notes", "companies")
            },
        }
        self.contacts[number] = contact
        return contact

    def company(self, contact: Json, name: str) -> Json:
        """The company that a customer belongs to from now on."""
        company: Json = {
            "type": "company",
            "id": hashlib.sha256(f"company {name}".encode()).hexdigest()[:24],
            "company_id": name,
            "app_id": APP,
            "name": name,
            "created_at": BEGAN,
            "updated_at": BEGAN,
            "plan": {},
            "custom_attributes": {},
            "tags": {"type": "tag.list", "tags": []},
            "segments": {"type": "segment.list", "segments": []},
        }
        return self.companies.setdefault(contact["id"], company)

    def tag(self, name: str) -> Json:
        """A word by name; of any case it is the same one."""
        for tag in self.tags.values():
            if tag["name"].casefold() == name.casefold():
                return tag
        tag = {"type": "tag", "id": str(next(self._ids)), "name": name}
        self.tags[tag["id"]] = tag
        return tag

    def attribute(self, model: str, name: str) -> Json:
        """A field of the workspace's own; the contract knows no model for a conversation's."""
        for known in self.attributes:
            if known["name"] == name and known["full_name"] == f"{model}.{name}":
                return known
        found: Json = {
            "type": "data_attribute",
            "id": next(self._ids),
            "name": name,
            "full_name": f"{model}.{name}",
            "label": name,
            "data_type": "string",
            "api_writable": True,
            "ui_writable": True,
            "messenger_writable": False,
            "custom": True,
            "archived": False,
            "created_at": BEGAN,
            "updated_at": BEGAN,
        }
        if model != "conversation":
            found["model"] = model
        self.attributes.append(found)
        return found

    def describe(self, contact: Json, fields: dict[str, str]) -> None:
        """Fill what is known of a customer (`requester.…`) and of their company."""
        for name, value in fields.items():
            whose, _, field = name.partition(".")
            if whose == "requester":
                self._fill(contact, ("role", "phone"), "contact", (field, value))
            if whose == "organization":
                company = self.company(contact, "Example Corp")
                if field == "plan":
                    company["plan"] = {"type": "plan", "id": "1", "name": value}
                else:
                    self._fill(company, COMPANY_FIELDS, "company", (field, value))

    def _fill(self, into: Json, known: tuple[str, ...], model: str, told: tuple[str, str]) -> None:
        field, value = told
        if field in known:
            is_number = field in ("monthly_spend", "size") and value.isdigit()
            into[field] = int(value) if is_number else value
        else:
            self.attribute(model, field)
            into["custom_attributes"][field] = value

    def _hired(self, name: str, email: str, number: str) -> Json:
        admin: Json = {
            "type": "admin",
            "id": number,
            "name": name,
            "email": email,
            "away_mode_enabled": False,
            "away_mode_reassign": False,
            "has_inbox_seat": True,
            "team_ids": [],
        }
        return self.admins.setdefault(number, admin)


def _address(name: str) -> str:
    return name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com"
