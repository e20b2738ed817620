"""The helpdesks' side of the fault matrix: what is delivered to one, and what stands there then."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx

from activities.batches import HelpdeskBatch, HelpdeskEffect
from activities.helpdesk import HelpdeskActivities
from bench.fault_matrix import Deliver, Standing, wall_clock
from escalation.actions import AssignTicket, NoteTicket, ReadTicket, ReplyToCustomer
from escalation.references import Ticket
from escalation.terms import Severity
from integrations.helpdesk.freshdesk import client as freshdesk
from integrations.helpdesk.freshdesk.setup import FreshdeskSetup
from integrations.helpdesk.hubspot import client as hubspot
from integrations.helpdesk.hubspot.setup import HubSpotSetup
from integrations.helpdesk.intercom import client as intercom
from integrations.helpdesk.intercom.setup import IntercomSetup
from integrations.helpdesk.port import Helpdesk
from integrations.helpdesk.zendesk import client as zendesk
from integrations.helpdesk.zendesk.setup import ZendeskSetup
from integrations.setup import Setup
from sandbox.config import SandboxConfig

NOTE = NoteTicket(
    effect="note",
    text="L2 has it",
    tags=("escalated",),
    severity=Severity.HIGH,
    status="on_hold",
    fields={"tier": "l2", "severity": "high"},
)
REPLY = ReplyToCustomer(effect="reply", text="We are on it", status="pending")
ASSIGN = AssignTicket(effect="assign", person="agent-7", email="ana@example.com")
READ = ReadTicket(effect="read", fields={"plan": ("organization.plan",)})
# All that a delivery can carry; what was read is handed on at once, also when the rest must wait.
DELIVERIES: dict[str, tuple[HelpdeskEffect, ...]] = {
    "read, note": (READ, NOTE),
    "note, reply, assign": (NOTE, REPLY, ASSIGN),
}


@dataclass(frozen=True)
class Vendor:
    """How one helpdesk's clients are made."""

    name: str
    opened: Callable[[str, SandboxConfig], httpx.AsyncClient]
    helpdesk: Callable[[httpx.AsyncClient], Helpdesk]
    setup: Callable[[httpx.AsyncClient], Setup]


VENDORS = (
    Vendor(
        "zendesk",
        lambda url, c: zendesk.open_client(f"{url}/zendesk", c.zendesk_email, c.zendesk_token),
        zendesk.ZendeskClient,
        ZendeskSetup,
    ),
    Vendor(
        "intercom",
        lambda url, c: intercom.open_client(f"{url}/intercom", c.intercom_token),
        intercom.IntercomClient,
        IntercomSetup,
    ),
    Vendor(
        "freshdesk",
        lambda url, c: freshdesk.open_client(f"{url}/freshdesk", c.freshdesk_key),
        freshdesk.FreshdeskClient,
        FreshdeskSetup,
    ),
    Vendor(
        "hubspot",
        lambda url, c: hubspot.open_client(f"{url}/hubspot", c.hubspot_token),
        hubspot.HubSpotClient,
        HubSpotSetup,
    ),
)


class Desk:
    """One helpdesk in the sandbox; every case gets a ticket of its own."""

    deliveries: tuple[str, ...] = tuple(DELIVERIES)
    again: tuple[str, ...] = ("note, reply, assign",)

    def __init__(self, vendor: Vendor, url: str, config: SandboxConfig) -> None:
        self.name = vendor.name
        self.http = vendor.opened(url, config)
        self._vendor = vendor
        self._ids = itertools.count(5_001)
        self._control = httpx.AsyncClient(base_url=url, trust_env=False)

    async def begin(self) -> None:
        """Make the fields that our writes fill."""
        for step in await self._vendor.setup(self.http).steps("https://handrail.example.com"):
            if step.make:
                await step.make()

    def deliver(self) -> Deliver:
        """The activity of a worker that knows nothing yet."""
        return HelpdeskActivities({self.name: self._vendor.helpdesk(self.http)}, wall_clock).deliver

    async def case(self, delivery: str) -> HelpdeskBatch:
        """A new ticket, and what is delivered to it."""
        ticket = str(next(self._ids))
        asked: dict[str, Any] = {"id": ticket, "subject": "s", "description": "d", "send": False}
        asked |= {"organization": "Acme", "fields": {"organization.plan": "pro"}, "tags": ["vip"]}
        answer = await self._control.post(f"/control/{self.name}/tickets", json=asked)
        answer.raise_for_status()
        about = Ticket(self.name, ticket, "s")
        effects = tuple(_marked(effect, ticket) for effect in DELIVERIES[delivery])
        return HelpdeskBatch(f"{self.name}-{ticket}", effects, about)

    async def standing(self, batch: HelpdeskBatch) -> Standing:
        """What the ticket shows now: its words as the sandbox has them, the rest as we read it."""
        told = (await self._control.get("/control/state", params={"last": 1})).json()
        (ticket,) = told[self.name]["tickets"]
        said = _said(ticket)
        words = {
            e.effect: sum(
                e.text in body and public == isinstance(e, ReplyToCustomer) for public, body in said
            )
            for e in batch.effects
            if isinstance(e, NoteTicket | ReplyToCustomer)
        }
        helpdesk = self._vendor.helpdesk(self.http)
        seen = await helpdesk.ticket(batch.ticket.id)
        fields = (await helpdesk.context(batch.ticket.id)).fields
        ours = sorted((n, v) for n, v in fields if "andrail" in n)
        about = seen.ticket
        rest = (seen.status, seen.severity, tuple(sorted(about.tags)), about.assignee, *ours)
        return Standing(words, rest)

    async def close(self) -> None:
        """Hang up."""
        await self.http.aclose()
        await self._control.aclose()


def _said(ticket: dict[str, Any]) -> list[tuple[bool, str]]:
    """Its words and whether the customer sees them; Intercom has its own way to show them."""
    if "comments" in ticket:
        return [(c["public"], c["body"]) for c in ticket["comments"]]
    parts = ticket["conversation_parts"]["conversation_parts"]
    return [(part["part_type"] != "note", part["body"] or "") for part in parts]


def _marked(effect: HelpdeskEffect, ticket: str) -> HelpdeskEffect:
    """Words that stand in no other ticket."""
    if isinstance(effect, NoteTicket | ReplyToCustomer):
        return replace(effect, text=f"{effect.text} ({effect.effect} of {ticket})")
    return effect
