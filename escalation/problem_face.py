"""A problem as people and channels see it: the way they see an escalation, in the same words.

One card, one way of delivering and one `show` serve both. Nothing is decided on this view.
"""

from escalation.model import Escalation
from escalation.problem_members import Problem
from escalation.references import PROBLEM, Ticket
from escalation.terms import Status


def face(p: Problem) -> Escalation:
    """The problem as an escalation of the tier that works on problems."""
    customers = ", ".join(m.named for m in p.waiting) or "nobody"
    return Escalation(
        id=p.id,
        policy=p.policy,
        status=p.status,
        tier=p.policy.problems.tier,
        severity=p.severity,
        opened_at=p.began_at,
        ticket=Ticket(PROBLEM, p.id, subject=p.title),
        came=f"One cause, waited for by {customers}",
        issue=p.issue,
        messages=p.messages,
        resolution=p.resolution,
        ending="nobody waits for it" if p.status == Status.CLOSED else "",
        problem=p.id,
        is_logged=p.issue is not None,
        effects=p.effects,
        failed=p.failed,
        history=p.history,
        command_ids=p.command_ids,
    )
