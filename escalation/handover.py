"""What goes along with accountability: the brief in the ticket, and one log in Linear."""

from escalation import following
from escalation.actions import OpenIssue
from escalation.brief import missing, render
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
    turn.do(
        OpenIssue,
        team=e.policy.tiers[e.tier].linear_team or e.policy.linear_team,
        title=(e.ticket.subject if e.ticket else "") or e.id,
        body=body,
        severity=e.severity,
        ticket_url=e.ticket.url if e.ticket else "",
    )
