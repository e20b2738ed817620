"""Escalations that look like one cause: found, proposed to people, never merged in silence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from escalation.effect import Effect


@dataclass(frozen=True)
class Alike:
    """Another escalation like this one; `score` is 0 to 1, `problem` the one it joined.

    `solved_at` is when it ended (UTC); None while it is open.
    """

    escalation: str
    customer: str
    score: float
    at: datetime
    problem: str = ""
    solved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FindAlike(Effect):
    """Look for open escalations with similar text, the same product, within `window_h` hours.

    With `solved_days`, also for those that ended within so many days.
    """

    text: str
    customer: str
    product: str
    window_h: int
    score_min: float
    solved_days: int = 0
    type: Literal["find_alike"] = "find_alike"


@dataclass(frozen=True, kw_only=True)
class JoinProblem(Effect):
    """Tell the problem's workflow that this escalation belongs to it; the first one starts it."""

    problem: str
    member: dict[str, str]
    type: Literal["join_problem"] = "join_problem"
