"""When events go into the ledger: kept as they happen, sent when something is sent anyway.

Each event gets the escalation's next number. What waits is sent with a move and with the end, and
whenever so many wait that they are worth a call beside what goes out then. So the ledger costs a
few calls in an escalation's life, and is behind by no more than that.
"""

from escalation import proposing
from escalation.effect import Effect
from escalation.events import Closed, Engaged, Event, Linked, Moved, Opened, Repeated
from escalation.model import LINE_MAX, Escalation
from escalation.record import Entry, Record
from escalation.terms import Tier
from escalation.turn import Turn

BATCH = 25  # entries that are worth a call of their own, beside what is sent then
WAITING_MAX = 500  # entries kept while the ledger is away: some days of a busy escalation
TEXT_MAX = 1_500  # characters of what was reported: enough to find others like it
_COMMON = ("at", "text")


def finish(turn: Turn, *, sends: bool = True) -> None:
    """Keep what happened in this decision, and send what waits when it is time."""
    if not turn.e.policy.ledger:
        return
    _keep(turn)
    waiting = len(turn.e.record) if sends else 0  # what just failed is not tried again at once
    if waiting and (_is_moment(turn) or (waiting >= BATCH and turn.actions)):
        send(turn)


def send(turn: Turn) -> None:
    """Send what waits, with what the escalation is about."""
    e, entries = turn.e, turn.e.record
    ticket = e.ticket
    reported = f"{ticket.subject}\n{ticket.description}"[:TEXT_MAX] if ticket else ""
    turn.change(record=())
    turn.do(
        Record,
        entries=entries,
        customer=e.customer,
        product=ticket.product if ticket else "",
        text="" if e.sealed else reported,
        problem=e.problem,
    )


def give_back(turn: Turn, effect: Effect) -> None:
    """What could not be written waits for the next time."""
    if isinstance(effect, Record):
        turn.change(record=(*effect.entries, *turn.e.record)[-WAITING_MAX:])


def _keep(turn: Turn) -> None:
    e = turn.e
    told = [event for event in turn.events if not isinstance(event, Repeated)]
    entries = [_entry(e, event, e.recorded + i) for i, event in enumerate(told, 1)]
    if entries:
        record = (*e.record, *entries)[-WAITING_MAX:]
        turn.change(record=record, recorded=e.recorded + len(entries))


def _entry(e: Escalation, event: Event, sequence: int) -> Entry:
    """An event with what is its own; what a restricted tier holds is not told in words."""
    own = {k: str(v) for k, v in vars(event).items() if k not in _COMMON and v not in ("", None)}
    if isinstance(event, Moved) and (rule := dict(e.triaged.rules).get(event.after)):
        own["rule"] = rule  # it is answerable for what comes back
    text = "" if e.sealed else event.text[:LINE_MAX]
    return Entry(sequence, event.at, type(event).__name__, text, e.tier, e.severity, own)


def _is_moment(turn: Turn) -> bool:
    """A move or the end sends something anyway, and so does an opening above first line.

    Whoever looks for others like it must find it, and the problem that it was put down to; what
    security comes to work on must be found no more.
    """
    is_looked_for = turn.e.tier != Tier.L1 or proposing.counts(turn.e.policy)
    moments: tuple[type[Event], ...] = (Moved, Closed, Linked)
    moments += (Opened,) if is_looked_for else ()
    moments += (Engaged,) if turn.e.sealed else ()
    return any(isinstance(event, moments) for event in turn.events)
