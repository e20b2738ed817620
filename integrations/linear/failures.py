"""What Linear's `errors` mean: most come with HTTP 200, a rate limit with HTTP 400.

Linear, "Rate limiting" and "Errors": `extensions.code` or `extensions.type` names the kind; neither
page promises a spelling, so case and separators are ignored.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from integrations.errors import Absent, RateLimited, Rejected, Transient, VendorError
from integrations.http import RETRY_AFTER_MAX, SAID_MAX, Vendor, retry_at

LINEAR = Vendor("Linear", "HANDRAIL_LINEAR_API_KEY", "HANDRAIL_LINEAR_BASE_URL")

_SCHEMA = "Linear has changed its schema; compare integrations/linear/documents.py with it"
_REMEDIES = {
    "authenticationerror": f"set {LINEAR.credential} to a valid API key or OAuth token",
    "forbidden": f"give the owner of {LINEAR.credential} the right to do this",
    "featurenotaccessible": "Linear's plan of this workspace does not include this",
    "usagelimitexceeded": "the workspace has reached a limit of its Linear plan",
    "graphqlerror": _SCHEMA,
    "graphqlvalidationfailed": _SCHEMA,
}
_NOT_ALLOWED = frozenset({"forbidden", "featurenotaccessible", "usagelimitexceeded"})
_PASSING = frozenset({
    "networkerror", "internalerror", "internalservererror", "bootstraperror", "locktimeout",
    "unknown", "other",
})  # fmt: skip
_ABSENT = "Entity not found"  # Linear has no code for it, only these words
# Linear, "Rate limiting": each budget has its own headers; a spent one says when it is full again.
_BUDGETS = ("Requests", "Complexity", "Endpoint-Requests")


class NotAllowed(Rejected):
    """Our key may not do this, or the workspace's plan has no such thing."""


def refusal(
    errors: Sequence[Any], headers: Mapping[str, str], is_write: bool, now: datetime
) -> VendorError:
    """The first of the errors as one of the three. `now` is aware UTC."""
    first = errors[0] if isinstance(errors[0], dict) else {}
    extensions = first.get("extensions") or {}
    kinds = {_plain(extensions.get(name)) for name in ("code", "type")}
    words = extensions.get("userPresentableMessage") or first.get("message") or "no reason"
    reason = f"Linear says: {' '.join(str(words).split())[:SAID_MAX]}"
    if "ratelimited" in kinds:
        return RateLimited(reason, _full_again_at(headers, now))
    for kind in kinds & _REMEDIES.keys():
        return (NotAllowed if kind in _NOT_ALLOWED else Rejected)(reason, _REMEDIES[kind])
    if kinds & _PASSING:
        return Transient(reason, unclear=is_write)
    if _ABSENT in reason:
        return Absent(reason, "see whether it was deleted in Linear, or moved out of our sight")
    return Rejected(reason, "correct what it names, in the policy or in Linear")


def _full_again_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """`Retry-After`, or the latest reset (ms since 1970) of a budget that is spent."""
    lowered = {name.lower(): value for name, value in headers.items()}
    resets = [
        datetime.fromtimestamp(int(reset) / 1000, UTC)
        for budget in _BUDGETS
        if lowered.get(f"x-ratelimit-{budget.lower()}-remaining", "").strip() in ("0", "0.0")
        and (reset := lowered.get(f"x-ratelimit-{budget.lower()}-reset", "")).isdecimal()
        and len(reset) < 15  # digits: beyond it is no instant
    ]
    if "retry-after" in lowered or not resets:
        return retry_at(headers, now)
    return min(max(*resets, now), now + RETRY_AFTER_MAX)


def _plain(kind: Any) -> str:
    return "".join(c for c in str(kind).lower() if c.isalpha())
