"""Groups of texts about the same issue: groups join while their texts are alike on average.

The average over all pairs keeps a chain of neighbours, each a little different from the last, from
becoming one group. It is read from the groups' summed vectors, so no pair is visited. The nearest
two go first; equals go by their row, so the order of the input changes nothing.
"""

import heapq
from dataclasses import dataclass
from itertools import repeat
from operator import mul

from escalation.similar.compared import Compared, Vector
from escalation.similar.index import DIGITS

# Average likeness from which texts count as the same issue: nine in ten of them are, of BANKING77's
# questions; bench/quality_similar.py measures it.
SCORE_MIN = 0.61
TOLERANCE = 0.01  # a group joins though another may be so little nearer: it saves looking at all


@dataclass(frozen=True)
class Group:
    """The places of texts about the same issue, and the average likeness of its pairs, 0 to 1."""

    places: tuple[int, ...]
    score: float


def groups(compared: Compared, score_min: float = SCORE_MIN) -> list[Group]:
    """Give the groups of two texts and more, in the order of their first texts."""
    joining = _Joining(compared)
    joining.run(score_min)
    found = (joining.group(rows) for rows in joining.rows_of.values())
    return sorted((g for g in found if len(g.places) > 1), key=lambda g: g.places)


class _Joining:
    """The groups as they grow, each named by one of its rows."""

    def __init__(self, compared: Compared) -> None:
        self._compared = compared
        self.rows_of = {row: [row] for row in range(len(compared.members))}
        self._name = list(self.rows_of)
        self._size = [len(places) for places in compared.members]
        self._sums: dict[int, dict[int, float]] = {}

    def run(self, score_min: float) -> None:
        """Join the nearest two until none are near enough.

        What two groups were last seen to have bounds what they have now, so only the two in
        front are looked at again.
        """
        near = enumerate(self._compared.nearby)
        met = {(-n.score, min(row, n.place), max(row, n.place)) for row, ns in near for n in ns}
        waiting = sorted(each for each in met if -each[0] >= score_min)
        while waiting:
            score, one, other = heapq.heappop(waiting)
            one, other = self._name[one], self._name[other]
            average = self._average(one, other) if one != other else 0.0
            if average >= max(score_min, -score - TOLERANCE):
                self._join(one, other)
            elif average >= score_min:
                heapq.heappush(waiting, (-average, one, other))

    def group(self, rows: list[int]) -> Group:
        """Give the group of these rows, with the average over all its pairs."""
        places = sorted(p for row in rows for p in self._compared.members[row])
        if len(places) == 1:
            return Group(tuple(places), 1.0)
        total = _square(self._sum(self._name[rows[0]]))
        for row in rows:
            size = len(self._compared.members[row])
            total += size * (size - 1) - size**2 * _square(self._compared.vector(row))
        average = total / (len(places) * (len(places) - 1))
        return Group(tuple(places), round(min(average, 1.0), DIGITS))

    def _join(self, one: int, other: int) -> None:
        if len(self.rows_of[one]) < len(self.rows_of[other]):
            one, other = other, one
        into = self._sum(one)
        for mark, weight in self._sum(other).items():
            into[mark] = into.get(mark, 0.0) + weight
        del self._sums[other]
        for row in self.rows_of[other]:
            self._name[row] = one
        self.rows_of[one] += self.rows_of.pop(other)
        self._size[one] += self._size[other]

    def _average(self, one: int, other: int) -> float:
        few, many = sorted((self._sum(one), self._sum(other)), key=len)
        product: float = sum(map(mul, few.values(), map(many.get, few, repeat(0.0))))
        return round(product / (self._size[one] * self._size[other]), DIGITS)

    def _sum(self, row: int) -> dict[int, float]:
        """Give the sum of a group's vectors, made when first wanted: most texts stay alone."""
        if row not in self._sums:
            vector = self._compared.vector(row)
            self._sums[row] = {m: weight * self._size[row] for m, weight in vector.items()}
        return self._sums[row]


def _square(vector: Vector) -> float:
    return sum(weight * weight for weight in vector.values())
