"""How alike two texts are by themselves: no other texts are needed, so it fits in a query's loop.

Without other texts nobody knows which words are rare, so a short list of what support is always
told stands in for them. Unknown words weigh most.
"""

from collections import Counter
from functools import lru_cache
from math import hypot, sqrt

from escalation.similar.marks import Text, marks
from escalation.similar.words import is_number, words

# From this likeness on, nine in ten pairs of BANKING77's training questions ask the same: 0.90 on
# one half, 0.89 on the other (0.80: 0.93 and 0.91; 0.70: 0.85 and 0.87).
ALIKE_MIN = 0.75
KNOWN_MAX = 4_096  # texts kept in marks: the one asked about meets some hundreds, again and again
COMMON_WEIGHT, NUMBER_WEIGHT = 0.4, 0.3
WORDS, PAIRS, SPELLING = 1.0, 0.3, 0.3

_COMMON = frozenset(
    words(
        "account app ask but can card change check client customer error fail find get go happen"
        " help how issue know make money need new no not now off one only order out pay payment"
        " problem see set show something stop still support system tell ticket time try up update"
        " us use user want what when where which who why work"
    )
)


def alikeness(text_a: str, text_b: str) -> float:
    """Give how alike two texts are, 0 to 1; the same words in the same order are 1."""
    if not text_a.strip() or not text_b.strip():
        return 0.0
    one, other = _vector(text_a), _vector(text_b)
    few, many = sorted((one, other), key=len)
    product = sum(weight * many.get(mark, 0.0) for mark, weight in few.items())
    return min(round(product, 6), 1.0)


@lru_cache(KNOWN_MAX)
def _vector(text: str) -> dict[str, float]:
    found = marks(Text(text))
    kinds = []
    for share, each in ((WORDS, found.words), (PAIRS, found.pairs), (SPELLING, found.spelling)):
        weights = {mark: _weight(mark) * sqrt(n) for mark, n in Counter(each).items()}
        length = hypot(*weights.values())
        if length:
            kinds.append((share, length, weights))
    whole = sum(share for share, _, _ in kinds)
    return {
        mark: weight * sqrt(share / whole) / length
        for share, length, weights in kinds
        for mark, weight in weights.items()
    }


def _weight(mark: str) -> float:
    if is_number(mark):
        return NUMBER_WEIGHT
    return COMMON_WEIGHT if mark in _COMMON else 1.0
