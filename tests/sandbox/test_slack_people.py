"""Who and what is in the sandbox's Slack, and where the app may speak."""

import json
from pathlib import Path

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from integrations.slack.scopes import METHODS, needed
from tests.sandbox.slack_world import HERE, client, seen

WHO = [
    ("U0BEN", {"is_restricted": False, "deleted": False, "is_bot": False, "tz": "Europe/Berlin"}),
    ("U0GUS", {"is_restricted": True, "is_ultra_restricted": False, "team_id": "T0SANDBOX"}),
    ("U0STELLA", {"is_stranger": True, "team_id": "T0ELSEWHERE"}),
    ("U0DORA", {"deleted": True}),
    ("U0HANDRAIL", {"is_bot": True}),
]


@pytest.mark.parametrize(("user", "flags"), WHO)
async def test_a_person_is_told_with_what_they_are(sandbox, user, flags):
    found = (await client(sandbox).users_info(user=user))["user"]
    assert found.items() >= flags.items()
    assert ("is_stranger" in found) == (user == "U0STELLA")


async def test_everybody_is_listed_page_by_page(sandbox):
    members = []
    async for page in await client(sandbox).users_list(limit=10):
        members += [member["id"] for member in page["members"]]
    assert len(members) == len(set(members)) > 20
    assert {user for user, _ in WHO} <= set(members)


async def test_user_groups_name_their_people_to_those_who_ask(sandbox):
    slack = client(sandbox)
    named = (await slack.usergroups_list(include_users=True))["usergroups"]
    (security,) = [group for group in named if group["handle"] == "security-team"]
    bare = (await slack.usergroups_list())["usergroups"]
    assert (security["users"], "users" in bare[0]) == (["U0HIRO", "U0ZOE"], False)
    assert (await slack.usergroups_users_list(usergroup=security["id"]))["users"] == [
        "U0HIRO",
        "U0ZOE",
    ]


async def test_the_token_tells_its_scopes_with_every_answer(sandbox):
    answer = await client(sandbox).auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["x-oauth-scopes"].split(",") == list(needed())
    assert (await client(sandbox).team_info())["team"]["id"] == answer["team_id"]


async def test_the_app_speaks_only_where_it_is_until_it_joins(sandbox):
    slack, where = client(sandbox), {"channel": "C0GENERAL"}
    info = (await slack.conversations_info(**where))["channel"]
    assert (info["is_member"], info["is_archived"]) == (False, False)
    for refused in (
        slack.chat_postMessage(**where, text="x"),
        slack.conversations_history(**where),
    ):
        with pytest.raises(SlackApiError) as refusal:
            await refused
        assert refusal.value.response["error"] == "not_in_channel"
    assert "U0HANDRAIL" not in (await slack.conversations_members(**where))["members"]
    await slack.conversations_join(**where)
    assert "U0HANDRAIL" in (await slack.conversations_members(**where))["members"]
    assert (await slack.chat_postMessage(**where, text="x"))["ok"]


async def test_a_private_channel_is_known_to_its_members(sandbox):
    members = (await client(sandbox).conversations_members(channel="C0SECURITY"))["members"]
    assert members == ["U0HIRO", "U0ZOE", "U0HANDRAIL"]
    mine, others = await seen(sandbox, "U0HIRO"), await seen(sandbox, "U0BEN")
    shown = [{c["id"] for c in one["channels"]} for one in (mine, others)]
    assert shown[0] - shown[1] == {"C0SECURITY"}
    guest = await seen(sandbox, "U0GUS")
    assert [c["id"] for c in guest["channels"]] == [HERE] == list(guest["messages"])


async def test_a_direct_message_is_one_conversation_however_it_is_named(sandbox):
    slack = client(sandbox)
    opened = (await slack.conversations_open(users="U0BEN"))["channel"]["id"]
    posted = await slack.chat_postMessage(channel="U0BEN", text="for you alone")
    assert posted["channel"] == opened
    info = (await slack.conversations_open(channel=opened, return_im=True))["channel"]
    assert (info["is_im"], info["user"]) == (True, "U0BEN")
    assert opened in (await seen(sandbox))["messages"]
    assert opened not in (await seen(sandbox, "U0DEV"))["messages"]
    listed = await slack.conversations_list(types="im")
    assert [channel["id"] for channel in listed["channels"]] == [opened]


async def test_a_snapshot_says_all_that_a_page_needs(sandbox):
    await client(sandbox).chat_postMessage(
        channel=HERE, text="x", metadata={"event_type": "e", "event_payload": {"key": "k"}}
    )
    one = await seen(sandbox)
    assert (one["me"]["name"], one["commands"]) == ("Ben Okafor", ["/handrail"])
    assert {s["callback_id"] for s in one["shortcuts"]} > {"handrail_open"}
    assert (one["views"], one["home"], one["ephemerals"]) == ([], None, [])
    assert "metadata" not in one["messages"][HERE][0]
    nobody = await sandbox.http.get("/control/slack?as=U9")
    assert (nobody.status_code, nobody.json()["problem"]) == (404, "user_not_found")


BY_ID = {"channel": HERE}
REFUSED = [
    ("chat.postEphemeral", {"channel": "C0SECURITY", "user": "U0BEN", "text": "x"},
     "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": "U0BEN", "user": "U0BEN", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "U9", "text": "x"}, "channel_not_found"),
    ("chat.delete", {**BY_ID, "ts": "1.0"}, "message_not_found"),
    ("reactions.add", {**BY_ID, "timestamp": "1.0", "name": "eyes"}, "message_not_found"),
    ("reactions.get", BY_ID, "no_item_specified"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U9"}, "user_not_found"),
    ("conversations.open", {"users": "U0DORA"}, "user_disabled"),
    ("conversations.open", {"users": "U0BEN,U0DEV"}, "invalid_user_combination"),
    ("conversations.info", {"channel": "C9"}, "channel_not_found"),
    ("conversations.members", {**BY_ID, "cursor": "x"}, "invalid_cursor"),
    ("conversations.join", {"channel": "C0SECURITY"}, "method_not_supported_for_channel_type"),
    ("conversations.list", {"types": "secret_channel"}, "invalid_types"),
    ("usergroups.users.list", {"usergroup": "S9"}, "no_such_subteam"),
    ("team.info", {"team": "T9"}, "team_not_found"),
    ("views.update", {"view_id": "V9", "view": {}}, "not_found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "args", "error"), REFUSED)
async def test_a_refusal_is_one_that_slack_documents(sandbox, contracts: Path, method, args, error):
    with pytest.raises(SlackApiError) as refusal:
        await client(sandbox).api_call(method, json=args)
    assert refusal.value.response["error"] == error
    documented = json.loads((contracts / "slack/web-api-methods.json").read_text())
    assert error in documented[method]["errors"]


async def test_socket_mode_takes_another_kind_of_token(sandbox):
    headers = {"Authorization": "Bearer xoxb-test"}
    answer = await sandbox.http.post("/slack/api/apps.connections.open", headers=headers)
    assert answer.json()["error"] == "not_allowed_token_type"


async def test_every_method_that_we_use_is_there(sandbox):
    headers = {"Authorization": "Bearer xoxb-test"}

    async def word(method: str) -> str:
        answer: httpx.Response = await sandbox.http.post(f"/slack/api/{method}", headers=headers)
        return str(answer.json().get("error", ""))

    assert await word("no.such") == "unknown_method"
    assert [method for method in METHODS if await word(method) == "unknown_method"] == []
