"""Linear's own SDK for Node believes the sandbox: its webhooks, its answers, its errors."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from integrations.linear.ids import uuid4_for
from tests.sandbox.conftest import Sandbox, standing

FOLDER = Path(__file__).with_name("linear")
NODE = shutil.which("node")
INSTALLED = (FOLDER / "node_modules" / "@linear" / "sdk").is_dir()
pytestmark = pytest.mark.skipif(
    not (NODE and INSTALLED),
    reason="@linear/sdk is missing: npm ci --prefix tests/conformance/linear (Node 20.19 or later)",
)
ISSUE, OTHER = uuid4_for("conformance/1"), uuid4_for("conformance/2")


@pytest_asyncio.fixture
async def linear() -> AsyncIterator[Sandbox]:
    async with standing(None) as sandbox:
        yield sandbox


async def sdk(what: str, **asked: Any) -> Any:
    """What the SDK answers."""
    assert NODE
    node = await asyncio.create_subprocess_exec(
        NODE,
        str(FOLDER / "verify.mjs"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, complaints = await node.communicate(json.dumps({"what": what, **asked}).encode())
    assert node.returncode == 0, complaints.decode()
    return json.loads(told)


async def team_of(sandbox: Sandbox) -> str:
    answer = await sandbox.linear('{ team(id: "ENG") { id } }')
    return str(answer.json()["data"]["team"]["id"])


async def written(sandbox: Sandbox) -> Any:
    team, key = await team_of(sandbox), sandbox.config.linear_key
    where = {"url": f"{sandbox.url}/linear/graphql", "key": key}
    return await sdk("writes", **where, teamId=team, ids=[ISSUE, OTHER])


async def test_its_typed_writes_stand_in_the_sandbox(linear: Sandbox):
    answer = await written(linear)
    assert (answer["success"], answer["issueId"]) == (True, ISSUE)
    assert len(set(answer["attachments"])) == 1  # one address is one attachment
    issue, other = (await linear.state())["linear"]["issues"]
    assert (issue["id"], issue["priority"], issue["dueDate"]) == (ISSUE, 2, "2026-03-04")
    assert issue["state"]["type"] == "duplicate"
    assert [label["name"] for label in issue["labels"]] == ["escalation"]
    assert [comment["body"] for comment in issue["comments"]] == ["It climbed"]
    assert [need["customer"]["name"] for need in issue["needs"]] == ["Acme"]
    assert [link["metadata"] for link in issue["attachments"]] == [{"escalation": "zendesk-1"}]
    assert other["trashed"]


async def test_its_webhook_handler_takes_what_the_sandbox_signs(linear: Sandbox):
    await written(linear)
    requests = [
        (await linear.control(f"/linear/issues/{ISSUE}{path}", send=False, **asked))["requests"][0]
        for path, asked in (
            ("", {"state": "Done", "assignee": "dev"}),
            ("/comment", {"text": "Found it"}),
            ("/attach", {"url": "https://acme.test/2"}),
            ("", {"deleted": True}),
        )
    ]
    spoilt = requests[0] | {"body": requests[1]["body"]}
    unsigned = {"body": requests[0]["body"], "headers": {}}
    secret = linear.config.linear_webhook_secret
    answer = await sdk("webhooks", secret=secret, requests=[*requests, spoilt, unsigned])
    assert answer["statuses"] == [200, 200, 200, 200, 400, 400]
    issue, comment, attachment, removed = answer["heard"]
    assert issue == f"Issue update {ISSUE}"
    assert comment.startswith("Comment create ")
    assert attachment.startswith("Attachment create ")
    assert removed == f"Issue remove {ISSUE}"


async def test_its_transport_knows_the_sandboxs_errors(linear: Sandbox):
    await written(linear)
    create = "mutation ($input: IssueCreateInput!) { issueCreate(input: $input) { success } }"
    taken = {"input": {"id": ISSUE, "teamId": await team_of(linear), "title": "x"}}
    key, url = linear.config.linear_key, f"{linear.url}/linear/graphql"
    asked = [
        {"key": key, "query": "{ viewer { name } }"},
        {"key": "lin_api_wrong", "query": "{ viewer { name } }"},
        {"key": key, "query": '{ issue(id: "ENG-99") { id } }'},
        {"key": key, "query": create, "variables": taken},
    ]
    viewer, wrong, absent, repeated = await sdk("errors", url=url, asked=asked)
    assert viewer == {"data": {"viewer": {"name": "Handrail"}}}
    assert wrong["error"] == "AuthenticationLinearError"
    assert absent["error"] == repeated["error"] == "InvalidInputLinearError"
    await linear.http.post("/control/linear/workspace", json={"requests_left": 0})
    (limited,) = await sdk("errors", url=url, asked=asked[:1])
    assert (limited["error"], limited["requestsRemaining"]) == ("RatelimitedLinearError", 0)
    assert limited["complexityLimit"] == 3_000_000
