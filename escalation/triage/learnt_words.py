"""What a learnt model looks at in a text: words, up to three in a row, and marks for markup.

The same code feeds learning and scoring, so a model is asked in the words it was taught in. Code, a
stack trace or an address says more by being there than by its letters, and becomes one mark. The
first line of a text is its title; a report's opening is heard apart from the rest, as people say
what they want before they say what they have. Every pattern reads a text once: none backtracks.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

LETTERS_MAX = 4_000  # characters of a text that are read: more costs time and no longer helps
TITLE_MAX = 300  # characters: a text that is one long line is a body as well
OPENING_WORDS = 50
_ENDS_ALONE = {"<", ">", "< >"}  # every title has them

_MARKS = {
    "code": r"```.*?(?:```|\Z)|<pre\b.*?(?:</pre>|\Z)",
    "comment": r"<!--",  # its words are a template's, and tell which template it was
    "image": r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b[^>]{0,500}>",
    "url": r"\b(?:https?://|www\.)\S+",
    "trace": r"^[ \t]*(?:at [\w.$<>/]+ ?\(|file \"[^\"\n]*\", line \d|traceback \(most)[^\n]*",
    "name": r"`[^`\n]+`",
    "heading": r"^[ \t]*(?:#{1,6}(?=[ \t])|\*\*(?=[^*\n]{2,60}\*\*))",
    "version": r"\bv?\d+(?:\.\d+)+[\w-]*",
    "hash": r"\b(?:0x)?(?=[a-f]*\d)[0-9a-f]{7,}\b",
}
_SKIPPED = r"</?[a-z][^<>]{0,200}>|\d+"
# Where writing has no spaces, a character is a word, and pairs of them are most words.
_WORD = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+(?:'[^\W\d_]+)?|[?!]"
_TOKEN = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _MARKS.items())
    + f"|{_SKIPPED}|(?P<word>{_WORD})",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Heard:
    """A text in words and marks (`@code`), lower case, in their order."""

    title: tuple[str, ...]
    body: tuple[str, ...]


def hear(text: str) -> Heard:
    """Read a text; its first line is its title."""
    title, _, body = text.strip()[:LETTERS_MAX].partition("\n")
    if len(title) > TITLE_MAX and not body:
        body = title
    return Heard(_tokens(title[:TITLE_MAX]), _tokens(body))


def _tokens(text: str) -> tuple[str, ...]:
    found = _TOKEN.finditer(text.lower().replace("’", "'"))
    named = ((one.lastgroup, one[0]) for one in found if one.lastgroup)
    return tuple(said if name == "word" else f"@{name}" for name, said in named)


def _title(heard: Heard) -> list[str]:
    """With its ends marked: a question begins with "how", other titles have one somewhere."""
    return [said for said in _terms(("<", *heard.title, ">")) if said not in _ENDS_ALONE]


def _opening(heard: Heard) -> list[str]:
    return _terms(heard.body[:OPENING_WORDS])


def _body(heard: Heard) -> list[str]:
    return _terms(heard.body)


def _terms(words: tuple[str, ...]) -> list[str]:
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    return [
        *words,
        *pairs,
        *(f"{two} {three}" for two, three in zip(pairs, words[2:], strict=False)),
    ]


# Each part of a text as its terms; learning gives each the same weight, and measured best so.
PARTS: Mapping[str, Callable[[Heard], list[str]]] = {
    "title": _title,
    "opening": _opening,
    "body": _body,
}
