"""How the vendors sign what they send us, written a second time so that the readers are checked."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def body_of(content: Any) -> bytes:
    return json.dumps(content).encode()


def by_zendesk(body: bytes, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    stamp = at.isoformat().replace("+00:00", "Z")
    mac = hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256)
    return {
        "x-zendesk-webhook-signature": base64.b64encode(mac.digest()).decode(),
        "x-zendesk-webhook-signature-timestamp": stamp,
        "x-zendesk-webhook-invocation-id": "01J-invocation",
    }


def by_linear(body: bytes, secret: str = SECRET) -> dict[str, str]:
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    return {"linear-signature": mac.hexdigest(), "linear-delivery": "d-1"}


def by_slack(body: bytes, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac.hexdigest()}"}
