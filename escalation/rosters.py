"""Who there is and who is on when: people, rosters that turn, overrides, and feeds.

A roster's people are all on, or one at a time in turns. What a feed says (iCalendar) is read at the
edge and kept with the escalation as shifts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked: how each system knows them, what they can do, when they work.

    `calendar` is the policy's (none: their tier's), `capacity` the weight they may have open at
    once (`routing/wanted.py`), `away` the dates from and until which they are not there.
    """

    name: str
    slack: str = ""
    email: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    calendar: str = ""
    is_senior: bool = False
    capacity: int = 16
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Roster:
    """Who is on when: all of `people`, or one of them at a time in turns from `since`."""

    people: tuple[str, ...]
    turns: Literal["none", "daily", "weekly"] = "none"
    since: date = date(2026, 1, 5)
    timezone: str = "UTC"
    is_always_on: bool = False
    feed: str = ""

    def on_duty(self, at: datetime) -> tuple[str, ...]:
        """Who is on at an instant (UTC); turns change at local midnight."""
        if self.turns == "none" or not self.people:
            return self.people
        days = (at.astimezone(ZoneInfo(self.timezone)).date() - self.since).days
        turn = days // (7 if self.turns == "weekly" else 1)
        return (self.people[turn % len(self.people)],)
