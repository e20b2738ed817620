"""The conditions of a climb: what stands in a ticket, who wrote it, what happened to it since.

All conditions of a trigger must hold. Spans are the policy's (`4h`, `2d`), amounts whole units of
the account's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from escalation.terms import Severity, Tier
from escalation.triage.words import Kind, Sign


@dataclass(frozen=True)
class Pattern:
    """A regular expression that is found at least `count` times in `field` of the ticket."""

    regex: str
    field: Literal["any", "subject", "body"] = "any"
    count: int = 1


@dataclass(frozen=True)
class CustomerIs:
    """Who the customer must be: one that is named here suffices (a key account, or a plan)."""

    tiers: tuple[Literal["standard", "key"], ...] = ()
    plans: tuple[str, ...] = ()
    revenue_min: float | None = None
    lifetime_value_min: float | None = None
    churn_risk_min: float | None = None
    is_vip: bool = False


@dataclass(frozen=True)
class Trigger:
    """A reason to climb by itself, while first line watches.

    `words` match whole words in subject, description and customer's replies. `signs` are read from
    the text (any of them; of `also` any as well, of `without` none). `unanswered_for`, `idle_for`
    and `unresolved_for` are counted on the support calendar, by severity. `own_clock` names a
    threshold of the escalation's own clocks: `resolution warn`, `first_response breach`.
    """

    name: str
    to: Tier
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    unanswered_for: Mapping[Severity, str] = field(default_factory=dict)
    idle_for: Mapping[Severity, str] = field(default_factory=dict)
    unresolved_for: Mapping[Severity, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    also: tuple[Sign, ...] = ()
    without: tuple[Sign, ...] = ()
    kinds: tuple[Kind, ...] = ()
    pattern: Pattern | None = None
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    customer: CustomerIs | None = None
    sentiment_max: float | None = None
    sentiment_fall_min: float | None = None
    replies_min: int | None = None
    reopened_min: int | None = None
    raised_min: int | None = None
    systems_min: int | None = None
    amount_min: float | None = None
    confidence_max: float | None = None  # of an automation that answered before
    model_kinds: tuple[Kind, ...] = ()  # what a learnt model says, when it is sure enough
    model_confidence_min: float = 0.8
    similar_min: int | None = None
    solved_days_max: int | None = None  # one like it was solved so recently
    own_clock: tuple[str, ...] = ()
    is_defect: bool = False  # passes the filter before engineering: see `triage/bug.py`
    severity: Severity | None = None  # raised to this when it is less

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The keys that it gives, a threshold of 0 among them; every ticket meets every trigger."""
        return tuple(
            key for key, value in vars(self).items() if value or (value == 0 and value is not False)
        )


@dataclass(frozen=True)
class ImpactRules:
    """How impact makes a severity: points by breadth, depth, duration, revenue and the rest.

    `least` are the points from which each severity holds. `raises` says whether triage may raise
    what the helpdesk says; it never lowers.
    """

    raises: bool = False
    least: Mapping[Severity, int] = field(default_factory=dict)
    revenue_min: float = 100_000
    plans: tuple[str, ...] = ()  # with a contract that promises times
