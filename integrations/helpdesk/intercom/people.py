"""Who works in an Intercom workspace, and who writes in: admins, teams, contacts, companies."""

from collections.abc import Mapping
from typing import Any

from integrations.errors import Rejected
from integrations.helpdesk.intercom.calls import Calls, is_contact, is_number
from integrations.helpdesk.port import User
from integrations.webhooks import Wire


class Admin(Wire):
    """A teammate, or the one that our token belongs to."""

    id: str
    name: str | None = None
    email: str | None = None


class Admins(Wire):
    """All teammates: Intercom gives them without pages."""

    admins: tuple[Admin, ...] = ()


class Team(Wire):
    """A group of teammates."""

    id: str
    name: str | None = None


class Teams(Wire):
    """All teams: Intercom gives them without pages."""

    teams: tuple[Team, ...] = ()


class Contact(Wire):
    """A customer: a user, or a lead without an account."""

    id: str
    name: str | None = None
    email: str | None = None
    role: str | None = None
    phone: str | None = None
    custom_attributes: Mapping[str, Any] | None = None


class Plan(Wire):
    """What a company pays for."""

    name: str | None = None


class Company(Wire):
    """A customer's organisation."""

    id: str
    name: str | None = None
    plan: Plan | None = None
    monthly_spend: int | float | None = None
    size: int | None = None
    industry: str | None = None
    website: str | None = None
    custom_attributes: Mapping[str, Any] | None = None


class Companies(Wire):
    """A contact's companies, the first page of them."""

    companies: tuple[Company, ...] = ()


class People:
    """Looks people up. Every call raises VendorError and nothing else."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def me(self) -> str:
        """The id of the teammate that our token belongs to."""
        return (await self._calls.get(Admin, "/me")).id

    async def admin_of(self, email: str) -> str:
        """The id of the teammate of that address. Raises Rejected when there is none."""
        wanted = email.strip().casefold()
        for admin in (await self._calls.get(Admins, "/admins")).admins:
            if (admin.email or "").casefold() == wanted:
                return admin.id
        raise Rejected(
            f"no teammate in Intercom has the address {email}", "invite them, or correct it"
        )

    async def user(self, user_id: str) -> User:
        """An admin or a contact; unknown: without a name."""
        found: Admin | Contact | None = None
        if is_contact(user_id):
            found = await self.contact(user_id)
        elif is_number(user_id):
            found = await self._calls.find(Admin, f"/admins/{user_id}")
        return User(found.name or "", found.email or "") if found else User()

    async def team(self, team_id: str) -> str:
        """A team's name; empty when there is none of that id."""
        if not is_number(team_id):
            return ""
        found = await self._calls.find(Team, f"/teams/{team_id}")
        return (found.name or "") if found else ""

    async def teams(self) -> tuple[Team, ...]:
        """All teams."""
        return (await self._calls.get(Teams, "/teams")).teams

    async def contact(self, contact_id: str) -> Contact | None:
        """A customer, unless they were deleted."""
        return await self._calls.find(Contact, f"/contacts/{contact_id}")

    async def company_of(self, contact_id: str) -> Company | None:
        """The company that a customer belongs to; of several the first."""
        found = await self._calls.find(Companies, f"/contacts/{contact_id}/companies")
        return found.companies[0] if found and found.companies else None
