"""What Slack sends when people do something else than press a button; shapes by its docs."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.gateway.senders import NOW, Request, slack

AT = f"{NOW.timestamp():.6f}"


def interaction(payload: Mapping[str, Any]) -> Request:
    return slack(urlencode({"payload": json.dumps(payload)}).encode(), "/slack/interactivity")


def state(values: Mapping[str, str | None]) -> dict[str, Any]:
    """A view's state as Slack writes it: the type says under which name a value stands."""
    selects = ("to", "reason", "severity", "category")
    whens = ("until", "due_at")
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in whens:
            field: dict[str, Any] = {"type": "datetimepicker"}
            field["selected_date_time"] = int(value) if value else None
        elif name in selects and " " not in (value or ""):
            field = {"type": "static_select"}
            field["selected_option"] = {"value": value} if value else None
        else:
            field = {"type": "plain_text_input", "value": value}
        found[name] = {name: field}
    return {"values": found}


def shown(view: Mapping[str, Any], values: Mapping[str, str | None]) -> dict[str, Any]:
    """A view that we opened, as it comes back."""
    names = ("type", "callback_id", "private_metadata", "id")
    kept = {name: view[name] for name in names if name in view}
    return {"id": "V1", "hash": "1.a", **kept, "state": state(values)}


def submit(view: Mapping[str, Any], user: str = "U-a-l2", **values: str | None) -> Request:
    payload = {
        "type": "view_submission",
        "user": {"id": user, "name": "ana"},
        "trigger_id": "111.222.submit",
        "view": shown(view, values),
    }
    return interaction(payload)


def changed(view: Mapping[str, Any], field: str, user: str = "U-a-l2", **values: str) -> Request:
    payload = {
        "type": "block_actions",
        "user": {"id": user, "name": "ana"},
        "container": {"type": "view", "view_id": "V1"},
        "trigger_id": "111.222.changed",
        "view": shown(view, values),
        "actions": [{**state(values)["values"][field][field], "action_id": field, "action_ts": AT}],
    }
    return interaction(payload)


def typed(text: str, user: str = "U-a-l2", channel: str = "C1") -> Request:
    form = {
        "token": "t",
        "command": "/handrail",
        "text": text,
        "user_id": user,
        "channel_id": channel,
        "trigger_id": "111.222.typed",
    }
    return slack(urlencode(form).encode(), "/slack/commands")


def chose(callback_id: str, message: Mapping[str, Any] | None = None) -> Request:
    """A shortcut, of a message if there is one."""
    payload: dict[str, Any] = {
        "type": "message_action" if message else "shortcut",
        "user": {"id": "U-a-l2", "name": "ana"},
        "callback_id": callback_id,
        "trigger_id": "111.222.chose",
        "action_ts": AT,
    }
    if message:
        payload |= {"message": message, "channel": {"id": "C0L2", "name": "l2"}}
        payload["message_ts"] = message["ts"]
    return interaction(payload)


def event(inner: Mapping[str, Any], id_: str = "Ev1") -> Request:
    body = {"type": "event_callback", "event_id": id_, "event": {"event_ts": AT, **inner}}
    return slack(json.dumps(body).encode(), "/slack/events")


def said(text: str, thread: str, ts: str = "9.000001", id_: str = "Ev1", **more: Any) -> Request:
    message = {"user": "U-a-l2", "text": text, "ts": ts, "thread_ts": thread, **more}
    return event({"type": "message", "channel": "C0L2", **message}, id_)
