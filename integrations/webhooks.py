"""What every signed webhook shares: constant-time compare, freshness, reading JSON, refusing."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import ValidationError

from integrations.wire import Wire as Wire
from integrations.wire import loads

Model = TypeVar("Model", bound=Wire)


class WebhookError(Exception):
    """A webhook that must not be believed, or cannot be read."""


class Forged(WebhookError):  # noqa: N818 - they are answers, named as people say them
    """The signature is missing or wrong: another sender, or another secret (HTTP 401)."""


class Stale(WebhookError):  # noqa: N818
    """Signed too long ago, or in the future: perhaps replayed (HTTP 401)."""


class Malformed(WebhookError):  # noqa: N818
    """Signed, but it cannot be read (HTTP 400): which field, and what to do."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value under any spelling of its name; empty when it is missing."""
    return next((v for k, v in headers.items() if k.lower() == name.lower()), "")


def digest(secret: str, message: bytes) -> bytes:
    """HMAC-SHA256. Raises Forged without a secret: anybody could sign with an empty one."""
    if not secret:
        raise Forged("no secret is set for this webhook, so nothing is believed; set one")
    return hmac.digest(secret.encode(), message, "sha256")


def in_base64(signature: bytes) -> str:
    """A digest as a header carries it."""
    return base64.b64encode(signature).decode()


def check_signature(expected: str, given: str) -> None:
    """Compare in constant time. Raises Forged."""
    if not hmac.compare_digest(expected.encode(), given.encode(errors="surrogateescape")):
        raise Forged("the signature is missing or wrong; compare the secret on both sides")


def check_freshness(sent_at: datetime, now: datetime, limit: timedelta) -> None:
    """Both instants are aware. Raises Stale when they are more than `limit` apart, either way."""
    if abs(now - sent_at) > limit:
        raise Stale(f"signed at {sent_at.isoformat()}, over {limit} from now; check the clocks")


def read_object(body: bytes | str) -> dict[str, Any]:
    """One JSON object. Raises Malformed."""
    try:
        found = loads(body)
    except (ValueError, RecursionError):
        raise Malformed("body", "is not JSON in UTF-8; send the vendor's own format") from None
    if not isinstance(found, dict):
        raise Malformed("body", "is not a JSON object; send the vendor's own format")
    return found


def read(model: type[Model], found: Mapping[str, Any], within: str = "") -> Model:
    """Read a part of a body; `within` is the path of that part. Raises Malformed."""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in (within, *first["loc"]) if part != "")
        raise Malformed(path or "body", first["msg"][0].lower() + first["msg"][1:]) from None
