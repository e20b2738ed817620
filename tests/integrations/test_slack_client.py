"""Slack's messages: each is posted once and found again by its key, whatever happens on the way."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from integrations.errors import RateLimited, Rejected, Transient
from integrations.slack.client import Identity, Posted, SlackClient, open_web_client
from integrations.slack.escape import escape
from integrations.slack.failures import REMEDIES
from tests.integrations.fake_slack import SILENCE, FakeSlack

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]


@pytest.fixture
def fake() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
async def slack(fake: FakeSlack) -> AsyncIterator[SlackClient]:
    async with TestServer(fake.application()) as server:
        yield SlackClient(open_web_client("xoxb-1", str(server.make_url("/api/"))))


async def test_a_message_is_posted_with_its_key_and_no_preview(slack: SlackClient, fake: FakeSlack):
    posted = await slack.post("#l2", "hello", BLOCKS, "wf/1")
    assert posted == Posted("C0L2", "1772442000.000000")
    message = fake.messages[0]
    assert message["metadata"] == {"event_type": "handrail", "event_payload": {"key": "wf/1"}}
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


async def test_an_update_replaces_the_words_and_pings_nobody(slack: SlackClient, fake: FakeSlack):
    posted = await slack.post("C0L2", "hello", BLOCKS, "wf/1")
    await slack.update(posted, "acknowledged", [])
    assert fake.messages[0]["text"] == "acknowledged"
    assert fake.messages[0]["metadata"]["event_payload"] == {"key": "wf/1"}
    assert fake.calls[-1][1]["parse"] == "none"


async def test_a_word_for_one_person(slack: SlackClient, fake: FakeSlack):
    await slack.ephemeral("C0L2", "U1", "it is resolved already")
    assert fake.calls[-1] == (
        "chat.postEphemeral",
        {"channel": "C0L2", "user": "U1", "text": "it is resolved already"},
    )


async def test_who_we_are(slack: SlackClient):
    assert await slack.auth_test() == Identity("U0BOT", "B0BOT", "T0")


async def test_keys_are_found_in_a_channel_over_several_pages(slack: SlackClient, fake: FakeSlack):
    for number in range(5):
        await slack.post("#l2", "hello", BLOCKS, f"wf/{number}")
    fake.messages.insert(
        1, {"channel": "C0L2", "ts": "1772442000.5", "metadata": {"event_type": "x"}}
    )
    found = await slack.find({"wf/1", "wf/4", "wf/9"}, "#l2")
    assert found == {
        "wf/1": Posted("C0L2", "1772442000.000001"),
        "wf/4": Posted("C0L2", "1772442000.000004"),
    }


async def test_a_key_is_found_in_its_thread(slack: SlackClient):
    parent = await slack.post("#l2", "hello", BLOCKS, "wf/0")
    reply = await slack.post(parent.channel, "overdue", BLOCKS, "wf/1", thread=parent.ts)
    assert await slack.find({"wf/1"}, "#l2") == {}
    assert await slack.find({"wf/1"}, parent.channel, thread=parent.ts) == {"wf/1": reply}


async def test_what_is_older_is_not_looked_through(slack: SlackClient):
    await slack.post("#l2", "hello", BLOCKS, "wf/0")
    posted_at = datetime.fromtimestamp(1772442000, UTC)
    assert await slack.find({"wf/0"}, "#l2", oldest=posted_at + timedelta(minutes=4))
    assert not await slack.find({"wf/0"}, "#l2", oldest=posted_at + timedelta(minutes=6))


async def test_too_much_to_look_through_is_said_and_not_taken_for_absent(
    slack: SlackClient, fake: FakeSlack
):
    for number in range(21):
        await slack.post("#l2", "hello", BLOCKS, f"wf/{number}")
    with pytest.raises(Rejected, match="do not tell whether ours was posted"):
        await slack.find({"other"}, "#l2")


async def test_a_name_is_looked_up_once_and_an_unknown_one_is_rejected(
    slack: SlackClient, fake: FakeSlack
):
    fake.page = 1
    await slack.find({"k"}, "#l2")
    await slack.find({"k"}, "l2")
    assert [method for method, _ in fake.calls].count("conversations.list") == 2
    with pytest.raises(Rejected, match="no channel #nowhere; correct the channel in the policy"):
        await slack.find({"k"}, "#nowhere")


async def test_a_lost_answer_is_unclear_and_the_message_can_be_found(
    slack: SlackClient, fake: FakeSlack
):
    slack._web.timeout = 0.2
    fake.faults = [lambda: SILENCE]
    with pytest.raises(Transient) as failed:
        await slack.post("#l2", "hello", BLOCKS, "wf/0")
    assert failed.value.unclear
    slack._web.timeout = 20
    assert await slack.find({"wf/0"}, "#l2") == {"wf/0": Posted("C0L2", "1772442000.000000")}
    assert len(fake.messages) == 1


async def test_nobody_listening_is_clear(unused_tcp_port: int):
    slack = SlackClient(open_web_client("xoxb-1", f"http://127.0.0.1:{unused_tcp_port}/api/"))
    with pytest.raises(Transient) as failed:
        await slack.post("#l2", "hello", BLOCKS, "wf/0")
    assert not failed.value.unclear


def refused(error: str, status: int = 200, **headers: str) -> web.Response:
    answer = {"ok": False, "error": error, "needed": "chat:write"}
    return web.json_response(answer, status=status, headers=headers)


async def test_a_limit_is_not_waited_out_here(slack: SlackClient, fake: FakeSlack):
    before = datetime.now(UTC)
    fake.faults = [lambda: refused("ratelimited", 429, **{"Retry-After": "30"})]
    with pytest.raises(RateLimited) as failed:
        await slack.post("#l2", "hello", BLOCKS, "wf/0")
    assert timedelta(seconds=30) <= failed.value.retry_at - before < timedelta(seconds=35)
    assert len(fake.calls) == 1


@pytest.mark.parametrize("error", sorted(REMEDIES))
async def test_what_a_person_can_mend_comes_with_the_remedy(
    slack: SlackClient, fake: FakeSlack, error: str
):
    fake.faults = [lambda: refused(error)]
    with pytest.raises(Rejected) as failed:
        await slack.post("#l2", "hello", BLOCKS, "wf/0")
    assert failed.value.remedy == REMEDIES[error]
    assert error in failed.value.reason


async def test_a_missing_scope_is_named(slack: SlackClient, fake: FakeSlack):
    fake.faults = [lambda: refused("missing_scope")]
    with pytest.raises(Rejected, match=r"missing_scope \(chat:write\)"):
        await slack.post("#l2", "hello", BLOCKS, "wf/0")


@pytest.mark.parametrize(
    "answer",
    [
        lambda: refused("internal_error"),
        lambda: refused("fatal_error", 500),
        lambda: web.Response(status=503, text="try later"),
        lambda: web.Response(status=502, text="<html>", content_type="text/html"),
    ],
)
async def test_a_slack_in_trouble_may_have_posted(slack: SlackClient, fake: FakeSlack, answer):
    fake.faults = [answer]
    with pytest.raises(Transient) as failed:
        await slack.post("#l2", "hello", BLOCKS, "wf/0")
    assert failed.value.unclear


@pytest.mark.parametrize("body", ["<html>", "", "[]", "7"])
async def test_an_answer_that_is_no_json_object_is_not_slacks(
    slack: SlackClient, fake: FakeSlack, body: str
):
    for kind in ("text/html", "text/plain", "application/json"):
        fake.faults = [lambda kind=kind: web.Response(text=body, content_type=kind)]
        with pytest.raises(Rejected, match="HANDRAIL_SLACK_BASE_URL"):
            await slack.auth_test()


def test_a_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    web_client = open_web_client("xoxb-1", "https://slack.com/api/")
    assert web_client.proxy is None
    assert web_client.retry_handlers == []


def test_a_customers_words_can_neither_ping_nor_link():
    assert escape("<!channel> & <@U1|x>") == "&lt;!channel&gt; &amp; &lt;@U1|x&gt;"


@pytest.mark.shared
async def test_every_argument_is_one_that_slack_documents(
    slack: SlackClient, fake: FakeSlack, shared: Path
):
    documented = json.loads((shared / "contracts/slack/web-api-methods.json").read_text())
    parent = await slack.post("#l2", "hello", BLOCKS, "wf/0")
    await slack.post("#l2", "hello", BLOCKS, "wf/1", thread=parent.ts)
    await slack.update(parent, "hello", BLOCKS)
    await slack.ephemeral("C0L2", "U1", "no")
    await slack.find({"k"}, "#l2", oldest=datetime(2026, 3, 1, tzinfo=UTC))
    await slack.find({"k"}, "#l2", thread=parent.ts)
    await slack.auth_test()
    assert {method for method, _ in fake.calls} == {
        "chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.list",
        "conversations.history", "conversations.replies", "auth.test",
    }  # fmt: skip
    for method, args in fake.calls:
        known = documented[method]["args"]
        assert set(args) <= set(known), method
        assert {name for name, arg in known.items() if arg["required"]} <= set(args), method
