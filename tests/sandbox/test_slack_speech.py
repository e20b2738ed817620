"""What people say in the sandbox's Slack, and the events by which the app hears of it."""

from dataclasses import replace
from datetime import datetime

import pytest
import pytest_asyncio

from tests.sandbox.conftest import standing
from tests.sandbox.slack_world import AT, HERE, client, complaints, seen, told

SAY = {"user": "U0BEN", "channel": HERE, "text": "It is back"}


async def test_a_word_is_an_event_as_slack_sends_it(sandbox, contracts):
    answer = await sandbox.control("/slack/say", **SAY, at=AT)
    assert (answer["status"], float(answer["ts"])) == (200, datetime.fromisoformat(AT).timestamp())
    body = told(sandbox.gateway.taken[0])
    recorded = {"token", "team_id", "api_app_id", "event", "type", "event_id", "event_time"}
    assert (sandbox.gateway.taken[0].path, body["type"]) == ("/slack/events", "event_callback")
    assert body.keys() >= recorded
    event = body["event"]
    assert complaints(contracts, "GenericMessageEvent", event) == []
    assert (event["user"], event["ts"], event["channel_type"]) == ("U0BEN", answer["ts"], "channel")
    assert (body["event_time"], body["is_ext_shared_channel"]) == (int(float(answer["ts"])), True)


async def test_a_reply_stands_in_its_thread_with_its_files(sandbox, contracts):
    root = await client(sandbox).chat_postMessage(channel=HERE, text="root")
    reply = {**SAY, "text": "", "thread_ts": root["ts"], "files": [{"name": "trace.log"}]}
    await sandbox.control("/slack/say", **reply)
    event = told(sandbox.gateway.taken[0])["event"]
    without = {name: value for name, value in event.items() if name != "subtype"}
    assert complaints(contracts, "GenericMessageEvent", without) == []
    assert (event["thread_ts"], event["subtype"]) == (root["ts"], "file_share")
    assert [file["name"] for file in event["files"]] == ["trace.log"]
    thread = await client(sandbox).conversations_replies(channel=HERE, ts=root["ts"])
    assert [m["ts"] for m in thread["messages"]] == [root["ts"], event["ts"]]


async def test_an_edit_and_a_deletion_say_what_was_before(sandbox):
    ts = (await sandbox.control("/slack/say", **SAY))["ts"]
    where = {"user": "U0BEN", "channel": HERE, "ts": ts}
    await sandbox.control("/slack/edit", **where, text="It is not")
    await sandbox.control("/slack/delete", **where)
    edited, deleted = (told(taken)["event"] for taken in sandbox.gateway.taken[1:])
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "It is not")
    assert edited["previous_message"]["text"] == "It is back"
    assert edited["message"]["edited"]["user"] == "U0BEN"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "It is not"
    assert (await seen(sandbox))["messages"][HERE] == []


async def test_a_deleted_root_leaves_a_stone_over_its_thread(sandbox):
    ts = (await sandbox.control("/slack/say", **SAY))["ts"]
    await sandbox.control("/slack/say", **SAY, thread_ts=ts)
    await sandbox.control("/slack/delete", user="U0BEN", channel=HERE, ts=ts)
    stone, _ = (await seen(sandbox))["messages"][HERE]
    assert (stone["subtype"], stone["ts"]) == ("tombstone", ts)
    assert len((await sandbox.state())["slack"]["channels"][0]["messages"][0]["replies"]) == 1


async def test_a_reaction_is_told_once(sandbox):
    ts = (await sandbox.control("/slack/say", **SAY))["ts"]
    react = {"user": "U0DEV", "channel": HERE, "ts": ts, "name": "ticket"}
    await sandbox.control("/slack/react", **react)
    again = await sandbox.http.post("/control/slack/react", json=react)
    assert (again.status_code, again.json()["problem"]) == (404, "already_reacted")
    await client(sandbox).reactions_add(channel=HERE, timestamp=ts, name="ticket")
    event = told(sandbox.gateway.taken[-1])["event"]
    assert (event["type"], event["item"]["ts"], event["item_user"]) == (
        "reaction_added",
        ts,
        "U0BEN",
    )
    found = await client(sandbox).reactions_get(channel=HERE, timestamp=ts)
    assert found["message"]["reactions"] == [
        {"name": "ticket", "users": ["U0DEV", "U0HANDRAIL"], "count": 2}
    ]


async def test_opening_home_is_told(sandbox):
    await sandbox.control("/slack/home", user="U0BEN")
    event = told(sandbox.gateway.taken[0])["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", "U0BEN", "home")


@pytest.mark.parametrize("channel", ["C0GENERAL", "D0BEN"])
async def test_what_the_app_did_not_subscribe_to_is_not_told(sandbox, channel):
    await client(sandbox).chat_postMessage(channel="U0BEN", text="for you")
    answer = await sandbox.control("/slack/say", **{**SAY, "channel": channel})
    assert (answer["status"], answer["deliveries"]) == (200, [])
    assert (await seen(sandbox))["messages"][channel][-1]["text"] == "It is back"


FATES = [([500], 200, ["1"]), ([404, 503], 200, ["1", "2"]), ([500] * 9, 500, ["1", "2", "3"])]


@pytest.mark.parametrize(("statuses", "status", "retries"), FATES)
async def test_an_event_is_sent_again_three_times_and_says_so(sandbox, statuses, status, retries):
    sandbox.gateway.statuses = list(statuses)
    answer = await sandbox.control("/slack/say", **SAY)
    first, *more = sandbox.gateway.taken
    assert answer["status"] == status
    assert "x-slack-retry-num" not in first.headers
    assert [taken.headers["x-slack-retry-num"] for taken in more] == retries
    assert {taken.headers["x-slack-retry-reason"] for taken in more} == {"http_error"}
    assert {told(taken)["event_id"] for taken in (first, *more)} == {told(first)["event_id"]}


async def test_our_own_words_come_back_where_the_sandbox_echoes(sandbox_that_echoes, contracts):
    slack = client(sandbox_that_echoes)
    posted = await slack.chat_postMessage(channel=HERE, text="one")
    await slack.chat_update(channel=HERE, ts=posted["ts"], text="two")
    await slack.chat_delete(channel=HERE, ts=posted["ts"])
    await sandbox_that_echoes.gateway.has(3)
    events = {}
    for taken in sandbox_that_echoes.gateway.taken:
        event = told(taken)["event"]
        events[event.get("subtype", "")] = event
    assert complaints(contracts, "GenericMessageEvent", events[""]) == []
    assert (events[""]["bot_id"], events[""]["app_id"]) == ("B0HANDRAIL", "A0HANDRAIL")
    assert events["message_changed"]["message"]["text"] == "two"
    assert events["message_deleted"]["deleted_ts"] == posted["ts"]


@pytest_asyncio.fixture
async def sandbox_that_echoes():
    async with standing(None, lambda c: replace(c, echo=frozenset({"slack.message"}))) as one:
        yield one


@pytest.mark.parametrize("way", ["edit", "delete"])
async def test_nobody_touches_what_others_wrote(sandbox, way):
    ts = (await sandbox.control("/slack/say", **SAY))["ts"]
    ask = {"user": "U0DEV", "channel": HERE, "ts": ts}
    ask |= {"text": "mine"} if way == "edit" else {}
    answer = await sandbox.http.post(f"/control/slack/{way}", json=ask)
    assert answer.status_code == 404
    assert (await seen(sandbox))["messages"][HERE][0]["text"] == "It is back"
    method = {"edit": "chat.update", "delete": "chat.delete"}[way]
    headers = {"Authorization": "Bearer xoxb-test"}
    args = {"channel": HERE, "ts": ts, "text": "ours"}
    refused = await sandbox.http.post(f"/slack/api/{method}", json=args, headers=headers)
    word = {"edit": "cant_update_message", "delete": "cant_delete_message"}[way]
    assert refused.json()["error"] == word
