"""Reasons to wait: a set, each with its own review, so that no wait is forgotten.

A pause stops the clocks whose rule names its reason. A paused escalation always has a `review`: at
`until`, else some days after the pause began, and again. A snooze is a wait with an end and ends by
itself; every other wait is only asked about. A second pause with the same reason changes nothing
but `until`.

A wait that is told late stops what still runs. A breach announced before we heard of it stands:
somebody was told so, and only a promise that was kept corrects that.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation import clocks, commands
from escalation.events import WaitBegan, WaitEnded
from escalation.instants import written
from escalation.model import Pause
from escalation.terms import ClockKind, PauseReason
from escalation.turn import Refusal, Turn

PAUSES_MAX = (
    1_000  # waits remembered, as each deadline is made from them; a thousand needs a person
)


def pause(turn: Turn, command: commands.PauseFor) -> None:
    """One more reason to wait, or another end for it."""
    if command.until and command.until <= turn.at:
        raise Refusal(f"until {command.until.isoformat()} is past: name an instant to come")
    if command.until and command.until > turn.at + clocks.FAR:
        raise Refusal(f"until {command.until.isoformat()} is too far ahead for a wait")
    if command.reason == PauseReason.SNOOZED and not command.until:
        raise Refusal("a snooze needs `until`: name the instant at which it ends")
    running = _running(turn, command.reason)
    if running:
        others = tuple(p for p in turn.e.pauses if p is not running)
        turn.change(pauses=(*others, replace(running, until=command.until)))
    else:
        _add(turn, Pause(command.reason, turn.at, command.until))
    until = f" until {written(command.until)}" if command.until else ""
    said = f"{turn.who(command.actor)} waits: {command.reason}{until}"
    turn.happened(WaitBegan(turn.at, said, command.reason))
    turn.reaim(f"paused: {command.reason}")
    review(turn, command.reason)
    turn.tell(said)


def resume(turn: Turn, command: commands.Resume) -> None:
    """One reason to wait is gone."""
    if not _running(turn, command.reason):
        waits = ", ".join(p.reason for p in turn.e.waits) or "nothing"
        raise Refusal(f"it does not wait for {command.reason}; it waits for: {waits}")
    end(turn, command.reason, f"{turn.who(command.actor)} goes on: {command.reason} is over")


def end(turn: Turn, reason: PauseReason, said: str) -> None:
    """End one wait, and write the deadlines it stopped down again."""
    running = _running(turn, reason)
    if not running:
        return
    ended = replace(running, ended_at=max(turn.at, running.at))
    turn.change(pauses=tuple(ended if p is running else p for p in turn.e.pauses))
    waited_s = (ended.ended_at - ended.at).total_seconds() if ended.ended_at else 0.0
    turn.happened(WaitEnded(turn.at, said, reason, waited_s))
    turn.call_off(ClockKind.REVIEW, subject=reason)
    turn.reaim(f"resumed: {reason}")
    turn.tell(said)


def was(turn: Turn, reason: PauseReason, ended_at: datetime) -> None:
    """A wait from this instant to `ended_at` (UTC) of which nobody told us in time."""
    _add(turn, Pause(reason, turn.at, ended_at=ended_at))
    turn.happened(WaitBegan(turn.at, f"It waited until {written(ended_at)}: {reason}", reason))
    turn.reaim(f"waited: {reason}")


def end_all(turn: Turn, said: str) -> None:
    """End every wait: what is resolved or closed waits for nobody."""
    for wait in turn.e.waits:
        end(turn, wait.reason, said)


def review(turn: Turn, reason: PauseReason) -> None:
    """Start the next review of a wait that lasts: at `until`, else by the policy's days."""
    wait = next(p for p in turn.e.waits if p.reason == reason)
    turn.start_until(ClockKind.REVIEW, reason, _review_at(turn, wait))


def _add(turn: Turn, wait: Pause) -> None:
    if len(turn.e.pauses) >= PAUSES_MAX:
        raise Refusal(f"it was paused {PAUSES_MAX} times: settle with the customer how to go on")
    turn.change(pauses=(*turn.e.pauses, wait))


def _review_at(turn: Turn, wait: Pause) -> datetime:
    if wait.until and wait.until > turn.at:
        return wait.until
    days = turn.e.policy.reviews_after_days
    for after in days:
        if (at := wait.at + timedelta(days=after)) > turn.at:
            return turn.e.policy.next_reminder_at(turn.e.severity, at)
    return turn.e.policy.next_reminder_at(turn.e.severity, turn.at + timedelta(days=days[-1]))


def _running(turn: Turn, reason: PauseReason) -> Pause | None:
    return next((p for p in turn.e.waits if p.reason == reason), None)
