"""Ten thousand webhooks come to the same, however badly they are delivered.

Of all, 5 % come up to five minutes late, behind those that were sent after them, 5 % twice, and
beside 1 % comes one that is unsigned, cut off or of wrong types.
"""

import asyncio
from collections import Counter
from random import Random

import pytest

from tests.e2e.delivering import END, Delivery, lived
from tests.e2e.ended import Ended, is_near, summary

# Two lives of 10,000 webhooks each take about a minute.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SEED, TICKETS, ACTS = 5, 500, 16
INEXACT_MAX = 0.03  # of the escalations: see ended.py


@pytest.fixture(scope="module")
def clean() -> Delivery:
    """The same life, its webhooks each delivered once, at once and in order."""
    return asyncio.run(lived(SEED, TICKETS, ACTS))


@pytest.fixture(scope="module")
def disturbed() -> Delivery:
    return asyncio.run(lived(SEED, TICKETS, ACTS, Random(SEED)))


def test_there_are_as_many_as_is_said(clean: Delivery, disturbed: Delivery) -> None:
    sent = clean.answered.total()
    assert sent >= 10_000
    shares = {name: round(100 * count / sent) for name, count in disturbed.counts.items()}
    assert shares == {"late": 5, "twice": 5, "malformed": 1}


def test_every_one_is_taken_and_every_malformed_one_refused(
    clean: Delivery, disturbed: Delivery
) -> None:
    assert clean.answered.keys() == disturbed.answered.keys() == {200}
    assert disturbed.refused.keys() == {400, 401}
    assert disturbed.refused.total() == disturbed.counts["malformed"]


def test_all_that_lived_is_alive(clean: Delivery) -> None:
    """The life that was led is no quiet one: every status, tier and severity comes about."""
    runs = clean.there.temporal.runs.values()
    assert len(runs) > TICKETS  # some came back
    assert Counter(e.status for e in runs).keys() >= {"watching", "unacknowledged", "resolved"}
    assert {e.tier for e in runs} >= {"l1", "l2", "engineering"}
    assert {e.severity for e in runs} >= {"critical", "high", "medium", "low"}


def test_both_come_to_the_same(clean: Delivery, disturbed: Delivery) -> None:
    once, again = ended(clean), ended(disturbed)
    assert once.keys() == again.keys()
    differs = {id_: (once[id_], again[id_]) for id_ in once if once[id_] != again[id_]}
    wrong = {id_: both for id_, both in differs.items() if not is_near(*both)}
    assert wrong == {}
    assert len(differs) <= INEXACT_MAX * len(once), differs


def ended(delivery: Delivery) -> dict[str, Ended]:
    return {id_: summary(e, END) for id_, e in delivery.there.temporal.runs.items()}
