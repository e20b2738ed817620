"""The parts of Intercom's objects that we read, in answers and in webhooks alike.

Intercom, "Conversation model": one shape for both since API 2.5. Times are Unix seconds.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from escalation.context import Link, Word
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import TicketStatus
from integrations.helpdesk.intercom.words import CUSTOMERS, PRIVATE, STATUS, severity
from integrations.helpdesk.plain import plain
from integrations.webhooks import Wire

SUBJECT_MAX = 80  # characters: a conversation has no subject, so its first line stands for it
Seconds = Annotated[int, Field(ge=0, le=253_402_300_799)]  # Unix: up to the last year of dates
UNTITLED = "(attachment)"  # what stands for a word that is only a picture or a file


class Author(Wire):
    """Who wrote: an admin, a contact, a bot, or a team."""

    type: str = ""
    id: str | None = None
    name: str | None = None
    email: str | None = None
    from_ai_agent: bool | None = None

    @property
    def is_bot(self) -> bool:
        """Fin and workflows; in the contract's examples they write as the admin "Operator" too."""
        is_operator = re.fullmatch(r"operator\+.*@intercom\.io", self.email or "") is not None
        return self.type == "bot" or bool(self.from_ai_agent) or is_operator


class Attachment(Wire):
    """A file of a part; its address is all that we take."""

    name: str | None = None
    url: str | None = None


class Part(Wire):
    """One thing that happened in a conversation, with or without a word."""

    id: str
    part_type: str = "comment"
    body: str | None = None
    created_at: Seconds
    author: Author | None = None
    attachments: tuple[Attachment, ...] | None = None

    @property
    def at(self) -> datetime:
        """When it happened, UTC."""
        return instant(self.created_at)

    @property
    def by(self) -> Author:
        """Who did it."""
        return self.author or Author()


class Parts(Wire):
    """The parts of a conversation, oldest first; the newest 500, or in a webhook the new ones."""

    conversation_parts: tuple[Part, ...] = ()


class Source(Wire):
    """How the conversation began; `url` is the page that the customer was on."""

    id: str | None = None
    subject: str | None = None
    body: str | None = None
    author: Author | None = None
    url: str | None = None
    attachments: tuple[Attachment, ...] | None = None


class Reference(Wire):
    """Somebody by id."""

    id: str | None = None


class Contacts(Wire):
    """The customers of a conversation, the first of whom began it."""

    contacts: tuple[Reference, ...] = ()


class Tag(Wire):
    """A word on a conversation."""

    id: str | None = None
    name: str = ""
    applied_by: Reference | None = None


class Tags(Wire):
    """All tags of something."""

    tags: tuple[Tag, ...] = ()


class Conversation(Wire):
    """A conversation: Intercom's ticket."""

    id: str
    title: str | None = None
    created_at: Seconds | None = None
    updated_at: Seconds | None = None
    state: str | None = None
    priority: str | None = None
    admin_assignee_id: str | None = None
    team_assignee_id: str | None = None
    source: Source | None = None
    contacts: Contacts | None = None
    tags: Tags | None = None
    tags_added: Tags | None = None
    custom_attributes: Mapping[str, Any] | None = None
    ai_agent: Mapping[str, Any] | None = None
    conversation_parts: Parts | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What happened in it, oldest first."""
        return self.conversation_parts.conversation_parts if self.conversation_parts else ()

    @property
    def began(self) -> Source:
        """Its first message."""
        return self.source or Source()

    @property
    def customer(self) -> str:
        """The id of the contact whose conversation it is."""
        listed = self.contacts.contacts if self.contacts else ()
        return (listed[0].id if listed else self.began.author and self.began.author.id) or ""


def instant(seconds: int) -> datetime:
    """Unix seconds as an aware instant."""
    return datetime.fromtimestamp(seconds, UTC)


def nobody(written: str | None) -> str:
    """An id; nobody is null, or 0 as an assignment writes it."""
    return "" if written in (None, "0") else str(written)


def names(tags: Tags | None) -> tuple[str, ...]:
    """The names of tags."""
    return tuple(tag.name for tag in tags.tags) if tags else ()


def status_of(state: str | None, statuses: Mapping[str, TicketStatus]) -> TicketStatus:
    """Our status for a conversation's state; `statuses` are the policy's own words for some."""
    return statuses.get(state or "") or STATUS.get(state or "", "open")


def snapshot(
    found: Conversation, statuses: Mapping[str, TicketStatus], url: str = ""
) -> TicketSnapshot:
    """A conversation as a ticket; no two are ever merged."""
    began = found.began
    description = plain(began.body or "")
    first = description.partition("\n")[0]
    ticket = Ticket(
        helpdesk="intercom",
        id=found.id,
        subject=plain(found.title or began.subject or "") or first[:SUBJECT_MAX],
        description=description,
        url=url,
        requester=found.customer,
        assignee=nobody(found.admin_assignee_id),
        group=nobody(found.team_assignee_id),
        tags=names(found.tags),
    )
    return TicketSnapshot(
        ticket,
        status_of(found.state, statuses),
        severity(found.priority, found.custom_attributes or {}),
        instant(found.updated_at) if found.updated_at else None,
    )


def word(part: Part) -> Word | None:
    """What a part says; None where it only does something."""
    if not part.body and not part.attachments:
        return None
    return Word(
        ref=part.id,
        at=part.at,
        author=part.by.id or "",
        by=part.by.name or part.by.email or "",
        is_customer=part.by.type in CUSTOMERS,
        is_public=part.part_type not in PRIVATE,
        text=plain(part.body or "") or UNTITLED,
    )


def links(attachments: tuple[Attachment, ...] | None) -> list[Link]:
    """Attachments as links."""
    return [Link(each.name or each.url, each.url) for each in attachments or () if each.url]
