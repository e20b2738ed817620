"""The Zendesk face, its answers held to the vendor's OpenAPI document."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from sandbox.zendesk_answers import PER_MINUTE
from tests.integrations.zendesk_contract import check, contract
from tests.sandbox.conftest import Sandbox, standing

BIG = 2**53 + 7


@pytest.fixture
async def ticket(sandbox: Sandbox) -> dict[str, Any]:
    await sandbox.control(
        "/zendesk/tickets", id=BIG, subject="Payments fail", description="All of them", tags=["vip"]
    )
    return (await call(sandbox, "GET", f"/tickets/{BIG}")).json()["ticket"]


async def call(sandbox: Sandbox, method: str, path: str, json: Any = None) -> httpx.Response:
    url = f"/zendesk/api/v2{path}"
    return await sandbox.http.request(method, url, json=json, auth=sandbox.zendesk_auth)


async def put(sandbox: Sandbox, **fields: Any) -> httpx.Response:
    return await call(sandbox, "PUT", f"/tickets/{BIG}.json", {"ticket": fields})


NOTE = {"comment": {"body": "Brief", "public": False}, "metadata": {"key": "zendesk-1/note-1"}}
CALLS = [
    ("GET", "/users/me", None),
    ("GET", f"/tickets/{BIG}", None),
    ("PUT", f"/tickets/{BIG}", {"ticket": {"priority": "urgent", **NOTE}}),
    ("POST", "/tickets", {"ticket": {"subject": "s", "comment": {"body": "b"}}}),
    ("GET", f"/tickets/{BIG}/audits", None),
    ("GET", f"/tickets/{BIG}/comments", None),
    ("PUT", f"/tickets/{BIG}/tags", {"tags": ["handrail"]}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_calls_and_answers_keep_to_the_contract(sandbox, ticket, shared, method, path, body):
    answer = await call(sandbox, method, path, body)
    assert answer.status_code in (200, 201)
    check(contract(shared), answer.request, answer)


async def test_a_note_leaves_its_mark_in_the_audit_and_the_record(sandbox, ticket):
    answer = (await put(sandbox, **NOTE)).json()
    assert answer["audit"]["metadata"]["custom"] == NOTE["metadata"]
    audits = (await call(sandbox, "GET", f"/tickets/{BIG}/audits.json")).json()["audits"]
    assert audits[-1] == answer["audit"]
    comments = (await call(sandbox, "GET", f"/tickets/{BIG}/comments.json")).json()["comments"]
    assert [(c["body"], c["public"]) for c in comments] == [("All of them", True), ("Brief", False)]
    (effect,) = await sandbox.record()
    assert (effect["what"], effect["key"], effect["target"]) == (
        "comment.private",
        "zendesk-1/note-1",
        f"ticket {BIG}",
    )


async def test_tags_are_replaced_added_and_taken_away(sandbox, ticket):
    assert (await put(sandbox, tags=["a", "b"])).json()["ticket"]["tags"] == ["a", "b"]
    path = f"/tickets/{BIG}/tags"
    added = await call(sandbox, "PUT", path, {"tags": ["b", "c"]})
    assert added.json() == {"tags": ["a", "b", "c"]}
    left = await call(sandbox, "DELETE", path, {"tags": ["a"]})
    assert left.json() == {"tags": ["b", "c"]}


async def test_an_outdated_stamp_is_a_conflict_and_changes_nothing(sandbox, ticket):
    stamp = ticket["updated_at"]
    guarded = {"safe_update": True, "updated_stamp": stamp}
    assert (await put(sandbox, status="open", **guarded)).status_code == 200
    conflict = await put(sandbox, status="solved", **guarded)
    assert (conflict.status_code, conflict.json()["error"]) == (409, "UpdateConflict")
    assert (await put(sandbox)).json()["ticket"]["status"] == "open"


async def test_comments_come_in_pages(sandbox, ticket):
    for n in range(4):
        await put(sandbox, comment={"body": str(n)})
    bodies, url = [], f"/zendesk/api/v2/tickets/{BIG}/comments?page[size]=2"
    while url:
        page = (await sandbox.http.get(url, auth=sandbox.zendesk_auth)).json()
        bodies += [c["body"] for c in page["comments"]]
        url = page["links"]["next"]
    assert bodies == ["All of them", "0", "1", "2", "3"]
    path = f"/tickets/{BIG}/comments?page=2&per_page=3"
    second = (await call(sandbox, "GET", path)).json()
    assert [c["body"] for c in second["comments"]] == ["2", "3"]


FOREIGN = {"comment": {"body": "x", "author_id": 9}}
REFUSED = [
    ("GET", "/tickets/9", None, 404, "RecordNotFound"),
    ("GET", "/users/9", None, 404, "RecordNotFound"),
    ("GET", "/nothing", None, 404, "InvalidEndpoint"),
    ("POST", "/tickets", {"ticket": {"subject": "s"}}, 422, "RecordInvalid"),
    ("POST", "/tickets", {}, 400, "InvalidJSON"),
    ("PUT", f"/tickets/{BIG}", {"ticket": {"status": "banana"}}, 422, "RecordInvalid"),
    ("PUT", f"/tickets/{BIG}", {"ticket": FOREIGN}, 422, "RecordInvalid"),
    ("PUT", f"/tickets/{BIG}", {"ticket": 1}, 400, "InvalidJSON"),
    ("PUT", f"/tickets/{BIG}", {"ticket": {"assignee_id": 9}}, 422, "RecordInvalid"),
    ("GET", "/groups/9", None, 404, "RecordNotFound"),
    ("GET", "/webhooks/9/signing_secret", None, 404, "RecordNotFound"),
    ("POST", "/ticket_fields", {"ticket_field": {"type": "text"}}, 422, "RecordInvalid"),
    ("POST", "/ticket_fields", [], 400, "InvalidJSON"),
    ("DELETE", "/webhooks/9", None, 404, "InvalidEndpoint"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "error"), REFUSED)
async def test_a_refusal_has_the_vendors_body(sandbox, ticket, method, path, body, status, error):
    answer = await call(sandbox, method, path, body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert await sandbox.record() == []


async def test_a_closed_ticket_takes_no_update(sandbox, ticket):
    await sandbox.control(f"/zendesk/tickets/{BIG}", status="closed")
    assert (await put(sandbox, status="open")).status_code == 422


async def test_a_wrong_token_is_refused(sandbox, ticket):
    path = f"/zendesk/api/v2/tickets/{BIG}"
    answer = await sandbox.http.get(path, auth=("bot@example.com/token", "wrong"))
    assert answer.status_code == 401


@pytest.mark.parametrize(("author", "status"), [("customer", "open"), ("agent", "solved")])
async def test_a_customers_word_opens_a_solved_ticket_again(sandbox, ticket, author, status):
    await sandbox.control(f"/zendesk/tickets/{BIG}", status="solved")
    await sandbox.control(f"/zendesk/tickets/{BIG}/reply", author=author, text="One more thing")
    answer = await call(sandbox, "GET", f"/tickets/{BIG}")
    assert answer.json()["ticket"]["status"] == status


@pytest.mark.parametrize(
    ("status", "kind"), [("deleted", "soft_deleted"), ("spam", "marked_as_spam")]
)
async def test_a_ticket_that_is_gone_is_not_there_until_it_comes_back(
    sandbox, ticket, status, kind
):
    path = f"/zendesk/tickets/{BIG}"
    gone = await sandbox.control(path, status=status)
    assert [kinds(each) for each in gone["deliveries"]] == [kind]
    assert (await call(sandbox, "GET", f"/tickets/{BIG}")).status_code == 404
    assert (await sandbox.state())["zendesk"]["tickets"][0]["status"] == status
    assert "error" in await sandbox.control(path, status=status)
    back = await sandbox.control(path, status="open")
    assert [kinds(each) for each in back["deliveries"]] == ["undeleted", "status_changed"]
    assert (await call(sandbox, "GET", f"/tickets/{BIG}")).json()["ticket"]["status"] == "open"


def kinds(delivery: dict[str, Any]) -> str:
    return delivery["fact"]["type"].removeprefix("zen:event-type:ticket.")


async def test_a_merge_closes_one_ticket_and_tells_both(sandbox, ticket):
    await sandbox.control("/zendesk/tickets", id=12, subject="The same", description="d")
    merged = await sandbox.control(f"/zendesk/tickets/{BIG}", merged_into=12)
    told = [kinds(each) for each in merged["deliveries"]]
    assert told == ["status_changed", "tags_changed", "comment_added", "merged", "comment_added"]
    assert merged["deliveries"][3]["fact"]["event"] == {"target_ticket_id": "12"}
    closed, other = (await sandbox.state())["zendesk"]["tickets"]
    assert (closed["status"], closed["tags"][-1]) == ("closed", "closed_by_merge")
    assert '#12 "The same"' in closed["comments"][-1]["body"]
    assert f"#{BIG}" in other["comments"][-1]["body"]


async def test_an_oauth_token_opens_too(sandbox, ticket):
    headers = {"Authorization": f"Bearer {sandbox.config.zendesk_token}"}
    answer = await sandbox.http.get("/zendesk/api/v2/users/me", headers=headers)
    assert answer.status_code == 200


async def test_the_limit_is_in_the_headers_and_kept_where_asked():
    async with standing(None, lambda config: replace(config, limits=True)) as sandbox:
        first = await call(sandbox, "GET", "/users/me")
        assert int(first.headers["x-rate-limit-remaining"]) == PER_MINUTE - 1
        over = first
        for _ in range(2 * PER_MINUTE):  # a new minute may begin meanwhile
            over = await call(sandbox, "GET", "/users/me")
            if over.status_code == 429:
                break
        assert 0 < int(over.headers["retry-after"]) <= 60
        assert over.json()["error"] == "TooManyRequests"
