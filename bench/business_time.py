"""What a question about business time costs: `python -m bench.business_time`.

The spans are those of the longest escalations: anywhere in three years, up to three years long.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

from escalation.calendar import Calendar

QUESTIONS = 50_000
SEED = 7
OFFICE = dict.fromkeys(
    ("mon", "tue", "wed", "thu", "fri"), (("09:00", "12:30"), ("13:30", "18:00"))
)
BERLIN = Calendar("Europe/Berlin", OFFICE, yearly_holidays=("01-01", "05-01", "12-25", "12-26"))
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
THREE_YEARS_S = 3 * 365 * 86_400
OPEN_SHARE = 0.22  # of a week; a due date as far off as an elapsed span is long


def timed(name: str, unit_s: float, count: int, work: Callable[[], object]) -> None:
    """Print what one of `count` repetitions takes, in units of `unit_s` seconds."""
    begun = perf_counter()
    work()
    print(f"{name:<44} {(perf_counter() - begun) / count / unit_s:8.2f}")


def main() -> None:
    """Print microseconds a question, and milliseconds a year for the index."""
    chance = random.Random(SEED)
    starts = [
        BEGINNING + timedelta(seconds=chance.randrange(THREE_YEARS_S)) for _ in range(QUESTIONS)
    ]
    lengths = [chance.randrange(THREE_YEARS_S) for _ in range(QUESTIONS)]
    asked = [(a, n, a + timedelta(seconds=n)) for a, n in zip(starts, lengths, strict=True)]
    paused = [(a, n, b, three_days_off(a, n)) for a, n, b in asked]
    few = starts[: QUESTIONS // 10]
    index = partial(BERLIN.elapsed, BEGINNING, datetime(2032, 2, 1, tzinfo=UTC))
    timed("index, cold: ms a year", 1e-3, 9, index)
    questions: dict[str, Callable[[], list[object]]] = {
        "elapsed": lambda: [BERLIN.elapsed(a, b) for a, _, b in asked],
        "due": lambda: [BERLIN.due(a, n * OPEN_SHARE) for a, n, _ in asked],
        "elapsed, three pauses": lambda: [BERLIN.elapsed(a, b, w) for a, _, b, w in paused],
        "due, three pauses": lambda: [BERLIN.due(a, n * OPEN_SHARE, w) for a, n, _, w in paused],
        "is_open": lambda: [BERLIN.is_open(a) for a in starts],
        "next_open": lambda: [BERLIN.next_open(a) for a in starts],
    }
    for name, ask in questions.items():
        timed(f"{name}: µs", 1e-6, QUESTIONS, ask)
    timed("after_days(5): µs", 1e-6, len(few), lambda: [BERLIN.after_days(a, 5) for a in few])


def three_days_off(start: datetime, length_s: int) -> list[tuple[datetime, datetime]]:
    """Three pauses of a day, spread over a span that begins at `start`."""
    begins = [start + timedelta(seconds=length_s * k // 8) for k in (1, 3, 5)]
    return [(at, at + timedelta(days=1)) for at in begins]


if __name__ == "__main__":
    main()
