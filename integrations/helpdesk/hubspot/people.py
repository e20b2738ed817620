"""The people that HubSpot knows: owners by their id, users by `A-…`, contacts by `V-…`."""

from integrations.helpdesk.hubspot.calls import Calls
from integrations.helpdesk.hubspot.records import CrmObject, Owner, Owners
from integrations.helpdesk.hubspot.words import AGENT, CONTACT
from integrations.helpdesk.port import User

NAMES = ("firstname", "lastname", "email")


class People:
    """Who is who. Every method raises VendorError and nothing else."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def user(self, user_id: str) -> User:
        """Somebody by id; unknown, or a program: without a name."""
        number = user_id.removeprefix(CONTACT).removeprefix(AGENT)
        if not (number.isascii() and number.isdecimal()):
            return User()
        if user_id.startswith(CONTACT):
            path, params = f"/crm/v3/objects/contacts/{number}", {"properties": ",".join(NAMES)}
            contact = await self._calls.seek(CrmObject, path, params)
            return _contact(contact) if contact else User()
        by = "userId" if user_id.startswith(AGENT) else "id"
        owner = await self._calls.seek(Owner, f"/crm/v3/owners/{number}", {"idProperty": by})
        return _owner(owner) if owner else User()

    async def owner(self, email: str) -> str:
        """The id by which a ticket belongs to that address; empty when it is nobody's."""
        found = await self._calls.get(Owners, "/crm/v3/owners/", {"email": email})
        return found.results[0].id if found.results else ""

    async def groups(self) -> dict[str, str]:
        """The teams by id, with their names: those that somebody is in."""
        return {team.id: team.name for o in await self._calls.owners() for team in o.teams}


def _contact(found: CrmObject) -> User:
    name = f"{found.value('firstname')} {found.value('lastname')}".strip()
    return User(name, found.value("email"))


def _owner(found: Owner) -> User:
    return User(f"{found.first_name or ''} {found.last_name or ''}".strip(), found.email or "")
