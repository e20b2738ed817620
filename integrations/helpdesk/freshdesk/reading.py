"""Freshdesk's records in our words: what was said, what was filled in, what was merged."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from escalation.context import Link, Word
from integrations.helpdesk import marks
from integrations.helpdesk.freshdesk.records import (
    Attachment,
    Conversation,
    Described,
    TicketRecord,
)
from integrations.helpdesk.freshdesk.words import COMPANY_FIELDS, CONTACT_FIELDS, CUSTOM
from integrations.helpdesk.plain import plain

QUOTED = re.compile(r"<div[^<>]*class=['\"]freshdesk_quote")  # what a mail carries of those before
# The note that Freshdesk leaves in the ticket that ends, in accounts that speak English.
MERGED = re.compile(r"closed and merged into ticket\D{0,5}(\d+)", re.IGNORECASE)


def word(said: Conversation, names: Mapping[str, str]) -> Word:
    """A reply or a note; it has no name of its author but what `names` knows by id."""
    author = said.user_id or ""
    return Word(
        ref=said.id,
        at=said.created_at,
        author=author,
        by=names.get(author, ""),
        is_customer=said.incoming,
        is_public=not said.private,
        text=text_of(said),
    )


def text_of(said: Conversation) -> str:
    """What was written, as plain text, without the mails that it quotes below."""
    return plain(QUOTED.split(said.body)[0]) if said.body else said.body_text or ""


def merged_into(conversations: Iterable[Conversation]) -> str:
    """The ticket that goes on, by the newest note that names one; no field of a ticket does.

    What others answer to a forwarded mail is a note too, and our own notes quote the customer.
    """
    for said in reversed(list(conversations)):
        text = text_of(said) if said.private and not said.incoming else ""
        if (found := MERGED.search(text)) and not marks.is_ours(text):
            return found.group(1)
    return ""


def fields(
    ticket: TicketRecord, contact: Described | None, company: Described | None
) -> tuple[tuple[str, str], ...]:
    """All that is filled in, named as the policy names it."""
    given: dict[str, Any] = {f"ticket.{field_name(n)}": v for n, v in ticket.custom_fields.items()}
    given["ticket.type"] = ticket.type
    for where, record, own in (
        ("requester", contact, CONTACT_FIELDS),
        ("organization", company, COMPANY_FIELDS),
    ):
        extra = (record.model_extra or {}) if record else {}
        given |= {f"{where}.{name}": extra.get(name) for name in own}
        given |= {
            f"{where}.{field_name(n)}": v
            for n, v in (record.custom_fields if record else {}).items()
        }
    return tuple((name, _text(value)) for name, value in given.items() if _text(value))


def field_name(name: str) -> str:
    """A custom field's name without what Freshdesk puts before it."""
    return name.removeprefix(CUSTOM)


def links(files: Iterable[Attachment], address: str) -> tuple[Link, ...]:
    """Where agents open files: the API's own addresses need no login, and expire."""
    return tuple(Link(file.name or file.id, f"{address}/{file.id}") for file in files)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""
