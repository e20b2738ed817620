"""Zendesk's records as ours: a ticket, its words, and what else the next owner should know."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from escalation.context import Link, Word
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import TicketStatus
from integrations.helpdesk.plain import plain
from integrations.helpdesk.zendesk.records import (
    Comment,
    Comments,
    Organization,
    TicketRecord,
    UserRecord,
)
from integrations.helpdesk.zendesk.words import SEVERITY, text_id

# A merge closes a ticket, tags it so, and names the other in a comment, in the account's language:
# Zendesk, "Merging tickets".
MERGED = "closed_by_merge"
_OTHER = re.compile(r"#([0-9]+)")


def snapshot(
    found: TicketRecord, status: TicketStatus, url: str, merged_into: str
) -> TicketSnapshot:
    """The ticket as it stands."""
    ticket = Ticket(
        helpdesk="zendesk",
        id=found.id,
        subject=found.subject or "",
        description=found.description or "",
        url=url,
        requester=text_id(found.requester_id),
        assignee=text_id(found.assignee_id),
        group=text_id(found.group_id),
        tags=found.tags,
    )
    severity = SEVERITY.get(found.priority or "")
    updated_at = datetime.fromisoformat(found.updated_at).astimezone(UTC)
    return TicketSnapshot(ticket, status, severity, updated_at, merged_into)


def comments_of(page: Comments) -> list[Comment]:
    """Oldest first, without the description: it is the oldest of the last page."""
    oldest_first = list(reversed(page.comments))
    return oldest_first if page.next_page else oldest_first[1:]


def words(page: Comments, requester: str, since: datetime | None) -> list[Word]:
    """A page of comments, newest first, as words; a member of staff who asks is a customer."""
    people = {user.id: user for user in page.users}
    return [
        _word(comment, people.get(comment.author_id or ""), requester)
        for comment in comments_of(page)
        if since is None or comment.created_at >= since
    ]


def _word(comment: Comment, by: UserRecord | None, requester: str) -> Word:
    author = text_id(comment.author_id)
    return Word(
        ref=comment.id,
        at=comment.created_at,
        author=author,
        by=(by.name if by else "") or "",
        is_customer=author == requester or (by is not None and by.role == "end-user"),
        is_public=comment.public,
        text=text_of(comment),
    )


def text_of(comment: Comment) -> str:
    """What it says; `body` is Markdown, and what people see is `html_body`."""
    return plain(comment.html_body) if comment.html_body else comment.body or ""


def has_staff(page: Comments) -> bool:
    """Whether somebody wrote who is not an end user."""
    return any(user.role != "end-user" for user in page.users)


def attachments(comments: Iterable[Comment]) -> tuple[Link, ...]:
    """All files, by link."""
    return tuple(
        Link(file.file_name or file.content_url, file.content_url)
        for comment in comments
        for file in comment.attachments
        if file.content_url
    )


def merged_into(comments: Sequence[Comment], own_id: str) -> str:
    """The ticket that the newest comment names with a number sign; empty where it names none.

    Nobody can write after a merge; what stands before may be a customer's order number.
    """
    text = text_of(comments[-1]) if comments else ""
    return next((other for other in _OTHER.findall(text) if other != own_id), "")


def fields(
    ticket: TicketRecord,
    titles: Mapping[str, str],
    requester: UserRecord | None,
    organization: Organization | None,
) -> tuple[tuple[str, str], ...]:
    """All that is filled in, as `ticket.<title or id>`, `requester.<key>`, `organization.<key>`."""
    found: list[tuple[str, Any]] = [
        ("ticket.via", ticket.via.channel),
        ("ticket.support_type", ticket.support_type),
        ("ticket.external_id", ticket.external_id),
    ]
    for each in ticket.custom_fields:
        found += [(f"ticket.{each.id}", each.value)]
        found += [(f"ticket.{titles[each.id]}", each.value)] if each.id in titles else []
    if requester:
        own = {n: getattr(requester, n) for n in ("role", "locale", "time_zone", "external_id")}
        found += [(f"requester.{k}", v) for k, v in (own | requester.user_fields).items()]
    if organization:
        own = {n: getattr(organization, n) for n in ("name", "details", "external_id")}
        merged = own | organization.organization_fields
        found += [(f"organization.{k}", v) for k, v in merged.items()]
    return tuple(_written(found))


def _written(found: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Those with a value, as text; several choices go with commas between."""
    for name, value in found:
        if isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif isinstance(value, list) and value:
            yield name, ", ".join(map(str, value))
        elif isinstance(value, str | int | float) and str(value).strip():
            yield name, str(value).strip()
