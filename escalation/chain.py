"""Whom to ask, in which order, and what when nobody answers.

A tier's steps are asked one after the other; the `acknowledge` clock is how long each may take. An
empty step moves on at once and is said aloud. After the last step the chain begins again, up to the
policy's rounds; then it is exhausted. For the accountable tier that is an alarm and leadership is
engaged, then one alarm for each further wait until somebody acknowledges. An engaged tier is marked
unanswered and asked again daily; accountability does not move.
"""

from dataclasses import replace
from typing import Any

from escalation import sealing
from escalation.actions import Alarm, Button
from escalation.events import ChainMoved, Engaged
from escalation.model import Engagement, Place
from escalation.policy import Step
from escalation.terms import ClockKind, Severity, Tier
from escalation.turn import Turn

CAME_MAX = 1_000  # characters of how it came here; the thread and the story have all of it
ASK_AGAIN = "1d"  # one business day: a tier that did not answer is not asked more often


def begin(turn: Turn, engaged: Tier | None = None) -> None:
    """Ask a tier from its first step."""
    _set_place(turn, engaged, Place())
    if engaged:
        _change_engagement(turn, engaged, acknowledged_by="", is_unanswered=False)
    else:
        turn.change(acknowledged_by="")
    advance(turn, engaged)


def advance(turn: Turn, engaged: Tier | None = None) -> None:
    """Ask the next step that has somebody; when there is none left, say so loudly."""
    place = _place(turn, engaged)
    if place.is_exhausted:
        _exhausted(turn, engaged, place)
        return
    steps = turn.e.policy.tiers[engaged or turn.e.tier].steps
    for _ in range(len(steps)):
        place = _next(place, len(steps))
        if place.round > turn.e.policy.on_breach.rounds:
            break
        step = steps[place.step]
        people = turn.e.policy.on_duty(step.ask, turn.at, turn.e.severity, turn.e.shifts)
        if people:
            _ask(turn, engaged, replace(place, asked=people), step)
            return
        tier = engaged or turn.e.tier
        said = f"Nobody is on duty in {step.ask} ({tier}): next step"
        turn.happened(ChainMoved(turn.at, said))
        if not engaged:
            turn.change(came=f"{turn.e.came}\n{said}"[-CAME_MAX:].strip())
    _exhausted(turn, engaged, replace(place, is_exhausted=True))


def remind(turn: Turn, engaged: Tier | None = None, note: str = "", **gathered: Any) -> None:
    """Ask the same people once more, before their time is over; a warning as `noise` makes it."""
    place = _place(turn, engaged)
    tier = engaged or turn.e.tier
    text = f"Reminder: {tier} has not acknowledged yet{note}"
    turn.tell(text, tier=tier, ask=place.asked, buttons=(Button.ACKNOWLEDGE,), **gathered)


def wait(turn: Turn, engaged: Tier | None = None) -> str:
    """How long the step asked last may take, where it says so itself."""
    place = _place(turn, engaged)
    steps = turn.e.policy.tiers[engaged or turn.e.tier].steps
    return "" if place.is_exhausted or place.step < 0 else steps[place.step].wait


def _ask(turn: Turn, engaged: Tier | None, place: Place, step: Step) -> None:
    tier = engaged or turn.e.tier
    _set_place(turn, engaged, place)
    turn.start(ClockKind.ACKNOWLEDGE, str(engaged or ""), step.wait)
    said = f"{tier} is asked: {', '.join(map(turn.who, place.asked))}"
    if place.round > 1 or place.step > 0:
        said += f" (step {place.step + 1}, round {place.round})"
    turn.happened(ChainMoved(turn.at, said))
    on_card = engaged is None
    turn.tell(said, tier=tier, ask=place.asked, buttons=(Button.ACKNOWLEDGE,), on_card=on_card)


def _exhausted(turn: Turn, engaged: Tier | None, place: Place) -> None:
    place = replace(place, is_exhausted=True)
    _set_place(turn, engaged, place)
    if engaged:
        _change_engagement(turn, engaged, is_unanswered=True)
        turn.start(ClockKind.ACKNOWLEDGE, str(engaged), ASK_AGAIN)
        said = f"{engaged} does not answer; it is asked again daily"
        turn.happened(ChainMoved(turn.at, said))
        turn.tell(said, tier=engaged, ask=place.asked, urgent=True, buttons=(Button.ACKNOWLEDGE,))
        return
    wait = "" if turn.e.severity == Severity.CRITICAL else ASK_AGAIN
    turn.start(ClockKind.ACKNOWLEDGE, "", wait)
    said = f"Nobody in {turn.e.tier} acknowledges {turn.e.id}: every step was asked"
    turn.happened(ChainMoved(turn.at, said))
    turn.do(Alarm, text=said, ask=_whoever(turn))
    if turn.e.policy.on_breach.engage_when_exhausted:
        engage(turn, Tier.LEADERSHIP, "nobody acknowledges")


def _whoever(turn: Turn) -> tuple[str, ...]:
    """Everybody on duty by now, and the lead: an alarm asks all at once."""
    rule = turn.e.policy.tiers[turn.e.tier]
    people = [
        person
        for step in rule.steps
        for person in turn.e.policy.on_duty(step.ask, turn.at, turn.e.severity, turn.e.shifts)
    ]
    return tuple(dict.fromkeys(filter(None, [*people, rule.lead])))


def engage(turn: Turn, tier: Tier, reason: str) -> bool:
    """A tier comes to work alongside. False when it is there already or accountable."""
    if tier == turn.e.tier or turn.e.engagement(tier):
        return False
    turn.change(engaged=(*turn.e.engaged, Engagement(tier=tier, since=turn.at)))
    turn.happened(Engaged(turn.at, f"{tier} is engaged: {reason or 'asked for'}"))
    sealing.seal(turn, tier)
    begin(turn, tier)
    return True


def disengage(turn: Turn, tier: Tier) -> None:
    """A tier that worked alongside is released."""
    turn.call_off(ClockKind.ACKNOWLEDGE, subject=str(tier))
    turn.tell(f"{tier} is released: thank you", tier=tier)
    turn.change(engaged=tuple(g for g in turn.e.engaged if g.tier != tier))
    turn.happened(Engaged(turn.at, f"{tier} is released"))


def _next(place: Place, steps: int) -> Place:
    if place.step + 1 < steps:
        return replace(place, step=place.step + 1)
    return replace(place, step=0, round=place.round + 1)


def _place(turn: Turn, engaged: Tier | None) -> Place:
    if not engaged:
        return turn.e.place
    engagement = turn.e.engagement(engaged)
    return engagement.place if engagement else Place()


def _set_place(turn: Turn, engaged: Tier | None, place: Place) -> None:
    if not engaged:
        turn.change(place=place)
        return
    _change_engagement(turn, engaged, place=place)


def _change_engagement(turn: Turn, tier: Tier, **fields: Any) -> None:
    engaged = [replace(g, **fields) if g.tier == tier else g for g in turn.e.engaged]
    turn.change(engaged=tuple(engaged))


def acknowledged(turn: Turn, tier: Tier, actor: str) -> None:
    """An engaged tier answers."""
    turn.keep(ClockKind.ACKNOWLEDGE, str(tier))
    _change_engagement(turn, tier, acknowledged_by=actor, is_unanswered=False)
