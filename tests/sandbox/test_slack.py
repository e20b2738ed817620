"""Slack's own client against the Slack face."""

import json
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack_messages import BLOCKS_MAX
from tests.sandbox.conftest import Sandbox

MARK = {"event_type": "handrail", "event_payload": {"key": "zendesk-1/post-1"}}
BUTTON = {
    "type": "button",
    "action_id": "acknowledge",
    "text": {"type": "plain_text", "text": "Acknowledge"},
    "value": "zendesk-1",
}
BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Payments are down*"}},
    {"type": "actions", "elements": [BUTTON]},
]


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient("xoxb-test", base_url=f"{sandbox.url}/slack/api/")


async def test_a_message_is_posted_updated_and_found_again_by_its_mark(slack, sandbox):
    posted = await slack.chat_postMessage(
        channel="#engineering", text="down", blocks=BLOCKS, metadata=MARK
    )
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await slack.chat_update(**where, text="Up again")
    found = await slack.conversations_history(channel=where["channel"], include_all_metadata=True)
    (message,) = found["messages"]
    assert (message["text"], message["blocks"], message["metadata"]) == ("Up again", [], MARK)
    whats = [(e["what"], e["key"]) for e in await sandbox.record()]
    assert whats == [(f"chat.{what}", "zendesk-1/post-1") for what in ("postMessage", "update")]


async def test_metadata_is_shown_only_to_those_who_ask_for_it(slack):
    posted = await slack.chat_postMessage(channel="#product", text="x", metadata=MARK)
    found = await slack.conversations_history(channel=posted["channel"])
    assert "metadata" not in found["messages"][0]


async def test_a_thread_is_told_in_order_and_stays_out_of_the_channel(slack):
    parent = await slack.chat_postMessage(channel="#engineering", text="parent")
    where = {"channel": parent["channel"]}
    for text in ("one", "two"):
        await slack.chat_postMessage(**where, text=text, thread_ts=parent["ts"])
    replies = await slack.conversations_replies(**where, ts=parent["ts"])
    assert [m["text"] for m in replies["messages"]] == ["parent", "one", "two"]
    stamps = [m["ts"] for m in replies["messages"]]
    assert stamps == sorted(set(stamps))
    history = await slack.conversations_history(**where)
    assert [m["text"] for m in history["messages"]] == ["parent"]


async def test_history_comes_in_pages_newest_first_and_can_begin_late(slack):
    posted = [await slack.chat_postMessage(channel="#product", text=str(n)) for n in range(5)]
    channel, texts = posted[0]["channel"], []
    async for page in await slack.conversations_history(channel=channel, limit=2):
        texts += [m["text"] for m in page["messages"]]
    assert texts == ["4", "3", "2", "1", "0"]
    late = await slack.conversations_history(channel=channel, oldest=posted[3]["ts"])
    assert [m["text"] for m in late["messages"]] == ["4"]
    both = await slack.conversations_history(
        channel=channel, oldest=posted[3]["ts"], inclusive=True
    )
    assert len(both["messages"]) == 2


async def test_an_ephemeral_message_reaches_one_person_and_no_history(slack, sandbox):
    await slack.chat_postEphemeral(channel="#engineering", user="U0DEV", text="refused: closed")
    state = (await sandbox.state())["slack"]
    assert [(e["user"], e["text"]) for e in state["ephemerals"]] == [("U0DEV", "refused: closed")]
    assert not any(channel["messages"] for channel in state["channels"])


async def test_channels_people_and_links_are_known(slack):
    public = await slack.conversations_list()
    every = await slack.conversations_list(types="public_channel,private_channel")
    private = {c["name"] for c in every["channels"]} - {c["name"] for c in public["channels"]}
    assert private == {"security"}
    assert (await slack.users_info(user="U0DEV"))["user"]["name"] == "dev"
    by_email = await slack.users_lookupByEmail(email="dev@example.com")
    assert by_email["user"]["id"] == "U0DEV"
    posted = await slack.chat_postMessage(channel="#product", text="x")
    link = await slack.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"].endswith(f"#{posted['channel']}-{posted['ts']}")
    assert (await slack.auth_test())["bot_id"] == "B0HANDRAIL"


HERE = {"channel": "#product"}
BY_ID = {"channel": "C0PRODUCT"}
POST, HISTORY = "chat.postMessage", "conversations.history"
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2_641}}] * 5
REFUSED = [
    (POST, {"channel": "#nowhere", "text": "x"}, "channel_not_found"),
    (POST, HERE, "no_text"),
    (POST, {**HERE, "blocks": "no"}, "invalid_blocks_format"),
    (POST, {**HERE, "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    (POST, {**HERE, "blocks": LONG}, "msg_blocks_too_long"),
    (POST, {**HERE, "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    (POST, {**HERE, "text": "x", "thread_ts": "1.0"}, "cannot_reply_to_message"),
    ("chat.update", {**HERE, "ts": "1.0", "text": "x"}, "channel_not_found"),
    ("chat.update", {**BY_ID, "ts": "1.0", "text": "x"}, "message_not_found"),
    ("chat.postEphemeral", {**HERE, "user": "U9", "text": "x"}, "user_not_in_channel"),
    (HISTORY, {**BY_ID, "oldest": "soon"}, "invalid_ts_oldest"),
    (HISTORY, {**BY_ID, "cursor": "x"}, "invalid_cursor"),
    ("conversations.replies", {**BY_ID, "ts": "1.0"}, "thread_not_found"),
    ("users.info", {"user": "U9"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSED)
async def test_a_refusal_is_one_that_slack_documents(slack, contracts: Path, method, args, error):
    with pytest.raises(SlackApiError) as refusal:
        await slack.api_call(method, json=args)
    assert refusal.value.response["error"] == error
    documented = json.loads((contracts / "slack" / "web-api-methods.json").read_text())
    assert error in documented[method]["errors"]


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), ("", "not_authed")])
async def test_a_wrong_or_missing_token_is_refused(sandbox, token, error):
    answer = await sandbox.http.post("/slack/api/auth.test", data={"token": token})
    assert (answer.status_code, answer.json()["error"]) == (200, error)


async def test_fifty_blocks_pass_and_a_form_is_read_like_json(sandbox):
    blocks = json.dumps([{"type": "divider"}] * BLOCKS_MAX)
    form = {"token": "xoxb-test", "channel": "engineering", "blocks": blocks}
    answer = await sandbox.http.post("/slack/api/chat.postMessage", data=form)
    assert len(answer.json()["message"]["blocks"]) == BLOCKS_MAX
