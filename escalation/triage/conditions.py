"""Whether a trigger holds for a case: every condition that it names, each with its evidence.

One function for each key of a trigger stands in the table. A reason's `condition` is a word that
support leads use (`stuck`, `pattern`), so that several ways of finding it out count as one. Time is
counted by the workflow's clocks, or told as a fact.
"""

from collections.abc import Collection

from escalation.policy import Policy, Trigger
from escalation.terms import Tier
from escalation.triage import counted, customers, said
from escalation.triage.case import Case
from escalation.triage.counted import Condition, at_least, longer_than
from escalation.triage.judgement import Reason


def _by_customer(trigger: Trigger, case: Case, _: Policy) -> tuple[Reason, ...]:
    if trigger.customer is None:
        return ()
    return customers.matching(trigger.name, trigger.customer, case.account)


CONDITIONS: dict[str, Condition] = {
    "words": said.by_words,
    "pattern": said.by_pattern,
    "tags": counted.by_tags,
    "severities": counted.by_severity,
    "signs": said.by_signs,
    "also": said.also,
    "without": said.without,
    "kinds": said.by_kind,
    "categories": counted.by_category,
    "products": counted.by_product,
    "customer": _by_customer,
    "sentiment_max": said.by_mood,
    "sentiment_fall_min": said.by_fall,
    "confidence_max": counted.by_confidence,
    "model_kinds": said.by_model,
    "solved_days_max": counted.by_recurrence,
    "own_clock": counted.by_clock,
    "is_defect": said.by_defect,
    "replies_min": at_least(
        "replies_min", "stuck", "replies without progress", lambda case: case.replies
    ),
    "reopened_min": at_least("reopened_min", "reopened", "reopenings", lambda case: case.reopened),
    "raised_min": at_least(
        "raised_min", "raised_twice", "raises of the severity", lambda case: case.raised
    ),
    "systems_min": at_least(
        "systems_min",
        "systems",
        "systems are involved",
        lambda case: max(case.systems, len(case.reading.systems)),
    ),
    "amount_min": at_least(
        "amount_min", "amount", "the largest sum that is named", lambda case: case.reading.amount
    ),
    "similar_min": at_least("similar_min", "pattern", "tickets like it", lambda case: case.similar),
    "unanswered_for": longer_than(
        "unanswered_for", "unanswered", "they wait for an answer", lambda case: case.waiting_s
    ),
    "idle_for": longer_than("idle_for", "idle", "nothing moved", lambda case: case.idle_s),
    "unresolved_for": longer_than(
        "unresolved_for", "unresolved", "it is not solved", lambda case: case.open_s
    ),
}
TIMED = ("unanswered_for", "idle_for", "unresolved_for", "own_clock")


def given(trigger: Trigger) -> list[str]:
    """The conditions that a trigger names."""
    return [key for key in trigger.written if key in CONDITIONS]


def holding(
    trigger: Trigger, case: Case, policy: Policy, granted: Collection[str] = ()
) -> tuple[Reason, ...]:
    """The reasons of a trigger of which every condition holds; empty when one does not.

    `granted` are conditions that a clock of the workflow has counted: they hold, without a reason.
    """
    found: list[Reason] = []
    for key in trigger.written:
        if key in CONDITIONS and key not in granted:
            reasons = CONDITIONS[key](trigger, case, policy)
            if not reasons:
                return ()
            found += reasons
    return tuple(found)


def is_absolute(trigger: Trigger) -> bool:
    """Whether it goes to security for what the ticket says: no other rule comes before it."""
    return trigger.to == Tier.SECURITY and bool(trigger.words or trigger.signs or trigger.pattern)
