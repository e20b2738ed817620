"""A helpdesk's fact becomes commands, and the opening of a ticket nobody knows yet.

A ticket is opened when it is created; one that is older than Handrail is opened by the first fact
that comes, where the policy's `watch` wants it.
"""

from dataclasses import replace
from typing import assert_never

from escalation import commands as c
from escalation.policy import Policy
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity
from escalation.triggers import first_match
from integrations.helpdesk.facts import (
    AgentReplied,
    CustomerReplied,
    TicketChanged,
    TicketOpened,
)

HELPDESK = "zendesk"
TEXT_MAX = 10_000  # characters that go into the history; the ticket has all of it
_OVER = ("solved", "closed", "deleted", "spam")

TicketFact = TicketOpened | CustomerReplied | AgentReplied | TicketChanged


def series(ticket_id: str) -> str:
    """Give the id of the escalation of a ticket."""
    return f"{HELPDESK}-{ticket_id}"


def told(fact: TicketFact) -> list[c.Command]:
    """Give the commands a fact is for an escalation that is known; an opening is none."""
    common = c.Envelope(
        escalation=series(fact.ticket_id),
        at=fact.at,
        actor=fact.actor,
        command_id=f"{HELPDESK}:{fact.delivery_id}:1",
    )
    match fact:
        case TicketOpened():
            return []
        case CustomerReplied():
            text = fact.text[:TEXT_MAX]
            return [c.CustomerReplied(**vars(common), text=text, public=fact.public)]
        case AgentReplied():
            text = fact.text[:TEXT_MAX]
            return [c.AgentReplied(**vars(common), text=text, public=fact.public)]
        case TicketChanged():
            return [_changed(fact, common)]
        case _:
            assert_never(fact)


def bare(fact: TicketFact) -> TicketSnapshot:
    """Give what a fact alone tells of its ticket."""
    if isinstance(fact, TicketOpened):
        return fact.snapshot
    ticket = Ticket(HELPDESK, fact.ticket_id)
    if not isinstance(fact, TicketChanged):
        return TicketSnapshot(ticket, "open", None)
    seen = replace(ticket, assignee=fact.assignee or "", tags=fact.tags or ())
    return TicketSnapshot(seen, fact.status or "open", fact.priority)


def opening(
    fact: TicketFact, snapshot: TicketSnapshot, policy: Policy, base_url: str
) -> c.Open | None:
    """Give what begins an escalation for a ticket nobody knows; None when it is not watched."""
    severity = snapshot.severity or Severity.MEDIUM
    is_over = snapshot.status in _OVER or getattr(fact, "merged_into", None)
    if is_over or not _is_watched(policy, snapshot.ticket, severity, getattr(fact, "text", "")):
        return None
    ticket = snapshot.ticket
    return c.Open(
        escalation=series(fact.ticket_id),
        at=fact.at,
        actor=fact.actor,
        command_id=f"{HELPDESK}:{fact.delivery_id}:0",
        severity=severity,
        ticket=replace(
            ticket,
            description=ticket.description[:TEXT_MAX],
            url=ticket.url or (base_url and f"{base_url}/agent/tickets/{ticket.id}"),
        ),
    )


def _is_watched(policy: Policy, ticket: Ticket, severity: Severity, said: str) -> bool:
    if policy.watch == "all":
        return True
    words = f"{ticket.subject}\n{ticket.description}\n{said}"
    found = first_match(policy, words, ticket.tags, severity)
    # With `none` only people ask: by command, or an agent by a tag.
    return found is not None and (policy.watch == "matching" or bool(found[0].tags))


def _changed(fact: TicketChanged, common: c.Envelope) -> c.TicketChanged:
    return c.TicketChanged(
        **vars(common),
        status=fact.status,
        assignee=fact.assignee,
        group=fact.group,
        priority=fact.priority,
        tags=fact.tags,
        merged_into=series(fact.merged_into) if fact.merged_into else None,
    )
