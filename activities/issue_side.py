"""Issues as Linear has them: one question for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from activities.sides import Seen, Settled, check_some, identified
from escalation import drift
from escalation.commands import Fact
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.references import Issue
from integrations.linear.client import LinearClient
from integrations.linear.records import reference
from integrations.people import of_name

NAME = "linear"
# States after which Linear archives an issue by itself; then it is not among those it lists.
_ARCHIVED = ("completed", "canceled", "duplicate")


@dataclass(frozen=True)
class SeenIssue:
    """The issue with an id as it stands; None where Linear knows it no more."""

    id: str
    issue: Issue | None
    gone: str = ""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """Nothing where the escalation has got another issue meanwhile."""
        is_same = e.issue is not None and e.issue.id == self.id
        changed = drift.of_issue(e, self.issue) if is_same else None
        return [identified(NAME, changed)] if changed else []


class IssueSide:
    """One workspace, its people named as `policy` names them."""

    name = NAME

    def __init__(self, linear: LinearClient, policy: Policy) -> None:
        self._linear = linear
        self._policy = policy
        self._settled = Settled()

    def concerns(self, e: Escalation) -> bool:
        """Whether an issue is known."""
        return e.issue is not None

    async def read(self, some: Sequence[Escalation]) -> Mapping[str, Seen]:
        """Read their issues. Raises VendorError."""
        known = {e.id: e.issue for e in some if e.issue}
        asked = sorted({issue.id for issue in known.values()})
        found = {one.id: reference(one) for one in await self._linear.issues(asked)}
        check_some(f"Linear knows none of {len(asked)} issues", found, asked)
        return {id_: self._seen(one, found.get(one.id)) for id_, one in known.items()}

    def is_news(self, e: Escalation, seen: Seen) -> bool:
        """Whether the issue differs, or moved since `e` was known to know it."""
        return bool(seen.missed_by(e)) or not self._settled.is_so(e.id, _moved_at(seen))

    async def completed(self, e: Escalation, seen: Seen) -> Seen:
        """All was read already."""
        if not seen.missed_by(e):
            self._settled.settle(e.id, _moved_at(seen))
        return seen

    def _seen(self, known: Issue, found: Issue | None) -> SeenIssue:
        if found:
            assignee = of_name(self._policy, found.assignee) or found.assignee
            return SeenIssue(known.id, replace(found, assignee=assignee))
        if known.state in _ARCHIVED:
            return SeenIssue(known.id, known)
        return SeenIssue(known.id, None, gone="Linear has its issue no more")


def _moved_at(seen: Seen) -> datetime | None:
    return seen.issue.at if isinstance(seen, SeenIssue) and seen.issue else None
