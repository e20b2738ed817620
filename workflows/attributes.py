"""The search attributes by which operators filter the list, declared once."""

from typing import Any

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from escalation.model import Escalation

STATUS = SearchAttributeKey.for_keyword("EscalationStatus")
SEVERITY = SearchAttributeKey.for_keyword("EscalationSeverity")
TIER = SearchAttributeKey.for_keyword("EscalationTier")
OWNER = SearchAttributeKey.for_keyword("EscalationOwner")
BREACHED = SearchAttributeKey.for_bool("EscalationBreached")

ALL = (STATUS, SEVERITY, TIER, OWNER, BREACHED)


def changes(indexed: TypedSearchAttributes) -> list[SearchAttributeUpdate[Any]]:
    """One upsert for all of them."""
    return [pair.key.value_set(pair.value) for pair in indexed]


def differ(indexed: TypedSearchAttributes, published: TypedSearchAttributes) -> bool:
    """Whether any of the five is not published as it is."""
    return any(published.get(pair.key) != pair.value for pair in indexed)


def of(e: Escalation) -> TypedSearchAttributes:
    """The five of an escalation; no customer's name is among them."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(STATUS, e.shown_status),
            SearchAttributePair(SEVERITY, str(e.severity)),
            SearchAttributePair(TIER, str(e.tier)),
            SearchAttributePair(OWNER, e.owner or "nobody"),
            SearchAttributePair(BREACHED, e.breaches > 0),
        ]
    )
