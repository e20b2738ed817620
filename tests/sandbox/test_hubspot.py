"""The HubSpot face: its answers held to the vendor's models, its webhooks to its signature."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.helpdesk.hubspot.client import HubSpotClient, open_client
from integrations.helpdesk.hubspot.webhook import parse, verify
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import Sent, Wanted
from integrations.webhooks import Forged
from tests.integrations.hubspot_contract import check
from tests.sandbox.conftest import Sandbox

ONE = "4711"
NOTE = {
    "properties": {"hs_timestamp": "2026-03-02T09:12:00.000Z", "hs_note_body": "Brief"},
    "associations": [
        {
            "to": {"id": ONE},
            "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}],
        }
    ],
}


@pytest.fixture
async def ticket(sandbox: Sandbox) -> dict[str, Any]:
    ask = {"subject": "Payments fail", "description": "All of them", "organization": "Acme"}
    await sandbox.control("/hubspot/tickets", **ask, priority="high")
    return (await call(sandbox, "GET", f"/crm/v3/objects/tickets/{ONE}")).json()


async def call(sandbox: Sandbox, method: str, path: str, json: Any = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {sandbox.config.hubspot_token}"}
    return await sandbox.http.request(method, f"/hubspot{path}", json=json, headers=headers)


def events(sandbox: Sandbox, since: int = 0) -> list[dict[str, Any]]:
    return [e for taken in sandbox.gateway.taken[since:] for e in json.loads(taken.body)]


def kinds(sandbox: Sandbox, since: int = 0) -> list[str]:
    return [
        f"{e['subscriptionType']} {e['propertyName']}"
        if "propertyName" in e
        else e["subscriptionType"]
        for e in events(sandbox, since)
    ]


READ = {
    "inputs": [{"id": ONE}, {"id": "9"}],
    "properties": ["subject"],
    "propertiesWithHistory": [],
}
SEARCH = {
    "filterGroups": [{"filters": [{"propertyName": "subject", "operator": "EQ", "value": "x"}]}]
}
CALLS = [
    (
        "GET",
        f"/crm/v3/objects/tickets/{ONE}?properties=subject,content&associations=contacts",
        None,
    ),
    ("PATCH", f"/crm/v3/objects/tickets/{ONE}", {"properties": {"hs_pipeline_stage": "2"}}),
    ("POST", "/crm/v3/objects/tickets", {"properties": {"subject": "s"}}),
    ("POST", "/crm/v3/objects/tickets/batch/read", READ),
    ("POST", "/crm/v3/objects/tickets/search", SEARCH),
    ("POST", "/crm/v3/objects/notes", NOTE),
    ("POST", "/crm/v3/objects/companies/batch/read", READ),
    ("GET", f"/crm/v4/objects/tickets/{ONE}/associations/contacts?limit=500", None),
    ("GET", "/crm/v3/owners/?limit=100", None),
    ("GET", "/crm/v3/pipelines/tickets", None),
    ("DELETE", f"/crm/v3/objects/tickets/{ONE}", None),
    ("GET", "/crm/v3/objects/tickets/9", None),
    ("PATCH", f"/crm/v3/objects/tickets/{ONE}", {"properties": {"mood": "bad"}}),
]


@pytest.mark.shared
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_calls_and_answers_keep_to_the_contract(sandbox, ticket, shared, method, path, body):
    answer = await call(sandbox, method, path, body)
    assert check(shared, answer.request, answer).startswith("crm.")
    assert answer.headers["X-HubSpot-RateLimit-Max"] == "190"


REFUSED = [
    ("GET", "/crm/v3/objects/tickets/9", None, 404, "OBJECT_NOT_FOUND"),
    ("GET", "/crm/v3/nothing", None, 404, "OBJECT_NOT_FOUND"),
    ("GET", "/crm/v3/owners/9", None, 404, "OBJECT_NOT_FOUND"),
    ("POST", "/crm/v3/objects/tickets", [], 400, "VALIDATION_ERROR"),
    (
        "PATCH",
        f"/crm/v3/objects/tickets/{ONE}",
        {"properties": {"hs_pipeline_stage": "77"}},
        400,
        "VALIDATION_ERROR",
    ),
    (
        "PATCH",
        f"/crm/v3/objects/tickets/{ONE}",
        {"properties": {"hs_ticket_priority": "BANANA"}},
        400,
        "VALIDATION_ERROR",
    ),
    (
        "POST",
        "/crm/v3/properties/tickets",
        {"name": "subject", "label": "x"},
        409,
        "OBJECT_ALREADY_EXISTS",
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "category"), REFUSED)
async def test_a_refusal_has_the_vendors_body(
    sandbox, ticket, method, path, body, status, category
):
    answer = await call(sandbox, method, path, body)
    assert (answer.status_code, answer.json()["category"]) == (status, category)
    assert await sandbox.record() == []


async def test_a_property_that_is_not_there_is_named(sandbox, ticket):
    told = {"properties": {"hs_ticket_priority": "LOW", "handrail_tier": "l2"}}
    answer = await call(sandbox, "PATCH", f"/crm/v3/objects/tickets/{ONE}", told)
    assert '"error": "PROPERTY_DOESNT_EXIST", "name": "handrail_tier"' in answer.json()["message"]
    assert await sandbox.record() == []


async def test_a_wrong_token_is_refused(sandbox, ticket):
    url = f"/hubspot/crm/v3/objects/tickets/{ONE}"
    answer = await sandbox.http.get(url, headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")


async def test_too_much_is_refused_with_the_policys_name(sandbox, ticket):
    fault = {"face": "hubspot", "kind": "rate_limit", "retry_after_s": 7}
    await sandbox.http.post("/control/faults", json=fault)
    answer = await call(sandbox, "GET", f"/crm/v3/objects/tickets/{ONE}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    told = answer.json()
    assert (told["errorType"], told["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")


async def test_what_people_do_is_told_in_one_signed_array(sandbox, ticket):
    opened = len(sandbox.gateway.taken)
    assert kinds(sandbox) == ["ticket.creation", "conversation.newMessage"]
    ask = {"status": "pending", "priority": "urgent", "assignee": "Ana", "group": "L2", "by": "Ben"}
    await sandbox.control(f"/hubspot/tickets/{ONE}", **ask, tags=["vip"])
    assert kinds(sandbox, opened) == [
        "ticket.propertyChange handrail_tags",
        "ticket.propertyChange hs_pipeline_stage",
        "ticket.propertyChange hs_ticket_priority",
        "ticket.propertyChange hubspot_owner_id",
        "ticket.propertyChange hubspot_team_id",
    ]
    taken = sandbox.gateway.taken[-1]
    url = f"{sandbox.config.gateway_url}/webhooks/hubspot"
    sent = Sent(taken.headers, taken.body, "POST", url)
    verify(sent, sandbox.config.hubspot_secret, datetime.now(UTC))
    assert len(parse(sent)) == 5
    with pytest.raises(Forged):
        verify(Sent(taken.headers, taken.body, "POST", f"{url}/"), "x", datetime.now(UTC))


async def test_words_are_told_as_messages_and_notes_as_a_change(sandbox, ticket):
    since = len(sandbox.gateway.taken)
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author="customer", text="and?")
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author="agent", text="soon")
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author="agent", text="x", public=False)
    assert kinds(sandbox, since) == [
        "conversation.newMessage",
        "conversation.newMessage",
        "ticket.propertyChange notes_last_updated",
    ]


async def test_what_is_snoozed_sleeps_until_the_customer_writes(sandbox, ticket):
    client = HubSpotClient(open_client(f"{sandbox.url}/hubspot", sandbox.config.hubspot_token))
    ask = {"status": "hold", "until": "2999-03-02T09:00:00Z"}
    since = len(sandbox.gateway.taken)
    await sandbox.control(f"/hubspot/tickets/{ONE}", **ask)
    assert kinds(sandbox, since) == ["ticket.propertyChange hs_snoozed_until"]
    assert (await client.ticket(ONE)).status == "on_hold"
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author="customer", text="and?")
    assert (await client.ticket(ONE)).status == "open"
    await sandbox.control(f"/hubspot/tickets/{ONE}", **ask | {"until": "2026-03-02T09:00:00Z"})
    assert (await client.ticket(ONE)).status == "open"


@pytest.mark.parametrize(("author", "stage"), [("customer", "3"), ("agent", "6")])
async def test_a_customers_word_opens_a_solved_ticket_again(sandbox, ticket, author, stage):
    await sandbox.control(f"/hubspot/tickets/{ONE}", status="solved")
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author=author, text="One more thing")
    path = f"/crm/v3/objects/tickets/{ONE}?properties=hs_pipeline_stage"
    found = (await call(sandbox, "GET", path)).json()
    assert found["properties"]["hs_pipeline_stage"] == stage


async def test_a_merged_ticket_shows_the_one_that_goes_on(sandbox, ticket):
    await sandbox.control("/hubspot/tickets", id=4712, subject="Again", description="x")
    since = len(sandbox.gateway.taken)
    await sandbox.control("/hubspot/tickets/4712", merged_into=ONE)
    merge, deletion = events(sandbox, since)
    assert (merge["primaryObjectId"], merge["mergedObjectIds"]) == (4711, [4712])
    assert (deletion["subscriptionType"], deletion["objectId"]) == ("ticket.deletion", 4712)
    assert (await call(sandbox, "GET", "/crm/v3/objects/tickets/4712")).json()["id"] == ONE


async def test_a_deleted_ticket_is_told_and_gone(sandbox, ticket):
    since = len(sandbox.gateway.taken)
    await sandbox.control(f"/hubspot/tickets/{ONE}", status="deleted")
    assert kinds(sandbox, since) == ["ticket.deletion"]
    assert (await call(sandbox, "GET", f"/crm/v3/objects/tickets/{ONE}")).status_code == 404
    again = await sandbox.http.post(f"/control/hubspot/tickets/{ONE}", json={"status": "open"})
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("path", "ask", "said"),
    [
        ("", {"id": "x1", "subject": "s", "description": "d"}, "a number"),
        ("", {"id": ONE, "subject": "s", "description": "d"}, "exists already"),
        ("", {"subject": "s", "description": "d", "fields": {"page": "/x"}}, "write ticket."),
        ("/9", {"status": "open"}, "no ticket 9"),
        (f"/{ONE}", {"status": "spam"}, "no ticket spam"),
        (f"/{ONE}", {"merged_into": "9"}, "no ticket 9"),
    ],
)
async def test_what_people_cannot_do_is_refused(sandbox, ticket, path, ask, said):
    answer = await sandbox.http.post(f"/control/hubspot/tickets{path}", json=ask)
    assert answer.status_code == 404
    assert said in answer.json()["error"]


async def test_our_own_words_come_back_without_a_name_and_are_recorded_by_their_mark(
    sandbox, ticket
):
    since = len(sandbox.gateway.taken)
    client = HubSpotClient(open_client(f"{sandbox.url}/hubspot", sandbox.config.hubspot_token))
    await client.write(ONE, Wanted(key="k1", note="L2 has it", status="pending"))
    await client.write(ONE, Wanted(key="k2", reply="We are on it"))
    await sandbox.gateway.has(since + 2)
    assert sorted(kinds(sandbox, since)) == [
        "conversation.newMessage",
        "ticket.propertyChange notes_last_updated",
    ]
    assert not any("sourceId" in event for event in events(sandbox, since))
    assert {word.author for word in await client.words(ONE)} == {await client.me()}
    record = [(e["what"], e["target"], e["key"]) for e in await sandbox.record()]
    assert record == [
        ("ticket.hs_pipeline_stage", f"ticket {ONE}", ""),
        ("comment.private", f"ticket {ONE}", mark("k1")),
        ("comment.public", f"ticket {ONE}", mark("k2")),
    ]


async def test_there_is_something_to_look_at(sandbox, ticket):
    await sandbox.control(f"/hubspot/tickets/{ONE}/reply", author="agent", text="x", public=False)
    (shown,) = (await sandbox.state())["hubspot"]["tickets"]
    assert (shown["id"], shown["subject"]) == (ONE, "Payments fail")
    assert [(c["body"], c["public"]) for c in shown["comments"]] == [
        ("All of them", True),
        ("x", False),
    ]


async def test_a_message_needs_all_that_the_vendor_needs(sandbox, ticket):
    listed = await call(sandbox, "GET", "/conversations/v3/conversations/threads")
    number = listed.json()["results"][0]["id"]
    path = f"/conversations/v3/conversations/threads/{number}/messages"
    for body in ({"type": "MESSAGE"}, {}):
        answer = await call(sandbox, "POST", path, body)
        assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert await sandbox.record() == []


def test_a_contract_that_is_not_there_is_no_contract(tmp_path: Path):
    request = httpx.Request("GET", "https://api.hubapi.test/hubspot/crm/v9/nothing")
    with pytest.raises(AssertionError, match="knows no GET"):
        check(tmp_path, request, httpx.Response(200))
