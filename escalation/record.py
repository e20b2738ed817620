"""What goes into the ledger: every event, numbered, in batches.

The ledger is our own append-only record; it outlives Temporal's retention. An entry is made where
an event happens and waits in the escalation until a batch is sent at a moment that sends something
anyway. (escalation, sequence) is unique, so a batch that is sent twice is there once.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from escalation.effect import Effect
from escalation.terms import Severity, Tier


@dataclass(frozen=True)
class Entry:
    """One event as it is kept; `at` is UTC, `type` the event's name (`Moved`), `fields` its own."""

    sequence: int
    at: datetime
    type: str
    text: str
    tier: Tier
    severity: Severity
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Record(Effect):
    """Write entries into the ledger, with what the escalation is about.

    `customer` and `product` are how the helpdesk names them; `text` is what was reported, for
    finding others like it; empty where a restricted tier holds it.
    """

    entries: tuple[Entry, ...]
    customer: str = ""
    product: str = ""
    text: str = ""
    problem: str = ""
    type: Literal["record"] = "record"
