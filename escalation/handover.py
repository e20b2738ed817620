"""What goes along with accountability: the brief in the ticket, and one log in Linear.

The ticket is read first, so that the issue can tell what the customer said already.
"""

from escalation import bouncing, brief_asking, brief_render, following, proposing
from escalation.actions import OpenIssue, ReadTicket, UpdateIssue
from escalation.card import title
from escalation.terms import ClockKind
from escalation.turn import Turn

TAG = "handrail"  # on every ticket that has climbed; with the tier behind it, once for each


def log(turn: Turn, said: str) -> None:
    """Everybody above first line reads the brief; every escalation is logged in Linear, once."""
    turn.do(ReadTicket, fields=turn.e.policy.helpdesk.fields)
    tags = (TAG, f"{TAG}_{turn.e.tier}")
    turn.note(f"{said}\n\n{brief_render.plain(turn.e)}", tags=tags, fields=shown(turn))
    if turn.e.is_logged:
        bouncing.reopen(turn)
        _take_along(turn)
        following.comment(turn, f"{said}\n\n{brief_render.markdown(turn.e)}")
    else:
        open_issue(turn, said)
    if turn.e.ticket and not turn.e.ticket.is_in_helpdesk:
        brief_asking.ask(turn)  # there is nothing to read first
    proposing.look(turn)


def _take_along(turn: Turn) -> None:
    """Our issue goes to the team of the tier that has it now; one we only follow stays."""
    e, issue = turn.e, turn.e.issue
    rule = e.policy.tiers[e.tier]
    team = rule.linear_team or e.policy.linear_team
    if not issue or issue.is_followed or issue.team in ("", team):
        return
    labels, project = rule.linear_labels, rule.linear_project
    turn.do(UpdateIssue, severity=e.severity, team=team, labels=labels, project=project)


def open_issue(turn: Turn, said: str) -> None:
    """One issue for it in Linear, in the team of the tier that has it."""
    turn.change(is_logged=True)
    e = turn.e
    rule, resolution = e.policy.tiers[e.tier], e.clock(ClockKind.RESOLUTION)
    turn.do(
        OpenIssue,
        team=rule.linear_team or e.policy.linear_team,
        title=title(e),
        body=f"{said}\n\n{brief_render.markdown(e)}",
        severity=e.severity,
        labels=rule.linear_labels,
        project=rule.linear_project,
        due_at=resolution.due_at if resolution else None,
    )


def shown(turn: Turn) -> dict[str, str]:
    """What stands in the ticket's fields of our own."""
    return {"tier": str(turn.e.tier), "severity": str(turn.e.severity)}
