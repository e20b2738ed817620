"""Every request to HubSpot, and every answer we test with, has the shape that HubSpot gives."""

import json
from pathlib import Path

import httpx
import pytest
from jsonschema import ValidationError

from escalation.terms import Severity
from integrations.errors import Rejected
from integrations.helpdesk.port import Wanted
from tests.integrations.fake_hubspot import TICKET, FakeHubSpot, client_of, set_up
from tests.integrations.hubspot_contract import check

ANA = "ana@example.com"


@pytest.fixture
async def fake() -> FakeHubSpot:
    account = FakeHubSpot()
    await account.opened(priority="normal", tags=["vip"], organization="Acme")
    return account


@pytest.mark.shared
async def test_every_request_and_answer_is_one_that_hubspot_documents(
    fake: FakeHubSpot, shared: Path
):
    client = client_of(fake)
    setup = await set_up(fake)
    await setup.lacking(), await setup.clock(), await setup.groups(), await setup.fields()
    await fake.changed(assignee="Ana Ribeiro", group="Second line")
    whole = Wanted(
        key="k1",
        note="word",
        tags=("a",),
        severity=Severity.HIGH,
        status="on_hold",
        assignee=ANA,
        fields={"tier": "l2"},
    )
    await client.write(TICKET, whole)
    await client.write(TICKET, Wanted(key="k2", reply="word", fields={"severity": "high"}))
    found = await client.ticket(TICKET)
    await client.user(found.ticket.requester), await client.user("A-1")
    await client.tickets([TICKET, "9"])
    await client.context(TICKET)
    await client.find(TICKET, {"k1", "k2", "k3"})
    with pytest.raises(Rejected):
        await client.ticket("9")
    held = [check(shared, request, response) for request, response in fake.asked]
    assert set(held) == {
        "crm.tickets",
        "crm.objects.notes",
        "crm.contacts",
        "crm.associations.v4",
        "crm.owners",
        "crm.pipelines",
        "pages",
    }
    assert {response.status_code for _, response in fake.asked} == {200, 201, 207, 404}


@pytest.mark.shared
@pytest.mark.parametrize("wanted", [Wanted(key="k1", note="x"), Wanted(key="k1", reply="x")])
async def test_a_wrong_field_would_be_noticed(fake: FakeHubSpot, shared: Path, wanted: Wanted):
    await client_of(fake).write(TICKET, wanted)
    request, response = next(q for q in reversed(fake.asked) if q[0].method == "POST")
    planted = {**json.loads(request.content), "isPublic": True}
    wrong = httpx.Request("POST", request.url, json=planted)
    with pytest.raises(ValidationError, match="isPublic"):
        check(shared, wrong, response)
    if response.request.url.path.endswith("/notes"):
        told = httpx.Response(201, json={**response.json(), "bodyPlain": "x"})
        with pytest.raises(ValidationError, match="bodyPlain"):
            check(shared, request, told)
