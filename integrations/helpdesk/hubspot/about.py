"""What HubSpot knows of a ticket's customer: their record, their company, their earlier tickets."""

from escalation.context import Earlier
from integrations.helpdesk.hubspot.calls import Calls
from integrations.helpdesk.hubspot.records import CrmObject, Properties

# Of HubSpot's own properties, those that say who the customer is; all of the account's own count.
TELLING = {
    "tickets": ("hs_ticket_category",),
    "companies": (
        "name",
        "annualrevenue",
        "industry",
        "numberofemployees",
        "type",
        "lifecyclestage",
    ),
    "contacts": ("jobtitle", "lifecyclestage"),
}
OURS = {"tickets": "ticket", "companies": "organization", "contacts": "requester"}
EARLIER_MAX = 5  # earlier tickets: what shows a pattern


class About:
    """What stands around a ticket. Every method raises VendorError and nothing else."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def fields(self, kind: str, id_: str) -> list[tuple[str, str]]:
        """All that is filled in of a record, named as the policy names it; nothing without one."""
        if not id_:
            return []
        names = await self._names(kind)
        found = await self._calls.many(kind, [id_], names)
        values = found[0].properties if found else {}
        return [(f"{OURS[kind]}.{name}", value) for name in names if (value := values.get(name))]

    async def names(self) -> frozenset[str]:
        """Every name that `fields` may give."""
        known = {prefix: await self._names(kind) for kind, prefix in OURS.items()}
        return frozenset(f"{prefix}.{name}" for prefix, names in known.items() for name in names)

    async def earlier(self, contact: str, ticket_id: str) -> list[CrmObject]:
        """The newest other tickets of a contact, newest first."""
        if not contact:
            return []
        ids = await self._calls.associated("contacts", contact, "tickets")
        others = [id_ for id_ in ids if id_ != ticket_id][:EARLIER_MAX]
        found = await self._calls.many("tickets", others, ["subject", "hs_pipeline_stage"])
        return sorted(found, key=lambda each: each.created_at, reverse=True)

    async def _names(self, kind: str) -> list[str]:
        defined = await self._calls.get(Properties, f"/crm/v3/properties/{kind}")
        return [*TELLING[kind], *(p.name for p in defined.results if not p.is_hubspots)]


def earlier(found: CrmObject, status: str, url: str) -> Earlier:
    """A ticket as one that the customer had before."""
    return Earlier(found.id, found.value("subject"), status, found.created_at, url)
