"""Whom to ask first in a tier: one person who fits and is free, or else the tier's steps.

Where a tier has `routing`, somebody is looked for outside, as only the ledger knows what everybody
has open and only a feed who is on call; the `acknowledge` clock runs meanwhile. Whatever comes of
it, the steps follow when that person does not acknowledge in time, and at once when the ledger does
not answer.
"""

from dataclasses import replace
from datetime import timedelta

from escalation import chain, people
from escalation.actions import Alarm, Button
from escalation.events import Assigned, ChainMoved
from escalation.instants import written
from escalation.model import Escalation, Place
from escalation.routing import desk
from escalation.routing.wanted import WEIGHT, Branch, Claim, Release, Route, Routed, Shifts
from escalation.terms import ClockKind, Status, Tier
from escalation.turn import Turn

FRESH = timedelta(hours=1)  # what feeds said is believed so long: a swap may wait for it


def begin(turn: Turn) -> None:
    """Ask the accountable tier; where feeds say who is on call, they are read first."""
    e = turn.e
    feeds = desk.fed(e.policy, e.tier)
    is_known = e.shifts and e.shifts.read_at > turn.at - FRESH
    if not e.policy.tiers[e.tier].routing and (not feeds or is_known):
        chain.begin(turn)
        return
    turn.change(place=Place(), acknowledged_by="", routed=None)
    turn.start(ClockKind.ACKNOWLEDGE)
    if feeds and not is_known:
        turn.do(Route, wanted=desk.wanted(e), people=(), rosters=feeds)
    else:
        _look_for_somebody(turn)


def _look_for_somebody(turn: Turn) -> None:
    e = turn.e
    routing = e.policy.tiers[e.tier].routing
    wanted = desk.wanted(e)
    found = desk.candidates(e.policy, wanted, turn.at, e.shifts)
    if routing and found:
        turn.do(Route, wanted=wanted, people=found, guidance=routing.guidance)
    else:
        chain.advance(turn)


def settle(turn: Turn, route: Route, routed: Routed | None) -> None:
    """Somebody was found, or nobody was: None when the ledger did not answer."""
    if routed and routed.shifts:
        turn.change(shifts=routed.shifts)
        _say_stale(turn, routed.shifts)
    if not _is_wanted(turn, route):
        if routed and routed.person:
            _put_right(turn, route.wanted.tier, routed.person)
        return
    if routed is None:
        chain.advance(turn)
        return
    if not route.people:
        _look_for_somebody(turn)
        return
    turn.change(routed=replace(routed, shifts=None))
    for line in routed.because:
        turn.happened(ChainMoved(turn.at, line))
    if routed.person:
        _give(turn, routed)
        if turn.e.severity != route.wanted.severity:
            weighed(turn)
    else:
        _hold(turn, routed)


def took(turn: Turn, person: str) -> None:
    """Somebody has it: it is their load from now on, whoever was asked."""
    e = turn.e
    if not e.policy.tiers[e.tier].routing or not e.is_open:
        return
    routed = e.routed or Routed(Branch.AVAILABLE)
    if routed.person != person:
        turn.change(routed=replace(routed, person=person))
        _claim(turn, person)


def weighed(turn: Turn) -> None:
    """It weighs more or less than before on whoever has it; if it waits, they look once more."""
    e = turn.e
    if not e.routed or not e.policy.tiers[e.tier].routing:
        return
    if e.routed.person:
        _claim(turn, e.routed.person)
    elif e.status == Status.UNACKNOWLEDGED and not _is_asked(e):
        turn.change(routed=None)
        _look_for_somebody(turn)


def _claim(turn: Turn, person: str) -> None:
    e = turn.e
    turn.do(Claim, person=person, tier=e.tier, weight=WEIGHT[e.severity], customer=e.customer)


def left(turn: Turn, tier: Tier) -> None:
    """A tier has it no more: nobody's load."""
    if turn.e.policy.tiers[tier].routing:
        turn.change(routed=None)
        turn.do(Release, tier=tier)


def _is_wanted(turn: Turn, route: Route) -> bool:
    e = turn.e
    is_named = e.owner and route.people  # by people, who know better
    is_here = e.status == Status.UNACKNOWLEDGED and e.tier == route.wanted.tier
    return is_here and not _is_asked(e) and not is_named


def _is_asked(e: Escalation) -> bool:
    return bool(e.place.asked) or e.place.step >= 0


def _put_right(turn: Turn, tier: Tier, found: str) -> None:
    """Somebody was found in vain, and it is their load: make it the owner's, or nobody's."""
    e = turn.e
    owner = e.owner if e.tier == tier and e.is_open else ""
    if not owner:
        turn.do(Release, tier=tier)
    elif owner != found:
        _claim(turn, owner)


def _give(turn: Turn, routed: Routed) -> None:
    tier, person = turn.e.tier, routed.person
    turn.change(owner=person, place=Place(asked=(person,)))
    said = f"{tier} is asked: {turn.who(person)}{_why(routed)}"
    turn.happened(Assigned(turn.at, said))
    turn.tell(said, ask=(person,), buttons=(Button.ACKNOWLEDGE,), on_card=True)


def _why(routed: Routed) -> str:
    """Why just this person, for that person: the rest of the line that names them."""
    last = routed.because[-1] if routed.because else ""
    reason = last.partition(f": {routed.person} ")[2]
    return f" ({reason})" if reason else ""


def _hold(turn: Turn, routed: Routed) -> None:
    """Nobody is free: first line goes on with guidance, or it waits; the clock asks the steps."""
    tier = turn.e.tier
    contact = people.contact(turn.e, turn.at)
    rule = turn.e.policy.tiers[tier].routing
    if routed.branch == Branch.FIRST_LINE:
        guidance = rule.guidance if rule else ""
        said = f"Nobody in {tier} who knows this is free. Until then, please go on: {guidance}"
    else:
        until = f" until {written(routed.until)}" if routed.until else ""
        said = f"Everybody in {tier} is busy: it waits{until}, with its brief"
    turn.happened(ChainMoved(turn.at, said))
    turn.tell(said, ask=contact, buttons=(Button.ACKNOWLEDGE,))


def _say_stale(turn: Turn, shifts: Shifts) -> None:
    for line in shifts.stale:
        turn.do(Alarm, text=f"{turn.e.id}: {line}")
