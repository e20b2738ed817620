"""What the next owner should know of a conversation, gathered from what Intercom keeps apart."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from escalation.context import EARLIER_MAX, Earlier, TicketContext
from escalation.references import TicketSnapshot
from integrations.errors import Rejected
from integrations.helpdesk.intercom import calls, records
from integrations.helpdesk.intercom.people import Company, Contact, People
from integrations.helpdesk.intercom.records import Author, Conversation

# What the policy's `helpdesk.fields` may name besides the workspace's own attributes.
STANDARD = (
    "ticket.page",
    "ticket.ai_agent.source_title",
    "ticket.ai_agent.last_answer_type",
    "ticket.ai_agent.resolution_state",
    "organization.plan",
    "organization.monthly_spend",
    "organization.size",
    "organization.industry",
    "organization.website",
    "requester.role",
    "requester.phone",
)

Known = TypeVar("Known")
Fields = tuple[tuple[str, str], ...]


async def read(
    people: People, seen: Conversation, earlier: Sequence[TicketSnapshot], now: datetime
) -> TicketContext:
    """All that is known of it; a customer who was deleted leaves a gap, no failure."""
    is_contact = calls.is_contact(seen.customer)
    contact = await known(people.contact(seen.customer)) if is_contact else None
    company = await known(people.company_of(seen.customer)) if is_contact else None
    who: Contact | Author = contact or seen.began.author or Author()
    said = [word for part in seen.parts if (word := records.word(part))]
    attached = records.links(seen.began.attachments)
    for part in seen.parts:
        attached += records.links(part.attachments)
    return TicketContext(
        read_at=now,
        requester=who.name or "",
        email=who.email or "",
        organization=(company.name if company else "") or "",
        fields=fields(seen, contact, company),
        words=tuple(said),
        earlier=tuple(map(_earlier, earlier[:EARLIER_MAX])),
        tags=records.names(seen.tags),
        attachments=tuple(attached),
    )


async def known(asked: Awaitable[Known]) -> Known | None:
    """The answer, or None where Intercom does not give it to us."""
    try:
        return await asked
    except Rejected:
        return None


def fields(seen: Conversation, contact: Contact | None, company: Company | None) -> Fields:
    """All fields that are filled, by the names that the policy uses; Intercom's own come last.

    So they win where somebody named an attribute like one of them.
    """
    about = {"page": seen.began.url, **_within("ai_agent", seen.ai_agent)}
    found = _named("ticket", {**(seen.custom_attributes or {}), **about})
    if company:
        told = company.model_dump(include={"monthly_spend", "size", "industry", "website"})
        told["plan"] = company.plan.name if company.plan else None
        found += _named("organization", {**(company.custom_attributes or {}), **told})
    if contact:
        told = contact.model_dump(include={"role", "phone"})
        found += _named("requester", {**(contact.custom_attributes or {}), **told})
    return tuple(found)


def _within(name: str, found: Mapping[str, Any] | None) -> dict[str, Any]:
    return {f"{name}.{key}": value for key, value in (found or {}).items()}


def _named(whose: str, found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Scalars only: the rest are references to other objects."""
    return [
        (f"{whose}.{name}", str(value).lower() if isinstance(value, bool) else str(value))
        for name, value in found.items()
        if isinstance(value, str | int | float) and value != ""
    ]


def _earlier(found: TicketSnapshot) -> Earlier:
    ticket = found.ticket
    return Earlier(ticket.id, ticket.subject, found.status, found.updated_at, ticket.url)
