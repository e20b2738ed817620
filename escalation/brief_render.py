"""The brief as people read it, from one structure: in a ticket, in Linear, in Slack.

What anybody wrote is shown, never obeyed. In Markdown it is escaped here; of Slack's markup only
`<`, `>` and `&` have power, which `integrations/slack` takes from every text; a helpdesk's note is
plain text, which its client makes harmless. Words of several lines are set apart line by line, so
that none of them can pass for a title of ours.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from escalation.brief_sheet import Line, Part, label, sheet
from escalation.context import HEAD, Brief
from escalation.model import Escalation

LABEL_MAX = 120  # characters: an instant and a name
SLACK_LINES = 8  # statements under one title in Slack; the ticket and Linear have all
READ = "from the ticket"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&@])")
_OPENING = re.compile(r"^(\d{1,9}(?=[.)])|)([-+=.)])")  # would begin a list, a title or a rule
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'|\\]{1,2000}", re.I)
# Linear, "Editor": the address of a person or a team is a mention of them.
_MENTION = re.compile(r"linear\.app", re.I)


@dataclass(frozen=True)
class Style:
    """A markup: how titles and statements are marked, and how foreign text loses its power.

    `text_max` is the most characters of one statement.
    """

    strong: str
    bullet: str
    quote: str
    between: str
    text_max: int
    safe: Callable[[str], str]
    link: Callable[[str, str], str]


def plain(e: Escalation) -> str:
    """Plain lines, for a private note in the ticket."""
    return _written(f"{HEAD}\n", sheet(e), _PLAIN)


def markdown(e: Escalation) -> str:
    """Markdown, for Linear: nobody is mentioned, nothing is embedded."""
    return _written(f"## {HEAD}\n\n", sheet(e), _MARKDOWN)


def slack(e: Escalation) -> str:
    """Slack's markup, still to be escaped like every text of a thread; short."""
    return _written(f"*{HEAD}*\n", tuple(map(_short, sheet(e))), _SLACK)


def filled_plain(said: str, brief: Brief, names: Sequence[str]) -> str:
    """The fields that somebody filled in, for the ticket."""
    return _written(f"{HEAD}: {said}\n", _filled(brief, names), _PLAIN)


def filled_markdown(said: str, brief: Brief, names: Sequence[str]) -> str:
    """The fields that somebody filled in, for Linear."""
    return _written(f"{_escaped(said)}\n\n", _filled(brief, names), _MARKDOWN)


def _filled(brief: Brief, names: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Part(label(name), (Line(getattr(brief, name)),)) for name in names)


def renewed(text: str, e: Escalation) -> str:
    """A text for Linear with its brief, if it carries one, as it stands now."""
    said, head, _ = text.partition(f"## {HEAD}\n")
    return f"{said}{markdown(e)}" if head else text


def _written(head: str, parts: tuple[Part, ...], style: Style) -> str:
    return head + style.between.join("\n".join(_part(part, style)) for part in parts)


def _part(part: Part, style: Style) -> Iterator[str]:
    title, first = f"{style.strong}{part.title}", part.lines[0]
    if len(part.lines) == 1 and not first.label and len(_rows(first, style)) == 1:
        yield f"{title}:{style.strong} {_statement(first, style)}"
        return
    yield f"{title}{style.strong}"
    for line in part.lines:
        yield from _line(line, style)


def _line(line: Line, style: Style) -> Iterator[str]:
    rows = _rows(line, style)
    label = style.safe(_one_line(line.label, LABEL_MAX))
    if len(rows) == 1 and not line.is_quote:
        named = f"{label}: " if label else ""
        yield f"{style.bullet}{named}{_statement(line, style)}"
        return
    read = f" ({READ})" if line.is_read else ""
    if label or read:
        yield f"{style.bullet}{label}{read}:"
    yield from (f"{style.quote}{style.safe(row)}" for row in rows)


def _statement(line: Line, style: Style) -> str:
    text = style.safe(_rows(line, style)[0])
    linked = style.link(text, line.url) if _ADDRESS.fullmatch(line.url) else text
    return f"{linked} ({READ})" if line.is_read else linked


def _rows(line: Line, style: Style) -> list[str]:
    """A text's lines, without empty ones, as much of it as is shown."""
    text = line.text if len(line.text) <= style.text_max else f"{line.text[: style.text_max - 1]}…"
    return [_one_line(row, style.text_max) for row in text.splitlines() if row.strip()]


def _one_line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]


def _short(part: Part) -> Part:
    """Of what was said, how it began and the newest word; of all else the first."""
    quotes = [line for line in part.lines if line.is_quote]
    shown = [line for line in part.lines if not line.is_quote or line in (quotes[0], quotes[-1])]
    return replace(part, lines=tuple(shown[:SLACK_LINES]))


def _escaped(text: str) -> str:
    """Words without Markdown's power; addresses lead where they lead, but mention nobody."""
    shown, done = [], 0
    for found in _ADDRESS.finditer(text):
        is_mention = _MENTION.search(found[0])
        address = _marked(found[0]).replace("://", ":\\//", 1) if is_mention else found[0]
        shown += [_marked(text[done : found.start()]), address]
        done = found.end()
    return _OPENING.sub(r"\1\\\2", "".join([*shown, _marked(text[done:])]))


def _marked(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _same(text: str) -> str:
    return text


def _unlinked(text: str, _url: str) -> str:
    return text


def _with_address(text: str, url: str) -> str:
    return text if text == url else f"{text} {url}"


def _linked(text: str, url: str) -> str:
    return f"<{url}>" if text == url else f"[{text}]({url})"


_PLAIN = Style("", "- ", "  > ", "\n", 3_000, _same, _with_address)
_MARKDOWN = Style("**", "- ", "  > ", "\n\n", 3_000, _escaped, _linked)
_SLACK = Style("*", "• ", "> ", "\n", 250, _same, _unlinked)
