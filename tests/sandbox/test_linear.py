"""Linear's documents against the Linear face, by the vendor's schema and without it."""

import asyncio
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from integrations.linear import documents
from sandbox.linear_schema import load
from tests.sandbox.conftest import Sandbox, standing

ISSUE = "id identifier title priority state { name type } team { key } assignee { name } url"
TEAMS = "{ teams { nodes { id key states { nodes { id name type } } } pageInfo { hasNextPage } } }"
CREATE = f"""mutation ($input: IssueCreateInput!) {{
  issueCreate(input: $input) {{ success issue {{ {ISSUE} }} }} }}"""
UPDATE = f"""mutation ($id: String!, $input: IssueUpdateInput!) {{
  issueUpdate(id: $id, input: $input) {{ success issue {{ {ISSUE} startedAt }} }} }}"""
COMMENT = """mutation ($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id body issue { identifier } } } }"""
ATTACH = """mutation ($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { success attachment { id title metadata } } }"""
READ = f"""query ($id: String!) {{ issue(id: $id) {{ {ISSUE}
  comments(first: 10) {{ nodes {{ id body user {{ name }} }} }}
  attachments {{ nodes {{ id title url }} }} }} }}"""
BY_IDS = f"""query ($filter: IssueFilter!, $first: Int, $after: String) {{
  issues(filter: $filter, first: $first, after: $after) {{
    nodes {{ {ISSUE} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
STATES = """{ workflowStates(filter: {team: {key: {eq: "SEC"}}, type: {in: ["completed"]}}) {
  nodes { name team { key } } } }"""
PEOPLE = "{ viewer { id name } users { nodes { id name email } } }"
LEADING = ("query", "\nquery", "\nmutation")
DOCUMENTS = (TEAMS, CREATE, UPDATE, COMMENT, ATTACH, READ, BY_IDS, STATES, PEOPLE)


@pytest.fixture(params=["the small schema", "the vendor's schema"])
async def linear(request):
    vendor = request.param == "the vendor's schema"
    folder = request.getfixturevalue("contracts") if vendor else None
    async with standing(folder) as sandbox:
        yield sandbox


async def answered(sandbox: Sandbox, query: str, **variables):
    answer = await sandbox.linear(query, **variables)
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


async def team(sandbox: Sandbox, key: str):
    teams = (await answered(sandbox, TEAMS))["teams"]["nodes"]
    return next(t for t in teams if t["key"] == key)


async def created(sandbox: Sandbox, **more):
    asked = {"teamId": (await team(sandbox, "ENG"))["id"], "title": "Payments fail", **more}
    return (await answered(sandbox, CREATE, input=asked))["issueCreate"]["issue"]


async def test_an_issue_lives_from_creation_to_done(linear):
    issue_id = str(uuid.uuid4())
    issue = await created(linear, id=issue_id, priority=1)
    assert (issue["id"], issue["identifier"]) == (issue_id, "ENG-1")
    assert issue["state"] == {"name": "Todo", "type": "unstarted"}
    states = (await team(linear, "ENG"))["states"]["nodes"]
    started = next(s["id"] for s in states if s["type"] == "started")
    changed = await answered(linear, UPDATE, id="ENG-1", input={"stateId": started})
    assert changed["issueUpdate"]["issue"]["startedAt"]
    read = (await answered(linear, READ, id=issue_id))["issue"]
    assert (read["priority"], read["state"]["name"]) == (1, "In Progress")


async def test_a_repeated_id_is_refused_and_creates_nothing(linear):
    issue = await created(linear, id=str(uuid.uuid4()))
    variables = {"id": issue["id"], "title": "Again", "teamId": (await team(linear, "ENG"))["id"]}
    answer = await linear.linear(CREATE, input=variables)
    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert "already exists" in error["message"]
    assert error["extensions"]["type"] == "invalid input"
    assert len((await linear.state())["linear"]["issues"]) == 1


async def test_comments_and_attachments_stand_at_their_issue_once(linear):
    await created(linear)
    comment = {"id": str(uuid.uuid4()), "issueId": "ENG-1", "body": "Escalated"}
    await answered(linear, COMMENT, input=comment)
    link = {"issueId": "ENG-1", "url": "https://example.com/tickets/1"}
    for title in ("Ticket 1", "Ticket 1 (urgent)"):
        await answered(linear, ATTACH, input={**link, "title": title})
    issue = (await answered(linear, READ, id="ENG-1"))["issue"]
    assert [c["body"] for c in issue["comments"]["nodes"]] == ["Escalated"]
    assert [a["title"] for a in issue["attachments"]["nodes"]] == ["Ticket 1 (urgent)"]
    keys = [(e["what"], e["key"]) for e in await linear.record()]
    assert keys[1] == ("commentCreate", comment["id"])
    assert keys[2:] == [("attachmentCreate", link["url"])] * 2


async def test_issues_are_filtered_by_id_and_come_in_pages(linear):
    ids = [(await created(linear, title=str(n)))["id"] for n in range(3)]
    wanted = {"id": {"in": ids[1:]}, "team": {"key": {"eq": "ENG"}}}
    first = (await answered(linear, BY_IDS, filter=wanted, first=1))["issues"]
    after = first["pageInfo"]["endCursor"]
    second = (await answered(linear, BY_IDS, filter=wanted, first=1, after=after))["issues"]
    titles = [page["nodes"][0]["title"] for page in (first, second)]
    assert (titles, second["pageInfo"]["hasNextPage"]) == (["1", "2"], False)


async def test_states_people_and_teams_are_known(linear):
    assert [s["name"] for s in (await answered(linear, STATES))["workflowStates"]["nodes"]] == [
        "Done"
    ]
    people = await answered(linear, PEOPLE)
    assert people["viewer"] in [{k: u[k] for k in ("id", "name")} for u in people["users"]["nodes"]]
    teams = (await answered(linear, TEAMS))["teams"]["nodes"]
    assert [t["key"] for t in teams] == ["ENG", "PRD", "SEC", "LDR", "SUP"]


UNKNOWN = '{ users(filter: {name: {like: "a"}}) { nodes { id } } }'
REFUSED = [
    ("an unknown issue", '{ issue(id: "ENG-9") { id } }', 200, "not found"),
    ("an unknown field", "{ viewer { shoeSize } }", 400, "Cannot query field"),
    ("no document", "", 400, "Syntax Error"),
    ("an id that is no UUID", CREATE, 200, "UUID"),
    ("an unknown comparison", UNKNOWN, 400, "not defined"),
]


@pytest.mark.parametrize(("what", "query", "status", "said"), REFUSED)
async def test_a_document_that_cannot_be_done_says_why(linear, what, query, status, said):
    variables = {"teamId": (await team(linear, "ENG"))["id"], "title": "x", "id": "not-a-uuid"}
    answer = await linear.linear(query, **({"input": variables} if query == CREATE else {}))
    assert answer.status_code == status, what
    assert said in answer.json()["errors"][0]["message"]
    assert not (await linear.state())["linear"]["issues"]


async def test_a_wrong_key_is_refused(sandbox):
    headers = {"Authorization": "lin_api_wrong"}
    answer = await sandbox.http.post("/linear/graphql", json={"query": PEOPLE}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "AUTHENTICATION_ERROR"


def test_the_small_schema_asks_for_nothing_that_the_vendor_lacks(contracts: Path):
    """Every document here passes the vendor's whole schema, not only the part that is cut out."""
    whole = build_schema((contracts / "linear" / "schema.graphql").read_text(), no_location=True)
    assert {d: validate(whole, parse(d)) for d in DOCUMENTS} == {d: [] for d in DOCUMENTS}


OURS = [text for name, text in sorted(vars(documents).items()) if str(text).startswith(LEADING)]


@pytest.mark.parametrize("document", OURS)
def test_our_own_client_is_understood(document, contracts: Path):
    """Without the vendor's schema, and by what is cut out of it."""
    for schema in (load(None), load(contracts)):
        assert validate(schema, parse(document)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="PSS is Linux's measure")
async def test_a_sandbox_with_the_vendors_schema_is_small(contracts: Path):
    """Budget: 130 MiB; measured 56 MiB."""
    probe = (
        "import asyncio, httpx, sys; from sandbox.app import create_app;"
        "from tests.sandbox.conftest import config; from pathlib import Path;"
        "app = create_app(config('http://127.0.0.1:9', Path(sys.argv[1])));"
        "http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url='http://s');"
        "ask = http.post('/linear/graphql', json={'query': '{ viewer { id } }'},"
        " headers={'Authorization': 'lin_api_test'});"
        "assert asyncio.run(ask).json()['data'];"
        "print(open('/proc/self/smaps_rollup').read())"
    )
    command = [sys.executable, "-c", probe, str(contracts)]
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    found = re.search(r"^Pss:\s+(\d+)", told.stdout, re.MULTILINE)
    assert found, told.stderr
    assert int(found.group(1)) / 1024 < 130
