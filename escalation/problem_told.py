"""What a problem, and others of the same cause, tell an escalation: facts in the one envelope."""

from dataclasses import dataclass
from typing import Literal

from escalation.envelope import Envelope


@dataclass(frozen=True, kw_only=True)
class ProblemProposed(Envelope):
    """People of the escalation `by` hold that this one has the same cause; `score` is 0 to 1."""

    problem: str
    by: str
    customer: str = ""
    score: float = 0.0
    type: Literal["problem_proposed"] = "problem_proposed"


@dataclass(frozen=True, kw_only=True)
class ProblemFixed(Envelope):
    """The one cause is fixed; `issue` is Linear's id of the issue in which it was."""

    problem: str
    resolution: str = ""
    issue: str = ""
    type: Literal["problem_fixed"] = "problem_fixed"
