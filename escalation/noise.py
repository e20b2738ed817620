"""Sparing people: quiet hours hold a warning, and a window gathers several into one message.

A warning is a threshold before a deadline, or the question whether a wait is still true. What is
less severe than the policy's line is held while the quiet calendar is closed, and told when it
opens; but a warning whose deadline falls before that is told at once. The words say which of the
two happened. A breach is never held.

It is never quiet in the hours that a clock is counted in: whoever it warns is at work then, also in
another part of the world. A clock that counts every second says nothing about who is at work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from escalation import clocks
from escalation.card import withheld_by
from escalation.instants import written
from escalation.model import Clock, Escalation
from escalation.policy import AROUND_THE_CLOCK, span
from escalation.terms import ClockKind, PauseReason, Severity, Tier
from escalation.turn import Turn

# Deadlines are whole seconds, and what is used up at closing is due at closing: nobody sleeps yet.
CLOSING = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One warning on its way to one person.

    `key` names it for ever: the workflow's id and the effect's. `is_repeat`: it may have been given
    before. `account`, `channel` and `ts` are Slack's names of the person and the living message;
    `due_at` is UTC. `fallback_channel` is told when it can be told nowhere else.
    """

    key: str
    person: str
    account: str
    title: str
    text: str
    next_step: str
    due_at: datetime
    window_s: int
    channel: str
    ts: str
    fallback_channel: str = ""
    is_repeat: bool = False

    @property
    def escalation(self) -> str:
        """What it warns of, by the workflow's id."""
        return self.key.rpartition("/")[0]


def gathered(turn: Turn, due_at: datetime | None) -> dict[str, Any]:
    """What makes a word a warning: the deadline it warns of, and how long others are waited for."""
    return {"due_at": due_at, "window_s": span(turn.e.policy.noise.window)[0]}


def withheld_from(e: Escalation, person: str) -> Tier | None:
    """The restricted tier whose work somebody may not read of; None: they are of one that may.

    A warning goes to people, and asks the contact on the customer's side also where security works.
    """
    own = (tier for tier in e.policy.tiers if person in e.policy.members(tier))
    may_read = any(withheld_by(e, tier) is None for tier in own)
    return None if may_read else next(iter(e.sealed), None)


def tell_at(turn: Turn, clock: Clock, threshold: str, at: datetime) -> datetime:
    """When a threshold that is due at `at` (UTC) is told: then, or when quiet hours are over."""
    if not _may_wait(turn, clock, threshold) or not _is_quiet(turn, clock, at):
        return at
    opens_at = turn.e.policy.calendar(_quiet(turn)).next_open(at)
    return at if _is_too_late(clock, opens_at) else opens_at


def note(turn: Turn, clock: Clock, threshold: str, passed_at: datetime) -> str:
    """What quiet hours did to the threshold that is told now; empty when nothing.

    `passed_at` (UTC) is the threshold's own instant. A deadline that was written down later than
    that could not be warned of before.
    """
    if not _may_wait(turn, clock, threshold):
        return ""
    if _is_quiet(turn, clock, turn.at):
        return " (sent in quiet hours: due before they end)"
    since = max(passed_at, clock.aims[-1].at)
    if since < turn.at and _is_quiet(turn, clock, since):
        return f" (held since {written(since)}, quiet hours)"
    return ""


def _may_wait(turn: Turn, clock: Clock, threshold: str) -> bool:
    by_severity = list(Severity)
    line = by_severity.index(turn.e.policy.noise.holds_below)
    if by_severity.index(turn.e.severity) <= line:
        return False
    # A review falls due only to ask; but a snooze ends then, and that is a fact.
    is_question = clock.kind == ClockKind.REVIEW and clock.subject != PauseReason.SNOOZED
    return is_question if threshold == clocks.BREACH else True


def _is_too_late(clock: Clock, opens_at: datetime) -> bool:
    """Whether the deadline has passed by then; a review has none but itself."""
    return clock.kind != ClockKind.REVIEW and bool(clock.due_at and clock.due_at <= opens_at)


def _is_quiet(turn: Turn, clock: Clock, at: datetime) -> bool:
    own = () if clock.calendar == AROUND_THE_CLOCK else (clock.calendar,)
    calendars = [turn.e.policy.calendar(name) for name in (_quiet(turn), *own)]
    return all(calendar.next_open(at - CLOSING) > at for calendar in calendars)


def _quiet(turn: Turn) -> str:
    return turn.e.policy.noise.quiet or turn.e.policy.support_calendar
