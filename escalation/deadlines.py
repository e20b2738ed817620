"""What happens when a threshold passes: at warn, at breach, on the dot.

Every threshold fires once in its cycle, at its own instant, in order. Each breach reaches a person,
puts a private note and a tag on the ticket, and moves the tier only where the policy says so. The
two cadences begin their next cycle at the breach. The last line of defence is `never_without`: an
open escalation always has a next deadline.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from escalation import (
    brief_draft,
    chain,
    clocks,
    commands,
    ending,
    following,
    noise,
    people,
    triggers,
    waiting,
)
from escalation.actions import Alarm, Button
from escalation.events import Breached, Noted, Warned
from escalation.instants import written
from escalation.model import Clock
from escalation.terms import ClockKind, ClockState, PauseReason, Status, Tier
from escalation.triggers import HANDRAIL
from escalation.turn import Turn

QUIET = "quiet"  # the subject of the review that stands in where nothing else is counted
FIRES_MAX = 100_000  # thresholds in one decision: years of an unattended cadence; more is a bug


def fire_before(turn: Turn, at: datetime) -> None:
    """Fire what fell due strictly before an instant: a promise kept on the dot is kept."""
    for _ in range(FIRES_MAX):
        next_at = turn.e.next_at
        if not next_at or next_at >= at:
            return
        _fire_next(turn, next_at)


def fire_until(turn: Turn, now: datetime) -> None:
    """Fire what is due by now."""
    for _ in range(FIRES_MAX):
        next_at = turn.e.next_at
        if not next_at or not clocks.is_due(next_at, now):
            return
        _fire_next(turn, next_at)


def never_without(turn: Turn) -> None:
    """No open escalation without a next deadline: where nothing is counted, a review is."""
    if turn.e.status in (Status.NEW, Status.CLOSED) or turn.e.next_at:
        return
    days = turn.e.policy.reviews_after_days[0]
    at = turn.e.policy.next_reminder_at(turn.e.severity, turn.at + timedelta(days=days))
    turn.start_until(ClockKind.REVIEW, QUIET, at)


def _fire_next(turn: Turn, next_at: datetime) -> None:
    clock = next(c for c in turn.e.clocks if c.next_at == next_at)
    calendar, waits = turn.calendar(clock), turn.waits(clock.kind)
    passed_at, threshold = clocks.thresholds(clock, calendar, waits)[0]
    tell_at = noise.tell_at(turn, clock, threshold, next_at)
    if tell_at > next_at:
        turn.put(replace(clock, next_at=tell_at))
        return
    turn.at = next_at
    note = noise.note(turn, clock, threshold, passed_at)
    clock = clocks.fired(clock, threshold, calendar, waits, next_at)
    turn.put(clock)
    if threshold == clocks.BREACH:
        _breach(turn, clock, note)
    else:
        _warn(turn, clock, threshold, note)
    if clock.kind != ClockKind.TRIGGER:
        triggers.on_clock(turn)
    never_without(turn)


def _warn(turn: Turn, clock: Clock, threshold: str, note: str) -> None:
    if clock.kind == ClockKind.CONFIRMATION:
        turn.happened(Noted(turn.at, "The customer is reminded to confirm"))
        following.write_to_customer(turn, turn.e.policy.texts.reminder)
        return
    due = written(clock.due_at) if clock.due_at else "soon"
    said = f"{clock.name} is due {due} ({threshold} of {clock.target}){note}"
    turn.happened(Warned(turn.at, said))
    gathered = noise.gathered(turn, clock.due_at)
    match clock.kind:
        case ClockKind.ACKNOWLEDGE:
            chain.remind(turn, Tier(clock.subject) if clock.subject else None, note, **gathered)
        case ClockKind.CUSTOMER_UPDATE if _sends_itself(turn, clock):
            following.write_to_customer(turn, turn.e.policy.texts.holding)
        case ClockKind.INTERNAL_FOLLOW_UP:
            buttons = (Button.PROGRESS, Button.BLOCKED, Button.NEEDS_LONGER)
            asked = people.owner(turn.e)
            turn.tell(f"What is the news? {said}", ask=asked, buttons=buttons, **gathered)
        case ClockKind.RESOLUTION:
            turn.tell(said, ask=_owner_and_contact(turn), **gathered)
        case ClockKind.CUSTOMER_UPDATE | ClockKind.PROMISE:
            draft = f"{said}\nDraft: {brief_draft.draft(turn.e)}"
            turn.tell(draft, ask=people.contact(turn.e, turn.at), **gathered)
        case _:
            turn.tell(said, ask=people.contact(turn.e, turn.at), **gathered)


def _breach(turn: Turn, clock: Clock, note: str) -> None:
    match clock.kind:
        case ClockKind.TRIGGER:
            triggers.fire(turn, clock)
        case ClockKind.REVIEW:
            _review(turn, clock, note)
        case ClockKind.CONFIRMATION:
            _unconfirmed(turn)
        case ClockKind.CUSTOMER_UPDATE if _sends_itself(turn, clock):
            turn.put(replace(clock, state=ClockState.RUNNING))
            following.write_to_customer(turn, turn.e.policy.texts.holding)
        case _:
            _announce(turn, clock)
            _consequence(turn, clock)


def _announce(turn: Turn, clock: Clock) -> None:
    turn.change(breaches=turn.e.breaches + 1)
    due_at = clock.due_at or turn.at
    late_s = int((turn.now - due_at).total_seconds())
    late = f" ({late_s} s ago)" if late_s > 0 else ""
    said = f"Breach: {clock.name} was due {written(due_at)}{late}"
    turn.happened(Breached(turn.at, said, clock.kind, clock.subject, turn.e.severity))
    side = Tier.L1 if clock.kind in _CUSTOMERS_SIDE else turn.e.tier
    asked = people.lead(turn.e, side, turn.at)
    more: dict[str, Any] = {}
    if clock.kind == ClockKind.INTERNAL_FOLLOW_UP:
        more["buttons"] = (Button.PROGRESS, Button.BLOCKED, Button.NEEDS_LONGER)
    if turn.e.tier != Tier.L1:
        turn.tell(said, ask=asked, urgent=True, **more)
    if not asked:
        turn.do(Alarm, text=f"{turn.e.id}: {said}")
    turn.note(said, tags=(turn.e.policy.on_breach.tag,))


def _consequence(turn: Turn, clock: Clock) -> None:
    on_breach = turn.e.policy.on_breach
    match clock.kind:
        case ClockKind.ACKNOWLEDGE:
            chain.advance(turn, Tier(clock.subject) if clock.subject else None)
        case ClockKind.INTERNAL_FOLLOW_UP | ClockKind.CUSTOMER_UPDATE:
            turn.start(clock.kind)
        case ClockKind.RESOLUTION if _matters(turn):
            chain.engage(turn, Tier.LEADERSHIP, "the resolution deadline passed")
        case ClockKind.NEXT_RESPONSE if turn.e.status == Status.RESOLVED:
            if on_breach.reopen_unanswered:
                reason = "the customer's answer was left unanswered"
                turn.follow(commands.Reopen(escalation=turn.e.id, actor=HANDRAIL, reason=reason))
        case _ if clock.kind in on_breach.climb and turn.e.status == Status.WATCHING:
            reason = f"{clock.name} was not kept: due {written(clock.due_at or turn.at)}"
            turn.follow(
                commands.Escalate(escalation=turn.e.id, actor=HANDRAIL, to=Tier.L2, reason=reason)
            )
        case _:
            pass  # told, noted and tagged: the policy asks for nothing more


_CUSTOMERS_SIDE = (
    ClockKind.FIRST_RESPONSE,
    ClockKind.NEXT_RESPONSE,
    ClockKind.CUSTOMER_UPDATE,
    ClockKind.PROMISE,
)


def _review(turn: Turn, clock: Clock, note: str) -> None:
    if clock.subject == PauseReason.SNOOZED:
        waiting.end(turn, PauseReason.SNOOZED, "The snooze is over")
        return
    is_quiet = clock.subject == QUIET
    said = f"Review: {'Is anything happening?' if is_quiet else f'Still {clock.subject}?'}{note}"
    turn.happened(Noted(turn.at, said))
    wait = None if is_quiet else PauseReason(clock.subject)
    buttons = (Button.RESUME,) if wait else ()
    if wait:
        waiting.review(turn, wait)
    never_without(turn)
    again = turn.e.clock(ClockKind.REVIEW, clock.subject)  # an answer is due until it asks again
    gathered = noise.gathered(turn, again.due_at if again else None)
    turn.tell(said, ask=_owner_and_contact(turn), buttons=buttons, wait=wait, **gathered)


def _unconfirmed(turn: Turn) -> None:
    if not turn.e.policy.close_unconfirmed:
        turn.happened(Noted(turn.at, "The customer did not confirm; the policy closes nothing"))
        return
    following.write_to_customer(turn, turn.e.policy.texts.no_answer)
    turn.follow(commands.Close(escalation=turn.e.id, actor=HANDRAIL, reason=ending.NO_ANSWER))


def _sends_itself(turn: Turn, clock: Clock) -> bool:
    """Once a cycle, at the first threshold: the customer hears before the promise is broken."""
    return turn.e.policy.customer_updates == "send" and len(clock.fired) == 1


def _matters(turn: Turn) -> bool:
    on_breach = turn.e.policy.on_breach
    is_key = turn.e.customer in turn.e.policy.key_customers and bool(on_breach.engage_leadership)
    return turn.e.severity in on_breach.engage_leadership or is_key


def _owner_and_contact(turn: Turn) -> tuple[str, ...]:
    asked = (*people.owner(turn.e), *people.contact(turn.e, turn.at))
    return tuple(dict.fromkeys(asked))
