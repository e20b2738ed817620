"""What was heard last, and when: facts come late, twice, and in another order than they happened.

Each aspect of a ticket is heard by itself. A fact that is older than what is known of its aspect
changes nothing; a comment is taken once, however often it is told. What we write ourselves counts
as heard, as nobody tells us of it. A snapshot tells all of a ticket: what stands as we last heard
is no news, and what was never heard of is learnt and moves nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalation.actions import Action, AssignTicket, NoteTicket, ReplyToCustomer
from escalation.model import Escalation, Heard
from escalation.references import Ticket
from escalation.told import TicketChanged

WORDS_MAX = 200  # comments remembered by id: more than are told again after an outage
CUSTOMER, AGENT, RESOLVED, ENDED = "customer", "agent", "resolved", "ended"
HURRIED = "hurried"  # the customer must hear soon: Linear said that the issue has ended
_ASPECTS = ("status", "assignee", "group", "priority", "tags")
_OVER = ("solved", "closed", "deleted", "spam")  # told at once, also when nothing was heard before


def heard(e: Escalation, aspect: str) -> Heard | None:
    """The last we heard of an aspect."""
    return next((h for h in e.heard if h.aspect == aspect), None)


def is_late(e: Escalation, aspect: str, at: datetime) -> bool:
    """Whether something newer (UTC) than `at` is known of an aspect."""
    known = heard(e, aspect)
    return known is not None and at < known.at


def hear(e: Escalation, aspect: str, at: datetime, value: str = "") -> Escalation:
    """The escalation that has heard this; what is older than what it knows is forgotten."""
    if is_late(e, aspect, at):
        return e
    others = tuple(h for h in e.heard if h.aspect != aspect)
    return e.changed(heard=(*others, Heard(aspect, value, at)))


def hear_word(e: Escalation, ref: str) -> Escalation:
    """The escalation that knows the comment `ref`."""
    return e.changed(words=(*e.words, ref)[-WORDS_MAX:]) if ref else e


def hear_ticket(e: Escalation, ticket: Ticket, at: datetime) -> Escalation:
    """The escalation that has heard what its ticket says, as it is opened."""
    first = TicketChanged(
        escalation=e.id,
        status="open",
        assignee=ticket.assignee,
        group=ticket.group,
        priority=e.severity,
        tags=ticket.tags,
    )
    for aspect, value in _told(first):
        e = hear(e, aspect, at, _written(value))
    return e


def hear_ourselves(e: Escalation, action: Action, at: datetime) -> Escalation:
    """The escalation that knows what an action of its own makes of the ticket."""
    known = heard(e, "tags")
    if isinstance(action, NoteTicket) and action.tags and known:
        tags = (*filter(None, known.value.split("\n")), *action.tags)
        e = hear(e, "tags", at, _written(tags))
    for aspect, value in _made(action).items():
        e = hear(e, aspect, at, value)
    return e


def unhear_ourselves(e: Escalation, action: Action) -> Escalation:
    """The escalation that knows no more what an action would have made of the ticket: it failed."""
    made = _made(action)
    return e.changed(heard=tuple(h for h in e.heard if made.get(h.aspect) != h.value))


def _made(action: Action) -> dict[str, str]:
    """What an action makes of the ticket, but for tags, which it adds."""
    match action:
        case NoteTicket(status=status, severity=severity):
            made: dict[str, str | None] = {"status": status, "priority": severity}
        case ReplyToCustomer(status=status):
            made = {"status": status}
        case AssignTicket(person=person):
            made = {"assignee": person}
        case _:
            made = {}
    return {aspect: str(value) for aspect, value in made.items() if value is not None}


def news(e: Escalation, fact: TicketChanged, at: datetime) -> tuple[Escalation, TicketChanged]:
    """What of a fact, true `at` (UTC), is news; and the escalation that has heard it."""
    old: dict[str, None] = {}
    for aspect, value in _told(fact):
        known = heard(e, aspect)
        is_news = not fact.is_snapshot or (
            known.value != _written(value) if known else value in _OVER
        )
        if is_late(e, aspect, at) or not is_news:
            old[aspect] = None
        e = hear(e, aspect, at, _written(value))
    changes: dict[str, Any] = old
    return e, replace(fact, **changes)


def says_nothing(fact: TicketChanged) -> bool:
    """Whether nothing of a fact is left."""
    return not any(True for _ in _told(fact)) and not (fact.merged_into or fact.merged_from)


def _told(fact: TicketChanged) -> Iterator[tuple[str, Any]]:
    for aspect in _ASPECTS:
        value = getattr(fact, aspect)
        if value is not None:
            yield aspect, value


def _written(value: Any) -> str:
    return "\n".join(sorted(set(value))) if isinstance(value, tuple) else str(value)
