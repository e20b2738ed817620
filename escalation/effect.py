"""What every action carries: an id under which it is never done twice."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An effect; its key is the workflow's id and `effect`."""

    effect: str
