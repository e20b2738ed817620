"""Issues as Linear has them: one question for all.

Its lists leave out what is in the trash, what is archived, and what our key may not see. Only what
lies in the trash is told as deleted: an escalation that cannot see its issue logs no other, which
a rule of Linear's might move out of sight again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from activities.sides import Seen, Settled, identified
from escalation import drift
from escalation.commands import Fact
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.references import Issue
from escalation.tracking import ENDED
from integrations.errors import Absent
from integrations.linear.client import LinearClient
from integrations.linear.records import reference
from integrations.people import of_name

NAME = "linear"
HIDDEN = "Linear shows its issue no more: deleted for good, or moved out of our key's sight"


@dataclass(frozen=True)
class SeenIssue:
    """The issue with an id as it stands; None where it was deleted."""

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
        return {
            id_: self._named(found[one.id]) if one.id in found else await self._unlisted(one)
            for id_, one in known.items()
        }

    def is_news(self, e: Escalation, seen: Seen) -> bool:
        """Whether the issue differs, or moved since `e` was known to know it."""
        is_settled = self._settled.is_so(e.id, _moved_at(seen)) and not seen.gone
        return not is_settled or bool(seen.missed_by(e))

    async def completed(self, e: Escalation, seen: Seen) -> Seen:
        """All was read already, unless it has got another issue meanwhile."""
        if isinstance(seen, SeenIssue) and (e.issue is None or e.issue.id != seen.id):
            return SeenIssue(seen.id, seen.issue)
        if not seen.missed_by(e):
            self._settled.settle(e.id, _moved_at(seen))
        return seen

    def _named(self, found: Issue) -> SeenIssue:
        assignee = of_name(self._policy, found.assignee) or found.assignee
        return SeenIssue(found.id, replace(found, assignee=assignee))

    async def _unlisted(self, known: Issue) -> SeenIssue:
        if known.state in ENDED:  # Linear archives those by itself, and lists them no more
            return SeenIssue(known.id, known)
        try:
            found = await self._linear.issue(known.id)
        except Absent:
            return SeenIssue(known.id, known, gone=HIDDEN)
        if found.trashed:
            return SeenIssue(known.id, None, gone="its issue was deleted in Linear")
        seen = self._named(reference(found))
        is_left = found.is_gone and found.state.type not in ENDED
        return replace(seen, gone="its issue is archived in Linear" if is_left else "")


def _moved_at(seen: Seen) -> datetime | None:
    return seen.issue.at if isinstance(seen, SeenIssue) and seen.issue else None
