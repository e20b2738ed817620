"""A helpdesk's facts become commands, and the opening of a ticket nobody knows yet.

A ticket is opened when it is created; one that is older than Handrail is opened by the first fact
that comes, where the policy's `watch` wants it. What is only pointed at is told as it was read: the
ticket as it stands, and its newest words, each under its own id.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, assert_never

from escalation import commands as c
from escalation.context import Word
from escalation.policy import Policy
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity
from escalation.triage.case import Case
from escalation.triage.reading import read
from escalation.triggers import first_match
from integrations.helpdesk.directory import TicketFact
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    Look,
    TicketChanged,
    TicketOpened,
)

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


def opening(
    helpdesk: str, fact: TicketFact, snapshot: TicketSnapshot, policy: Policy
) -> c.Open | None:
    """Give what begins an escalation for a ticket nobody knows; None when it is not watched."""
    severity = snapshot.severity or Severity.MEDIUM
    is_over = snapshot.status in _OVER or snapshot.merged_into or _is_merging(fact)
    if is_over or not _is_watched(policy, snapshot.ticket, severity, getattr(fact, "text", "")):
        return None
    ticket = snapshot.ticket
    return c.Open(
        **_common(helpdesk, fact, 0),
        severity=severity,
        ticket=replace(ticket, description=ticket.description[:TEXT_MAX]),
    )


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


def _is_watched(policy: Policy, ticket: Ticket, severity: Severity, said: str) -> bool:
    if policy.watch == "all":
        return True
    body = f"{ticket.description}\n{said}"
    case = Case(
        ticket.subject,
        body,
        product=ticket.product,
        category=ticket.category,
        tags=ticket.tags,
        account=policy.account(ticket.requester),
        reading=read(f"{ticket.subject}\n{body}"),
        severity=severity,
    )
    found = first_match(policy, case)
    # With `none` only people ask: by command, or an agent by a tag.
    return found is not None and (policy.watch == "matching" or bool(found.tags))
