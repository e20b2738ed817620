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
from tests.integrations.finding import found

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]
HELLO = "hello", BLOCKS


@pytest.fixture
def fake() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
async def slack(fake: FakeSlack) -> AsyncIterator[SlackClient]:
    async with TestServer(fake.application()) as server:
        yield SlackClient(open_web_client("a-token", str(server.make_url("/api/"))))


async def test_a_message_is_posted_with_its_key_and_no_preview(slack: SlackClient, fake: FakeSlack):
    posted = await slack.post("#l2", HELLO, ["wf/1"])
    assert posted == Posted("C0L2", "1772442000.000000")
    message = fake.messages[0]
    assert message["metadata"] == {"event_type": "handrail", "event_payload": {"key": "wf/1"}}
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


async def test_an_update_replaces_the_words_and_pings_nobody(slack: SlackClient, fake: FakeSlack):
    posted = await slack.post("C0L2", HELLO, ["wf/1"])
    await slack.update(posted, ("acknowledged", []))
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


async def test_what_was_written_last_is_known_until_a_write_fails(
    slack: SlackClient, fake: FakeSlack
):
    posted = await slack.post("C0L2", HELLO, ["wf/1"])
    assert slack.stands(posted, HELLO)
    assert not slack.stands(posted, ("hello", []))
    await slack.update(posted, ("acknowledged", []))
    assert slack.stands(posted, ("acknowledged", []))
    fake.faults = [lambda: refused("internal_error")]
    with pytest.raises(Transient):
        await slack.update(posted, HELLO)
    assert not slack.stands(posted, HELLO)
    assert not slack.stands(posted, ("acknowledged", []))


async def test_a_lost_answer_is_unclear_and_the_message_can_be_found(
    slack: SlackClient, fake: FakeSlack
):
    slack._web.timeout = 0.2
    fake.faults = [lambda: SILENCE]
    with pytest.raises(Transient) as failed:
        await slack.post("#l2", HELLO, ["wf/0"])
    assert failed.value.unclear
    slack._web.timeout = 20
    assert await found(slack._web, {"wf/0"}, "#l2") == {"wf/0": Posted("C0L2", "1772442000.000000")}
    assert len(fake.messages) == 1


async def test_nobody_listening_is_clear(unused_tcp_port: int):
    slack = SlackClient(open_web_client("a-token", f"http://127.0.0.1:{unused_tcp_port}/api/"))
    with pytest.raises(Transient) as failed:
        await slack.post("#l2", HELLO, ["wf/0"])
    assert not failed.value.unclear


def refused(error: str, status: int = 200, **headers: str) -> web.Response:
    answer = {"ok": False, "error": error, "needed": "chat:write"}
    return web.json_response(answer, status=status, headers=headers)


async def test_a_limit_is_not_waited_out_here(slack: SlackClient, fake: FakeSlack):
    before = datetime.now(UTC)
    fake.faults = [lambda: refused("ratelimited", 429, **{"Retry-After": "30"})]
    with pytest.raises(RateLimited) as failed:
        await slack.post("#l2", HELLO, ["wf/0"])
    assert timedelta(seconds=30) <= failed.value.retry_at - before < timedelta(seconds=35)
    assert len(fake.calls) == 1


@pytest.mark.parametrize("error", sorted(REMEDIES))
async def test_what_a_person_can_mend_comes_with_the_remedy(
    slack: SlackClient, fake: FakeSlack, error: str
):
    fake.faults = [lambda: refused(error)]
    with pytest.raises(Rejected) as failed:
        await slack.post("#l2", HELLO, ["wf/0"])
    assert failed.value.remedy == REMEDIES[error]
    assert error in failed.value.reason


async def test_a_missing_scope_is_named(slack: SlackClient, fake: FakeSlack):
    fake.faults = [lambda: refused("missing_scope")]
    with pytest.raises(Rejected, match=r"missing_scope \(chat:write\)"):
        await slack.post("#l2", HELLO, ["wf/0"])


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
        await slack.post("#l2", HELLO, ["wf/0"])
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
    web_client = open_web_client("a-token", "https://slack.com/api/")
    assert web_client.proxy is None
    assert web_client.retry_handlers == []


def test_a_customers_words_can_neither_ping_nor_link():
    assert escape("<!channel> & <@U1|x>") == "&lt;!channel&gt; &amp; &lt;@U1|x&gt;"


@pytest.mark.shared
async def test_every_argument_is_one_that_slack_documents(
    slack: SlackClient, fake: FakeSlack, shared: Path
):
    documented = json.loads((shared / "contracts/slack/web-api-methods.json").read_text())
    parent = await slack.post("#l2", HELLO, ["wf/0"])
    await slack.post("#l2", HELLO, ["wf/1"], thread=parent.ts)
    await slack.update(parent, HELLO)
    await slack.ephemeral("C0L2", "U1", "no")
    await found(slack._web, {"k"}, "#l2")
    await found(slack._web, {"k"}, "#l2", thread=parent.ts)
    await slack.auth_test()
    assert {method for method, _ in fake.calls} == {
        "chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.list",
        "conversations.history", "conversations.replies", "auth.test",
    }  # fmt: skip
    for method, args in fake.calls:
        known = documented[method]["args"]
        assert set(args) <= set(known), method
        assert {name for name, arg in known.items() if arg["required"]} <= set(args), method
