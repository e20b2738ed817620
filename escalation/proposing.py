"""Several escalations that look like one cause: proposed to people, decided by them, never merged.

What climbs is compared with what else is open; so is what is new at first line, where a trigger
counts those. What is found is said in the tier's thread, once for each set, with a button. Whoever
presses it speaks for their own escalation only; the others are asked in their own threads, with the
same button. What a restricted tier holds is neither compared nor proposed.
"""

from escalation import triaging
from escalation.actions import Action, Button, PassOn
from escalation.alike import Alike, FindAlike
from escalation.events import Ignored, Noted, Repeated
from escalation.model import Escalation, series_of
from escalation.policy import Policy, span
from escalation.problem_told import ProblemProposed
from escalation.terms import Tier
from escalation.turn import Turn

PREFIX = "problem-"  # of a problem's id, which is its workflow's too
ALIKE_MAX = 20  # kept: more than anybody compares
NAMED_MAX = 5  # named in one sentence; the others are alike all the same
TEXT_MAX = 1_500  # characters to compare: as many as the ledger keeps of each


def company(e: Escalation) -> str:
    """Who the customer is: their organisation where the ticket tells it, else the person."""
    return (e.context.organization if e.context else "") or e.customer


def look(turn: Turn) -> None:
    """Look for open escalations like this one, where somebody asks and nothing is withheld.

    What is compared is what was reported, never what was said inside.
    """
    e, rules = turn.e, turn.e.policy.problems
    is_asked = counts(e.policy) if e.tier == Tier.L1 else rules.proposes
    if not (is_asked and e.policy.ledger and e.ticket) or e.sealed:
        return
    window_s, _ = span(rules.window)
    turn.do(
        FindAlike,
        text=f"{e.ticket.subject}\n{e.ticket.description}"[:TEXT_MAX],
        customer=e.customer,
        product=e.ticket.product,
        window_h=max(1, window_s // 3600),
        score_min=rules.score_min,
        solved_days=max((t.solved_days_max or 0 for t in e.policy.triggers), default=0),
    )


def counts(policy: Policy) -> bool:
    """Whether a trigger of first line counts how many report the same, or was solved before."""
    asks = (trigger.similar_min or trigger.solved_days_max for trigger in policy.triggers)
    return policy.ledger and any(asks)


def propose(turn: Turn, came: tuple[Alike, ...]) -> None:
    """Say what was found, unless it was said before or is decided already."""
    e = turn.e
    if e.sealed:  # it was when they were looked for, too: a move is quicker than a search
        return
    triaging.solved_before(turn, came)
    open_ones = (a for a in came if a.solved_at is None)
    others = [a for a in open_ones if series_of(a.escalation) != e.series]
    for alike in others:
        _keep(turn, alike)
    if e.problem or not e.is_open or e.tier == Tier.L1 or not e.policy.problems.proposes:
        return
    news = [a for a in others if a.escalation not in e.alike_told]
    if not news:
        return
    told = (*e.alike_told, *(a.escalation for a in news))
    turn.change(alike_told=told[-ALIKE_MAX:])
    best = max(news, key=lambda alike: alike.score)
    problem = next((a.problem for a in (best, *news) if a.problem), "")
    named = [_named(a.escalation, a.customer) for a in news[:NAMED_MAX]]
    named += [f"{len(news) - NAMED_MAX} more"] if len(news) > NAMED_MAX else []
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    cause = f"Same cause, {problem}?" if problem else "Same cause?"
    said = f"Looks like {listed}: {best.score:.2f} alike. {cause}"
    turn.happened(Noted(turn.at, said))
    turn.tell(said, buttons=(Button.SAME_CAUSE,))


def proposed(e: Escalation) -> str:
    """The problem that is proposed: one that somebody joined, else of the eldest; "": none is."""
    if not e.alike:
        return ""
    joined = [a for a in e.alike if a.problem and a.problem != e.problem]
    if joined:
        return max(joined, key=lambda alike: alike.score).problem
    others = [(a.at, series_of(a.escalation)) for a in e.alike]
    return PREFIX + min([*others, (e.opened_at or others[0][0], e.series)])[1]


def ask_others(turn: Turn, actor: str) -> None:
    """Those that look alike are asked, each in its own thread: whoever has them decides."""
    e = turn.e
    for alike in e.alike:
        if alike.problem == e.problem:
            continue
        command = {
            "type": "problem_proposed",
            "escalation": alike.escalation,
            "actor": actor,
            "command_id": f"{e.problem}:{e.id}:{alike.escalation}",
            "problem": e.problem,
            "by": e.id,
            "customer": company(e),
            "score": f"{alike.score:.2f}",
        }
        turn.do(PassOn, to=alike.escalation, commands=(command,))


def is_proposal(action: Action) -> bool:
    """Whether an action only asks another escalation: one that is over needs no answer."""
    return isinstance(action, PassOn) and action.commands[0]["type"] == "problem_proposed"


def problem_proposed(turn: Turn, command: ProblemProposed) -> None:
    """The people of another escalation hold that it has the same cause; these decide."""
    e = turn.e
    if e.problem == command.problem:
        turn.events.append(Repeated(turn.at, f"It belongs to {e.problem} already"))
        return
    if e.sealed or not e.is_open:
        turn.change(ignored=e.ignored + 1)
        turn.happened(Ignored(turn.at, f"Counted and left: {command.by} proposes a common cause"))
        return
    _keep(turn, Alike(command.by, command.customer, command.score, turn.at, command.problem))
    if e.tier != Tier.L1:  # first line has no thread: whoever gets it then is asked
        turn.change(alike_told=(*e.alike_told, command.by)[-ALIKE_MAX:])
    other = f" This one belongs to {e.problem}." if e.problem else ""
    said = (
        f"{turn.who(command.actor)} put {_named(command.by, command.customer)} down to "
        f"{command.problem}: {command.score:.2f} alike.{other} Same cause?"
    )
    turn.happened(Noted(turn.at, said))
    turn.tell(said, buttons=(Button.SAME_CAUSE,))


def _keep(turn: Turn, alike: Alike) -> None:
    others = (a for a in turn.e.alike if a.escalation != alike.escalation)
    turn.change(alike=(*others, alike)[-ALIKE_MAX:])


def _named(escalation: str, customer: str) -> str:
    return f"{escalation} ({customer})" if customer else escalation
