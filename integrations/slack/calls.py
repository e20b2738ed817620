"""One call of slack-sdk: its answer, or one of the three errors."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from integrations.errors import Rejected
from integrations.slack.failures import ADDRESS, failure


async def answer(call: Awaitable[AsyncSlackResponse], is_write: bool) -> dict[str, Any]:
    """What Slack answered; `is_write` says that a lost answer is unclear. Raises VendorError."""
    try:
        response = await call
    except Exception as error:
        raise failure(error, is_write, datetime.now(UTC)) from error
    if isinstance(response.data, dict):
        return response.data
    raise Rejected("Slack answered without a JSON object", ADDRESS)
