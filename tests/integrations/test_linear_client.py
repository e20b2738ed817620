"""Linear's issues: each is made once, whatever happens on the way."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.errors import RateLimited, Rejected, Transient
from integrations.linear.client import LinearClient, open_client
from integrations.linear.failures import Absent
from integrations.linear.ids import uuid4_for
from integrations.linear.models import NewIssue
from tests.integrations.contracts import linear_schema
from tests.integrations.fake_linear import TEAMS, FakeLinear

ISSUE = uuid4_for("escalation/1")
COMMENT = uuid4_for("escalation/2")
NEW = NewIssue(ISSUE, TEAMS[0]["id"], "Cannot log in", "since nine", 1, date(2026, 3, 4))


@pytest.fixture
def fake(shared: Path) -> FakeLinear:
    return FakeLinear(linear_schema(shared))


@pytest.fixture
def linear(fake: FakeLinear) -> LinearClient:
    return LinearClient(open_client("https://api.linear.app", "lin_api", fake.transport()))


def lost() -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


def answering(status: int, content: Any, **headers: str) -> LinearClient:
    def wire(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json=content, headers=headers)

    return LinearClient(open_client("https://api.linear.app", "k", httpx.MockTransport(wire)))


async def test_who_we_are(linear: LinearClient):
    assert (await linear.viewer()).id == "u-bot"


@pytest.mark.parametrize("reference", ["SEC", "sec", "Security", TEAMS[2]["id"]])
async def test_a_team_is_known_by_key_name_or_id(linear: LinearClient, reference: str):
    assert (await linear.team(reference)).key == "SEC"


async def test_an_unknown_team_is_refused_with_the_known(linear: LinearClient):
    with pytest.raises(Rejected) as failed:
        await linear.team("OPS")
    assert (
        str(failed.value) == "Linear has no team OPS; name one in the policy; known: ENG, PRO, SEC"
    )


async def test_an_issue_is_made_with_what_was_given(linear: LinearClient, fake: FakeLinear):
    made = await linear.create_issue(NEW)
    assert (made.id, made.identifier, made.state.type) == (ISSUE, "ENG-1", "unstarted")
    assert fake.sent[0]["variables"]["input"] == {
        "id": ISSUE,
        "teamId": TEAMS[0]["id"],
        "title": "Cannot log in",
        "description": "since nine",
        "priority": 1,
        "dueDate": "2026-03-04",
    }


async def test_an_issue_made_by_a_lost_try_is_found(linear: LinearClient, fake: FakeLinear):
    fake.faults = [lost]
    assert (await linear.create_issue(NEW)).identifier == "ENG-1"
    assert len(fake.issues) == 1


async def test_making_an_issue_again_gives_the_first(linear: LinearClient, fake: FakeLinear):
    first = await linear.create_issue(NEW)
    assert await linear.create_issue(NEW) == first
    assert len(fake.issues) == 1


async def test_a_lost_create_that_took_no_effect_stays_unclear():
    def wire(request: httpx.Request) -> httpx.Response:
        if "mutation" in json.loads(request.content)["query"]:
            raise httpx.ReadTimeout("no answer")
        absent = {"message": "Entity not found", "extensions": {"code": "INPUT_ERROR"}}
        return httpx.Response(200, json={"data": None, "errors": [absent]})

    linear = LinearClient(open_client("https://api.linear.app", "k", httpx.MockTransport(wire)))
    with pytest.raises(Transient) as failed:
        await linear.create_issue(NEW)
    assert failed.value.unclear


async def test_a_create_that_was_never_sent_is_not_looked_for():
    tried = []

    def wire(request: httpx.Request) -> httpx.Response:
        tried.append(request)
        raise httpx.ConnectError("refused")

    linear = LinearClient(open_client("https://api.linear.app", "k", httpx.MockTransport(wire)))
    with pytest.raises(Transient):
        await linear.create_issue(NEW)
    assert len(tried) == 1


async def test_what_is_not_given_is_not_emptied(linear: LinearClient, fake: FakeLinear):
    await linear.create_issue(replace(NEW, due_on=None))
    await linear.update_issue(ISSUE, priority=2)
    assert "dueDate" not in fake.sent[0]["variables"]["input"]
    assert fake.sent[-1]["variables"]["input"] == {"priority": 2}


async def test_an_issue_moves_to_the_first_state_of_a_type(linear: LinearClient, fake: FakeLinear):
    await linear.create_issue(NEW)
    moved = await linear.update_issue(
        ISSUE, priority=2, state_type="started", due_on=date(2026, 4, 1)
    )
    assert (moved.state.name, moved.priority) == ("In Progress", 2)
    assert fake.sent[-1]["variables"]["input"] == {
        "priority": 2,
        "stateId": "s2",
        "dueDate": "2026-04-01",
    }
    with pytest.raises(Rejected, match="no state of type triage; add one in Linear"):
        await linear.update_issue(ISSUE, state_type="triage")


async def test_an_issue_is_cancelled_as_its_team_does_it_first(
    linear: LinearClient, fake: FakeLinear
):
    await linear.create_issue(NEW)
    cancelled = await linear.update_issue(ISSUE, state_type="canceled")
    assert (cancelled.state.name, cancelled.state.type) == ("Canceled", "canceled")
    assert fake.sent[-1]["variables"]["input"] == {"stateId": "s4"}


async def test_a_comment_arrives_once_and_gives_its_issue(linear: LinearClient, fake: FakeLinear):
    await linear.create_issue(NEW)
    fake.faults = [lost]
    for _ in range(2):
        assert (await linear.create_comment(COMMENT, ISSUE, "breached")).identifier == "ENG-1"
    assert [c["body"] for c in fake.comments.values()] == ["breached"]


async def test_an_attachment_is_known_by_its_url(linear: LinearClient, fake: FakeLinear):
    for title in ("Ticket 1", "Ticket 1, again"):
        await linear.attach("https://acme.zendesk.com/agent/tickets/1", title, ISSUE)
    assert [a["title"] for a in fake.attachments.values()] == ["Ticket 1, again"]


async def test_a_missing_issue_is_absent_in_linears_words(linear: LinearClient):
    with pytest.raises(Absent, match="Entity not found: Issue"):
        await linear.issue(ISSUE)


def error(code: str = "", kind: str = "", words: str = "no") -> dict[str, Any]:
    return {"errors": [{"message": words, "extensions": {"code": code, "type": kind}}]}


def limited(**headers: str) -> LinearClient:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answering(400, error("RATELIMITED"), **named)


async def test_a_limit_is_http_400_and_says_when_the_spent_budget_is_full_again():
    now = datetime.now(UTC)
    soon, later = (int((now + timedelta(minutes=m)).timestamp() * 1000) for m in (9, 20))
    linear = limited(
        X_RateLimit_Requests_Remaining="12",
        X_RateLimit_Requests_Reset=str(later),
        X_RateLimit_Complexity_Remaining="0",
        X_RateLimit_Complexity_Reset=str(soon),
    )
    with pytest.raises(RateLimited) as failed:
        await linear.create_issue(NEW)
    assert abs(failed.value.retry_at - (now + timedelta(minutes=9))) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry_After": "7"}, timedelta(seconds=7)),
        ({}, timedelta(seconds=30)),
        (
            {"X_RateLimit_Requests_Remaining": "0", "X_RateLimit_Requests_Reset": "9" * 14},
            timedelta(hours=1),
        ),
        (
            {"X_RateLimit_Requests_Remaining": "0", "X_RateLimit_Requests_Reset": "soon"},
            timedelta(seconds=30),
        ),
    ],
)
async def test_a_limit_without_a_usable_reset_still_says_when(
    headers: dict[str, str], wait: timedelta
):
    before = datetime.now(UTC)
    with pytest.raises(RateLimited) as failed:
        await limited(**headers).viewer()
    assert wait <= failed.value.retry_at - before < wait + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (error("AUTHENTICATION_ERROR"), "set HANDRAIL_LINEAR_API_KEY"),
        (error(kind="authentication error"), "set HANDRAIL_LINEAR_API_KEY"),
        (error("FORBIDDEN"), "give the owner of HANDRAIL_LINEAR_API_KEY"),
        (error("GRAPHQL_VALIDATION_FAILED"), "documents.py"),
        (error("INPUT_ERROR", "invalid input"), "correct what it names"),
        (error("NEVER_HEARD_OF"), "correct what it names"),
        ({"errors": ["?"]}, "correct what it names"),
        ({"data": None}, "HANDRAIL_LINEAR_BASE_URL"),
        ({"data": {"viewer": {"name": "x"}}}, "HANDRAIL_LINEAR_BASE_URL"),
        ({"data": {"viewer": {"success": False}}}, "look at the issue"),
    ],
)
async def test_a_refusal_comes_with_a_remedy(content: dict[str, Any], remedy: str):
    with pytest.raises(Rejected, match=remedy):
        await answering(200, content).viewer()


@pytest.mark.parametrize(
    "kind", ["network error", "internal error", "INTERNAL_SERVER_ERROR", "lock timeout", "unknown"]
)
async def test_a_linear_in_trouble_is_transient_and_a_write_unclear(kind: str):
    with pytest.raises(Transient) as failed:
        await answering(200, error(kind=kind)).attach("https://x.test", "x", ISSUE)
    assert failed.value.unclear
    with pytest.raises(Transient) as failed:
        await answering(200, error(kind=kind)).viewer()
    assert not failed.value.unclear
