"""What slack-sdk and aiohttp raise, mapped to the three errors."""

import asyncio
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from integrations.errors import RateLimited, Rejected, Transient, VendorError
from integrations.http import retry_at

TOKEN = "set HANDRAIL_SLACK_BOT_TOKEN to a valid bot token (xoxb-)"  # noqa: S105 - a sentence
ADDRESS = "correct HANDRAIL_SLACK_BASE_URL"
SHORTEN = "send fewer or shorter blocks: Slack takes 50, together some 13,200 characters"
CORRECT_CHANNEL = "correct the channel in the policy, or create it and invite the app"
INVITE = "invite the app to the channel"

# Slack, "Web API methods": the errors of the methods we call that a person can do something about.
REMEDIES = {
    "not_authed": TOKEN,
    "invalid_auth": TOKEN,
    "account_inactive": TOKEN,
    "token_revoked": TOKEN,
    "token_expired": TOKEN,
    "not_allowed_token_type": TOKEN,
    "missing_scope": "add the scope to the app and install it again",
    "no_permission": "add the scope to the app and install it again",
    "channel_not_found": CORRECT_CHANNEL,
    "is_archived": CORRECT_CHANNEL,
    "is_inactive": CORRECT_CHANNEL,
    "not_in_channel": INVITE,
    "restricted_action": "let the app post in the channel's settings",
    "restricted_action_read_only_channel": "let the app post in the channel's settings",
    "restricted_action_thread_only_channel": "let the app post in the channel's settings",
    "user_not_in_channel": "invite the person to the channel",
    "msg_too_long": SHORTEN,
    "msg_blocks_too_long": SHORTEN,
    "invalid_blocks": SHORTEN,
    "message_not_found": "post a new message: somebody deleted this one",
    "thread_not_found": "post a new message: somebody deleted this one",
    "cant_update_message": "use the token of the app that posted the message",
}
# The same page on internal_error and fatal_error: some of it may have been done before it failed.
BROKEN = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "update_failed"}
)
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def failure(error: Exception, is_write: bool, now: datetime) -> VendorError:
    """The error of a call as one of the three. `now` is aware UTC."""
    if isinstance(error, SlackApiError):
        return _refused(error.response, is_write, now)
    if isinstance(error, aiohttp.InvalidURL):
        return Rejected("Slack has no usable address", ADDRESS)
    if isinstance(error, AttributeError):  # slack-sdk takes every 200 for a JSON object
        return Rejected("Slack answered without a JSON object", ADDRESS)
    if isinstance(error, _NOT_SENT):
        return Transient(f"Slack cannot be reached: {type(error).__name__}")
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError):
        return Transient(f"Slack did not answer: {type(error).__name__}", unclear=is_write)
    raise error


def _refused(response: Any, is_write: bool, now: datetime) -> VendorError:
    status = getattr(response, "status_code", None) or response.status
    told = getattr(response, "data", None)
    answer: dict[str, Any] = told if isinstance(told, dict) else {}
    code = answer.get("error", "")
    reason = f"Slack answered {status}: {code or 'no reason'}"
    if status == 429 or code in LIMITED:
        return RateLimited(reason, retry_at(response.headers, now))
    if status >= 500 or code in BROKEN:
        return Transient(reason, unclear=is_write)
    if not code:
        return Rejected(reason, ADDRESS)
    if code == "missing_scope":
        reason += f" ({answer.get('needed', '')})"
    return Rejected(reason, REMEDIES.get(code, f"look up {code} in Slack's list of errors"))
