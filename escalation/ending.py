"""How it ends, and how it comes back.

`resolve` says fixed, stops what is counted except promises, and asks the customer. Their word
closes it; no word closes it too, after a reminder, saying how to come back. Not fixed reopens it at
the same tier and owner. `closed` is terminal: whatever brings it back begins the next run of the
series, `<id>~2`, which inherits tier, severity, owner, contact and references.
"""

from dataclasses import replace

from escalation import asking, chain, commands, following, opening, recency, waiting
from escalation.actions import UpdateIssue
from escalation.events import Closed, Reopened, Resolved
from escalation.model import Escalation
from escalation.references import PROBLEM
from escalation.terms import ClockKind, TicketStatus, Tier
from escalation.turn import Refusal, Turn

NO_ANSWER = following.NO_ANSWER
_KEPT_BY_RESOLVING = (
    ClockKind.ACKNOWLEDGE,
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.INTERNAL_FOLLOW_UP,
    ClockKind.CUSTOMER_UPDATE,
    ClockKind.RESOLUTION,
)
_ALL_BUT_PROMISES = tuple(k for k in ClockKind if k != ClockKind.PROMISE)


def resolve(turn: Turn, command: commands.Resolve) -> None:
    """The owner says fixed: the customer is told and asked."""
    waiting.end_all(turn, "The wait is over: it is resolved")
    for kind in _KEPT_BY_RESOLVING:
        turn.keep(kind)
    _release(turn)
    asking.left(turn, turn.e.tier)
    turn.call_off(*_ALL_BUT_PROMISES)
    turn.change(resolution=command.resolution)
    said = f"{turn.who(command.actor)} resolved it: {command.resolution}"
    if command.root_cause:
        said += f"\nRoot cause: {command.root_cause}"
    if command.learned:
        said += f"\nLearned: {command.learned}"
    lessons = ("", "") if turn.e.sealed else (command.root_cause, command.learned)
    turn.happened(Resolved(turn.at, said, *lessons))
    turn.start(ClockKind.CONFIRMATION)
    turn.tell(said, ask=(turn.e.owner,) if turn.e.owner not in ("", command.actor) else ())
    following.comment(turn, said)
    if turn.e.tier != Tier.L1:
        turn.note(said)
    turn.e = recency.hear(turn.e, recency.RESOLVED, turn.at)
    status: TicketStatus | None = "solved" if turn.e.policy.helpdesk.solves else None
    following.write_to_customer(turn, turn.e.policy.texts.resolved, status=status)
    following.wrote_since(turn)


def confirm(turn: Turn, command: commands.Confirm) -> None:
    """The customer agrees."""
    said = f"{turn.who(command.actor)} confirmed: it is fixed"
    if turn.e.policy.helpdesk.solves and _stands(turn, "open", "pending", "on_hold"):
        turn.note(said, status="solved")  # the customer's word had set it back to open
    _end(turn, "confirmed", said)


def close(turn: Turn, command: commands.Close) -> None:
    """It ends, for whatever reason."""
    reason = command.reason or "closed"
    _end(turn, reason, f"{turn.who(command.actor)} closed it: {reason}")


def reopen(turn: Turn, command: commands.Reopen) -> None:
    """Not fixed: the same tier and owner again; a closed run has a successor instead."""
    owner = turn.e.owner
    if turn.e.ticket and turn.e.ticket.helpdesk == PROBLEM:
        raise Refusal("a problem that is over: link_problem begins it anew")
    if turn.e.ending:
        turn.e = replace(_next_run(turn.e), opened_at=turn.at)
    turn.change(reopened=turn.e.reopened + 1, resolution="")
    turn.call_off(ClockKind.CONFIRMATION)
    said = f"{turn.who(command.actor)} reopened it: {command.reason}"
    turn.happened(Reopened(turn.at, said))
    turn.start(ClockKind.RESOLUTION)
    opening.arrive(turn)
    turn.change(owner=owner)
    turn.tell(said, ask=(owner,) if owner else ())
    if turn.e.is_logged:
        turn.do(UpdateIssue, severity=turn.e.severity, reopen=True)
        following.comment(turn, said)
    turn.note(said, status="open" if _stands(turn, "solved") else None)


def _stands(turn: Turn, *statuses: TicketStatus) -> bool:
    """Whether the ticket is, as we last heard, in one of these."""
    status = recency.heard(turn.e, "status")
    return status is not None and status.value in statuses


def _next_run(closed: Escalation) -> Escalation:
    run = closed.run + 1
    return Escalation(
        id=f"{closed.series}~{run}",
        policy=closed.policy,
        run=run,
        status=closed.status,
        tier=closed.tier,
        severity=closed.severity,
        ticket=closed.ticket,
        customer=closed.customer,
        contact=closed.contact,
        issue=closed.issue,
        messages=closed.messages,
        brief=closed.brief,
        brief_asked=closed.brief_asked,
        context=closed.context,
        heard=closed.heard,
        words=closed.words,
        last_word=closed.last_word,
        is_logged=closed.is_logged,
        is_inherited=True,
        reopened=closed.reopened,
        tiers_seen=(closed.tier,),
        sealed=closed.sealed,
        told=closed.told,
        # One that is worked on has let it go: it may join again, or another.
        problem="" if closed.policy.problems.proposes else closed.problem,
        command_ids=closed.command_ids,
    )


def _end(turn: Turn, ending: str, said: str) -> None:
    waiting.end_all(turn, "The wait is over: it is closed")
    _release(turn)
    asking.left(turn, turn.e.tier)
    turn.call_off(*ClockKind)
    turn.change(ending=ending)
    turn.e = recency.hear(turn.e, recency.ENDED, turn.at)
    turn.happened(Closed(turn.at, said))
    turn.tell(said)
    following.comment(turn, said)


def _release(turn: Turn) -> None:
    for engagement in turn.e.engaged:
        chain.disengage(turn, engagement.tier)
