"""Zendesk's tickets: private notes, public replies, tags, status and priority, each done once.

Every write is one update of the ticket. It names the state it saw (`safe_update`; Zendesk,
"Protecting against ticket update collisions") and carries our key into the audit ("Setting
metadata"), where `find` looks for it.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from escalation.references import Ticket, TicketSnapshot
from escalation.terms import Severity, TicketStatus
from integrations import http
from integrations.errors import Rejected, Transient
from integrations.helpdesk.zendesk.records import (
    Audit,
    Audits,
    Record,
    TicketAnswer,
    TicketRecord,
    UserAnswer,
)
from integrations.helpdesk.zendesk.words import ASKS_STATUS, PRIORITY, SEVERITY, STATUS, text_id
from integrations.http import Vendor

ZENDESK = Vendor("Zendesk", "HANDRAIL_ZENDESK_TOKEN", "HANDRAIL_ZENDESK_SUBDOMAIN")
MARK = "handrail"  # our key's name in an audit's metadata.custom
CONFLICTS_MAX = 5  # tries: an agent saves every few seconds at most
AUDITS_PAGE = 100  # audits: the most that Zendesk gives at once
AUDIT_PAGES_MAX = 10  # 1,000 changes of one ticket, newest first: a lost answer is among the first

Answer = TypeVar("Answer", bound=Record)


@dataclass(frozen=True)
class Wanted:
    """What an update asks for; an empty part stays as it is."""

    comment: str = ""
    public: bool = False
    tags: tuple[str, ...] = ()
    severity: Severity | None = None
    status: TicketStatus | None = None


def open_client(
    base_url: str, email: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for one account; without `email`, `token` is an OAuth access token."""
    basic = base64.b64encode(f"{email}/token:{token}".encode()).decode()
    authorization = f"Basic {basic}" if email else f"Bearer {token}"
    return http.open_client(base_url, {"Authorization": authorization}, transport)


class ZendeskClient:
    """The calls we make. Every one raises VendorError and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    def url(self, ticket_id: str) -> str:
        """Where an agent reads the ticket."""
        return str(self._client.base_url.join(f"/agent/tickets/{ticket_id}"))

    async def me(self) -> str:
        """The id of our API user, for recognising our own writes (`facts.is_own`)."""
        return (await self._get(UserAnswer, "/api/v2/users/me")).user.id

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The ticket as it stands now."""
        found = await self._ticket(ticket_id)
        ticket = Ticket(
            helpdesk="zendesk",
            id=found.id,
            subject=found.subject or "",
            description=found.description or "",
            url=self.url(found.id),
            requester=text_id(found.requester_id),
            assignee=text_id(found.assignee_id),
            group=text_id(found.group_id),
            tags=found.tags,
        )
        status = STATUS.get(found.status.lower(), "open")
        return TicketSnapshot(ticket, status, SEVERITY.get(found.priority or ""))

    async def add_note(
        self,
        ticket_id: str,
        body: str,
        key: str,
        tags: Sequence[str] = (),
        severity: Severity | None = None,
    ) -> None:
        """A private note, with tags added and the priority set in the same update."""
        await self._update(ticket_id, key, Wanted(body, tags=tuple(tags), severity=severity))

    async def reply(
        self, ticket_id: str, body: str, key: str, status: TicketStatus | None = None
    ) -> None:
        """A public word: the customer reads it."""
        await self._update(ticket_id, key, Wanted(body, public=True, status=status))

    async def set(
        self,
        ticket_id: str,
        key: str,
        severity: Severity | None = None,
        status: TicketStatus | None = None,
    ) -> None:
        """Priority, status, or both, without a word."""
        await self._update(ticket_id, key, Wanted(severity=severity, status=status))

    async def add_tags(self, ticket_id: str, tags: Sequence[str], key: str) -> None:
        """Tags beside those that the ticket has."""
        await self._update(ticket_id, key, Wanted(tags=tuple(tags)))

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys that the audits carry. Raises Rejected if there are too many."""
        found: set[str] = set()
        window = {"page[size]": str(AUDITS_PAGE), "sort": "-created_at"}
        for _ in range(AUDIT_PAGES_MAX):
            page = await self._get(Audits, f"{_path(ticket_id)}/audits", window)
            found |= {mark for audit in page.audits if (mark := _mark(audit)) in keys}
            if not page.meta.has_more or not page.meta.after_cursor or found >= set(keys):
                return frozenset(found)
            window["page[after]"] = page.meta.after_cursor
        looked = f"{AUDIT_PAGES_MAX * AUDITS_PAGE} changes of ticket {ticket_id} do not tell"
        raise Rejected(looked, "look in the ticket, and write it by hand if it is missing")

    async def _update(self, ticket_id: str, key: str, wanted: Wanted) -> None:
        """Update the ticket as we saw it; if somebody was faster, look for our mark, try again."""
        for tried in range(CONFLICTS_MAX):
            if tried and await self.find(ticket_id, {key}):
                return
            seen = await self._ticket(ticket_id)
            body = {"ticket": _change(seen, key, wanted)}
            request = self._client.build_request("PUT", _path(ticket_id), json=body)
            response = await http.send(self._client, request, ZENDESK, frozenset({409}))
            if response.status_code != httpx.codes.CONFLICT:
                return
        raise Transient(f"ticket {ticket_id} changed {CONFLICTS_MAX} times while we wrote to it")

    async def _ticket(self, ticket_id: str) -> TicketRecord:
        return (await self._get(TicketAnswer, _path(ticket_id))).ticket

    async def _get(
        self, model: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer:
        request = self._client.build_request("GET", path, params=params)
        answer = http.read_object(await http.send(self._client, request, ZENDESK), ZENDESK)
        try:
            return model.model_validate(answer)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            said = f"Zendesk answered without {where} as we know it"
            raise Rejected(said, f"correct {ZENDESK.address}") from error


def _path(ticket_id: str) -> str:
    """An id comes from outside; as a path it must be nothing but digits."""
    if ticket_id.isascii() and ticket_id.isdecimal():
        return f"/api/v2/tickets/{ticket_id}"
    raise Rejected(f"{ticket_id!r} is no ticket id of Zendesk", "write the number in its address")


def _change(seen: TicketRecord, key: str, wanted: Wanted) -> dict[str, Any]:
    change: dict[str, Any] = {
        "safe_update": True,
        "updated_stamp": seen.updated_at,
        "metadata": {MARK: key},
    }
    if wanted.comment:
        change["comment"] = {"body": wanted.comment, "public": wanted.public}
    if wanted.tags:
        # An update replaces all tags; the stamp keeps what others added meanwhile.
        change["tags"] = [*seen.tags, *(tag for tag in wanted.tags if tag not in seen.tags)]
    if wanted.severity:
        change["priority"] = PRIORITY[wanted.severity]
    if wanted.status:
        change["status"] = _asked(wanted.status)
    return change


def _asked(status: TicketStatus) -> str:
    if status in ASKS_STATUS:
        return ASKS_STATUS[status]
    raise Rejected(f"no update makes a ticket {status}", "do it in Zendesk")


def _mark(audit: Audit) -> str:
    custom = (audit.metadata or {}).get("custom")
    mark = custom.get(MARK) if isinstance(custom, dict) else None
    return mark if isinstance(mark, str) else ""
