"""Trouble on demand, as each vendor makes it."""

import asyncio
import time

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

VIEWER = "{ viewer { id } }"


@pytest.fixture
def slack(sandbox):
    return AsyncWebClient("xoxb-test", base_url=f"{sandbox.url}/slack/api/")


async def tickets(sandbox):
    return await sandbox.http.get("/zendesk/api/v2/users/me.json", auth=sandbox.zendesk_auth)


async def test_slack_limits_one_method_as_often_as_ordered(sandbox, slack):
    order = {"face": "slack", "match": "chat.", "kind": "rate_limit", "retry_after_s": 7}
    await sandbox.control("/faults", **order, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refusal:
            await slack.chat_postMessage(channel="#product", text="x")
        response = refusal.value.response
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert response.headers["Retry-After"] == "7"
        assert (await slack.auth_test())["ok"]
    assert (await slack.chat_postMessage(channel="#product", text="x"))["ok"]


async def test_linear_limits_with_400_and_a_code(sandbox):
    order = {"face": "linear", "match": "viewer", "kind": "rate_limit", "retry_after_s": 3}
    await sandbox.control("/faults", **order)
    answer = await sandbox.linear(VIEWER)
    assert (answer.status_code, answer.headers["retry-after"]) == (400, "3")
    assert answer.json()["errors"][0]["extensions"]["code"] == "RATELIMITED"
    assert (await sandbox.linear(VIEWER)).status_code == 200


async def test_zendesk_limits_with_429(sandbox):
    order = {"face": "zendesk", "match": "GET users/me", "kind": "rate_limit"}
    await sandbox.control("/faults", **order)
    answer = await tickets(sandbox)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert (await tickets(sandbox)).status_code == 200


async def test_an_error_is_a_500_and_has_no_effect(sandbox, slack):
    await sandbox.control("/faults", face="slack", match="chat.postMessage", kind="error")
    with pytest.raises(SlackApiError) as refusal:
        await slack.chat_postMessage(channel="#product", text="x")
    assert refusal.value.response.status_code == 500
    assert await sandbox.record() == []


async def test_a_lost_answer_leaves_its_effect_behind(sandbox):
    await sandbox.control("/zendesk/tickets", id=1, subject="s", description="d")
    await sandbox.control("/faults", face="zendesk", match="PUT", kind="lost_answer", seconds=0.05)
    note = {"ticket": {"comment": {"body": "once", "public": False}}}
    with pytest.raises(httpx.RemoteProtocolError):
        await sandbox.http.put(
            "/zendesk/api/v2/tickets/1.json", json=note, auth=sandbox.zendesk_auth
        )
    assert [e["text"] for e in await sandbox.record()] == ["once"]


async def test_a_dropped_connection_has_no_effect(sandbox):
    await sandbox.control("/zendesk/tickets", id=1, subject="s", description="d")
    await sandbox.control("/faults", face="zendesk", match="PUT", kind="drop", seconds=0.05)
    with pytest.raises(httpx.RemoteProtocolError):
        await noted(sandbox)
    assert await sandbox.record() == []
    assert (await noted(sandbox)).status_code == 200


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("malformed", 200)])
async def test_a_conflict_and_another_page_have_no_effect(sandbox, kind, status):
    await sandbox.control("/zendesk/tickets", id=1, subject="s", description="d")
    await sandbox.control("/faults", face="zendesk", match="PUT tickets/1", kind=kind)
    answer = await noted(sandbox)
    assert (answer.status_code, await sandbox.record()) == (status, [])
    assert answer.headers["content-type"].startswith(
        "text/html" if kind == "malformed" else "application/json"
    )


async def test_a_garbled_answer_leaves_its_effect_behind(sandbox):
    await sandbox.control("/zendesk/tickets", id=1, subject="s", description="d")
    await sandbox.control("/faults", face="zendesk", match="PUT", kind="garbled")
    assert "Maintenance" in (await noted(sandbox)).text
    assert [e["text"] for e in await sandbox.record()] == ["x"]


async def test_some_requests_may_pass_before_trouble_strikes(sandbox):
    await sandbox.control("/faults", face="zendesk", kind="error", after=2)
    assert [(await tickets(sandbox)).status_code for _ in range(4)] == [200, 200, 500, 200]


async def noted(sandbox) -> httpx.Response:
    url, note = "/zendesk/api/v2/tickets/1", {"ticket": {"comment": {"body": "x"}}}
    return await sandbox.http.put(url, json=note, auth=sandbox.zendesk_auth)


async def test_slacks_client_sees_a_lost_answer_as_an_error_of_the_connection(sandbox, slack):
    await sandbox.control("/faults", face="slack", kind="lost_answer", seconds=0.05)
    with pytest.raises(Exception, match=r"payload|[Dd]isconnected"):
        await slack.chat_postMessage(channel="#product", text="once")
    assert [e["text"] for e in await sandbox.record()] == ["once"]


async def test_a_slow_answer_comes_late_and_holds_up_nobody_else(sandbox):
    await sandbox.control("/faults", face="linear", kind="slow", seconds=0.5)
    begun = time.monotonic()
    slow = asyncio.create_task(sandbox.linear(VIEWER))
    await asyncio.sleep(0.05)
    assert (await tickets(sandbox)).status_code == 200
    assert time.monotonic() - begun < 0.45
    assert (await slow).status_code == 200
    assert time.monotonic() - begun >= 0.5


async def test_orders_can_be_seen_and_cancelled(sandbox):
    await sandbox.control("/faults", face="zendesk", kind="error", times=5)
    assert [f["left"] for f in (await sandbox.http.get("/control/faults")).json()["faults"]] == [5]
    await sandbox.http.delete("/control/faults")
    assert (await tickets(sandbox)).status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        {"face": "slack", "kind": "flood"},
        {"face": "linear", "kind": "conflict"},
        {"face": "teams", "kind": "error"},
    ],
)
async def test_an_order_for_an_unknown_trouble_is_refused(sandbox, order):
    answer = await sandbox.http.post("/control/faults", json=order)
    assert answer.status_code == 400
