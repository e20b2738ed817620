"""Escalations that look like one cause: found, proposed to people, never merged in silence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from escalation.effect import Effect


@dataclass(frozen=True)
class Alike:
    """Another open escalation like this one; `score` is 0 to 1, `problem` the one it joined."""

    escalation: str
    customer: str
    score: float
    at: datetime
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class FindAlike(Effect):
    """Look for open escalations with similar text, the same product, within `window_h` hours."""

    text: str
    customer: str
    product: str
    window_h: int
    score_min: float
    type: Literal["find_alike"] = "find_alike"


@dataclass(frozen=True, kw_only=True)
class JoinProblem(Effect):
    """Tell the problem's workflow that this escalation belongs to it; the first one starts it."""

    problem: str
    member: dict[str, str]
    type: Literal["join_problem"] = "join_problem"
