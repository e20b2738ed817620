"""What a question about business time costs: `python -m bench.business_time`.

The spans are those of the longest escalations: anywhere in three years, up to three years long.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
    waits = [
        [
            (a + timedelta(seconds=n * k // 8), a + timedelta(seconds=n * k // 8 + 86_400))
            for k in (1, 3, 5)
        ]
        for a, n, _ in asked
    ]
    paused = [*zip(asked, waits, strict=True)]
    us, ms, n = 1e-6, 1e-3, QUESTIONS
    timed(
        "index, cold: ms a year",
        ms,
        9,
        lambda: BERLIN.elapsed(BEGINNING, datetime(2032, 2, 1, tzinfo=UTC)),
    )
    timed("elapsed: µs", us, n, lambda: [BERLIN.elapsed(a, b) for a, _, b in asked])
    timed("due: µs", us, n, lambda: [BERLIN.due(a, s * OPEN_SHARE) for a, s, _ in asked])
    timed(
        "elapsed, three pauses: µs",
        us,
        n,
        lambda: [BERLIN.elapsed(a, b, w) for (a, _, b), w in paused],
    )
    timed(
        "due, three pauses: µs",
        us,
        n,
        lambda: [BERLIN.due(a, s * OPEN_SHARE, w) for (a, s, _), w in paused],
    )
    timed("is_open: µs", us, n, lambda: [BERLIN.is_open(a) for a in starts])
    timed("next_open: µs", us, n, lambda: [BERLIN.next_open(a) for a in starts])
    timed(
        "after_days(5): µs",
        us,
        n // 10,
        lambda: [BERLIN.after_days(a, 5) for a in starts[: n // 10]],
    )


if __name__ == "__main__":
    main()
