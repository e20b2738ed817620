"""The week the story is told in: the next one that is all working days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from escalation.policy import Policy

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "+Mon")  # +Mon: the Monday after
WORKING = (0, 1, 2, 3, 4, 7)
NOON = time(12)
LOOKED_AT = 52  # weeks: a team without one working week in a year needs no demo


@dataclass(frozen=True)
class Week:
    """Monday to the Monday after, in the support team's zone."""

    monday: date
    zone: ZoneInfo

    def at(self, written: str) -> datetime:
        """The instant (UTC) of a written one, like `Tue 02:14`. Raises ValueError."""
        day, _, clock = written.partition(" ")
        on = self.monday + timedelta(days=DAYS.index(day))
        return datetime.combine(on, time.fromisoformat(clock), self.zone).astimezone(UTC)

    def written(self, at: datetime) -> str:
        """An instant (aware) as weekday and time."""
        return f"{at.astimezone(self.zone):%a %H:%M}"

    def local(self, day: str, clock: str) -> str:
        """A weekday and time in UTC, as weekday and time in the zone; the week has one offset."""
        at = datetime.combine(self.monday, time.fromisoformat(clock), UTC)
        return self.written(at + timedelta(days=DAYS.index(day)))


def next_week(policy: Policy, now: datetime) -> Week:
    """The first week after `now` (aware) without a holiday, so that every run tells the same.

    Raises ValueError where the support calendar has no such week within a year.
    """
    support = policy.calendar(policy.support_calendar)
    zone = ZoneInfo(support.timezone)
    today = now.astimezone(zone).date()
    for weeks in range(1, LOOKED_AT + 1):
        monday = today + timedelta(days=7 * weeks - today.weekday())
        noons = [datetime.combine(monday + timedelta(days=d), NOON, zone) for d in WORKING]
        if all(support.is_open(noon.astimezone(UTC)) for noon in noons):
            return Week(monday, zone)
    raise ValueError(f"the calendar {policy.support_calendar} has no week without a holiday")
