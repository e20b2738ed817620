"""Slack's clicks become facts; what cannot be read names the field."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from integrations.slack.facts import (
    Click,
    Closed,
    HomeOpened,
    Ignored,
    Message,
    MessageShortcut,
    Reacted,
    Said,
    Saying,
    Shortcut,
    SlashCommand,
    Submitted,
    UrlVerification,
)
from integrations.slack.said import plain
from integrations.slack.webhook import Fact, fact, read_http, verify
from integrations.webhooks import Malformed
from tests.integrations.signing import NOW, SECRET, body_of, by_slack

CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ada", "name": "Ada", "team_id": "T1"},
    "container": {"type": "message", "message_ts": "1772442000.000100", "channel_id": "C1"},
    "trigger_id": "111.222.abc",
    "response_url": "https://hooks.slack.test/actions/1",
    "actions": [
        {
            "action_id": "acknowledge",
            "block_id": "b",
            "value": "zendesk-1",
            "type": "button",
            "action_ts": "1772442060.250000",
        }
    ],
}


def parse(body: bytes) -> Fact:
    return fact(read_http(body))


def form(payload: Any) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def recorded(shared: Path, name: str) -> Any:
    return json.loads((shared / f"data/webhooks/slack_{name}.json").read_text())


def test_a_click_says_who_did_what_where_and_when():
    assert parse(form(CLICK)) == Click(
        user="U1",
        user_name="Ada",
        action="acknowledge",
        value="zendesk-1",
        channel="C1",
        message_ts="1772442000.000100",
        trigger_id="111.222.abc",
        delivery_id="111.222.abc:1772442060.250000",
        at=datetime(2026, 3, 2, 9, 1, 0, 250_000, tzinfo=UTC),
    )


def test_the_same_click_has_the_same_delivery_id_and_another_has_not():
    again = {**CLICK, "actions": [{**CLICK["actions"][0], "action_ts": "1772442061.0"}]}
    ids = {parse(form(payload)).delivery_id for payload in (CLICK, CLICK, again)}
    assert len(ids) == 2


def test_a_menus_choice_is_its_value():
    choice = {"action_id": "pause", "action_ts": "1.0", "selected_option": {"value": "on_hold"}}
    clicked = parse(form({**CLICK, "actions": [choice]}))
    assert isinstance(clicked, Click)
    assert clicked.value == "on_hold"


@pytest.mark.shared
def test_the_recorded_click_is_verified_and_read(shared: Path):
    body = form(recorded(shared, "block_actions"))
    verify(by_slack(body), body, SECRET, NOW)
    clicked = parse(body)
    assert isinstance(clicked, Click)
    assert (clicked.user, clicked.action, clicked.value) == ("W111", "a", "click_me_123")
    assert (clicked.channel, clicked.message_ts) == ("C111", "111.222")
    assert clicked.delivery_id == "111.222.valid:1596530385.194939"


@pytest.mark.shared
def test_the_recorded_submission_says_what_was_filled_in(shared: Path):
    sent = parse(form(recorded(shared, "view_submission")))
    assert isinstance(sent, Submitted)
    assert (sent.user, sent.view.callback_id) == ("W111", "view-id")
    assert sent.view.values == {"maBWU": "test"}
    assert sent.view.private_metadata == "This is for you!"
    assert sent.delivery_id == "V111:1596530361.3wRYuk3R"


@pytest.mark.shared
def test_the_recorded_shortcut_brings_its_message(shared: Path):
    chosen = parse(form(recorded(shared, "shortcut_message")))
    assert isinstance(chosen, MessageShortcut)
    assert (chosen.callback_id, chosen.trigger_id) == ("test-shortcut", "111.222.xxx")
    said = Message("C111", "1583636382.000300", "", "W111", "@W222 test")
    assert chosen.message == said


@pytest.mark.shared
def test_recorded_events_and_commands(shared: Path):
    said = parse(body_of(recorded(shared, "event_message")))
    assert isinstance(said, Said)
    written = Message("C111", "1596183880.004200", "", "W111", "Hello World!")
    assert (said.saying, said.message, said.delivery_id) == (Saying.NEW, written, "Ev111")
    challenge = recorded(shared, "url_verification")
    assert parse(body_of(challenge)) == UrlVerification(challenge["challenge"])
    command = recorded(shared, "slash_command")["raw_body"].encode()
    assert parse(command) == SlashCommand("W111", "/hello-world", "Hi", "C111", "111.111.xxx")


def event_body(**inner: Any) -> bytes:
    return body_of({"type": "event_callback", "event_id": "Ev1", "event": inner})


def view(**given: Any) -> dict[str, Any]:
    return {"id": "V1", "type": "modal", "hash": "1.a", "callback_id": "pause", **given}


def test_each_kind_of_field_says_what_is_filled_in():
    values = {
        "reason": {"reason": {"type": "static_select", "selected_option": {"value": "on_hold"}}},
        "until": {"until": {"type": "datetimepicker", "selected_date_time": 1772442000}},
        "text": {"text": {"type": "plain_text_input", "value": None}},
        "to": {"to": {"type": "static_select", "selected_option": None}},
    }
    sent = {"type": "view_submission", "user": {"id": "U1"}, "view": view(state={"values": values})}
    fact_ = fact(sent)
    assert isinstance(fact_, Submitted)
    filled = {"reason": "on_hold", "until": "1772442000", "text": None, "to": None}
    assert fact_.view.values == filled
    assert isinstance(fact({**sent, "type": "view_closed"}), Closed)


def test_a_field_changed_in_a_view_is_a_click_that_brings_the_view():
    chosen = {"action_id": "until", "action_ts": "1.5", "selected_date_time": 1772442000}
    within = {**CLICK, "container": {"type": "view", "view_id": "V1"}, "view": view()}
    clicked = fact({**within, "actions": [chosen]})
    assert isinstance(clicked, Click)
    assert (clicked.value, clicked.channel) == ("1772442000", "")
    assert clicked.view
    assert (clicked.view.id, clicked.view.hash, clicked.view.is_home) == ("V1", "1.a", False)
    at_home = fact({**within, "view": view(type="home")})
    assert isinstance(at_home, Click)
    assert at_home.view
    assert at_home.view.is_home


def event(**inner: Any) -> Fact:
    return fact({"type": "event_callback", "event_id": "Ev1", "event": inner})


def said(**inner: Any) -> Fact:
    told = {"type": "message", "channel": "C1", "user": "U1", "text": "Hi", "ts": "2.5"}
    return event(**{**told, "event_ts": "3.5", "thread_ts": "1.5", **inner})


def test_the_other_things_people_do():
    at = datetime.fromtimestamp(3.5, UTC)
    item = {"type": "message", "channel": "C1", "ts": "2.5"}
    reacted = event(type="reaction_added", user="U1", reaction="ticket", item=item, event_ts="3.5")
    assert reacted == Reacted("U1", "ticket", "C1", "2.5", "Ev1", at)
    assert event(type="app_home_opened", user="U1", tab="home") == HomeOpened("U1")
    assert event(type="app_home_opened", user="U1", tab="messages") == Ignored("messages tab")
    chosen = {"type": "shortcut", "user": {"id": "U1"}, "callback_id": "handrail_open"}
    shortcut = fact({**chosen, "trigger_id": "1.2", "action_ts": "3.5"})
    assert shortcut == Shortcut("U1", "handrail_open", "1.2", at)


WRITTEN = Message("C1", "2.5", "1.5", "U1", "Hi")
FILES = [{"title": "log.txt", "permalink": "https://x.slack.com/f1"}, {"name": "gone"}]


@pytest.mark.parametrize(
    ("inner", "saying", "message"),
    [
        ({}, Saying.NEW, WRITTEN),
        ({"subtype": "thread_broadcast"}, Saying.NEW, WRITTEN),
        (
            {"subtype": "file_share", "files": FILES},
            Saying.NEW,
            replace(WRITTEN, text="Hi\nlog.txt: https://x.slack.com/f1"),
        ),
        ({"subtype": "bot_message", "bot_id": "B1"}, Saying.NEW, replace(WRITTEN, is_bot=True)),
        ({"bot_id": "B1"}, Saying.NEW, replace(WRITTEN, is_bot=True)),
        (
            {
                "subtype": "message_changed",
                "message": {"user": "U1", "text": "Ho", "ts": "2.5", "thread_ts": "1.5"},
            },
            Saying.EDITED,
            replace(WRITTEN, text="Ho"),
        ),
        (
            {
                "subtype": "message_deleted",
                "previous_message": {"user": "U1", "text": "Hi", "ts": "2.5", "thread_ts": "1.5"},
            },
            Saying.DELETED,
            WRITTEN,
        ),
        (
            {
                "subtype": "message_changed",
                "message": {"subtype": "tombstone", "ts": "2.5"},
                "previous_message": {"user": "U1", "text": "Hi", "ts": "2.5", "thread_ts": "1.5"},
            },
            Saying.DELETED,
            WRITTEN,
        ),
    ],
    ids=["new", "broadcast", "file", "bot", "an app", "edited", "deleted", "with answers"],
)
def test_a_message_is_new_corrected_or_withdrawn(inner, saying: Saying, message: Message):
    at = datetime.fromtimestamp(3.5, UTC)
    assert said(**inner) == Said(saying, message, "Ev1", at)


def test_what_nobody_said_is_ignored_by_name():
    assert said(subtype="channel_join") == Ignored("message channel_join")
    assert event(type="team_join") == Ignored("event team_join")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<@U1> and <@U2|ben> in <#C1|l2>", "@U1 and @ben in #l2"),
        ("<!channel> <!subteam^S1|@leads>", "@channel @leads"),
        ("see <https://x.test/a?b=1&amp;c=2>", "see https://x.test/a?b=1&c=2"),
        ("<https://x.test|the page>", "the page (https://x.test)"),
        ("at <!date^1772442000^{time}|9:00>", "at 9:00"),
        ("1 < 2 > 0", "1 < 2 > 0"),
    ],
)
def test_slacks_markup_becomes_plain_words(written: str, read: str):
    assert plain(written) == read


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "payload"),
        (b"nonsense", "body"),
        (b"\xff", "body"),
        (b"a=1&" * 60, "body"),
        (b"{", "body"),
        (b"a=1", "payload"),
        (b"payload=[]", "body"),
        (form({}), "type"),
        (form({"type": "block_actions"}), "payload.user"),
        (form({**CLICK, "actions": []}), "payload.actions"),
        (form({**CLICK, "actions": [{"action_id": "a"}]}), "payload.actions.0.action_ts"),
        (
            form({**CLICK, "actions": [{"action_id": "a", "action_ts": "nan"}]}),
            "payload.actions.0.action_ts",
        ),
        (b"{}", "type"),
        (b"command=%2Fhandrail", "user_id"),
        (form({"type": "view_submission", "user": {"id": "U1"}}), "payload.view"),
        (body_of({"type": "event_callback", "event": {"type": "message"}}), "event_id"),
        (event_body(type="message"), "event.channel"),
        (event_body(type="message", channel="C1"), "event.ts"),
        (event_body(type="message", channel="C1", ts="x"), "event.event_ts"),
        (event_body(type="reaction_added", user="U1"), "event.reaction"),
    ],
)
def test_what_cannot_be_read_names_the_field(body: bytes, field: str):
    with pytest.raises(Malformed) as failed:
        parse(body)
    assert failed.value.field == field
