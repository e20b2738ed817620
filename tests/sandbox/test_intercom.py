"""The Intercom face: its answers, its limits, its signed notifications, its record."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from integrations.helpdesk.intercom import webhook
from integrations.helpdesk.marks import mark
from integrations.helpdesk.port import Sent
from tests.integrations.fake_intercom import HOST, check_intercom, intercom
from tests.sandbox.conftest import Sandbox, standing

CHAT = "9007199254740993"
AT = "2026-03-02T09:12:00+01:00"


@pytest_asyncio.fixture
async def echoing() -> AsyncIterator[Sandbox]:
    """A sandbox whose Intercom tells us of all that we do."""
    every = frozenset({"intercom.comment", "intercom.field"})
    async with standing(None, lambda settings: replace(settings, echo=every)) as one:
        yield one


async def call(sandbox: Sandbox, method: str, path: str, body: Any = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {sandbox.config.intercom_token}"}
    return await sandbox.http.request(method, f"/intercom{path}", json=body, headers=headers)


async def open_chat(sandbox: Sandbox, **ask: Any) -> None:
    told = {"id": CHAT, "subject": "Payments fail", "description": "All <of> them", **ask}
    await sandbox.control("/intercom/tickets", silent=True, **told)


async def me(sandbox: Sandbox) -> str:
    return str((await call(sandbox, "GET", "/me")).json()["id"])


async def told(sandbox: Sandbox, path: str, **ask: Any) -> list[dict[str, Any]]:
    """The bodies of the notifications that an act causes, each found well signed."""
    answer = await sandbox.control(f"/intercom/tickets{path}", send=False, **ask)
    bodies = []
    for request in answer["requests"]:
        body = base64.b64decode(request["body"])
        signed = hmac.new(sandbox.config.intercom_secret.encode(), body, hashlib.sha1)
        assert request["headers"]["X-Hub-Signature"] == f"sha1={signed.hexdigest()}"
        webhook.verify(
            Sent(request["headers"], body), sandbox.config.intercom_secret, datetime.now(UTC)
        )
        bodies.append(json.loads(body))
    return bodies


async def test_a_customer_is_told_of_as_intercom_does(sandbox: Sandbox):
    (body,) = await told(
        sandbox, "", id=CHAT, subject="s", description="All <of> them", at=AT, tags=["vip"]
    )
    item = body["data"]["item"]
    assert (body["topic"], body["type"]) == ("conversation.user.created", "notification_event")
    assert (item["id"], item["source"]["body"]) == (CHAT, "<p>All &lt;of&gt; them</p>")
    assert item["created_at"] == body["created_at"] == 1772439120
    assert body["first_sent_at"] > body["created_at"]  # the wall clock signs, whatever the town's
    assert item["conversation_parts"]["total_count"] == 0


@pytest.mark.parametrize(
    ("path", "ask", "topics"),
    [
        ("/reply", {"author": "customer", "text": "x"}, ["conversation.user.replied"]),
        ("/reply", {"author": "agent", "text": "x"}, ["conversation.admin.replied"]),
        (
            "/reply",
            {"author": "agent", "text": "x", "public": False},
            ["conversation.admin.noted"],
        ),
        ("", {"status": "pending"}, ["conversation.admin.snoozed"]),
        ("", {"status": "solved"}, ["conversation.admin.closed"]),
        ("", {"status": "deleted"}, ["conversation.deleted"]),
        ("", {"priority": "urgent"}, ["conversation.priority.updated"]),
        ("", {"tags": ["vip"]}, ["conversation_part.tag.created"]),
        (
            "",
            {"assignee": "Ana Ribeiro", "group": "Payments"},
            ["conversation.admin.assigned", "conversation.admin.assigned"],
        ),
    ],
)
async def test_each_act_has_its_topic_and_brings_only_what_is_new(
    sandbox: Sandbox, path: str, ask: dict[str, Any], topics: list[str]
):
    await open_chat(sandbox)
    bodies = await told(sandbox, f"/{CHAT}{path}", **ask)
    assert [body["topic"] for body in bodies] == topics
    for body in bodies:
        parts = body["data"]["item"].get("conversation_parts", {"total_count": 0})
        assert parts["total_count"] <= 1
    assert len({body["id"] for body in bodies}) == len(bodies)


@pytest.mark.parametrize("status", ["solved", "pending"])
async def test_a_customers_word_opens_what_was_closed_or_snoozed(sandbox: Sandbox, status: str):
    await open_chat(sandbox)
    await sandbox.control(f"/intercom/tickets/{CHAT}", status=status, silent=True)
    (body,) = await told(sandbox, f"/{CHAT}/reply", author="customer", text="Once more")
    item = body["data"]["item"]
    assert (item["state"], item["snoozed_until"]) == ("open", None)
    assert item["conversation_parts"]["conversation_parts"][0]["part_type"] == "open"


async def test_a_repeat_counts_its_attempts_and_keeps_all_else(sandbox: Sandbox):
    await open_chat(sandbox)
    await sandbox.control(f"/intercom/tickets/{CHAT}", status="solved", send=True)
    first = json.loads(sandbox.gateway.taken[-1].body)
    again = {"delivery_id": first["id"].removeprefix("notif_")}
    await sandbox.control("/redeliver", **again)
    second = json.loads(sandbox.gateway.taken[-1].body)
    assert (first["delivery_attempts"], second["delivery_attempts"]) == (1, 2)
    assert second == first | {"delivery_attempts": 2}
    assert sandbox.gateway.taken[-1].path == "/webhooks/intercom"


async def test_our_own_writes_come_back_and_are_recorded_by_their_mark(echoing: Sandbox):
    await open_chat(echoing)
    ours = await me(echoing)
    note = {"message_type": "note", "type": "admin", "admin_id": ours, "body": mark("k1")}
    await call(echoing, "POST", f"/conversations/{CHAT}/reply", note)
    await call(
        echoing,
        "POST",
        f"/conversations/{CHAT}/parts",
        {"message_type": "close", "type": "admin", "admin_id": ours},
    )
    tag = (await call(echoing, "POST", "/tags", {"name": "l2"})).json()
    body = {"id": tag["id"], "admin_id": ours}
    await call(echoing, "POST", f"/conversations/{CHAT}/tags", body)
    await echoing.gateway.has(3)
    taken = [webhook.parse(Sent(t.headers, t.body))[0] for t in echoing.gateway.taken]
    assert {fact.actor for fact in taken} == {ours}
    assert [(e["what"], e["target"], e["key"]) for e in await echoing.record()] == [
        ("comment.private", f"ticket {CHAT}", mark("k1")),
        ("ticket.status", f"ticket {CHAT}", ""),
        ("ticket.tags", f"ticket {CHAT}", ""),
    ]


REFUSED = [
    ("GET", "/conversations/404", None, 404, "not_found"),
    ("GET", "/admins/404", None, 404, "admin_not_found"),
    ("GET", "/nothing", None, 404, "not_found"),
    ("POST", "/conversations", {}, 404, "not_found"),
    ("POST", f"/conversations/{CHAT}/reply", {}, 400, "parameter_not_found"),
    (
        "POST",
        f"/conversations/{CHAT}/reply",
        {"message_type": "note", "admin_id": "404", "body": "x"},
        404,
        "admin_not_found",
    ),
    ("POST", f"/conversations/{CHAT}/parts", {"message_type": "x"}, 400, "parameter_invalid"),
    ("POST", f"/conversations/{CHAT}/tags", {"id": "404"}, 404, "tag_not_found"),
    (
        "PUT",
        f"/conversations/{CHAT}",
        {"custom_attributes": {"unheard_of": "x"}},
        400,
        "parameter_invalid",
    ),
    (
        "POST",
        "/data_attributes",
        {"name": "x", "model": "conversation", "data_type": "string"},
        400,
        "parameter_invalid",
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), REFUSED)
async def test_a_refusal_has_intercoms_list_of_errors_and_no_effect(
    sandbox: Sandbox, method: str, path: str, body: Any, status: int, code: str
):
    await open_chat(sandbox)
    answer = await call(sandbox, method, path, body)
    told = answer.json()
    assert (answer.status_code, told["type"], told["errors"][0]["code"]) == (
        status,
        "error.list",
        code,
    )
    assert await sandbox.record() == []


@pytest.mark.shared
async def test_refusals_keep_to_the_contract_too(sandbox: Sandbox, shared: Path):
    wrong = await sandbox.http.get("/intercom/conversations/1")
    gone = await call(sandbox, "GET", "/conversations/1")
    for answer, status in ((wrong, 401), (gone, 404)):
        assert answer.status_code == status
        asked = httpx.Request("GET", f"{HOST}/conversations/1", headers=answer.request.headers)
        asked.headers.setdefault("Authorization", "Bearer wrong")
        check_intercom(intercom(shared), asked, answer, undeclared=frozenset())


async def test_limits_are_told_to_those_who_are_known(sandbox: Sandbox):
    first = await call(sandbox, "GET", "/me")
    second = await call(sandbox, "GET", "/me")
    left = [int(each.headers["X-RateLimit-Remaining"]) for each in (first, second)]
    assert left[0] - left[1] == 1
    assert "X-RateLimit-Limit" not in (await sandbox.http.get("/intercom/me")).headers


async def test_too_much_is_refused_until_the_window_ends(sandbox: Sandbox):
    fault = {"face": "intercom", "kind": "rate_limit", "retry_after_s": 7}
    await sandbox.control("/faults", **fault)
    answer = await call(sandbox, "GET", "/me")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (429, "rate_limit_exceeded")
    wait = int(answer.headers["X-RateLimit-Reset"]) - datetime.now(UTC).timestamp()
    assert 5 < wait <= 7
    assert "Retry-After" not in answer.headers


async def test_a_search_comes_in_pages(sandbox: Sandbox):
    for n in range(5):
        await open_chat(sandbox, id=str(n + 1))
    query = {
        "operator": "AND",
        "value": [
            {"field": "id", "operator": "IN", "value": ["1", "2", "3", "9"]},
            {"field": "state", "operator": "!=", "value": "closed"},
        ],
    }
    found, after = [], None
    while True:
        body = {"query": query, "pagination": {"per_page": 2, "starting_after": after}}
        page = (await call(sandbox, "POST", "/conversations/search", body)).json()
        found += [chat["id"] for chat in page["conversations"]]
        if "next" not in page["pages"]:
            break
        after = page["pages"]["next"]["starting_after"]
    assert (sorted(found), page["total_count"]) == (["1", "2", "3"], 3)


async def test_intercom_knows_no_merge_no_spam_and_no_conflict(sandbox: Sandbox):
    await open_chat(sandbox)
    for ask in ({"merged_into": "7"}, {"status": "spam"}):
        answer = await sandbox.http.post(f"/control/intercom/tickets/{CHAT}", json=ask)
        assert (answer.status_code, "Intercom merges no" in answer.text) == (404, True)
    fault = await sandbox.control("/faults", face="intercom", kind="conflict")
    assert "knows no conflict" in fault["error"]
