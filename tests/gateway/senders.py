"""Requests as the vendors send them, signed by code that shares nothing with ours."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

SECRET = "a secret of the tests"
NOW = datetime(2026, 3, 2, 9, 12, tzinfo=UTC)


@dataclass
class Request:
    """A request, so that tests may send it again or spoil it."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    async def to(self, gateway: httpx.AsyncClient) -> httpx.Response:
        return await gateway.post(self.path, content=self.body, headers=self.headers)


def zendesk_body(
    kind: str, ticket: int | str = 4711, event: Mapping[str, Any] | None = None, **detail: Any
) -> bytes:
    full = {
        "id": str(ticket),
        "subject": "Export hangs",
        "description": "It never ends",
        "priority": "HIGH",
        "status": "OPEN",
        "requester_id": "900",
        "actor_id": "900",
        "assignee_id": None,
        "tags": ["beta"],
    }
    body = {
        "type": f"zen:event-type:ticket.{kind}",
        "id": str(uuid.uuid4()),
        "time": detail.pop("time", "2026-03-02T09:12:00.5Z"),
        "detail": {**full, **detail},
        "event": event or {},
    }
    return json.dumps(body).encode()


def zendesk(body: bytes, delivery: str = "", age: timedelta = timedelta(0)) -> Request:
    stamp = (NOW - age).isoformat().replace("+00:00", "Z")
    digest = hmac.new(SECRET.encode(), stamp.encode() + body, hashlib.sha256).digest()
    headers = {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
        "X-Zendesk-Webhook-Invocation-Id": delivery or uuid.uuid4().hex,
        "Content-Type": "application/json",
    }
    return Request("/webhooks/zendesk", body, headers)


def created(ticket: int | str = 4711, **detail: Any) -> Request:
    return zendesk(zendesk_body("created", ticket, **detail))


def commented(
    text: str, ticket: int | str = 4711, by: str = "900", public: bool = True, **detail: Any
) -> Request:
    author = {"id": by, "is_staff": by != "900"}
    comment = {"id": str(uuid.uuid4().int % 10**12), "body": text, "is_public": public}
    event = {"comment": {**comment, "author": author}}
    return zendesk(zendesk_body("comment_added", ticket, event, actor_id=by, **detail))


def status_changed(
    current: str, ticket: int | str = 4711, by: str = "77", **detail: Any
) -> Request:
    event = {"current": current, "previous": "OPEN"}
    changed = {"actor_id": by, "status": current, **detail}
    return zendesk(zendesk_body("status_changed", ticket, event, **changed))


def freshdesk(ticket: int | str = 31, event: str = "updated", at: datetime = NOW) -> Request:
    """What our rule in Freshdesk sends: it points at a ticket, and says no more."""
    told = {"ticket_id": str(ticket), "event": event, "changed": at.isoformat()}
    headers = {"X-Handrail-Secret": SECRET, "Content-Type": "application/json"}
    return Request("/webhooks/freshdesk", json.dumps(told).encode(), headers)


def intercom(topic: str, item: Mapping[str, Any], delivery: str = "") -> Request:
    """A notification, signed over its body."""
    seconds = int(NOW.timestamp())
    told = {
        "type": "notification_event",
        "topic": topic,
        "id": delivery or f"notif_{uuid.uuid4()}",
        "created_at": seconds,
        "first_sent_at": seconds,
        "delivery_attempts": 1,
        "data": {"type": "notification_event_data", "item": item},
    }
    body = json.dumps(told).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    return Request("/webhooks/intercom", body, {"X-Hub-Signature": f"sha1={signature}"})


def hubspot(*events: Mapping[str, Any], to: str = "http://gateway/webhooks/hubspot") -> Request:
    """Events as one array, signed for the address `to` (version 3)."""
    common = {"occurredAt": int(NOW.timestamp() * 1000), "subscriptionType": "ticket.creation"}
    told = [{"eventId": n, "objectId": 7, **common, **event} for n, event in enumerate(events)]
    body, stamp = json.dumps(told).encode(), str(int(NOW.timestamp() * 1000))
    signed = b"POST" + to.encode() + body + stamp.encode()
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    headers = {
        "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
        "X-HubSpot-Request-Timestamp": stamp,
    }
    return Request("/webhooks/hubspot", body, headers)


def linear(body: Mapping[str, Any], age: timedelta = timedelta(0)) -> Request:
    sent = {**body, "webhookTimestamp": int((NOW - age).timestamp() * 1000)}
    raw = json.dumps(sent).encode()
    signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"Linear-Signature": signature, "Linear-Delivery": uuid.uuid4().hex}
    return Request("/webhooks/linear", raw, headers)


def issue_moved(description: str, state: str = "completed", by: str = "u1") -> Request:
    issue = {
        "id": "11111111-1111-4111-8111-111111111111",
        "identifier": "ENG-12",
        "url": "https://linear.app/example/issue/ENG-12",
        "description": description,
        "state": {"id": "s1", "name": "Done", "type": state},
    }
    return linear(
        {
            "type": "Issue",
            "action": "update",
            "createdAt": "2026-03-02T09:12:00.000Z",
            "actor": {"id": by, "name": "Dev Patel"},
            "updatedFrom": {"stateId": "s0"},
            "data": issue,
        }
    )


def issue_commented(text: str, by: str = "u1") -> Request:
    comment = {
        "id": "22222222-2222-4222-8222-222222222222",
        "body": text,
        "issueId": "11111111-1111-4111-8111-111111111111",
        "user": {"id": by, "name": "Dev Patel"},
    }
    return linear(
        {
            "type": "Comment",
            "action": "create",
            "createdAt": "2026-03-02T09:12:00.000Z",
            "actor": {"id": by, "name": "Dev Patel"},
            "data": comment,
        }
    )


def slack(body: bytes, path: str, age: timedelta = timedelta(0)) -> Request:
    stamp = str(int((NOW - age).timestamp()))
    base = b"v0:" + stamp.encode() + b":" + body
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Request(path, body, headers)


def click(button: str, value: Mapping[str, Any] | str, user: str = "U-a-l2") -> Request:
    payload = {
        "type": "block_actions",
        "user": {"id": user, "name": "ana"},
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1.000001"},
        "trigger_id": uuid.uuid4().hex,
        "response_url": "https://hooks.slack.com/actions/1",
        "actions": [
            {
                "type": "button",
                "action_id": button,
                "action_ts": f"{NOW.timestamp():.6f}",
                "value": value if isinstance(value, str) else json.dumps(value),
            }
        ],
    }
    return slack(urlencode({"payload": json.dumps(payload)}).encode(), "/slack/interactivity")
