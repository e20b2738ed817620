"""Many texts at once: which stand near which, without comparing each with each.

A text is a vector of its marks, likeness is the cosine. A mark weighs less the more texts have it,
by that count alone: the usual inverse document frequency has the number of texts in it, so that an
unrelated text more would change every likeness. Who may be near is looked up by the rarest marks
first, a bounded number of mentions for a text; the best of them are compared in full. So the
work grows with the number of texts, however frequent a word is.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import repeat
from math import hypot, log, sqrt
from operator import mul

from escalation.similar.compared import Near
from escalation.similar.marks import Marks, Text, marks
from escalation.similar.words import is_number

# Shares of the kinds of marks, and how fast frequency takes weight: chosen on one half of
# BANKING77's training questions, told on the other (bench/quality_similar.py).
WORDS, PAIRS, SPELLING = 1.0, 0.3, 0.3
FADING = 0.22
# Mentions looked at: in all some 5 s, and for each text at least so many, at most so many.
LOOKED_AT_IN_ALL, LOOKED_AT_LEAST, LOOKED_AT_MAX = 40_000_000, 1_000, 5_000
COMPARED_OF = 64  # one text compared in full for so many mentions looked at: costs about the same
KEPT = 10  # neighbours kept of each text: groups need some, however few are asked for
DIGITS = 6  # of a score: what is beyond is rounding


class _Weights(dict[str, float]):
    """The weights of the marks that several rows share."""

    def __missing__(self, mark: str) -> float:
        """Give a lone mark's: a number that nobody else names says nothing about the problem."""
        return 0.0 if is_number(mark) else 1.0


class Index:
    """Texts made comparable; those with the same marks stand in one row."""

    def __init__(self, texts: Iterable[Text], kept: int = KEPT) -> None:
        """Take in the texts; `kept` is how many neighbours each shall have."""
        same: dict[Marks, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            same[marks(text)].append(place)
        self._wordless = [place for each in same if not each.words for place in same[each]]
        rows = sorted(each for each in same if each.words)
        self.members: list[list[int]] = [same[each] for each in rows]
        self._kept = kept
        allowed = LOOKED_AT_IN_ALL // max(1, len(rows))
        self._looked_at_max = min(LOOKED_AT_MAX, max(LOOKED_AT_LEAST, allowed))
        rows_with: Counter[str] = Counter()
        for each in rows:
            rows_with.update({*each.words, *each.pairs, *each.spelling})
        shared = {mark: count for mark, count in rows_with.items() if count > 1}
        self._weights = _Weights({mark: count**-FADING for mark, count in shared.items()})
        self._numbers = {mark: number for number, mark in enumerate(shared)}
        self._mentions: dict[int, list[int]] = defaultdict(list)
        self._columns = [self._taken(row, each) for row, each in enumerate(rows)]

    def vector(self, row: int) -> dict[int, float]:
        """Give the row's vector, of length 1 with the marks that no other row has."""
        return dict(zip(*self._columns[row], strict=True))

    @cached_property
    def nearby(self) -> list[list[Near]]:
        """The nearest other rows of each row, the best first."""
        found = []
        for row in range(len(self.members)):
            near = (n for n in self._near(self.vector(row), row, self._kept + 1) if n.place != row)
            found.append(list(near)[: self._kept])
        return found

    def like(self, text: Text, count: int) -> list[Near]:
        """Give the `count` texts nearest to a text that need not be among them."""
        asked = marks(text)
        vector = {self._numbers[m]: w for m, w in self._weighed(asked) if m in self._numbers}
        rows = self._near(vector, 0, count)
        return [Near(p, n.score) for n in rows for p in self.members[n.place]][:count]

    def nearest(self) -> list[list[Near]]:
        """Give each text's nearest, by place, at most as many as are kept."""
        found: list[list[Near]] = [[] for _ in range(self._size())]
        for row, near in enumerate(self.nearby):
            others = [Near(p, n.score) for n in near for p in self.members[n.place][: self._kept]]
            same = self.members[row][: self._kept + 1]
            for place in self.members[row]:
                alike = [Near(p, 1.0) for p in same if p != place]
                found[place] = (alike + others)[: self._kept]
        return found

    def _size(self) -> int:
        return sum(map(len, self.members)) + len(self._wordless)

    def _taken(self, row: int, of: Marks) -> "tuple[array[int], array[float]]":
        ids, weights = array("I"), array("f")
        for mark, weight in self._weighed(of):
            number = self._numbers.get(mark)
            if number is not None:
                ids.append(number)
                weights.append(weight)
                if not mark.startswith("#"):  # too many words share three letters
                    self._mentions[number].append(row)
        return ids, weights

    def _weighed(self, of: Marks) -> Iterator[tuple[str, float]]:
        """Give the marks of all kinds with their weights, which make a vector of length 1."""
        kinds = []
        for share, found in ((WORDS, of.words), (PAIRS, of.pairs), (SPELLING, of.spelling)):
            counts = Counter(found)
            weights = [self._weights[m] * (1 + log(n)) for m, n in counts.items()]
            length = hypot(*weights)
            if length:
                kinds.append((share, length, counts, weights))
        whole = sum(share for share, *_ in kinds)
        for share, length, counts, weights in kinds:
            scale = sqrt(share / whole) / length
            weighed = zip(counts, weights, strict=True)
            yield from ((mark, weight * scale) for mark, weight in weighed if weight)

    def _near(self, vector: dict[int, float], row: int, count: int) -> list[Near]:
        seen = self._seen(vector, row)
        most = max(self._looked_at_max // COMPARED_OF, count)
        likely = sorted(seen, key=seen.__getitem__, reverse=True)[:most]
        near = []
        for other in likely:
            ids, weights = self._columns[other]
            score = sum(map(mul, map(vector.get, ids, repeat(0.0)), weights))
            near.append((-round(min(score, 1.0), DIGITS), other))
        return [Near(other, -score) for score, other in sorted(near)[:count]]

    def _seen(self, vector: dict[int, float], row: int) -> dict[int, float]:
        """Give the rows that share the rarest marks, with a rough likeness.

        Of a mark with too many mentions those next to `row` are looked at: rows stand sorted by
        their words, so what says nearly the same stands near.
        """
        told = ((n, weight) for n, weight in vector.items() if n in self._mentions)
        shared = [(self._mentions[n], weight) for n, weight in told]
        seen: dict[int, float] = defaultdict(float)
        left = self._looked_at_max
        for mentions, weight in sorted(shared, key=lambda each: len(each[0])):
            if len(mentions) > left:
                begin = max(0, bisect_left(mentions, row) - left // 2)
                mentions = mentions[min(begin, len(mentions) - left) :][:left]
            rough = weight * weight
            for other in mentions:
                seen[other] += rough
            left -= len(mentions)
            if not left:
                break
        return seen
