"""What people do in the sandbox's Linear: it stands there, and is told as the vendor tells it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from integrations.linear.webhook import Fact, IssueAttached, IssueMoved, parse, verify
from sandbox.record import zulu
from tests.activities.conftest import wall_clock
from tests.sandbox.conftest import Sandbox, standing

READ = """query ($id: String!) { issue(id: $id) {
  identifier previousIdentifiers trashed team { key } state { name type }
  relations(first: 10) { nodes { type relatedIssue { identifier } } } } }"""
CREATE = """mutation ($input: IssueCreateInput!) {
  issueCreate(input: $input) { issue { id identifier } } }"""
LIST = "{ issues { nodes { identifier } } }"


@pytest.fixture
async def linear(contracts: Path):
    async with standing(contracts) as sandbox:
        for title in ("Payments fail", "Payments are slow"):
            await opened(sandbox, title)
        yield sandbox


async def opened(sandbox: Sandbox, title: str, **more: Any) -> dict[str, Any]:
    team = (await ask(sandbox, '{ team(id: "ENG") { id } }'))["team"]["id"]
    asked = {"teamId": team, "title": title, **more}
    return (await ask(sandbox, CREATE, input=asked))["issueCreate"]["issue"]


async def ask(sandbox: Sandbox, query: str, **variables: Any) -> dict[str, Any]:
    answer = (await sandbox.linear(query, **variables)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def told(sandbox: Sandbox, contracts: Path, path: str = "", **asked: Any) -> Fact:
    """The one webhook of what somebody does with ENG-1, by the vendor's schema, read by us."""
    before = len(sandbox.gateway.taken)
    answer = await sandbox.control(f"/linear/issues/ENG-1{path}", **asked)
    assert answer["status"] == 200, answer
    (taken,) = sandbox.gateway.taken[before:]
    verify(taken.headers, taken.body, sandbox.config.linear_webhook_secret, wall_clock())
    body = json.loads(taken.body)
    schema = json.loads((contracts / "linear/webhook-payload.schema.json").read_text())
    for kind, part in (("Entity", body), (body["type"], body["data"])):
        whole = {**schema, "anyOf": [{"$ref": f"#/definitions/{kind}WebhookPayload"}]}
        assert [e.message for e in Draft7Validator(whole).iter_errors(part)] == []
    return parse(taken.headers, taken.body)


async def test_an_issue_goes_to_another_team_and_is_found_by_both_its_names(linear, contracts):
    fact = await told(linear, contracts, team="PRD", priority="urgent", by="emma")
    assert isinstance(fact, IssueMoved)
    assert (fact.identifier, fact.team, fact.priority, fact.actor) == (
        "PRD-1",
        "PRD",
        1,
        "Emma Lindqvist",
    )
    for name in ("ENG-1", "PRD-1"):
        issue = (await ask(linear, READ, id=name))["issue"]
        assert (issue["identifier"], issue["previousIdentifiers"]) == ("PRD-1", ["ENG-1"])
        assert (issue["team"]["key"], issue["state"]["name"]) == ("PRD", "Todo")
    assert (await opened(linear, "Another"))["identifier"] == "ENG-3"  # no number comes twice


async def test_an_issue_goes_into_the_trash_and_back(linear, contracts):
    fact = await told(linear, contracts, deleted=True)
    assert isinstance(fact, IssueMoved)
    assert fact.state_type == "deleted"
    assert (await ask(linear, READ, id="ENG-1"))["issue"]["trashed"]
    assert [i["identifier"] for i in (await ask(linear, LIST))["issues"]["nodes"]] == ["ENG-2"]
    back = await told(linear, contracts, deleted=False)
    assert isinstance(back, IssueMoved)
    assert back.state_type == "unstarted"
    assert len((await ask(linear, LIST))["issues"]["nodes"]) == 2


async def test_an_issue_deleted_for_good_is_not_found(linear, contracts):
    fact = await told(linear, contracts, "/delete")
    assert isinstance(fact, IssueMoved)
    assert fact.state_type == "deleted"
    answer = (await linear.linear(READ, id="ENG-1")).json()
    assert answer["errors"][0]["message"].startswith("Entity not found: Issue")


async def test_a_duplicate_moves_to_its_state(linear, contracts):
    fact = await told(linear, contracts, duplicate_of="ENG-2")
    assert isinstance(fact, IssueMoved)
    assert fact.state_type == "duplicate"
    (relation,) = (await ask(linear, READ, id="ENG-1"))["issue"]["relations"]["nodes"]
    assert relation == {"type": "duplicate", "relatedIssue": {"identifier": "ENG-2"}}


async def test_an_address_is_attached(linear, contracts):
    fact = await told(linear, contracts, "/attach", url="https://x.test/1", title="Ticket 1")
    assert isinstance(fact, IssueAttached)
    assert fact.url == "https://x.test/1"


async def test_a_webhook_can_get_lost_and_what_happened_stands(linear):
    await linear.control("/linear/issues/ENG-1", state="Done", silent=True)
    assert linear.gateway.taken == []
    assert (await ask(linear, READ, id="ENG-1"))["issue"]["state"]["type"] == "completed"


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/linear/issues/ENG-9", {"deleted": True}, 404),
        ("/linear/issues/ENG-1", {"team": "VOLVO"}, 404),
        ("/linear/issues/ENG-1", {"state": "Shipped"}, 404),
        ("/linear/issues/ENG-1", {"duplicate_of": "ENG-1"}, 404),
        ("/linear/issues/ENG-1", {}, 409),
        ("/linear/issues/ENG-1", {"priority": "critical"}, 400),
        ("/linear/workspace", {"projects": {"Reliability": ["VOLVO"]}}, 404),
        ("/linear/workspace", {"colour": "red"}, 400),
    ],
)
async def test_what_cannot_be_done_is_refused(linear, path, asked, status):
    answer = await linear.http.post(f"/control{path}", json=asked)
    assert answer.status_code == status, answer.text


async def test_our_own_writes_come_back_where_that_is_on():
    echo = frozenset({"linear.issue", "linear.comment", "linear.attachment"})
    async with standing(None, lambda c: replace(c, echo=echo)) as sandbox:
        issue = await opened(sandbox, "Payments fail")
        write = """mutation ($id: String!) {
          issueUpdate(id: $id, input: {priority: 2}) { success }
          commentCreate(input: {issueId: $id, body: "x"}) { success }
          attachmentCreate(input: {issueId: $id, url: "https://x.test", title: "x"}) { success }
          issueDelete(id: $id) { success } }"""
        await ask(sandbox, write, id=issue["id"])
        await sandbox.gateway.has(5)
        bodies = [json.loads(taken.body) for taken in sandbox.gateway.taken]
    assert {(b["type"], b["action"]) for b in bodies} == {
        ("Issue", "create"),
        ("Issue", "update"),
        ("Issue", "remove"),
        ("Comment", "create"),
        ("Attachment", "create"),
    }
    assert {b["actor"]["name"] for b in bodies} == {"Handrail"}
    assert all(b["createdAt"] <= zulu(wall_clock()) for b in bodies)
