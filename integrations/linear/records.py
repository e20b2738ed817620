"""Linear's records in our words: severity for priority, a reference for an issue."""

from escalation.references import Issue
from escalation.terms import Severity
from integrations.linear import models

PRIORITY = {  # Linear: 0 none, 1 urgent, 2 high, 3 medium, 4 low
    Severity.CRITICAL: 1,
    Severity.HIGH: 2,
    Severity.MEDIUM: 3,
    Severity.LOW: 4,
}
_SEVERITY = {number: severity for severity, number in PRIORITY.items()}


def severity_of(priority: float) -> Severity | None:
    """The severity of a priority; None where nobody has set one."""
    return _SEVERITY.get(int(priority))


def reference(issue: models.Issue, links: tuple[str, ...] = ()) -> Issue:
    """An issue as an escalation keeps it; `links` are the addresses that it shows."""
    return Issue(
        id=issue.id,
        identifier=issue.identifier,
        url=issue.url,
        state=issue.state.type,
        assignee=issue.assignee.name if issue.assignee else "",
        team=issue.team.key,
        priority=severity_of(issue.priority),
        links=links,
        at=issue.updatedAt,
    )
