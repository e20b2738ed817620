"""The port between how texts are compared and what is made of it: another model plugs in here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Vector = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Near:
    """Another text by its place among those given, and how alike it is, 0 to 1."""

    place: int
    score: float


class Compared(Protocol):
    """Texts that have been compared; texts that count as the same share one row.

    A row's likeness to another is the product of their vectors, so no vector is longer than 1.
    Rows stand in an order that comes from the texts alone, not from the order they came in.
    """

    @property
    def members(self) -> Sequence[Sequence[int]]:
        """The places of the texts of each row."""

    @property
    def nearby(self) -> Sequence[Sequence[Near]]:
        """The nearest other rows of each row, the best first; `place` is a row here."""

    def vector(self, row: int) -> Vector:
        """Give the row's vector; what no other row has may be left out."""
