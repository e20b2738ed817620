"""The open time of one UTC year, searched by halves: windows are many and questions more."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from escalation.windows import Plan, joined

NOTHING = timedelta(0)
# A window closes on the next date at the latest, and no zone is more than a day from UTC.
LOOK_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Year:
    """Its open spans in UTC, apart and in order; `before[i]` is the open time before `opens[i]`."""

    opens: list[datetime]
    closes: list[datetime]
    before: list[timedelta]

    @property
    def total(self) -> timedelta:
        """The open time of the whole year."""
        return self.before[-1]

    def open_until(self, at: datetime) -> timedelta:
        """Open time from the beginning of the year to an instant in it."""
        i = bisect_right(self.opens, at) - 1
        if i < 0:
            return NOTHING
        return self.before[i] + min(at, self.closes[i]) - self.opens[i]

    def used_up(self, span: timedelta) -> datetime:
        """The first instant at which this much open time has passed; 0 < span <= total."""
        i = bisect_left(self.before, span) - 1
        return self.opens[i] + (span - self.before[i])


def year_of(plan: Plan, number: int) -> Year:
    """Work out one year of a calendar."""
    start, end = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
    nearby = plan.spans(start.date() - LOOK_BACK, end.date())
    spans = joined((max(start, opens), min(end, closes)) for opens, closes in nearby)
    lengths = accumulate((closes - opens for opens, closes in spans), initial=NOTHING)
    return Year([opens for opens, _ in spans], [closes for _, closes in spans], [*lengths])
