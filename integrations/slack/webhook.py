"""Bytes and headers from Slack in, a verified fact out; Socket Mode hands its payloads to `fact`.

Slack, "Verifying requests from Slack" and "Handling user interaction in your Slack apps". Events
come as JSON, interactions as a form with JSON in its field `payload`, slash commands as a plain
form.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from pydantic import Field

from integrations import webhooks
from integrations.slack.events import NAME_THE_FIELD, event
from integrations.slack.facts import (
    Click,
    Closed,
    Fact,
    MessageShortcut,
    Shortcut,
    SlashCommand,
    Submitted,
    View,
)
from integrations.slack.said import message_in
from integrations.slack.stamps import instant
from integrations.webhooks import Malformed, Wire

FRESH_FOR = timedelta(seconds=300)  # the vendor's own figure
FORM_FIELDS_MAX = 50  # a slash command has some 15


class _User(Wire):
    id: str
    name: str = ""
    username: str = ""


class _Container(Wire):
    channel_id: str = ""
    message_ts: str = ""


class _Option(Wire):
    value: str = ""


class _Filled(Wire):
    """A field, in an action or in a view's state: each type keeps its value under a name."""

    value: str | None = None
    selected_option: _Option | None = None
    selected_date_time: str | None = None

    @property
    def chosen(self) -> str | None:
        if self.selected_option:
            return self.selected_option.value
        return self.value if self.selected_date_time is None else self.selected_date_time


class _Action(_Filled):
    action_id: str
    action_ts: str


class _State(Wire):
    values: dict[str, dict[str, _Filled]] = Field(default_factory=dict)


class _View(Wire):
    id: str
    type: str = "modal"
    hash: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    state: _State | None = None


class _Clicked(Wire):
    user: _User
    container: _Container = _Container()
    actions: tuple[_Action, ...]
    trigger_id: str = ""
    view: _View | None = None


class _Sent(Wire):
    user: _User
    view: _View


class _Channel(Wire):
    id: str


class _Chosen(Wire):
    user: _User
    callback_id: str
    trigger_id: str
    action_ts: str
    channel: _Channel | None = None
    message: dict[str, Any] = Field(default_factory=dict)


class _Command(Wire):
    command: str
    user_id: str
    text: str = ""
    channel_id: str = ""
    trigger_id: str = ""


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged or Stale."""
    stamp = webhooks.header(headers, "X-Slack-Request-Timestamp")
    signed = webhooks.digest(secret, b"v0:" + stamp.encode(errors="surrogateescape") + b":" + body)
    given = webhooks.header(headers, "X-Slack-Signature")
    webhooks.check_signature(f"v0={signed.hex()}", given)
    webhooks.check_freshness(instant(stamp, "X-Slack-Request-Timestamp"), now, FRESH_FOR)


def read_http(body: bytes) -> dict[str, Any]:
    """The payload of a verified body, as Socket Mode carries it too. Raises Malformed."""
    if body.lstrip().startswith(b"{"):
        return webhooks.read_object(body)
    form = _form(body)
    if "payload" in form:
        return webhooks.read_object(form["payload"])
    if "command" in form:
        return dict(form)
    raise Malformed("payload", f"is missing; {NAME_THE_FIELD}")


def fact(payload: Mapping[str, Any]) -> Fact:
    """What a payload says. Raises Malformed."""
    if "command" in payload and "type" not in payload:
        said = webhooks.read(_Command, payload)
        where = (said.channel_id, said.trigger_id)
        return SlashCommand(said.user_id, said.command, said.text.strip(), *where)
    match payload.get("type"):
        case "block_actions":
            return _click(webhooks.read(_Clicked, payload, "payload"))
        case "view_submission":
            sent = webhooks.read(_Sent, payload, "payload")
            # A view that is built again has another hash: what was sent once is known by both.
            return Submitted(sent.user.id, _view(sent.view), f"{sent.view.id}:{sent.view.hash}")
        case "view_closed":
            sent = webhooks.read(_Sent, payload, "payload")
            return Closed(sent.user.id, _view(sent.view))
        case "shortcut":
            chosen = webhooks.read(_Chosen, payload, "payload")
            at = instant(chosen.action_ts, "payload.action_ts")
            return Shortcut(chosen.user.id, chosen.callback_id, chosen.trigger_id, at)
        case "message_action":
            return _of_message(webhooks.read(_Chosen, payload, "payload"))
        case _:
            return event(payload)


def _click(clicked: _Clicked) -> Click:
    if not clicked.actions:
        raise Malformed("payload.actions", f"is empty; {NAME_THE_FIELD}")
    action = clicked.actions[0]  # one click is one action; the list is for the future
    at = instant(action.action_ts, "payload.actions.0.action_ts")
    return Click(
        user=clicked.user.id,
        user_name=clicked.user.name or clicked.user.username,
        action=action.action_id,
        value=action.chosen or "",
        channel=clicked.container.channel_id,
        message_ts=clicked.container.message_ts,
        trigger_id=clicked.trigger_id,
        # Interactions carry no delivery id; both parts are the same when Slack sends it again.
        delivery_id=f"{clicked.trigger_id}:{action.action_ts}",
        at=at,
        view=_view(clicked.view) if clicked.view else None,
    )


def _of_message(chosen: _Chosen) -> MessageShortcut:
    message = message_in(chosen.message, chosen.channel.id) if chosen.channel else None
    if message is None:
        raise Malformed("payload.message", f"is missing; {NAME_THE_FIELD}")
    return MessageShortcut(
        user=chosen.user.id,
        callback_id=chosen.callback_id,
        message=message,
        trigger_id=chosen.trigger_id,
        delivery_id=f"{chosen.trigger_id}:{chosen.action_ts}",
        at=instant(chosen.action_ts, "payload.action_ts"),
    )


def _view(found: _View) -> View:
    fields = found.state.values.values() if found.state else ()
    return View(
        id=found.id,
        hash=found.hash,
        callback_id=found.callback_id,
        private_metadata=found.private_metadata,
        values={name: field.chosen for block in fields for name, field in block.items()},
        is_home=found.type == "home",
    )


def _form(body: bytes) -> dict[str, str]:
    try:
        text, limit = body.decode(), FORM_FIELDS_MAX
        fields = parse_qsl(text, True, strict_parsing=True, max_num_fields=limit)
    except ValueError:
        raise Malformed("body", f"is neither JSON nor a form; {NAME_THE_FIELD}") from None
    return dict(fields)
