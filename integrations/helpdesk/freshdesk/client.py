"""Freshdesk's tickets: what they say, and what we write into them once.

No write has a guard against others' writes, and none keeps a key (Freshdesk API, "Update a
Ticket", "Create a Reply", "Create a Note"): fields are written where they differ, as often as it
takes; a word last, with our mark below it, by which `find` knows it.
"""

import html
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from escalation.context import TicketContext, Word
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import TicketStatus
from integrations.errors import Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.freshdesk import reading
from integrations.helpdesk.freshdesk.calls import EVER, HIDDEN, PAGE, Calls, ticket_path
from integrations.helpdesk.freshdesk.calls import open_client as open_client
from integrations.helpdesk.freshdesk.contexts import (
    WORDS_MAX,
    Contexts,
    conversations,
    person,
    ticket_url,
)
from integrations.helpdesk.freshdesk.records import Agent, Named, TicketRecord
from integrations.helpdesk.freshdesk.statuses import Statuses
from integrations.helpdesk.freshdesk.words import OUR_FIELDS, PRIORITY, SEVERITY
from integrations.helpdesk.plain import plain
from integrations.helpdesk.port import User, Wanted

LIST_PAYS = 3  # tickets from which on a page of the newest is likely to spare requests


class FreshdeskClient:
    """The port to Freshdesk; `statuses` are the policy's, by label or number."""

    name = "freshdesk"

    def __init__(
        self, client: httpx.AsyncClient, statuses: Mapping[str, TicketStatus] | None = None
    ) -> None:
        self._calls = Calls(client)
        self._statuses = Statuses(self._calls, statuses or {})
        self._contexts = Contexts(self._calls, self._statuses)

    def url(self, ticket_id: str) -> str:
        """Where an agent reads the ticket."""
        return ticket_url(self._calls, ticket_id)

    async def me(self) -> str:
        """The id of the agent whose key we have."""
        return (await self._calls.get(Agent, "/agents/me")).id

    async def user(self, user_id: str) -> User:
        """A contact or an agent: they share their ids."""
        return await person(self._calls, user_id)

    async def group(self, group_id: str) -> str:
        """The name of a group."""
        if not (group_id.isascii() and group_id.isdecimal()):
            return ""
        group = await self._calls.look(Named, f"/groups/{group_id}", HIDDEN)
        return (group.name or "") if group else ""

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The ticket as it stands now. Raises Absent when it is not there."""
        return await self._snapshot(await self._calls.get(TicketRecord, ticket_path(ticket_id)))

    async def tickets(self, ids: Sequence[str]) -> list[TicketSnapshot]:
        """One page of those that changed last, which holds most open ones, then one by one.

        Freshdesk reads no list of ids. Each closed one is asked where it was merged into. Raises
        RateLimited before writing would suffer.
        """
        found: dict[str, TicketRecord] = {}
        if len(ids) > LIST_PAYS:
            order = {"order_by": "updated_at", "order_type": "desc", "per_page": str(PAGE)}
            page = await self._calls.page(TicketRecord, "/tickets", updated_since=EVER, **order)
            found = {record.id: record for record in page}
        records = [found.get(ticket_id) or await self._spared(ticket_id) for ticket_id in ids]
        return [await self._snapshot(record) for record in records if record]

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        """Replies and notes, oldest first; names of authors are not told."""
        said = await conversations(self._calls, ticket_id)
        words = [reading.word(each, {}) for each in said if not since or each.created_at >= since]
        return words[-WORDS_MAX:]

    async def context(self, ticket_id: str) -> TicketContext:
        """The ticket, its words, its customer and their company, and what they had before."""
        return await self._contexts.read(ticket_id)

    async def write(self, ticket_id: str, wanted: Wanted) -> None:
        """Fields first, where they differ, then the word. Nothing is done for an unknown agent."""
        path = ticket_path(ticket_id)
        if change := await self._change(path, wanted):
            await self._calls.write("PUT", path, change)
        if wanted.note:
            note = {"body": _html(wanted.note, wanted.key), "private": True}
            await self._calls.write("POST", f"{path}/notes", note)
        elif wanted.reply:
            await self._calls.write(
                "POST", f"{path}/reply", {"body": _html(wanted.reply, wanted.key)}
            )

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys whose mark stands below a reply or a note."""
        said = await conversations(self._calls, ticket_id)
        return marks.found("\n".join(reading.text_of(each) for each in said), keys)

    async def _spared(self, ticket_id: str) -> TicketRecord | None:
        self._calls.spare()
        return await self._calls.look(TicketRecord, ticket_path(ticket_id))

    async def _snapshot(self, record: TicketRecord) -> TicketSnapshot:
        """A ticket; a closed one is searched for where it was merged into."""
        ticket = Ticket(
            helpdesk=self.name,
            id=record.id,
            subject=record.subject or "",
            description=plain(record.description or ""),
            url=self.url(record.id),
            requester=record.requester_id or "",
            assignee=record.responder_id or "",
            group=record.group_id or "",
            tags=record.tags,
        )
        status, merged_into = await self._statuses.of(record), ""
        if status == "closed":
            merged_into = reading.merged_into(await conversations(self._calls, record.id))
        severity = SEVERITY.get(record.priority or "")
        return TicketSnapshot(ticket, status, severity, record.updated_at, merged_into)

    async def _change(self, path: str, wanted: Wanted) -> dict[str, Any]:
        """What an update must say: all that is wanted and not yet so."""
        change: dict[str, Any] = {}
        if wanted.severity:
            change["priority"] = PRIORITY[wanted.severity]
        if wanted.assignee:
            change["responder_id"] = await self._agent(wanted.assignee)
        if not (change or wanted.status or wanted.tags or wanted.fields):
            return {}
        seen = await self._calls.get(TicketRecord, path)
        # A status of the account's own that means the same is finer than ours.
        if wanted.status and await self._statuses.of(seen) != wanted.status:
            change["status"] = await self._statuses.theirs(wanted.status)
        # An update replaces all tags, and refuses a custom field that the account does not have.
        change["tags"] = [*seen.tags, *(tag for tag in wanted.tags if tag not in seen.tags)]
        custom = {OUR_FIELDS[n][1]: value for n, value in wanted.fields.items() if n in OUR_FIELDS}
        known = {n: v for n, v in custom.items() if n in seen.custom_fields}
        change["custom_fields"] = {n: v for n, v in known.items() if seen.custom_fields[n] != v}
        return {name: value for name, value in change.items() if not _is_so(seen, name, value)}

    async def _agent(self, email: str) -> int:
        for agent in await self._calls.page(Agent, "/agents", email=email):
            if (agent.contact.email or "").casefold() == email.casefold():
                return int(agent.id)
        raise Rejected(f"Freshdesk has no agent {email}", "invite them, or assign somebody else")


def _is_so(seen: TicketRecord, name: str, value: Any) -> bool:
    if name == "custom_fields":
        return not value
    have = getattr(seen, name)
    return bool(list(have) == value if name == "tags" else have == str(value))


def _html(text: str, key: str) -> str:
    """A word as Freshdesk takes it; what looks like HTML in it was not meant so."""
    shown = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<div>{shown}</div><p>{marks.mark(key)}</p>"
