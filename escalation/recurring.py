"""Causes that come again and again: what product and documentation read of them each week.

One cause is a problem that people named, else a group of reports that are alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from escalation.similar.groups import groups
from escalation.similar.index import Index
from escalation.similar.marks import Text

CAUSES_MAX = 10  # in one message: what a team may still talk about in a meeting
NAMED_MAX = 120  # characters of what was reported, and of a lesson: a line
LESSONS_MAX = 3  # of one cause; the ledger has all of them


@dataclass(frozen=True)
class Solved:
    """An escalation that was resolved: what was reported, what the cause was, what was learned."""

    escalation: str
    customer: str
    problem: str
    reported: str
    root_cause: str = ""
    learned: str = ""


@dataclass(frozen=True)
class Cause:
    """One cause of several escalations."""

    solved: tuple[Solved, ...]
    problem: str = ""

    @property
    def customers(self) -> int:
        """How many had it; without a name, each is somebody else."""
        return len({one.customer or one.escalation for one in self.solved})

    @property
    def lessons(self) -> tuple[str, ...]:
        """Root causes, then what was learned, each once."""
        said = [*(one.root_cause for one in self.solved), *(one.learned for one in self.solved)]
        return tuple(dict.fromkeys(text for text in said if text))


def recurring(solved: Iterable[Solved]) -> list[Cause]:
    """Give the causes of two escalations and more, those of the most customers first."""
    named: dict[str, list[Solved]] = {}
    others: list[Solved] = []
    for one in sorted(solved, key=lambda one: one.escalation):
        (named.setdefault(one.problem, []) if one.problem else others).append(one)
    causes = [Cause(tuple(each), problem) for problem, each in named.items() if len(each) > 1]
    subjects = [Text(*one.reported.partition("\n")[::2]) for one in others]
    alike = groups(Index(subjects))
    causes += [Cause(tuple(others[place] for place in group.places)) for group in alike]
    return sorted(causes, key=lambda c: (-c.customers, -len(c.solved), c.solved[0].escalation))


def digest(causes: Sequence[Cause]) -> str:
    """What is told of them; empty when there are none."""
    lines = [line for cause in causes[:CAUSES_MAX] for line in _lines(cause)]
    if len(causes) > CAUSES_MAX:
        lines.append(f"and {len(causes) - CAUSES_MAX} more")
    return "\n".join(lines)


def _lines(cause: Cause) -> Iterable[str]:
    reported = next((one.reported for one in cause.solved if one.reported), cause.problem)
    which = f" ({cause.problem})" if cause.problem else ""
    customers = "1 customer" if cause.customers == 1 else f"{cause.customers} customers"
    subject = _short(reported.partition("\n")[0])
    yield f"• {subject}{which}: {len(cause.solved)} escalations, {customers}"
    for lesson in cause.lessons[:LESSONS_MAX]:
        yield f"    {_short(lesson)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NAMED_MAX else f"{line[: NAMED_MAX - 1]}…"
