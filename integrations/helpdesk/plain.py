"""HTML of a helpdesk as plain text: paragraphs, lines and lists stay, all other marks go.

Nothing of it is shown as HTML again, so it need not be safe, only readable. Anybody may have
written it: no pattern looks at the same text again and again, or a mail could stop us for minutes.
"""

import re
from html import unescape

_LINES = {"div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr"}  # each its own line
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}  # with a blank line around
# What nobody closed hides all that follows, as in a browser.
_UNSEEN = re.compile(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1\s*>|\Z)")
_TAG = re.compile(r"<(/?[a-zA-Z!?][^<>]*)>")
_NAME = re.compile(r"/?([^\s/]*)")


def plain(html: str) -> str:
    """The text that a person would read; at most one blank line between paragraphs."""
    read: list[str] = []
    ends = 0  # line ends since the last word
    for n, part in enumerate(_TAG.split(_UNSEEN.sub("", html))):
        if n % 2:
            shown = _shown(part, ends)
            ends += shown.count("\n")
        else:
            shown = re.sub(r"\s+", " ", unescape(part))
        read.append(shown)
        ends = 0 if shown.strip() else ends
    lines = (" ".join(line.split()) for line in "".join(read).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _shown(tag: str, ends: int) -> str:
    """What stands for a tag, after `ends` line ends."""
    found = _NAME.match(tag)
    name = found[1].lower() if found else ""
    if name == "br":
        return "\n"
    wanted = 2 * (name in _PARAGRAPHS) + (name in _LINES)
    return "\n" * (wanted - ends) + "- " * (name == "li" and not tag.startswith("/"))
