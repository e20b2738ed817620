"""Intercom's conversations as tickets: notes, replies, tags, attributes, states, each done once.

Intercom has no field for our key, so it stands as a mark below each word, where `find` reads it. A
write takes several requests: those that may be repeated come first, the word with its mark last.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from escalation.context import EARLIER_MAX, TicketContext, Word
from escalation.references import TicketSnapshot
from escalation.terms import TicketStatus
from integrations import http
from integrations.errors import Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.intercom import context, records
from integrations.helpdesk.intercom.calls import Calls, is_number, number
from integrations.helpdesk.intercom.people import People
from integrations.helpdesk.intercom.records import Conversation, Tag
from integrations.helpdesk.intercom.words import ASKS, FIELDS, VERSION, html
from integrations.helpdesk.plain import plain
from integrations.helpdesk.port import TICKETS_MAX, User, Wanted
from integrations.webhooks import Wire

WORDS_MAX = 100  # comments: as many as the port promises
SNOOZE = timedelta(days=3)  # Intercom asks for an end: when a paused escalation is first reviewed


class _Found(Wire):
    conversations: tuple[Conversation, ...] = ()


def open_client(
    base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """An HTTP client for one workspace; `token` is its app's access token."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Intercom-Version": VERSION,
    }
    return http.open_client(base_url, headers, transport)


class IntercomClient:
    """The calls we make. Every one raises VendorError and nothing else.

    We write as the teammate `admin_id`, else as the one that the token belongs to. `statuses` are
    the policy's own meanings of Intercom's states.
    """

    name = "intercom"

    def __init__(
        self,
        client: httpx.AsyncClient,
        statuses: Mapping[str, TicketStatus] | None = None,
        admin_id: str = "",
    ) -> None:
        self._base_url = client.base_url
        self._calls = Calls(client)
        self._people = People(self._calls)
        self._statuses = statuses or {}
        self._me = admin_id
        self._log = logging.getLogger("handrail.helpdesk")

    def url(self, ticket_id: str) -> str:
        """Where an agent reads it; `_` is the workspace that one is signed in to."""
        app = self._base_url
        if app.host.startswith("api.") and app.host.endswith(".intercom.io"):
            host = app.host.replace("api.", "app.", 1).removesuffix(".io") + ".com"
            app = app.copy_with(host=host)
        return f"{str(app).rstrip('/')}/a/apps/_/conversations/{ticket_id}"

    async def me(self) -> str:
        """The id of the teammate that we write as, by which our own writes are known."""
        self._me = self._me or await self._people.me()
        return self._me

    async def user(self, user_id: str) -> User:
        """Somebody by id; unknown: without a name."""
        return await self._people.user(user_id)

    async def group(self, group_id: str) -> str:
        """The name of a team; empty when there is none of that id."""
        return await self._people.team(group_id)

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The conversation as it stands now. Raises Rejected when it is not there."""
        return self._snapshot(await self._conversation(ticket_id))

    async def tickets(self, ids: Sequence[str]) -> list[TicketSnapshot]:
        """At most TICKETS_MAX in one search; what it does not find is asked for alone.

        An index may be minutes behind ("Search contacts" says so), so a miss is no proof.
        """
        asked = [each for each in ids[:TICKETS_MAX] if is_number(each)]
        if not asked:
            return []
        query = {"field": "id", "operator": "IN", "value": asked}
        listed = {each.id: each for each in await self._search(query, TICKETS_MAX)}
        for missing in (each for each in asked if each not in listed):
            if found := await self._calls.find(Conversation, f"/conversations/{missing}"):
                listed[missing] = found
        return [self._snapshot(listed[each]) for each in asked if each in listed]

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        """What people said after the first message, the newest hundred, oldest first.

        A bot's word is left out: it keeps no promise to the customer.
        """
        parts = (await self._conversation(ticket_id)).parts
        said = [w for part in parts if not part.by.is_bot and (w := records.word(part))]
        return [each for each in said if since is None or each.at >= since][-WORDS_MAX:]

    async def context(self, ticket_id: str) -> TicketContext:
        """The conversation, its customer, their company, and what they wrote before."""
        seen = await self._conversation(ticket_id)
        earlier: list[TicketSnapshot] = []
        if seen.customer:
            query = {"field": "contact_ids", "operator": "=", "value": seen.customer}
            listed = await context.known(self._search(query, EARLIER_MAX + 1)) or ()
            earlier = [self._snapshot(each) for each in listed if each.id != seen.id]
        return await context.read(self._people, seen, earlier, datetime.now(UTC))

    async def write(self, ticket_id: str, wanted: Wanted) -> None:
        """Do all that is wanted: what may be repeated first, the word last, with its mark.

        A severity goes into our attribute: the API cannot set Intercom's own flag.
        """
        if wanted.status and wanted.status not in ASKS:
            raise Rejected(f"no update makes a conversation {wanted.status}", "do it in Intercom")
        assignee = await self._people.admin_of(wanted.assignee) if wanted.assignee else ""
        seen = await self._conversation(ticket_id)
        await self._tag(seen, wanted.tags)
        await self._set_fields(seen, wanted)
        is_closed_with_word = bool(wanted.reply) and wanted.status in ("solved", "closed")
        if assignee and assignee != seen.admin_assignee_id:
            await self._act(seen, "assignment", type="admin", assignee_id=assignee)
        if wanted.status and not is_closed_with_word:
            # An assignment reopens what was closed ("assign_and_reopen"), so look again.
            now = await self._conversation(ticket_id) if assignee else seen
            await self._set_status(now, wanted.status)
        if is_closed_with_word:
            # One request, as a reply by itself would leave it open if we fell in between.
            await self._act(seen, "close", type="admin", body=_marked(wanted.reply, wanted.key))
        elif wanted.note or wanted.reply:
            await self._say(seen, wanted)

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys whose mark stands in one of the newest 500 parts."""
        parts = (await self._conversation(ticket_id)).parts
        return marks.found("\n".join(plain(part.body or "") for part in parts), keys)

    async def _say(self, seen: Conversation, wanted: Wanted) -> None:
        body = {
            "message_type": "note" if wanted.note else "comment",
            "type": "admin",
            "admin_id": await self.me(),
            "body": _marked(wanted.note or wanted.reply, wanted.key),
        }
        await self._calls.post(Conversation, f"/conversations/{seen.id}/reply", body)

    async def _tag(self, seen: Conversation, tags: Sequence[str]) -> None:
        """Tags go by id; creating one of a known name gives that one ("Create or update a tag")."""
        have = {name.casefold() for name in records.names(seen.tags)}
        for name in (tag for tag in tags if tag.casefold() not in have):
            tag = await self._calls.post(Tag, "/tags", {"name": name})
            body = {"id": tag.id, "admin_id": await self.me()}
            await self._calls.post(Tag, f"/conversations/{seen.id}/tags", body)

    async def _set_fields(self, seen: Conversation, wanted: Wanted) -> None:
        """One request each: Intercom refuses all of one in which it does not know an attribute."""
        fields = {"severity": str(wanted.severity)} if wanted.severity else {}
        for ours, value in {**fields, **wanted.fields}.items():
            name = FIELDS.get(ours, "")
            if not name or (seen.custom_attributes or {}).get(name) == value:
                continue
            body = {"custom_attributes": {name: value}}
            if await self._calls.put(Conversation, f"/conversations/{seen.id}", body) is None:
                # A word must not wait for a set-up; doctor tells of what is missing.
                self._log.warning("conversation %s takes no %s", seen.id, name)

    async def _set_status(self, seen: Conversation, status: TicketStatus) -> None:
        act, state = ASKS[status]
        if seen.state == state:
            return
        more: dict[str, Any] = {"type": "admin"} if act == "close" else {}
        if act == "snoozed":
            more["snoozed_until"] = int((datetime.now(UTC) + SNOOZE).timestamp())
        await self._act(seen, act, **more)

    async def _act(self, seen: Conversation, what: str, **more: Any) -> None:
        body = {"message_type": what, "admin_id": await self.me(), **more}
        await self._calls.post(Conversation, f"/conversations/{seen.id}/parts", body)

    async def _conversation(self, ticket_id: str) -> Conversation:
        path = f"/conversations/{number(ticket_id, 'conversation')}"
        return await self._calls.get(Conversation, path)

    async def _search(self, query: Mapping[str, Any], most: int) -> tuple[Conversation, ...]:
        body = {"query": query, "pagination": {"per_page": most}}
        return (await self._calls.post(_Found, "/conversations/search", body)).conversations

    def _snapshot(self, found: Conversation) -> TicketSnapshot:
        return records.snapshot(found, self._statuses, self.url(found.id))


def _marked(text: str, key: str) -> str:
    return html(f"{text}\n\n{marks.mark(key)}")
