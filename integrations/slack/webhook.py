"""Bytes and headers from Slack in, a verified fact out.

Slack, "Verifying requests from Slack" and "Handling user interaction in your Slack apps". Events
come as JSON, clicks as a form with JSON in its field `payload`, slash commands as a plain form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from integrations import webhooks
from integrations.webhooks import Malformed, Wire

FRESH_FOR = timedelta(seconds=300)  # the vendor's own figure
FORM_FIELDS_MAX = 50  # a slash command has some 15
_NAME_THE_FIELD = "send it as Slack does"


@dataclass(frozen=True)
class Click:
    """Somebody used a button or a menu in one of our messages; `at` is Slack's clock, aware UTC."""

    user: str
    user_name: str
    action: str
    value: str
    channel: str
    message_ts: str
    response_url: str
    delivery_id: str
    at: datetime


@dataclass(frozen=True)
class UrlVerification:
    """Slack asks whether we live here; answer with the challenge."""

    challenge: str


@dataclass(frozen=True)
class Ignored:
    """Verified and understood, but nothing that moves an escalation."""

    kind: str


Fact = Click | UrlVerification | Ignored


class _User(Wire):
    id: str
    name: str = ""
    username: str = ""


class _Container(Wire):
    channel_id: str = ""
    message_ts: str = ""


class _Option(Wire):
    value: str = ""


class _Action(Wire):
    action_id: str
    action_ts: float
    value: str = ""
    selected_option: _Option | None = None


class _Clicked(Wire):
    user: _User
    container: _Container
    actions: tuple[_Action, ...]
    trigger_id: str
    response_url: str = ""


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Check signature and age; `now` is aware. Raises Forged or Stale."""
    stamp = webhooks.header(headers, "X-Slack-Request-Timestamp")
    signed = webhooks.digest(secret, b"v0:" + stamp.encode(errors="surrogateescape") + b":" + body)
    given = webhooks.header(headers, "X-Slack-Signature")
    webhooks.check_signature(f"v0={signed.hex()}", given)
    webhooks.check_freshness(_instant(stamp, "X-Slack-Request-Timestamp"), now, FRESH_FOR)


def parse(body: bytes) -> Fact:
    """Read a verified body. Raises Malformed."""
    if body.lstrip().startswith(b"{"):
        return _event(webhooks.read_object(body))
    form = _form(body)
    if "payload" in form:
        return _interaction(webhooks.read_object(form["payload"]))
    if "command" in form:
        return Ignored(f"command {form['command']}")
    raise Malformed("payload", f"is missing; {_NAME_THE_FIELD}")


def _event(found: dict[str, Any]) -> Fact:
    match found:
        case {"type": "url_verification", "challenge": str(challenge)}:
            return UrlVerification(challenge)
        case {"type": "event_callback", "event": {"type": str(kind)}}:
            return Ignored(f"event {kind}")
        case {"type": str(kind)}:
            return Ignored(kind)
        case _:
            raise Malformed("type", f"is missing; {_NAME_THE_FIELD}")


def _interaction(found: dict[str, Any]) -> Fact:
    kind = found.get("type")
    if not isinstance(kind, str):
        raise Malformed("payload.type", f"is missing; {_NAME_THE_FIELD}")
    if kind != "block_actions":
        return Ignored(kind)
    clicked = webhooks.read(_Clicked, found, "payload")
    if not clicked.actions:
        raise Malformed("payload.actions", f"is empty; {_NAME_THE_FIELD}")
    action = clicked.actions[0]  # one click is one action; the list is for the future
    chosen = action.selected_option.value if action.selected_option else action.value
    return Click(
        user=clicked.user.id,
        user_name=clicked.user.name or clicked.user.username,
        action=action.action_id,
        value=chosen,
        channel=clicked.container.channel_id,
        message_ts=clicked.container.message_ts,
        response_url=clicked.response_url,
        # Interactions carry no delivery id; both parts are the same when Slack sends it again.
        delivery_id=f"{clicked.trigger_id}:{action.action_ts:.6f}",
        at=_instant(str(action.action_ts), "payload.actions.0.action_ts"),
    )


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), strict_parsing=True, max_num_fields=FORM_FIELDS_MAX))
    except ValueError:
        raise Malformed("body", f"is neither JSON nor a form; {_NAME_THE_FIELD}") from None


def _instant(written: str, field: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(written), UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed(field, "is no Unix time in seconds") from None
