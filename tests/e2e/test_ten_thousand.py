"""Ten thousand webhooks come to the same, however badly they are delivered.

Of all, 5 % come up to five minutes late, behind those that were sent after them, 5 % twice, and
beside 1 % comes one that is unsigned, cut off or of wrong types.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from escalation.lifecycle import decide
from escalation.model import Escalation
from tests.e2e.delivering import END, Delivery, lived
from tests.e2e.traffic import LATE_S

# Two lives of 10,000 webhooks each take about a minute.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SEED, TICKETS, ACTS = 5, 500, 16
# Freshdesk and HubSpot tell that something changed, not when: a wait that is told by a later
# webhook than its own is as long as that was late. Of a ticket whose first webhook is late the
# same is true.
INEXACT_MAX = 0.03  # of the escalations
INEXACT_BY = timedelta(seconds=LATE_S)


@dataclass(frozen=True)
class Ended:
    """Where an escalation stands, and which of its clocks run until when."""

    stands: dict[str, Any]
    due: dict[tuple[str, str], datetime | None]


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
    return {id_: summary(e) for id_, e in delivery.there.temporal.runs.items()}


def summary(e: Escalation) -> Ended:
    e = decide(e, None, END).escalation
    return Ended(
        stands={
            "status": e.status,
            "tier": e.tier,
            "severity": e.severity,
            "owner": e.owner,
            "contact": e.contact,
            "waits": sorted(wait.reason for wait in e.waits),
        },
        due={(c.kind, c.subject): c.due_at for c in e.clocks if c.is_live},
    )


def is_near(one: Ended, other: Ended) -> bool:
    """Whether only instants differ, and by no more than a webhook is late."""
    if one.stands != other.stands or one.due.keys() != other.due.keys():
        return False
    pairs = [(due, other.due[clock]) for clock, due in one.due.items()]
    return all(a == b or (a and b and abs(a - b) <= INEXACT_BY) for a, b in pairs)
