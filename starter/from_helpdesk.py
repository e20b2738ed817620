"""A helpdesk's facts become commands, and the opening of a ticket nobody knows yet.

A ticket is opened when it is created; one that is older than Handrail is opened by the first fact
that comes, where the policy's `watch` wants it. What is only pointed at is told as it was read: the
ticket as it stands, and its newest words, each under its own id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, assert_never

from escalation import commands as c
from escalation.context import Word
from escalation.policy import Policy
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity
from escalation.triage import conditions
from escalation.triage.case import Case, Reading
from escalation.triage.judge import judge
from integrations.helpdesk.directory import TicketFact
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Look,
    TicketChanged,
    TicketOpened,
)
from starter.reading import Read

TEXT_MAX = 10_000  # characters that go into the history; the ticket has all of it
_OVER = ("solved", "closed", "deleted", "spam")


def series(helpdesk: str, ticket_id: str) -> str:
    """Give the id of the escalation of a ticket."""
    return f"{helpdesk}-{ticket_id}"


def told(helpdesk: str, fact: TicketFact) -> list[c.Command]:
    """Give the commands a fact is for an escalation that is known; an opening is none."""
    common = _common(helpdesk, fact, 1)
    match fact:
        case TicketOpened() | Look():
            return []
        case CustomerReplied():
            text = fact.text[:TEXT_MAX]
            return [c.CustomerReplied(**common, text=text, public=fact.public, ref=fact.ref)]
        case AgentReplied():
            text = fact.text[:TEXT_MAX]
            return [c.AgentReplied(**common, text=text, public=fact.public, ref=fact.ref)]
        case TicketChanged():
            return [_changed(helpdesk, fact)]
        case _:
            assert_never(fact)


def seen(
    helpdesk: str, look: Look, found: TicketSnapshot, words: Iterable[Word]
) -> list[c.Command]:
    """Give the commands that a ticket and its words, read because of `look`, are; oldest first."""
    ticket = found.ticket
    stands = c.TicketChanged(
        **{**_common(helpdesk, look, 1), "at": max(look.at, found.updated_at or look.at)},
        status=found.status,
        assignee=ticket.assignee,
        group=ticket.group,
        priority=found.severity,
        tags=ticket.tags,
        merged_into=series(helpdesk, found.merged_into) if found.merged_into else None,
        is_snapshot=True,
    )
    return [*(_said(helpdesk, ticket.id, word) for word in words), stands]


def bare(helpdesk: str, fact: TicketFact) -> TicketSnapshot:
    """Give what a fact alone tells of its ticket."""
    if isinstance(fact, TicketOpened):
        return fact.snapshot
    ticket = Ticket(helpdesk, fact.ticket_id)
    if not isinstance(fact, TicketChanged):
        return TicketSnapshot(ticket, "open", None)
    known = replace(ticket, assignee=fact.assignee or "", tags=fact.tags or ())
    return TicketSnapshot(known, fact.status or "open", fact.priority)


def opening(helpdesk: str, fact: TicketFact, snapshot: TicketSnapshot) -> c.Open | None:
    """Give what begins an escalation for a ticket nobody knows; None when it is over."""
    if snapshot.status in _OVER or snapshot.merged_into or _is_merging(fact):
        return None
    ticket = snapshot.ticket
    return c.Open(
        **_common(helpdesk, fact, 0),
        severity=snapshot.severity or Severity.MEDIUM,
        ticket=replace(ticket, description=ticket.description[:TEXT_MAX]),
    )


def is_watched(
    opened: c.Open, told: Sequence[c.Command], policy: Policy, reads: Read | None
) -> bool:
    """Whether the policy wants this ticket, with what the customer says in `told`, watched.

    It is judged as the escalation would be. With `none` only people ask, by a command or by a tag;
    what the text says of security comes before that, too.
    """
    if policy.watch == "all":
        return True
    ticket = opened.ticket
    words = [one.text for one in told if isinstance(one, c.CustomerReplied)]
    body = "\n".join((ticket.description, *words))
    case = Case(
        ticket.subject,
        body,
        product=ticket.product,
        category=ticket.category,
        tags=ticket.tags,
        account=policy.account(ticket.requester),
        reading=reads(f"{ticket.subject}\n{body}") if reads else Reading(),
        severity=opened.severity,
    )
    judged = judge(case, policy)
    if policy.watch == "matching" or judged.is_security:
        return judged.escalate
    asked = (trigger for trigger in policy.triggers if trigger.tags)
    return any(conditions.holding(trigger, case, policy) for trigger in asked)


def _said(helpdesk: str, ticket_id: str, word: Word) -> c.Command:
    """A word as a command; its id is the word's, so that one read twice is told once."""
    kind = c.CustomerReplied if word.is_customer else c.AgentReplied
    return kind(
        escalation=series(helpdesk, ticket_id),
        at=word.at,
        actor=word.author,
        command_id=f"{helpdesk}:word:{word.ref}",
        text=word.text[:TEXT_MAX],
        public=word.is_public,
        ref=word.ref,
    )


def _changed(helpdesk: str, fact: TicketChanged) -> c.TicketChanged:
    return c.TicketChanged(
        **_common(helpdesk, fact, 1),
        status=fact.status,
        assignee=fact.assignee,
        group=fact.group,
        priority=fact.priority,
        tags=fact.tags,
        merged_into=series(helpdesk, fact.merged_into) if fact.merged_into else None,
    )


def _is_merging(fact: TicketFact) -> bool:
    return isinstance(fact, TicketChanged) and bool(fact.merged_into)


def _common(helpdesk: str, fact: TicketFact, number: int) -> dict[str, Any]:
    envelope = c.Envelope(
        escalation=series(helpdesk, fact.ticket_id),
        at=fact.at,
        actor=fact.actor,
        command_id=f"{helpdesk}:{fact.delivery_id}:{number}",
    )
    return vars(envelope)
