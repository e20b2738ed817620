"""Customer text stays text in Slack: it can neither ping nor link.

Slack, "Formatting text for app surfaces", section "Escaping text": only these three are special.
"""


def escape(text: str) -> str:
    """Text for a `mrkdwn` or `text` field, without its power: `<!channel>` is shown, not obeyed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
