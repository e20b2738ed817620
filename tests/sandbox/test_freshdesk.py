"""The Freshdesk face: refusals in Freshdesk's words, lists, echoes, effects by key."""

import base64
import json
from typing import Any

import httpx
import pytest

from integrations.helpdesk.marks import mark
from tests.sandbox.conftest import Sandbox

AUTH = ("sandbox-freshdesk-key", "X")


@pytest.fixture
async def ticket(sandbox: Sandbox) -> dict[str, Any]:
    await sandbox.control(
        "/freshdesk/tickets", id="7", subject="Payments fail", description="All", tags=["vip"]
    )
    return (await call(sandbox, "GET", "/tickets/7")).json()


async def call(sandbox: Sandbox, method: str, path: str, json: Any = None) -> httpx.Response:
    return await sandbox.http.request(method, f"/freshdesk/api/v2{path}", json=json, auth=AUTH)


REFUSED = [
    ("GET", "/tickets/9", None, 404, None),
    ("GET", "/contacts/9", None, 404, None),
    ("GET", "/nothing", None, 404, None),
    ("GET", "/tickets?per_page=101", None, 400, "per_page"),
    ("GET", "/tickets?page=0", None, 400, "page"),
    ("GET", "/tickets?updated_since=soon", None, 400, "updated_since"),
    ("PUT", "/tickets/7", {"status": 99}, 400, "status"),
    ("PUT", "/tickets/7", {"priority": "urgent"}, 400, "priority"),
    ("PUT", "/tickets/7", {"tags": "vip"}, 400, "tags"),
    ("PUT", "/tickets/7", {"responder_id": 1}, 400, "responder_id"),
    ("PUT", "/tickets/7", {"custom_fields": {"cf_no": "x"}}, 400, "custom_fields.cf_no"),
    ("PUT", "/tickets/7", {"safe_update": True}, 400, "safe_update"),
    ("POST", "/tickets/7/notes", {"body": ""}, 400, "body"),
    ("POST", "/tickets/7/reply", {"body": "x", "private": True}, 400, "private"),
    ("POST", "/tickets", {"subject": "s"}, 400, "email"),
    (
        "POST",
        "/admin/ticket_fields",
        {"label": "x", "type": "custom_text"},
        400,
        "label_for_customers",
    ),
    ("POST", "/automations/4/rules", {"name": "x", "actions": [{}]}, 400, "performer"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "field"), REFUSED)
async def test_a_refusal_has_freshdesks_body(sandbox, ticket, method, path, body, status, field):
    answer = await call(sandbox, method, path, body)
    assert answer.status_code == status
    if field is None:
        assert answer.content == b""
    else:
        assert answer.json()["description"] == "Validation failed"
        assert answer.json()["errors"][0]["field"] == field
    assert await sandbox.record() == []


async def test_another_key_is_refused(sandbox, ticket):
    answer = await sandbox.http.get("/freshdesk/api/v2/tickets/7", auth=("other", "X"))
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


@pytest.mark.parametrize("status", ["deleted", "spam"])
async def test_what_is_deleted_or_spam_takes_no_update_and_stands_in_no_list(
    sandbox, ticket, status
):
    await sandbox.control("/freshdesk/tickets/7", status=status)
    assert (await call(sandbox, "PUT", "/tickets/7", {"priority": 4})).status_code == 405
    assert (await call(sandbox, "POST", "/tickets/7/notes", {"body": "x"})).status_code == 405
    assert (await call(sandbox, "GET", "/tickets")).json() == []
    assert (await call(sandbox, "GET", "/tickets/7")).json()[status] is True
    await sandbox.control("/freshdesk/tickets/7", status="open")
    assert (await call(sandbox, "PUT", "/tickets/7", {"priority": 4})).status_code == 200


async def test_a_note_comes_back_as_a_webhook_and_stands_in_the_record(sandbox, ticket):
    body = f"<div>Brief</div><p>{mark('freshdesk-7/note-1')}</p>"
    assert (await call(sandbox, "POST", "/tickets/7/notes", {"body": body})).status_code == 201
    (effect,) = await sandbox.record()
    assert (effect["what"], effect["key"], effect["target"]) == (
        "comment.private",
        mark("freshdesk-7/note-1"),
        "ticket 7",
    )
    await sandbox.gateway.has(2)
    opened, echoed = sandbox.gateway.taken
    assert opened.path == echoed.path == "/webhooks/freshdesk"
    assert opened.headers["x-handrail-secret"] == "sandbox-freshdesk-secret"
    assert json.loads(opened.body)["event"] == "created"
    assert json.loads(echoed.body)["triggered_event"] == "{note_type:private}"
    assert json.loads(echoed.body)["ticket_id"] == "7"


async def test_an_update_replaces_tags_and_each_field_is_an_effect(sandbox, ticket):
    answer = await call(sandbox, "PUT", "/tickets/7", {"tags": ["a"], "priority": 4, "status": 2})
    assert (answer.json()["tags"], answer.json()["priority"]) == (["a"], 4)
    assert answer.json()["updated_at"] > ticket["updated_at"]
    assert {e["what"] for e in await sandbox.record()} == {"ticket.tags", "ticket.priority"}


async def test_lists_come_in_pages_the_newest_first(sandbox, ticket):
    for n in range(3):
        at = f"2090-03-0{n + 1}T09:00:00Z"
        await sandbox.control("/freshdesk/tickets", subject=str(n), description="d", at=at)
    subjects, url = [], "/freshdesk/api/v2/tickets?updated_since=2010-01-01T00:00:00Z&per_page=3"
    while url:
        answer = await sandbox.http.get(url, auth=AUTH)
        subjects += [row["subject"] for row in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert subjects == ["2", "1", "0", "Payments fail"]
    recent = (await call(sandbox, "GET", "/tickets")).json()  # thirty days of it
    assert [row["subject"] for row in recent] == ["2", "1", "0"]
    assert "description" not in recent[0]


@pytest.mark.parametrize(("author", "status"), [("customer", 2), ("agent", 4)])
async def test_a_customers_word_opens_a_resolved_ticket_again(sandbox, ticket, author, status):
    await sandbox.control("/freshdesk/tickets/7", status="solved")
    await sandbox.control("/freshdesk/tickets/7/reply", author=author, text="One more thing")
    assert (await call(sandbox, "GET", "/tickets/7")).json()["status"] == status


async def test_a_merge_closes_the_one_and_tells_the_other(sandbox, ticket):
    await sandbox.control("/freshdesk/tickets", id="8", subject="Same", description="d")
    merge = {"primary_id": 7, "ticket_ids": [8]}
    assert (await call(sandbox, "PUT", "/tickets/merge", merge)).status_code == 204
    assert (await call(sandbox, "GET", "/tickets/8")).json()["status"] == 5
    (note,) = (await call(sandbox, "GET", "/tickets/8/conversations")).json()
    assert note["body_text"] == "This ticket is closed and merged into ticket 7"


async def test_a_rule_that_was_made_sends_its_own_body_and_headers(sandbox, ticket):
    action = {
        "field_name": "trigger_webhook",
        "request_type": "POST",
        "url": "https://elsewhere.test",
        "content_type": "JSON",
        "content_layout": "2",
        "content": {"number": "no. {{ticket.id}}"},
        "custom_headers": {"X-Other": "word"},
    }
    rule = {"name": "x", "performer": {"type": 3}, "events": [{"field_name": "reply_sent"}]}
    await call(sandbox, "POST", "/automations/4/rules", rule | {"actions": [action]})
    told = await sandbox.control("/freshdesk/tickets/7", priority="urgent", send=False)
    (request,) = told["requests"]
    assert request["headers"]["X-Other"] == "word"
    assert json.loads(base64.b64decode(request["body"])) == {"number": "no. 7"}


async def test_a_silent_change_is_told_to_nobody(sandbox, ticket):
    before = len(sandbox.gateway.taken)
    await sandbox.control("/freshdesk/tickets/7", status="solved", silent=True)
    state = (await sandbox.state())["freshdesk"]["tickets"]
    assert [(one["id"], one["status"]) for one in state] == [("7", 4)]
    assert len(sandbox.gateway.taken) == before


async def test_who_asks_too_much_is_told_when_to_come_back(sandbox, ticket):
    fault = {"face": "freshdesk", "kind": "rate_limit", "retry_after_s": 7}
    await sandbox.http.post("/control/faults", json=fault)
    answer = await call(sandbox, "GET", "/tickets/7")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    conflict = {"face": "freshdesk", "kind": "conflict"}
    assert (await sandbox.http.post("/control/faults", json=conflict)).status_code == 400
