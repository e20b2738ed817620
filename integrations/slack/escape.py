"""Customer text stays text in Slack: it can neither ping nor link.

Slack, "Formatting text for app surfaces", section "Escaping text": only these three are special.
"""

import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # control characters, but for tab and newline


def sound(text: str) -> str:
    """Text that can be sent: without control characters or half of a surrogate pair."""
    return _UNSEEN.sub(" ", text).encode("utf-8", "replace").decode()


def escape(text: str) -> str:
    """Text for a `mrkdwn` or `text` field, without its power: `<!channel>` is shown, not obeyed."""
    return sound(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
