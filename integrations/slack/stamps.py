"""Slack's stamps: Unix seconds with six digits, which name a message and say when."""

from datetime import UTC, datetime

from integrations.webhooks import Malformed


def instant(written: object, field: str) -> datetime:
    """A stamp as an instant (UTC). Raises Malformed naming `field`."""
    try:
        return datetime.fromtimestamp(float(str(written)), UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed(field, "is no Unix time in seconds") from None
