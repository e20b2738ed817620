"""Every request that we can send to Zendesk, and every answer of the sandbox, by its document."""

from pathlib import Path

import httpx
import pytest
from jsonschema import ValidationError
from openapi_core.exceptions import OpenAPIError

from escalation.terms import Severity
from integrations.helpdesk.port import Wanted
from tests.integrations.zendesk_contract import check, contract
from tests.integrations.zendesk_world import World, account

URL = "https://handrail.example.com"
BIG = str(2**53 + 7)


async def opened(world: World, ticket: str, **more: object) -> None:
    asked = {"id": ticket, "subject": "s", "description": "d", "requester": "Mia Chen"}
    await world.sandbox.control("/zendesk/tickets", **asked | more, send=False)


async def everything(world: World) -> None:
    """Each call of the client and of the set-up, each with all that it can carry."""
    client, setup = world.client({"At the bank": "on_hold"}), world.setup()
    fields, files = {"ticket.Page": "/pay", "organization.plan": "pro"}, {"a.png": "https://a/a"}
    await opened(world, BIG, fields=fields, attachments=files, organization="Acme")
    await opened(world, "12")
    await world.sandbox.control(f"/zendesk/tickets/{BIG}", group="L2", send=False)
    for url in (URL, "https://new.example.com"):
        for step in await setup.steps(url):
            _ = await step.make() if step.make else None
    await setup.lacking(), await setup.clock(), await setup.statuses()
    await setup.groups(), await setup.fields()
    tier = {"tier": "engineering", "severity": "high"}
    note = Wanted(key="k1", note="Brief", tags=("a",), severity=Severity.HIGH, fields=tier)
    await client.write(BIG, note)
    reply = Wanted(key="k2", reply="Hello", status="pending", assignee="ana@example.com")
    await client.write(BIG, reply)
    ticket = (await client.ticket(BIG)).ticket
    await client.me(), await client.user(ticket.requester), await client.group(ticket.group)
    await client.user("5"), await client.group("5")
    await client.tickets([BIG, "12", "13"]), await client.words(BIG), await client.context(BIG)
    assert await client.find(BIG, {"k1", "k2", "k3"}) == {"k1", "k2"}
    await world.sandbox.control("/zendesk/tickets/12", merged_into=BIG, send=False)
    assert (await client.ticket("12")).merged_into == BIG


@pytest.mark.shared
async def test_all_that_passes_is_what_zendesk_documents(shared: Path):
    async with account() as world:
        await everything(world)
        for request, response in world.passed:
            check(contract(shared), request, response)
    kinds = {(r.method, r.url.path.replace(BIG, "{id}")) for r, _ in world.passed}
    assert len(kinds) >= 20


def exchange(
    method: str, path: str, asked: object, told: object
) -> tuple[httpx.Request, httpx.Response]:
    request = httpx.Request(method, f"https://acme.zendesk.com/api/v2{path}", json=asked)
    return request, httpx.Response(200, json=told, request=request)


TICKET = {"ticket": {"id": 1}, "audit": {"id": 1}}
PLANTED = [
    ("PUT", "/tickets/1", {"ticket": {"status": "banana"}}, TICKET),
    ("PUT", "/tickets/1", {"ticket": {"prioritty": "high"}}, TICKET),
    ("PUT", "/tickets/1", {"ticket": {"assignee_id": "ana"}}, TICKET),
    ("PUT", "/tickets/1", {"ticket": {"comment": {"body": 7}}}, TICKET),
    ("PUT", "/tickets/1", {"ticket": {"status": "open"}}, {"ticket": {"id": "abc"}}),
    ("POST", "/ticket_fields", {"ticket_field": {"title": "x", "typ": "text"}}, {}),
    ("POST", "/tickets/1", {}, {}),
    ("POST", "/webhooks", {"webhook": {"name": "Handrail"}}, {}),
]


@pytest.mark.shared
@pytest.mark.parametrize(("method", "path", "asked", "told"), PLANTED)
def test_a_planted_fault_is_caught(shared: Path, method, path, asked, told):
    vendor = contract(shared)
    with pytest.raises((OpenAPIError, ValidationError)):
        check(vendor, *exchange(method, path, asked, told))
