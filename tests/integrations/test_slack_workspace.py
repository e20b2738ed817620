"""What the edges ask of a workspace: accounts, groups, threads, and a word to one person."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from integrations.errors import Rejected, Transient, VendorError
from integrations.slack.client import EVENT_TYPE, Identity, open_session, open_web_client
from integrations.slack.facts import Message
from integrations.slack.workspace import Member, Root, Workspace
from tests.integrations.fake_slack import Args, FakeSlack

OWN = Identity("U0BOT", "B0BOT", "T0")
OURS = {"channel": "C0L2", "ts": "5.1", "user": "U0BOT", "bot_id": "B0BOT", "text": "high at l2"}
REPLY = {"channel": "C0L2", "ts": "5.2", "user": "U1", "text": "a &amp; b", "thread_ts": "5.1"}


def keyed(key: str, event_type: str = EVENT_TYPE) -> Args:
    return {"metadata": {"event_type": event_type, "event_payload": {"key": key}}}


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack(page=100)


@pytest.fixture
async def workspace(slack: FakeSlack) -> AsyncIterator[Workspace]:
    async with TestServer(slack.application()) as server, open_session() as session:
        yield Workspace(open_web_client("xoxb", str(server.make_url("/api/")), session))


@pytest.mark.parametrize(
    ("account", "member"),
    [
        ({}, Member("U1", "T0")),
        ({"is_restricted": True}, Member("U1", "T0", is_guest=True)),
        ({"is_ultra_restricted": True}, Member("U1", "T0", is_guest=True)),
        ({"is_stranger": True, "team_id": "T9"}, Member("U1", "T9", is_stranger=True)),
        ({"deleted": True}, Member("U1", "T0", is_gone=True)),
        ({"is_bot": True}, Member("U1", "T0", is_bot=True)),
        (None, None),
    ],
)
async def test_an_account_is_what_slack_says_of_it(workspace, slack, account, member):
    slack.accounts["U1"] = account
    assert await workspace.member("U1") == member


async def test_groups_are_known_by_their_handles(workspace, slack):
    slack.groups = {"leads": ["U1", "U2"], "empty": []}
    assert await workspace.groups() == {"@leads": ("U1", "U2"), "@empty": ()}
    assert await workspace.identity() == OWN


@pytest.mark.parametrize(
    ("root", "escalation"),
    [
        ({**OURS, **keyed("zendesk-1~2/message/l2")}, "zendesk-1~2"),
        ({**OURS, **keyed("zendesk-1/17")}, ""),
        ({**OURS, **keyed("zendesk-1/message/l2", "theirs")}, ""),
        ({**OURS, **keyed("zendesk-1/message/l2"), "bot_id": "B9"}, ""),
        ({**OURS, **keyed("zendesk-1/message/l2"), "bot_id": None, "user": "U1"}, ""),
        (OURS, ""),
    ],
    ids=["living message", "alarm", "other metadata", "other app", "a person", "no metadata"],
)
async def test_only_a_living_message_of_ours_is_an_escalations(workspace, slack, root, escalation):
    slack.messages.append(root)
    assert await workspace.root("C0L2", "5.1", OWN) == Root(escalation)


async def test_a_thread_is_read_in_order_and_a_message_within_it(workspace, slack):
    slack.messages += [OURS, REPLY]
    root = Message("C0L2", "5.1", "", "U0BOT", "high at l2", is_bot=True)
    reply = Message("C0L2", "5.2", "5.1", "U1", "a & b")
    assert await workspace.thread("C0L2", "5.1") == [root, reply]
    assert await workspace.message("C0L2", "5.2") == reply
    assert await workspace.message("C0L2", "7.7") is None
    assert await workspace.permalink("C0L2", "5.2") == (
        "https://example.slack.com/archives/C0L2/p52"
    )


@pytest.mark.parametrize("code", ["thread_not_found", "channel_not_found"])
async def test_what_is_not_there_is_nothing_and_no_fault(workspace, slack, code: str):
    slack.refused = {"conversations.replies": code}
    assert await workspace.root("C0L2", "5.1", OWN) == Root()
    assert await workspace.thread("C0L2", "5.1") == []


@pytest.mark.parametrize(
    ("code", "error"), [("internal_error", Transient), ("missing_scope", Rejected)]
)
async def test_every_call_fails_in_one_of_three_ways(
    workspace, slack, code: str, error: type[VendorError]
):
    view = {"type": "home", "blocks": []}
    calls = {
        "users.info": lambda: workspace.member("U1"),
        "usergroups.list": workspace.groups,
        "auth.test": workspace.identity,
        "conversations.replies": lambda: workspace.thread("C0L2", "5.1"),
        "chat.getPermalink": lambda: workspace.permalink("C0L2", "5.1"),
        "views.open": lambda: workspace.open("1.2", view),
        "views.update": lambda: workspace.update("V1", "1.a", view),
        "views.publish": lambda: workspace.publish("U1", view),
        "chat.postMessage": lambda: workspace.whisper("U1", "U1", "Hi"),
    }
    slack.refused = dict.fromkeys(calls, code)
    for ask in calls.values():
        with pytest.raises(error):
            await ask()


@pytest.mark.parametrize(("text", "status"), [("<html>", 404), ('{"ok": true}', 200)])
async def test_what_is_not_slack_is_said_to_be_none(workspace, slack, text: str, status: int):
    calls = (
        lambda: workspace.member("U1"),
        workspace.groups,
        workspace.identity,
        lambda: workspace.thread("C0L2", "5.1"),
        lambda: workspace.permalink("C0L2", "5.1"),
    )
    for ask in calls:
        kind = "application/json" if status == 200 else "text/html"
        slack.faults = [lambda kind=kind: web.Response(text=text, status=status, content_type=kind)]
        with pytest.raises(Rejected, match="HANDRAIL_SLACK_BASE_URL"):
            await ask()


async def test_a_word_to_one_person_is_said_where_they_are_or_directly(workspace, slack):
    await workspace.whisper("C0L2", "U1", "No")
    await workspace.whisper("U1", "U1", "No")
    slack.refused = {"chat.postEphemeral": "not_in_channel"}
    await workspace.whisper("C9", "U1", "No")
    asked = [(method, args["channel"]) for method, args in slack.calls]
    assert asked == [
        ("chat.postEphemeral", "C0L2"),
        ("chat.postMessage", "U1"),
        ("chat.postEphemeral", "C9"),
        ("chat.postMessage", "U1"),
    ]
