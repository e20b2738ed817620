"""What people do with the app's messages and views: sent as Slack sends it, once, and signed."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.slack_world import (
    AT,
    HERE,
    HOME,
    UNTIL,
    WHY,
    button,
    client,
    complaints,
    opened,
    option,
    seen,
    told,
)

SECONDS = datetime.fromisoformat(AT).timestamp()
MORE = {"type": "overflow", "action_id": "more", "options": [option("promise"), option("pause")]}
PICK = {"type": "static_select", "action_id": "pick", "options": [option("low")]}
WHO = {"type": "users_select", "action_id": "who"}
DAY = {"type": "datepicker", "action_id": "day"}
WHEN = {"type": "datetimepicker", "action_id": "when"}
TICKS = {"type": "checkboxes", "action_id": "ticks", "options": [option("a"), option("b")]}
BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Down"}, "accessory": MORE},
    {"type": "actions", "elements": [button("go", "1"), PICK, WHO, DAY]},
    {"type": "actions", "elements": [WHEN, TICKS, button("go", "2")]},
]


async def card(sandbox, blocks=BLOCKS, channel=HERE) -> dict[str, Any]:
    posted = await client(sandbox).chat_postMessage(channel=channel, text="down", blocks=blocks)
    return {"channel": posted["channel"], "ts": posted["ts"]}


CLICKS = [
    ({"action_id": "go", "value": "2"}, {"type": "button", "value": "2"}),
    (
        {"action_id": "more", "selected": "pause"},
        {"type": "overflow", "selected_option": option("pause")},
    ),
    ({"action_id": "pick", "selected": "low"}, {"selected_option": option("low")}),
    ({"action_id": "pick", "selected": ""}, {"selected_option": None}),
    ({"action_id": "who", "selected": "U0DEV"}, {"selected_user": "U0DEV"}),
    ({"action_id": "day", "selected": "2031-03-03"}, {"selected_date": "2031-03-03"}),
    ({"action_id": "when", "selected": "1930000000"}, {"selected_date_time": 1_930_000_000}),
    ({"action_id": "ticks", "selected": "a,b"}, {"selected_options": [option("a"), option("b")]}),
]


@pytest.mark.parametrize(("click", "action"), CLICKS)
async def test_what_is_used_in_a_message_is_told_as_slack_tells_it(
    sandbox, contracts, click, action
):
    where = await card(sandbox)
    await sandbox.control("/slack/click", user="U0BEN", **where, **click, at=AT)
    body = told(sandbox.gateway.taken[0])
    # The contract forgets that a menu can be cleared, and all of the datetimepicker.
    forgotten = action in ({"selected_option": None}, {"selected_date_time": 1_930_000_000})
    assert forgotten or complaints(contracts, "BlockAction", body) == []
    assert body["actions"][0].items() >= {**action, "action_id": click["action_id"]}.items()
    assert float(body["actions"][0]["action_ts"]) == SECONDS
    assert (body["message"]["ts"], body["container"]["type"]) == (where["ts"], "message")


async def test_a_change_in_a_modal_is_told_with_all_that_is_filled_in(sandbox, contracts):
    view = await opened(sandbox)
    values = {"why": {"why": {"type": "plain_text_input", "value": "leak"}}}
    click = {"view_id": view["id"], "action_id": "to", "selected": "security", "values": values}
    await sandbox.control("/slack/click", user="U0BEN", **click)
    body = told(sandbox.gateway.taken[-1])
    # The contract demands a response_url, which interactions in views have not.
    wanted = complaints(contracts, "BlockAction", {**body, "response_url": ""})
    assert (wanted, body["container"]) == ([], {"type": "view", "view_id": view["id"]})
    state = body["view"]["state"]["values"]
    assert state["why"]["why"]["value"] == "leak"
    assert state["to"]["to"]["selected_option"] == option("security")
    assert body["view"]["hash"] == view["hash"]


async def test_a_field_without_dispatch_tells_nothing(sandbox):
    view = await opened(sandbox, blocks=[WHY, UNTIL])
    click = {"user": "U0BEN", "view_id": view["id"], "action_id": "until", "selected": "1"}
    answer = await sandbox.http.post("/control/slack/click", json=click)
    assert (answer.status_code, answer.json()) == (404, {"problem": "action_not_found"})


async def test_a_button_of_home_tells_the_view_it_stands_in(sandbox, contracts):
    view = (await client(sandbox).views_publish(user_id="U0BEN", view=HOME))["view"]
    click = {"user": "U0BEN", "view_id": view["id"], "action_id": "acknowledge"}
    assert (await sandbox.control("/slack/click", **click))["status"] == 200
    body = told(sandbox.gateway.taken[0])
    assert complaints(contracts, "BlockAction", {**body, "response_url": ""}) == []
    assert body["view"]["type"] == "home"


async def test_a_command_is_a_form_and_its_answer_a_whisper(sandbox, contracts):
    blocks = [{"type": "actions", "elements": [button("go", "4711")]}]
    sandbox.gateway.bodies = [json.dumps({"text": "Yours", "blocks": blocks})]
    ask = {"user": "ben", "channel": HERE, "command": "/handrail", "text": "mine"}
    await sandbox.control("/slack/command", **ask)
    form = told(sandbox.gateway.taken[0])
    assert complaints(contracts, "SlashCommand", form) == []
    assert (sandbox.gateway.taken[0].path, form["text"]) == ("/slack/commands", "mine")
    (whisper,) = (await seen(sandbox))["ephemerals"]
    assert (whisper["text"], (await seen(sandbox, "U0DEV"))["ephemerals"]) == ("Yours", [])
    # What is whispered can be pressed; Slack then tells no content.
    click = {"user": "ben", "channel": HERE, "ts": whisper["ts"], "action_id": "go"}
    await sandbox.control("/slack/click", **click)
    body = told(sandbox.gateway.taken[1])
    assert complaints(contracts, "BlockAction", body) == []
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)


WORDS = [(200, "Help", "Help"), (500, "", '/handrail failed: "dispatch_failed"')]


@pytest.mark.parametrize(("status", "body", "shown"), WORDS)
async def test_a_command_is_sent_once_and_its_failure_shown(sandbox, status, body, shown):
    sandbox.gateway.statuses, sandbox.gateway.bodies = [status], [body]
    ask = {"user": "ben", "channel": HERE, "command": "/handrail"}
    assert (await sandbox.control("/slack/command", **ask))["status"] == status
    assert [e["text"] for e in (await seen(sandbox))["ephemerals"]] == [shown]
    assert len(sandbox.gateway.taken) == 1


async def test_shortcuts_are_what_slack_sends(sandbox, contracts):
    where = await card(sandbox)
    everywhere = {"user": "ben", "callback_id": "handrail_open", "at": AT}
    await sandbox.control("/slack/shortcut", **everywhere)
    of_message = {"user": "ben", "callback_id": "handrail_escalate_message", **where}
    await sandbox.control("/slack/shortcut", **of_message)
    first, second = map(told, sandbox.gateway.taken)
    assert complaints(contracts, "GlobalShortcut", first) == []
    assert complaints(contracts, "MessageShortcut", second) == []
    assert (float(first["action_ts"]), second["message_ts"]) == (SECONDS, where["ts"])


@pytest.mark.parametrize(("insist", "attempts"), [(False, 1), (True, 2)])
async def test_slack_does_not_repeat_a_click_but_people_may_insist(sandbox, insist, attempts):
    sandbox.gateway.statuses = [503]
    click = {"user": "ben", **await card(sandbox), "action_id": "go", "insist": insist}
    answer = await sandbox.control("/slack/click", **click)
    assert (answer["deliveries"][0]["attempts"], len(sandbox.gateway.taken)) == (attempts,) * 2


async def test_who_insists_waits_for_the_button(sandbox):
    where = await card(sandbox, [{"type": "divider"}])
    click = {"user": "ben", **where, "action_id": "go", "insist": True}
    clicking = asyncio.create_task(sandbox.control("/slack/click", **click))
    await asyncio.sleep(0.05)
    assert not clicking.done()
    await client(sandbox).chat_update(**where, text="down", blocks=BLOCKS)
    assert (await clicking)["status"] == 200


async def test_an_answer_to_a_response_url_may_be_for_all(sandbox):
    click = {"user": "ben", **await card(sandbox), "action_id": "go"}
    await sandbox.control("/slack/click", **click)
    path = told(sandbox.gateway.taken[0])["response_url"].removeprefix("http://sandbox.test")
    await sandbox.http.post(path, json={"text": "all", "response_type": "in_channel"})
    refused = await sandbox.http.post(path, json={"blocks": "no"})
    said = [m["text"] for m in (await seen(sandbox, "U0DEV"))["messages"][HERE]]
    assert (said, refused.status_code) == (["down", "all"], 400)


NOBODY = [
    ("U0DORA", HERE, "account_inactive"),
    ("U0GUS", "C0LEADS", "not_in_channel"),
    ("U0DEV", "C0SECURITY", "channel_not_found"),
    ("U0NOBODY", HERE, "user_not_found"),
]


@pytest.mark.parametrize(("user", "channel", "problem"), NOBODY)
async def test_nobody_acts_where_they_cannot_be(sandbox, user, channel, problem):
    ask = {"user": user, "channel": channel, "command": "/handrail"}
    answer = await sandbox.http.post("/control/slack/command", json=ask)
    assert (answer.status_code, answer.json()["problem"]) == (404, problem)


UNKNOWN = [
    ("command", {"channel": HERE, "command": "/other"}, "unknown_command"),
    ("shortcut", {"callback_id": "other"}, "unknown_shortcut"),
    ("submit", {"view_id": "V9"}, "view_not_found"),
    ("close", {"view_id": "V9"}, "view_not_found"),
]


@pytest.mark.parametrize(("way", "ask", "problem"), UNKNOWN)
async def test_what_is_not_there_cannot_be_used(sandbox, way, ask, problem):
    answer = await sandbox.http.post(f"/control/slack/{way}", json={"user": "ben", **ask})
    assert (answer.status_code, answer.json()["problem"]) == (404, problem)
    unread = await sandbox.http.post(f"/control/slack/{way}", json={"user": 1})
    assert unread.status_code == 400
