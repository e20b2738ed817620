"""How a lexicon is written: phrases that read like English, each group with the reason it is there.

A phrase opens with plain words, `|` between them, by which it is found (`#` is any number); the
rest is a pattern in which a space is any gap within a sentence (`\\W+`: within a line), `...` up
to four words, and `(a|b )?` may be missing.
What is found by its first word costs nothing in texts that do not have the word, whatever the
number of phrases; gaps and repeats are bounded, so no text makes a phrase slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from escalation.triage.words import Sign

GAP = r"[^\w.!?]{1,3}"
SAME_LINE = r"[^\w.!?\n]+"
ELSEWHERE = rf"(?:{GAP}[\w']+){{0,4}}?"
HEADING_CHARS = 160
WORD = re.compile(r"\w+(?:'\w+)?")


@dataclass(frozen=True)
class Group:
    """Phrases that show one sign, as sure as `score` (above 0, at most 1), and why they do.

    `negatable`: "not", "no" or "in case of" before a phrase takes it back.
    `if_asked`: it counts in a question of what to do, too.
    """

    sign: Sign
    why: str
    phrases: tuple[str, ...]
    score: float = 1.0
    negatable: bool = True
    if_asked: bool = True


@dataclass(frozen=True)
class Place:
    """One phrase under one of its opening words: what must follow, and what it then shows."""

    group: Group
    follows: re.Pattern[str]


@dataclass(frozen=True)
class Text:
    """A text in lower case, and its words where they stand."""

    text: str
    words: tuple[re.Match[str], ...]

    @property
    def heading(self) -> str:
        """Its first line, or what stands before a wide gap."""
        return self.text[:HEADING_CHARS].partition("\n")[0].partition("    ")[0]


def told(text: str) -> Text:
    """A text in lower case with its words."""
    return Text(text, tuple(WORD.finditer(text)))


Index = dict[str, tuple[Place, ...]]


def index(groups: tuple[Group, ...]) -> Index:
    """Every phrase under each word it opens with."""
    places: dict[str, list[Place]] = {}
    for group in groups:
        for phrase in group.phrases:
            opening, _, rest = phrase.partition(" ")
            place = Place(group, _pattern(rest))
            for word in opening.split("|"):
                places.setdefault(word, []).append(place)
    return {word: tuple(found) for word, found in places.items()}


def _pattern(rest: str) -> re.Pattern[str]:
    if not rest:
        return re.compile("")
    words = (f"({word})" if "|" in word else word for word in _words(rest))
    spaced = "".join(ELSEWHERE if word == "..." else f" {word}" for word in words)
    plain = spaced.replace(" ", GAP).replace("(?", "\0").replace("(", "(?:").replace("\0", "(?")
    return re.compile(plain.replace(r"\W+", SAME_LINE) + r"(?!\w)")


def _words(rest: str) -> Iterator[str]:
    """The words of a pattern; a bracket is one word, with the gaps in it."""
    depth, start = 0, 0
    for at, char in enumerate(rest):
        depth += (char in "([") - (char in ")]")
        if char == " " and not depth:
            yield rest[start:at]
            start = at + 1
    yield rest[start:]
