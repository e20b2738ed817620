"""What can be asked now, by whom it is read, and who is asked to take it."""

from typing import assert_never

from escalation.actions import Button
from escalation.brief import missing
from escalation.model import Escalation
from escalation.references import PROBLEM
from escalation.terms import ALONGSIDE, Status, Tier

_CUSTOMERS = (Button.UPDATE_CUSTOMER, Button.SET_SEVERITY, Button.PROMISE)
_OF_PROBLEM = {Status.WORKING: (Button.RESOLVE,), Status.RESOLVED: (Button.REOPEN,)}
_SUPPORT = (Tier.L1, Tier.L2)  # they have the customer, and call for help also once it has climbed


def buttons(e: Escalation, reader: Tier | None = None) -> tuple[Button, ...]:
    """What can be asked now, by the tier that reads: one that has left it moves it no more."""
    if e.ticket and e.ticket.helpdesk == PROBLEM:
        return _OF_PROBLEM.get(e.status, ())
    match e.status:
        case Status.RESOLVED:
            return (Button.CONFIRM, Button.REOPEN, Button.UPDATE_CUSTOMER)
        case Status.CLOSED | Status.NEW:
            return ()
        case Status.UNACKNOWLEDGED | Status.WATCHING | Status.WORKING:
            first = (Button.ACKNOWLEDGE,) if _awaits(e, reader) else ()
        case _:
            assert_never(e.status)
    if reader not in (None, e.tier):
        return (*first, *_CUSTOMERS, *_company(e, reader))
    down = () if e.tier == Tier.L1 else (Button.DE_ESCALATE,)
    if e.tier == Tier.ENGINEERING:
        down = (*down, Button.NOT_A_BUG)
    wait = Button.RESUME if e.waits else Button.PAUSE
    moves = (Button.ESCALATE, *down, wait, Button.RESOLVE, *_brief(e))
    return (*first, *moves, *_CUSTOMERS, Button.ASSIGN, *_company(e, reader))


def _brief(e: Escalation) -> tuple[Button, ...]:
    """What is missing can be filled in from the message that names it; security begins without."""
    is_asked = e.tier not in (Tier.L1, Tier.SECURITY) and missing(e)
    return (Button.FILL_BRIEF,) if is_asked else ()


def _company(e: Escalation, reader: Tier | None) -> tuple[Button, ...]:
    """Who else may be called to it, and who may be released: a tier alongside only itself."""
    has_it = reader in (None, e.tier)
    there = (e.tier, *(g.tier for g in e.engaged))
    calls = (has_it or reader in _SUPPORT) and not set(ALONGSIDE) <= set(there)
    releases = bool(e.engaged) if has_it else reader in there
    engage = (Button.ENGAGE,) if calls else ()
    return (*engage, Button.DISENGAGE) if releases else engage


def _awaits(e: Escalation, reader: Tier | None) -> bool:
    """Whether the tier that reads has yet to say that it has it."""
    engagement = e.engagement(reader) if reader else None
    if engagement:
        return not engagement.acknowledged_by
    return e.status == Status.UNACKNOWLEDGED and reader in (None, e.tier)


def asked(e: Escalation, reader: Tier | None) -> tuple[str, ...]:
    """Who is asked to say so."""
    engagement = e.engagement(reader) if reader else None
    place = engagement.place if engagement else e.place
    return place.asked if _awaits(e, reader) else ()
