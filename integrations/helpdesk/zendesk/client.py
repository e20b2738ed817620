"""Zendesk's tickets, read and written; every write arrives once.

Every write is one update of the ticket (`update.py`). It names the state it saw, and carries our
key into the audit, where `find` looks for it.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from escalation.context import Earlier, TicketContext, Word
from escalation.references import TicketSnapshot
from escalation.terms import TicketStatus
from integrations import http
from integrations.errors import Rejected, Transient
from integrations.helpdesk.port import User, Wanted
from integrations.helpdesk.zendesk import reading, records
from integrations.helpdesk.zendesk.account import Account
from integrations.helpdesk.zendesk.api import PAGE, ZENDESK, Api, number, ticket_path
from integrations.helpdesk.zendesk.update import change, key_of

CONFLICTS_MAX = 5  # tries: an agent saves every few seconds at most
AUDIT_PAGES_MAX = 10  # 1,000 changes of one ticket, newest first: a lost answer is among the first
EARLIER = "10"  # tickets asked for: the brief shows five


def open_client(
    base_url: str, email: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for one account; without `email`, `token` is an OAuth access token."""
    basic = base64.b64encode(f"{email}/token:{token}".encode()).decode()
    authorization = f"Basic {basic}" if email else f"Bearer {token}"
    return http.open_client(base_url, {"Authorization": authorization}, transport)


class ZendeskClient:
    """The calls we make. Every one raises VendorError and nothing else.

    `statuses` are what the account's own statuses mean to us, by their labels or ids; any other
    means what Zendesk counts it among.
    """

    name = "zendesk"

    def __init__(
        self, client: httpx.AsyncClient, statuses: Mapping[str, TicketStatus] | None = None
    ) -> None:
        self._api = Api(client)
        self._account = Account(self._api, statuses or {})

    def url(self, ticket_id: str) -> str:
        """Where an agent reads the ticket."""
        return str(self._api.client.base_url.join(f"/agent/tickets/{ticket_id}"))

    async def me(self) -> str:
        """The id of our API user, for recognising our own writes (`facts.is_own`)."""
        return (await self._api.get(records.UserAnswer, "users/me")).user.id

    async def user(self, user_id: str) -> User:
        """Somebody by id; unknown: without a name."""
        found = await self._person(user_id)
        return User(found.name or "", found.email or "") if found else User()

    async def group(self, group_id: str) -> str:
        """The name of a group; empty when there is none of that id."""
        path = f"groups/{number(group_id, 'group')}"
        found = await self._api.look(records.GroupAnswer, path)
        return found.group.name if found else ""

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The ticket as it stands now. Raises Rejected when it is not there."""
        return await self._snapshot(await self._ticket(ticket_id))

    async def tickets(self, ids: Sequence[str]) -> list[TicketSnapshot]:
        """At most a hundred in one request; one more for each that was merged into another."""
        if not ids:
            return []
        asked = {"ids": ",".join(number(each, "ticket") for each in ids)}
        found = await self._api.get(records.TicketsAnswer, "tickets/show_many", asked)
        return [await self._snapshot(ticket) for ticket in found.tickets]

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        """Its comments without the description, the newest hundred, oldest first."""
        page = await self._comments(ticket_id)
        # Who asked tells only whether a member of staff did.
        requester = (await self._ticket(ticket_id)).requester_id if reading.has_staff(page) else ""
        return reading.words(page, requester or "", since)

    async def context(self, ticket_id: str) -> TicketContext:
        """What the next owner should know of it; what we may not read is left out."""
        ticket = await self._ticket(ticket_id)
        page = await self._comments(ticket_id)
        requester = await self._person(ticket.requester_id or "")
        organization = await self._organization(ticket.organization_id or "")
        titles = await self._account.titles() if ticket.custom_fields else {}
        return TicketContext(
            read_at=datetime.now(UTC),
            requester=(requester.name or "") if requester else "",
            email=(requester.email or "") if requester else "",
            organization=organization.name if organization else "",
            fields=reading.fields(ticket, titles, requester, organization),
            words=tuple(reading.words(page, ticket.requester_id or "", None)),
            earlier=await self._earlier(ticket),
            tags=ticket.tags,
            attachments=reading.attachments(reversed(page.comments)),
        )

    async def write(self, ticket_id: str, wanted: Wanted) -> None:
        """All of it in one update; if somebody was faster, look for our key and try again.

        An assignee whom Zendesk does not know is refused where nothing else is wanted: a word does
        not wait for it.
        """
        fields = await self._account.fields(wanted.fields) if wanted.fields else {}
        assignee = await self._account.agent(wanted.assignee) if wanted.assignee else ""
        if wanted.assignee and not assignee and not (wanted.note or wanted.reply):
            remedy = "make them an agent there, or correct the address in the policy"
            raise Rejected(f"Zendesk knows no agent {wanted.assignee}", remedy)
        for tried in range(CONFLICTS_MAX):
            if tried and await self.find(ticket_id, {wanted.key}):
                return
            seen = await self._ticket(ticket_id)
            # A status of the account's own that means the same is finer than ours.
            is_so = wanted.status and await self._account.status(seen) == wanted.status
            news = replace(wanted, status=None) if is_so else wanted
            body = {"ticket": change(seen, news, fields, assignee)}
            response = await self._api.send("PUT", ticket_path(ticket_id), body)
            if response.status_code != httpx.codes.CONFLICT:
                http.written(records.TicketAnswer, response, ZENDESK)
                return
        raise Transient(f"ticket {ticket_id} changed {CONFLICTS_MAX} times while we wrote to it")

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys that the audits carry. Raises Rejected if there are too many."""
        found: set[str] = set()
        window = {"page[size]": PAGE, "sort": "-created_at"}
        for _ in range(AUDIT_PAGES_MAX):
            page = await self._api.get(records.Audits, f"{ticket_path(ticket_id)}/audits", window)
            found |= {key for audit in page.audits if (key := key_of(audit)) in keys}
            if not page.meta.has_more or not page.meta.after_cursor or found >= set(keys):
                return frozenset(found)
            window["page[after]"] = page.meta.after_cursor
        looked = f"{AUDIT_PAGES_MAX * int(PAGE)} changes of ticket {ticket_id} do not tell"
        raise Rejected(looked, "look in the ticket, and write it by hand if it is missing")

    async def _snapshot(self, found: records.TicketRecord) -> TicketSnapshot:
        other = ""
        if reading.MERGED in found.tags and found.status == "closed":
            comments = reading.comments_of(await self._comments(found.id))
            other = reading.merged_into(comments, found.id)
        status = await self._account.status(found)
        return reading.snapshot(found, status, self.url(found.id), other)

    async def _ticket(self, ticket_id: str) -> records.TicketRecord:
        return (await self._api.get(records.TicketAnswer, ticket_path(ticket_id))).ticket

    async def _comments(self, ticket_id: str) -> records.Comments:
        """The newest hundred, newest first."""
        asked = {"per_page": PAGE, "sort_order": "desc", "include": "users"}
        return await self._api.get(records.Comments, f"{ticket_path(ticket_id)}/comments", asked)

    async def _person(self, user_id: str) -> records.UserRecord | None:
        if not user_id:
            return None
        path = f"users/{number(user_id, 'user')}"
        found = await self._api.look(records.UserAnswer, path)
        return found.user if found else None

    async def _organization(self, organization_id: str) -> records.Organization | None:
        if not organization_id:
            return None
        path = f"organizations/{number(organization_id, 'organization')}"
        found = await self._api.look(records.OrganizationAnswer, path)
        return found.organization if found else None

    async def _earlier(self, ticket: records.TicketRecord) -> tuple[Earlier, ...]:
        """What the requester asked before, newest first."""
        if not ticket.requester_id:
            return ()
        asked = {"sort_by": "created_at", "sort_order": "desc", "per_page": EARLIER}
        path = f"users/{number(ticket.requester_id, 'user')}/tickets/requested"
        found = await self._api.look(records.TicketsAnswer, path, asked)
        return tuple(
            Earlier(one.id, one.subject or "", one.status, one.created_at, self.url(one.id))
            for one in (found.tickets if found else ())
            if one.id != ticket.id
        )
