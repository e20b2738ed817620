"""HubSpot's own client finds a HubSpot in the sandbox, and believes its webhooks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from integrations.helpdesk.hubspot.client import HubSpotClient, open_client
from integrations.helpdesk.hubspot.setup import HubSpotSetup
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import Wanted
from tests.sandbox.conftest import Sandbox, standing

hubspot = pytest.importorskip(
    "hubspot", reason="hubspot-api-client is missing: pip install -r requirements-conformance.in"
)
TICKET = "9007199254740993"


@dataclass
class Desk:
    """A sandbox with one ticket, and the vendor's client for it, which is not asynchronous."""

    sandbox: Sandbox
    sdk: Any

    async def asks(self, call: Any, *args: Any, **named: Any) -> Any:
        return await asyncio.to_thread(call, *args, **named)

    @property
    def ours(self) -> HubSpotClient:
        return HubSpotClient(open_client(f"{self.sandbox.url}/hubspot", self.sdk.access_token))


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    async with standing(None) as sandbox:
        await sandbox.control(
            "/hubspot/tickets",
            id=TICKET,
            subject="Payments fail",
            description="All of them",
            organization="Acme",
            fields={"organization.plan": "Gold"},
        )
        token, host = sandbox.config.hubspot_token, f"{sandbox.url}/hubspot"
        yield Desk(sandbox, hubspot.HubSpot(access_token=token, host=host, retry=False))


async def test_it_reads_a_ticket_and_all_around_it(desk: Desk):
    crm = desk.sdk.crm
    found = await desk.asks(
        crm.tickets.basic_api.get_by_id,
        TICKET,
        properties=["subject", "content", "hs_pipeline_stage"],
        associations=["contacts", "companies"],
    )
    assert (found.id, found.properties["content"]) == (TICKET, "All of them")
    contact, company = (found.associations[kind].results[0] for kind in ("contacts", "companies"))
    assert (contact.type, company.type) == ("ticket_to_contact", "ticket_to_company")
    person = await desk.asks(crm.contacts.basic_api.get_by_id, contact.id, properties=["email"])
    assert person.properties["email"] == "casey.customer@example.com"
    acme = await desk.asks(crm.companies.basic_api.get_by_id, company.id, properties=["plan"])
    assert acme.properties["plan"] == "Gold"
    page = await desk.asks(
        crm.associations.v4.basic_api.get_page, "contacts", contact.id, "tickets", limit=500
    )
    assert [each.to_object_id for each in page.results] == [TICKET]


async def test_it_reads_how_the_account_is_set_up(desk: Desk):
    http = open_client(f"{desk.sandbox.url}/hubspot", desk.sdk.access_token)
    for step in await HubSpotSetup(http).steps("https://handrail.example"):
        if step.make:
            await step.make()
    await desk.sandbox.control(f"/hubspot/tickets/{TICKET}", assignee="Ana Ribeiro")
    crm = desk.sdk.crm
    (pipeline,) = (await desk.asks(crm.pipelines.pipelines_api.get_all, "tickets")).results
    assert pipeline.stages[-1].metadata["ticketState"] == "CLOSED"
    defined = (await desk.asks(crm.properties.core_api.get_all, "tickets")).results
    made = {each.name: each.field_type for each in defined if not each.hubspot_defined}
    assert made["handrail_tags"] == "textarea"
    email = "ana@example.com"
    (owner,) = (await desk.asks(crm.owners.owners_api.get_page, email=email)).results
    again = await desk.asks(crm.owners.owners_api.get_by_id, owner.user_id, id_property="userId")
    assert (again.id, again.first_name) == (owner.id, "Ana")


async def test_it_writes_what_we_read(desk: Desk):
    tickets, notes = desk.sdk.crm.tickets, desk.sdk.crm.objects.notes
    wanted = {"properties": {"hs_pipeline_stage": "2", "hs_ticket_priority": "URGENT"}}
    changed = await desk.asks(tickets.basic_api.update, TICKET, wanted)
    assert changed.properties["hs_pipeline_stage"] == "2"
    to = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}
    note = {
        "properties": {"hs_timestamp": "2026-03-02T09:12:00Z", "hs_note_body": "<p>seen</p>"},
        "associations": [{"to": {"id": TICKET}, "types": [to]}],
    }
    made = await desk.asks(notes.basic_api.create, note)
    (word,) = await desk.ours.words(TICKET)
    assert (word.ref, word.text) == (made.id, "seen")
    found = await desk.ours.ticket(TICKET)
    assert (found.status, found.severity) == ("pending", "critical")
    other = await desk.asks(tickets.basic_api.create, {"properties": {"subject": "Again"}})
    await desk.asks(tickets.basic_api.archive, other.id)
    assert await desk.ours.tickets([other.id]) == []


async def test_it_reads_what_we_write(desk: Desk):
    await desk.ours.write(TICKET, Wanted(key="k1", note="L2 has it", status="on_hold"))
    crm = desk.sdk.crm
    page = await desk.asks(
        crm.associations.v4.basic_api.get_page, "tickets", TICKET, "notes", limit=500
    )
    inputs = [{"id": each.to_object_id} for each in page.results]
    asked = {"inputs": inputs, "properties": ["hs_note_body"], "propertiesWithHistory": []}
    (note,) = (await desk.asks(crm.objects.notes.batch_api.read, asked)).results
    assert mark("k1") in note.properties["hs_note_body"]
    group = {"filters": [{"propertyName": "hs_pipeline_stage", "operator": "EQ", "value": "5"}]}
    search = {"filterGroups": [group], "properties": ["subject"], "limit": 10}
    found = await desk.asks(crm.tickets.search_api.do_search, search)
    assert (found.total, [each.id for each in found.results]) == (1, [TICKET])


async def test_it_understands_our_refusals(desk: Desk):
    from hubspot.crm.tickets.exceptions import ApiException

    tickets = desk.sdk.crm.tickets
    for ask, status, category in (
        ((tickets.basic_api.get_by_id, "9"), 404, "OBJECT_NOT_FOUND"),
        (
            (tickets.basic_api.update, TICKET, {"properties": {"mood": "bad"}}),
            400,
            "VALIDATION_ERROR",
        ),
    ):
        with pytest.raises(ApiException) as refused:
            await desk.asks(*ask)
        assert refused.value.status == status
        assert category in refused.value.body
    fault = {"face": "hubspot", "kind": "rate_limit"}
    await desk.sandbox.http.post("/control/faults", json=fault)
    with pytest.raises(ApiException) as limited:
        await desk.asks(tickets.basic_api.get_by_id, TICKET)
    assert limited.value.status == 429
    assert "TEN_SECONDLY_ROLLING" in limited.value.body


async def test_it_believes_the_sandboxs_webhooks(desk: Desk):
    from hubspot.utils.signature import Signature

    taken, url = (
        desk.sandbox.gateway.taken[0],
        f"{desk.sandbox.config.gateway_url}/webhooks/hubspot",
    )
    signed = {
        "signature": taken.headers["x-hubspot-signature-v3"],
        "http_uri": url,
        "signature_version": "v3",
        "timestamp": taken.headers["x-hubspot-request-timestamp"],
        "request_body": taken.body.decode(),
    }
    assert Signature.is_valid(client_secret=desk.sandbox.config.hubspot_secret, **signed)
    assert not Signature.is_valid(client_secret="other", **signed)
