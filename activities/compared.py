"""What the reconciler's workflow and its activity hand to each other, and a try to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

RECONCILE_PAGE = "reconcile_page"
LINES_MAX = 200  # lines kept of each kind: what a person reads; the counts are of all


class Unanswered(Exception):  # noqa: N818 - it is an answer
    """A workflow cannot say how it stands; the sentence says why."""


@dataclass(frozen=True)
class Listed:
    """Ids of one page of the open escalations, and the next page's token."""

    ids: Sequence[str]
    token: str


@dataclass(frozen=True)
class Page:
    """One page of the open escalations: Temporal's token of it, empty for the first."""

    token: str = ""
    is_dry_run: bool = False


@dataclass(frozen=True)
class Report:
    """What came of a comparison with helpdesks and Linear.

    `looked_at`, `drifted` and `healed` count escalations, `asked` those whose state was asked for,
    `requests` what the vendors were asked. `found` says of each what differed, `reported` what a
    person must look at.
    """

    looked_at: int = 0
    drifted: int = 0
    healed: int = 0
    asked: int = 0
    requests: int = 0
    found: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()

    def plus(self, other: "Report") -> "Report":
        """Both as one."""
        return Report(
            looked_at=self.looked_at + other.looked_at,
            drifted=self.drifted + other.drifted,
            healed=self.healed + other.healed,
            asked=self.asked + other.asked,
            requests=self.requests + other.requests,
            found=(*self.found, *other.found)[:LINES_MAX],
            reported=(*self.reported, *other.reported)[:LINES_MAX],
        )


@dataclass(frozen=True)
class Compared:
    """What came of one page; `token` is the next one's, empty after the last."""

    report: Report
    token: str = ""


@dataclass
class Progress:
    """What is done of a page; a retry goes on from there."""

    done: list[str] = field(default_factory=list)  # side and escalation
    drifted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    asked: int = 0
    requests: int = 0

    def report(self, said: str) -> None:
        """Leave it to a person; said once, also when a retry meets it again."""
        if said not in self.reported:
            self.reported.append(said)
