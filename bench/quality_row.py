"""One line of the table that `make quality` prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What is wanted at least, what we reach, what a simple way reaches."""

    name: str
    wanted: float
    ours: float
    baseline: float
