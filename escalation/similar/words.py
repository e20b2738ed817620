"""The words of a text that may tell what it is about: stemmed, without filler, identifiers kept.

Identifiers (`BlockManager`, `ERR_4711`) count whole and in parts; versions count with each of their
prefixes, so that 4.1.45 and 4.1.48 are close and not the same. English; other languages keep their
filler, which costs precision and breaks nothing.
"""

import re
from functools import lru_cache

WORDS_MAX = 200  # of each text: what follows is logs and traces more often than the problem
KNOWN_MAX = 1 << 16  # words whose parts are remembered; the rest are taken apart again

_FILLER = (
    "a about all also am an and any are as at be been but by could d did do does for from had has"
    " have hello hey hi i if in into is it its just ll m may me my of on or our please re s should"
    " so some t than thank thanks that the their them then there these they this to us ve was we"
    " were will with would you your"
)
FILLER = frozenset(_FILLER.split())
# What a browser says of itself (RFC 9110, 10.1.5: products and comments): nothing of the problem.
_AGENT = re.compile(r"Mozilla/\d\S*(?: \([^)\n]*\)| \w+/\d\S*)*")
_SPOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\w+)*")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = ("ing", "edly", "ed", "ly", "es", "s", "er")
_STEM_MIN = 3  # letters: what is shorter would say something else


def words(text: str) -> tuple[str, ...]:
    """Give the telling words of the first `WORDS_MAX` of `text`, in their order."""
    spoken = _SPOKEN.findall(_AGENT.sub("", text[: WORDS_MAX * 20]))[:WORDS_MAX]
    return tuple(part for word in spoken for part in _parts(word))


def spellings(text: str) -> tuple[str, ...]:
    """Give the three-letter pieces of the words: typing errors and inflections share most."""
    spoken = _SPOKEN.findall(text[: WORDS_MAX * 20])[:WORDS_MAX]
    return tuple(piece for word in spoken for piece in _pieces(word.lower()))


def is_number(word: str) -> bool:
    """Whether a word is a number, a version or an identifier with digits."""
    return not word.isalpha() and any(letter.isdigit() for letter in word)


@lru_cache(KNOWN_MAX)
def _parts(word: str) -> tuple[str, ...]:
    if word[0].isdigit():
        numbers = word.lower().split(".")
        least = min(2, len(numbers))
        return tuple(".".join(numbers[:n]) for n in range(least, len(numbers) + 1))
    parts = (_PARTS.findall(word) if word.isascii() else []) or [word]
    whole = (f"={word.lower()}",) if len(parts) > 1 else ()
    lower = (part.lower() for part in parts)
    return whole + tuple(_stem(p) for p in lower if p not in FILLER and (len(p) > 1 or p.isdigit()))


@lru_cache(KNOWN_MAX)
def _pieces(word: str) -> tuple[str, ...]:
    if word in FILLER or len(word) == 1:
        return ()
    edged = f"^{word}$"
    return tuple(f"#{edged[n : n + 3]}" for n in range(len(edged) - 2))


def _stem(word: str) -> str:
    """Cut what grammar adds; light on purpose, as a wrong cut joins what differs."""
    if len(word) <= _STEM_MIN or word.isdigit():
        return word
    if word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    for ending in _ENDINGS:
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= _STEM_MIN and not word.endswith("ss"):
            is_doubled = cut[-1] == cut[-2] and cut[-1] not in "lsz" and len(cut) > _STEM_MIN
            word = cut[:-1] if is_doubled else cut
            break
    if len(word) > _STEM_MIN and word[-1] in "ey":
        word = word[:-1] + ("i" if word[-1] == "y" else "")
    return word
