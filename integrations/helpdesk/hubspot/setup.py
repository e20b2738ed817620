"""What a HubSpot account must have before it works with us.

Properties are made by API. A private app's webhooks have none ("Webhooks API": subscriptions can
only be edited in the app's settings), so a person sets them as this says.
"""

from collections.abc import Mapping
from datetime import datetime

import httpx

from escalation.terms import TicketStatus
from integrations import http
from integrations.helpdesk.hubspot.about import About
from integrations.helpdesk.hubspot.calls import Calls
from integrations.helpdesk.hubspot.people import People
from integrations.helpdesk.hubspot.records import Pipelines, Properties
from integrations.helpdesk.hubspot.stages import Stages
from integrations.helpdesk.hubspot.words import FIELDS, TAGS
from integrations.setup import Step

PROPERTIES = "/crm/v3/properties/tickets"
GROUP = "ticketinformation"  # where every account shows a ticket's own properties
LABELS = {
    FIELDS["tier"]: "Handrail tier",
    FIELDS["severity"]: "Handrail severity",
    TAGS: "Handrail tags",
}
SCOPES = (
    "tickets",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",  # notes go by the contacts' scopes
    "crm.objects.companies.read",
    "crm.objects.owners.read",
    "conversations.read",
    "conversations.write",
)
CHANGES = (
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "hubspot_owner_id",
    "hubspot_team_id",
    "hs_snoozed_until",
    "notes_last_updated",
    TAGS,
)


class HubSpotSetup:
    """The set-up of one account. Every call raises VendorError and nothing else."""

    name = "hubspot"

    def __init__(
        self, client: httpx.AsyncClient, statuses: Mapping[str, TicketStatus] | None = None
    ) -> None:
        self._client = client
        self._calls = Calls(client)
        self._statuses = statuses or {}

    async def steps(self, url: str) -> list[Step]:
        """Three properties of tickets, and the webhooks, by hand."""
        defined = await self._calls.get(Properties, PROPERTIES)
        types = {each.name: each.type for each in defined.results}
        return [*(self._property(name, types.get(name)) for name in LABELS), _webhooks(url)]

    async def lacking(self) -> list[str]:
        """The scopes that our token has not."""
        granted = (await self._calls.me_now()).scopes
        return [scope for scope in SCOPES if scope not in granted]

    async def clock(self) -> datetime | None:
        """HubSpot's clock, as any answer tells it."""
        request = self._client.build_request("GET", "/crm/v3/pipelines/tickets")
        return http.clock(await self._calls.send(request))

    async def statuses(self) -> Mapping[str, TicketStatus | None]:
        """The stages by label; where pipelines share a label, one that nobody mapped shows."""
        found = await self._calls.get(Pipelines, "/crm/v3/pipelines/tickets")
        stages = Stages(found, self._statuses).all
        unknown = {stage.label: None for stage in stages if stage.status is None}
        return {stage.label: stage.status for stage in stages} | unknown

    async def groups(self) -> Mapping[str, str]:
        """The teams that somebody is in."""
        return await People(self._calls).groups()

    async def fields(self) -> frozenset[str]:
        """The properties of tickets, contacts and companies that a brief may show."""
        return await About(self._calls).names()

    def _property(self, name: str, type_: str | None) -> Step:
        what = f"property “{LABELS[name]}” ({name})"
        if type_ is None:

            async def make() -> str:
                return await self._make(name)

            return Step(what, "missing", make=make)
        if type_ != "string":
            how = f"it holds a {type_}: delete it under Settings → Properties and connect again"
            return Step(what, "differs", how)
        return Step(what, "there")

    async def _make(self, name: str) -> str:
        body = {
            "name": name,
            "label": LABELS[name],
            "type": "string",
            "fieldType": "textarea" if name == TAGS else "text",
            "groupName": GROUP,
            "description": "Written by Handrail",
        }
        # Conflict: somebody was faster, and it is there.
        await self._calls.write("POST", PROPERTIES, body, frozenset({409}))
        return ""


def _webhooks(url: str) -> Step:
    how = (
        "In HubSpot open the app of your token (Settings → Integrations → Private Apps, in newer "
        "accounts Development → Legacy apps). "
        f"Under Webhooks set the target URL to {url}/webhooks/hubspot with 10 concurrent requests, "
        "then subscribe to: ticket created, deleted, merged, restored; ticket property changed for "
        f"{', '.join(CHANGES)}; conversation new message. Under Auth copy the client secret and "
        "set HANDRAIL_HUBSPOT_CLIENT_SECRET to it. HANDRAIL_PUBLIC_URL must be the address that "
        "you gave there: it is part of what HubSpot signs"
    )
    return Step("webhooks of the app", "by_hand", how)
