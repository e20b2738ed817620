"""Where an escalation ended, to be compared with where it would have ended.

Freshdesk and HubSpot tell that something changed, not when: a wait that is told by a later webhook
than its own is as long as that was late. Of a ticket whose first webhook is late the same is true,
and of a wait that a customer ended twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from escalation.lifecycle import decide
from escalation.model import Escalation
from tests.e2e.traffic import LATE_S

INEXACT_BY = timedelta(seconds=LATE_S)


@dataclass(frozen=True)
class Ended:
    """Where an escalation stands, and which of its clocks run until when."""

    stands: dict[str, Any]
    due: dict[tuple[str, str], datetime | None]


def summary(e: Escalation, at: datetime) -> Ended:
    """Where it stands at an instant (UTC)."""
    e = decide(e, None, at).escalation
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
