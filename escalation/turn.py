"""One decision under way: the escalation as it changes, the events and the actions so far.

Handlers get a `Turn`, change it, and are done; from outside `decide` stays a pure function. `at` is
the instant being worked on, `now` the instant of the decision (both UTC, `at <= now`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from escalation import clocks, recency
from escalation.actions import (
    Action,
    AssignTicket,
    NoteTicket,
    ReadTicket,
    ReplyToCustomer,
    Tell,
)
from escalation.calendar import Calendar, NeverDue
from escalation.card import stub, withheld_by
from escalation.clocks import Waits
from escalation.commands import Command
from escalation.events import BreachCorrected, Event, Ignored, Met
from escalation.model import CYCLES_MAX, HISTORY_MAX, LINE_MAX, Clock, Escalation, Line
from escalation.policy import AROUND_THE_CLOCK
from escalation.terms import ClockKind, ClockState, Tier

A = TypeVar("A", bound=Action)

_ABSOLUTE = (ClockKind.PROMISE, ClockKind.REVIEW)  # an instant was named: every second counts
_IN_TICKET = (NoteTicket, ReplyToCustomer, AssignTicket, ReadTicket)
_TIERS_OWN = (ClockKind.ACKNOWLEDGE, ClockKind.INTERNAL_FOLLOW_UP)  # counted in the tier's hours


class Refusal(Exception):  # noqa: N818 - it is an answer, not a crash
    """A handler says no, before it changed anything that is kept."""


class Turn:
    """The working copy of one decision."""

    def __init__(
        self, escalation: Escalation, now: datetime, take: Callable[["Turn", Command], None]
    ) -> None:
        self.e = escalation
        self._take = take
        self.now = now
        self.at = now
        self.events: list[Event] = []
        self.actions: list[Action] = []

    def change(self, **fields: Any) -> None:
        """Replace fields of the escalation."""
        self.e = self.e.changed(**fields)

    def happened(self, event: Event) -> None:
        """Add an event and its line of story."""
        self.events.append(event)
        history = (*self.e.history, Line(event.at, event.text[:LINE_MAX]))[-HISTORY_MAX:]
        self.e = self.e.changed(history=history)

    def who(self, person: str) -> str:
        """What people call somebody; Freshdesk, for one, does not say who changed a ticket."""
        return self.e.policy.name_of(person) or "somebody"

    def do(self, action: type[A], **fields: Any) -> None:
        """Queue an action under the next effect id.

        What was escalated from a Slack message, without a ticket, has none to be written to.
        """
        ticket = self.e.ticket
        if ticket and not ticket.is_in_helpdesk and action in _IN_TICKET:
            return
        self.e = self.e.changed(effects=self.e.effects + 1)
        done = action(effect=f"e{self.e.effects}", **fields)
        self.actions.append(done)
        self.e = recency.hear_ourselves(self.e, done, self.at)

    def attempt(self, command: Command) -> str:
        """Take a command through the table; why not, when it is refused and all stays as it was."""
        before, events, actions = self.e, len(self.events), len(self.actions)
        try:
            self._take(self, command)
        except (Refusal, NeverDue) as refusal:  # no calendar reaches what was asked for
            self.e = before
            del self.events[events:], self.actions[actions:]
            return str(refusal)
        return ""

    def follow(self, command: Command) -> bool:
        """Take a command that follows from a fact or a deadline; a refusal is told."""
        refused = self.attempt(command)
        if refused:
            self.happened(Ignored(self.at, f"No {command.type} followed: {refused}"))
        return not refused

    # -- telling ----------------------------------------------------------------------------------

    def tell(
        self, text: str, *, urgent: bool = False, tier: Tier | None = None, **more: Any
    ) -> None:
        """A thread entry for a tier: the policy wants Slack, it is urgent, or a thread stands.

        First line works in the helpdesk: there, what asks somebody is a note in the ticket.
        """
        tier = tier or self.e.tier
        if tier == Tier.L1:
            if more.get("ask"):
                self.note(text)
            return
        if holder := withheld_by(self.e, tier):
            text, more = stub(holder), {}
        wanted = self.e.severity in self.e.policy.slack_severities or tier in self.e.told
        if wanted or urgent:
            self.change(told=tuple(dict.fromkeys((*self.e.told, tier))))
            self.do(Tell, tier=tier, text=text, **more)

    def note(self, text: str, **more: Any) -> None:
        """A private note in the ticket."""
        self.do(NoteTicket, text=text, **more)

    # -- clocks -----------------------------------------------------------------------------------

    def calendar_name(self, kind: ClockKind, subject: str = "") -> str:
        """The calendar a clock is counted on."""
        policy, e = self.e.policy, self.e
        if kind in _ABSOLUTE:
            return AROUND_THE_CLOCK
        if kind == ClockKind.CONFIRMATION:
            return policy.support_calendar
        if e.severity in policy.always_on:
            return AROUND_THE_CLOCK
        if kind in _TIERS_OWN:
            return policy.tiers[Tier(subject) if subject else e.tier].calendar
        return policy.support_calendar

    def calendar(self, clock: Clock) -> Calendar:
        """The calendar of a clock."""
        return self.e.policy.calendar(clock.calendar)

    def waits(self, kind: ClockKind) -> Waits:
        """The intervals that stop a kind of clock."""
        stops = self.e.policy.rule(kind).stops
        return [(p.at, p.ended_at) for p in self.e.pauses if p.reason in stops]

    def put(self, clock: Clock) -> None:
        """Enter a clock in place of its cycle, and forget the oldest cycles beyond the limit."""
        cycles, others = [clock], []
        for c in self.e.clocks:
            if (c.kind, c.subject) != (clock.kind, clock.subject):
                others.append(c)
            elif c.cycle != clock.cycle:
                cycles.append(c)
        cycles.sort(key=lambda c: c.cycle)
        self.change(clocks=(*others, *cycles[-CYCLES_MAX:]))

    def start(self, kind: ClockKind, subject: str = "", target: str = "") -> None:
        """Begin the next cycle of a clock at this instant, where the policy counts it."""
        target = target or self.e.policy.rule(kind).targets.get(self.e.severity, "")
        if not target:
            return
        calendar = self.e.policy.calendar(self.calendar_name(kind, subject))
        begins_at = self._begins_at(self.e.clock(kind, subject))
        self._begin(kind, subject, target, clocks.due_after(calendar, begins_at, target))

    def start_until(self, kind: ClockKind, subject: str, due_at: datetime) -> None:
        """Begin the next cycle of a clock whose deadline is a named instant."""
        self._begin(kind, subject, due_at.isoformat(), clocks.whole(due_at))

    def _begin(self, kind: ClockKind, subject: str, target: str, due_at: datetime) -> None:
        before = self.e.clock(kind, subject)
        if before and before.is_owed:
            self.put(clocks.called_off(before, self.at))
        clock = Clock(
            kind=kind,
            subject=subject,
            cycle=before.cycle + 1 if before else 1,
            started_at=self._begins_at(before),
            target=target,
            target_s=0,
            calendar=self.calendar_name(kind, subject),
            warn=self.e.policy.rule(kind).warn,
        )
        clock = clocks.targeted(clock, self.calendar(clock), due_at, ())
        self.put(self.aimed(clock, "started"))

    def _begins_at(self, before: Clock | None) -> datetime:
        """A late word cannot begin a cycle before the one it ends."""
        return max(self.at, before.started_at) if before else self.at

    def aimed(self, clock: Clock, reason: str) -> Clock:
        """The clock with its deadline written down again."""
        return clocks.aimed(clock, self.calendar(clock), self.waits(clock.kind), self.at, reason)

    def begin_earlier(self, clock: Clock) -> None:
        """What began a cycle happened before, and is told now: count from this instant."""
        calendar = self.calendar(clock)
        due_at = clocks.due_after(calendar, self.at, clock.target)
        earlier = clocks.targeted(replace(clock, started_at=self.at), calendar, due_at, ())
        self.put(self.aimed(earlier, "began earlier"))

    def reaim(self, reason: str) -> None:
        """Write every live deadline down again, after the pauses changed."""
        for clock in self.e.clocks:
            if clock.is_live:
                self.put(self.aimed(clock, reason))

    def keep(self, kind: ClockKind, subject: str = "") -> None:
        """The promise is kept at this instant.

        A breach announced since is corrected in the record, and so are the cycles that only began
        because of it.
        """
        cycles = [c for c in self.e.clocks if (c.kind, c.subject) == (kind, subject)]
        wrong_at = None
        for clock in sorted(cycles, key=lambda c: c.cycle):
            is_void = clock.started_at == wrong_at
            was_kept = clock.due_at and clock.started_at <= self.at <= clock.due_at
            if clock.state == ClockState.BREACHED and (is_void or was_kept):
                wrong_at = clock.due_at
                self._correct(clock, is_void=is_void)
            elif clock.is_owed and is_void:
                self.put(clocks.called_off(clock, self.at))
            elif clock.is_owed:
                self._kept(clock)

    def _correct(self, clock: Clock, *, is_void: bool) -> None:
        self.change(breaches=self.e.breaches - 1)
        said = f"The {clock.name} breach is corrected: it had been kept in time"
        self.happened(BreachCorrected(self.at, said, clock.kind, clock.subject, self.e.severity))
        self.tell(said)
        if is_void:
            self.put(clocks.called_off(replace(clock, state=ClockState.RUNNING), self.at))
        else:
            self._kept(clock)

    def _kept(self, clock: Clock) -> None:
        clock = clocks.kept(clock, self.at)
        self.put(clock)
        if clock.state == ClockState.MET:
            said = f"{clock.name} kept"
            self.events.append(Met(self.at, said, clock.kind, clock.subject, self.e.severity))

    def call_off(self, *kinds: ClockKind, subject: str | None = None) -> None:
        """Nobody owes these any more."""
        for clock in self.e.clocks:
            if clock.kind in kinds and clock.is_owed and subject in (None, clock.subject):
                self.put(clocks.called_off(clock, self.at))
