"""What goes along with accountability: the brief in the ticket, and one log in Linear."""

from escalation import following
from escalation.actions import OpenIssue
from escalation.brief import missing, render
from escalation.card import title
from escalation.terms import ClockKind
from escalation.turn import Turn


def log(turn: Turn, said: str) -> None:
    """Everybody above first line reads the brief; every escalation is logged in Linear, once."""
    e = turn.e
    gaps = missing(e)
    body = f"{said}\n\n{render(e)}"
    if gaps:
        body += f"\n\nStill missing for {e.tier}: {', '.join(gaps)}"
    turn.note(body, tags=("handrail", f"handrail_{e.tier}"))
    if e.is_logged:
        following.comment(turn, said)
        return
    turn.change(is_logged=True)
    rule, resolution = e.policy.tiers[e.tier], e.clock(ClockKind.RESOLUTION)
    turn.do(
        OpenIssue,
        team=rule.linear_team or e.policy.linear_team,
        title=title(e),
        body=body,
        severity=e.severity,
        labels=rule.linear_labels,
        project=rule.linear_project,
        due_at=resolution.due_at if resolution else None,
    )
