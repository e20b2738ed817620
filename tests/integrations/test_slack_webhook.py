"""Slack's clicks become facts; what cannot be read names the field."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from integrations.slack.webhook import Click, Fact, Ignored, UrlVerification, parse, verify
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
        response_url="https://hooks.slack.test/actions/1",
        delivery_id="111.222.abc:1772442060.250000",
        at=datetime(2026, 3, 2, 9, 1, 0, 250_000, tzinfo=UTC),
    )


def test_the_same_click_has_the_same_delivery_id_and_another_has_not():
    again = {**CLICK, "actions": [{**CLICK["actions"][0], "action_ts": "1772442061.0"}]}
    ids = {parse(form(payload)).delivery_id for payload in (CLICK, CLICK, again)}
    assert len(ids) == 2


def test_a_menus_choice_is_its_value():
    choice = {"action_id": "pause", "action_ts": "1.0", "selected_option": {"value": "on_hold"}}
    fact = parse(form({**CLICK, "actions": [choice]}))
    assert isinstance(fact, Click)
    assert fact.value == "on_hold"


@pytest.mark.shared
def test_the_recorded_click_is_verified_and_read(shared: Path):
    body = form(recorded(shared, "block_actions"))
    verify(by_slack(body), body, SECRET, NOW)
    fact = parse(body)
    assert isinstance(fact, Click)
    assert (fact.user, fact.action, fact.value) == ("W111", "a", "click_me_123")
    assert (fact.channel, fact.message_ts) == ("C111", "111.222")
    assert fact.delivery_id == "111.222.valid:1596530385.194939"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("view_submission", Ignored("view_submission")),
        ("shortcut_message", Ignored("message_action")),
    ],
)
def test_other_recorded_interactions_are_ignored_by_name(shared: Path, name: str, expected: Fact):
    assert parse(form(recorded(shared, name))) == expected


@pytest.mark.shared
def test_recorded_events_and_commands(shared: Path):
    assert parse(body_of(recorded(shared, "event_message"))) == Ignored("event message")
    challenge = recorded(shared, "url_verification")
    assert parse(body_of(challenge)) == UrlVerification(challenge["challenge"])
    command = recorded(shared, "slash_command")["raw_body"].encode()
    assert parse(command) == Ignored("command /hello-world")


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
        (form({}), "payload.type"),
        (form({"type": "block_actions"}), "payload.user"),
        (form({**CLICK, "actions": []}), "payload.actions"),
        (form({**CLICK, "actions": [{"action_id": "a"}]}), "payload.actions.0.action_ts"),
        (
            form({**CLICK, "actions": [{"action_id": "a", "action_ts": "nan"}]}),
            "payload.actions.0.action_ts",
        ),
        (b"{}", "type"),
    ],
)
def test_what_cannot_be_read_names_the_field(body: bytes, field: str):
    with pytest.raises(Malformed) as failed:
        parse(body)
    assert failed.value.field == field
