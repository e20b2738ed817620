"""What we send to Intercom, and what the sandbox answers for it, is as its contract says."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from escalation.terms import Severity
from integrations.errors import Rejected
from integrations.helpdesk.intercom.client import open_client
from integrations.helpdesk.intercom.setup import IntercomSetup
from integrations.helpdesk.port import Wanted
from tests.integrations.fake_intercom import (
    CHAT,
    HOST,
    TOKEN,
    FakeIntercom,
    check_intercom,
    intercom,
)

pytestmark = pytest.mark.shared
FIELDS = {
    "organization.plan": "Gold",
    "organization.monthly_spend": "5000",
    "organization.region": "EU",
    "requester.role": "user",
    "requester.seats": "7",
    "ticket.page": "https://app.acme.test/pay",
    "ticket.area": "billing",
}


async def everything(fake: FakeIntercom) -> None:
    """Every request that the adapter can send."""
    client = fake.client()
    attached = {"screen.png": "https://files.test/1"}
    await fake.open(priority="urgent", tags=["vip"], fields=FIELDS, attachments=attached)
    await fake.control("/tickets", subject="Earlier", description="the same")
    await fake.reply("customer", "Anybody?")
    await fake.reply("agent", "Looking", public=False)
    await client.me()
    await client.user((await client.ticket(CHAT)).ticket.requester)
    await client.user(await client.me())
    await client.user("404")
    await fake.change(assignee="Ana Ribeiro", group="Payments")
    await client.group((await client.ticket(CHAT)).ticket.group)
    await client.tickets([CHAT, "1"])
    await client.words(CHAT, datetime(2026, 1, 1, tzinfo=UTC))
    await client.context(CHAT)
    fields = {"tier": "engineering"}
    note = Wanted(key="1", note="note", tags=("vip", "l2"), severity=Severity.HIGH, fields=fields)
    await client.write(CHAT, replace(note, status="on_hold"))
    await client.write(CHAT, Wanted(key="2", reply="Fixed", status="solved"))
    await client.write(CHAT, Wanted(key="3", assignee="ben@example.com", status="solved"))
    await client.write(CHAT, Wanted(key="4", reply="Back", status="open"))
    await client.find(CHAT, {"1"})
    setup = IntercomSetup(open_client(HOST, TOKEN, fake))
    await setup.steps("https://handrail.test")
    await setup.lacking()
    await setup.clock()
    await setup.groups()
    await setup.fields()
    with pytest.raises(Rejected):
        await client.ticket("404")


async def test_every_request_and_every_answer_is_one_that_intercom_documents(shared: Path):
    fake = FakeIntercom()
    await everything(fake)
    asked = {(r.method, r.url.path.replace(CHAT, "{id}")) for r, _ in fake.exchanges}
    assert {
        ("GET", "/conversations/{id}"),
        ("PUT", "/conversations/{id}"),
        ("POST", "/conversations/{id}/reply"),
        ("POST", "/conversations/{id}/parts"),
        ("POST", "/conversations/{id}/tags"),
        ("POST", "/conversations/search"),
        ("POST", "/tags"),
        ("GET", "/data_attributes"),
    } <= asked
    for request, response in fake.exchanges:
        check_intercom(intercom(shared), request, response)
        assert request.headers["Intercom-Version"] == "2.14"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reply", {"message_type": "note", "type": "admin", "body": "without an admin"}),
        ("reply", {"message_type": "letter", "type": "admin", "admin_id": "1", "body": "x"}),
        ("parts", {"message_type": "snoozed", "admin_id": "1"}),
        ("tags", {"id": "1"}),
    ],
)
async def test_a_wrong_request_is_caught(shared: Path, path: str, body: dict[str, Any]):
    url = f"{HOST}/conversations/{CHAT}/{path}"
    request = httpx.Request("POST", url, json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    with pytest.raises(Exception, match=r"InvalidRequestBody|Request body validation"):
        check_intercom(intercom(shared), request, httpx.Response(404))


async def test_a_wrong_answer_is_caught(shared: Path):
    fake = FakeIntercom()
    await fake.open()
    await fake.client().ticket(CHAT)
    request, response = fake.exchanges[-1]
    for name, wrong in {"state": "asleep", "id": 7, "updated_at": "now", "tags": []}.items():
        planted = httpx.Response(200, content=json.dumps(response.json() | {name: wrong}))
        with pytest.raises(Exception, match=r"InvalidData|Response body validation|InvalidSchema"):
            check_intercom(intercom(shared), request, planted)
