"""HTML of a helpdesk as plain text: paragraphs, lines and lists stay, all other marks go.

Nothing of it is shown as HTML again, so it need not be safe, only readable.
"""

import re
from html.parser import HTMLParser

_LINES = {"div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr"}  # each its own line
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}  # with a blank line around
_UNSEEN = {"script", "style", "title"}


def plain(html: str) -> str:
    """The text that a person would read; at most one blank line between paragraphs."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in reader.text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._edge(tag)
        if tag == "br":
            self.text += "\n"
        if tag == "li":
            self.text += "- "

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._edge(tag)

    def _words(self, data: str) -> None:
        if not self._unseen:
            self.text += re.sub(r"\s+", " ", data)

    handle_data = _words  # as HTMLParser calls it

    def _edge(self, tag: str) -> None:
        breaks = 2 * (tag in _PARAGRAPHS) or int(tag in _LINES)
        self.text = self.text.rstrip(" ") if breaks else self.text
        while breaks and not self.text.endswith("\n" * breaks):
            self.text += "\n"
