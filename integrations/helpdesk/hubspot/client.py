"""HubSpot's tickets: properties, notes by association, and answers in the customer's conversation.

HubSpot keeps no free metadata: our key stands as a mark in the note or the message, where `find`
looks for it. It has no collision guard either: properties are set as they are wanted, and only tags
are read before they are written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from escalation.context import TicketContext, Word
from escalation.references import Ticket, TicketSnapshot
from escalation.terms import TicketStatus
from integrations.errors import Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.hubspot import conversations, notes
from integrations.helpdesk.hubspot.about import About, earlier
from integrations.helpdesk.hubspot.calls import BATCH, Calls, open_client
from integrations.helpdesk.hubspot.conversations import Conversations
from integrations.helpdesk.hubspot.notes import Notes
from integrations.helpdesk.hubspot.people import People
from integrations.helpdesk.hubspot.records import CrmObject, Message, Pipelines
from integrations.helpdesk.hubspot.stages import Stages
from integrations.helpdesk.hubspot.words import CONTACT, SEVERITY, TAGS, THREAD, instant, tags_in
from integrations.helpdesk.hubspot.writing import Change, apply, change
from integrations.helpdesk.port import User, Wanted

__all__ = ["HubSpotClient", "open_client"]

TICKET = (
    "subject",
    "content",
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "hubspot_owner_id",
    "hubspot_team_id",
    "hs_merged_object_ids",
    "hs_snoozed_until",
    TAGS,
)


class HubSpotClient:
    """The calls we make. Every one raises VendorError and nothing else.

    `statuses` are the policy's for stages, by label or id. The pipelines are read once, and again
    when a ticket shows a stage that is not among them.
    """

    name = "hubspot"

    def __init__(
        self, client: httpx.AsyncClient, statuses: Mapping[str, TicketStatus] | None = None
    ) -> None:
        self._calls = Calls(client)
        self._conversations = Conversations(self._calls)
        self._notes = Notes(self._calls)
        self._people = People(self._calls)
        self._about = About(self._calls)
        self._statuses = statuses or {}
        self._stages: Stages | None = None

    def url(self, ticket_id: str) -> str:
        """Where an agent reads the ticket; empty until our token was asked for its account."""
        account = self._calls.account
        return (
            f"https://app.hubspot.com/contacts/{account}/record/0-5/{ticket_id}" if account else ""
        )

    async def me(self) -> str:
        """The id of our app, by which changes, notes and messages of ours are known."""
        return (await self._calls.me()).app_id

    async def user(self, user_id: str) -> User:
        """An owner by id, a user by `A-…`, a contact by `V-…`; unknown: without a name."""
        return await self._people.user(user_id)

    async def group(self, group_id: str) -> str:
        """The name of a team, as long as somebody is in it."""
        return (await self._people.groups()).get(group_id, "")

    async def ticket(self, ticket_id: str) -> TicketSnapshot:
        """The ticket as it stands now; `thread:…` is the ticket of that conversation."""
        if ticket_id.startswith(THREAD):
            ticket_id = await self._conversations.ticket_of(ticket_id.removeprefix(THREAD))
        found = await self._ticket(ticket_id)
        return self._snapshot(found, await self._known([found]), ticket_id)

    async def tickets(self, ids: Sequence[str]) -> list[TicketSnapshot]:
        """At most TICKETS_MAX of them in one request; one merged away names where it went."""
        for id_ in ids:
            _path(id_)
        found = await self._calls.many("tickets", ids, TICKET)
        stages = await self._known(found)
        return [
            self._snapshot(each, stages, id_)
            for each in found
            for id_ in ids
            if id_ == each.id or id_ in tags_in(each.value("hs_merged_object_ids"))
        ]

    async def words(self, ticket_id: str, since: datetime | None = None) -> list[Word]:
        """Notes and messages, oldest first; without the message that became the description."""
        ticket = await self._ticket(ticket_id)
        return await self._words(ticket, await self._conversations.said(ticket_id), since)

    async def context(self, ticket_id: str) -> TicketContext:
        """What the next owner should know of it; some fifteen requests, once an escalation."""
        ticket = await self._ticket(ticket_id)
        stages = await self._known([ticket])
        contact, company = ticket.first("contacts"), ticket.first("companies")
        requester = await self.user(CONTACT + contact) if contact else User()
        before = await self._about.earlier(contact, ticket_id)
        said = await self._conversations.said(ticket_id)
        fields = [
            *await self._about.fields("tickets", ticket_id),
            *await self._about.fields("companies", company),
            *await self._about.fields("contacts", contact),
        ]
        return TicketContext(
            read_at=datetime.now(UTC),
            requester=requester.name,
            email=requester.email,
            organization=dict(fields).get("organization.name", ""),
            fields=tuple(fields),
            words=tuple(await self._signed(await self._words(ticket, said))),
            earlier=tuple(
                earlier(each, stages.label(each.value("hs_pipeline_stage")), self.url(each.id))
                for each in before
            ),
            tags=tags_in(ticket.value(TAGS)),
            attachments=tuple(link for each in said for link in conversations.files(each)),
        )

    async def write(self, ticket_id: str, wanted: Wanted) -> None:
        """Properties first, which may be set twice; the word last, with its mark.

        What this account cannot show is said in a note; with nothing else to do it is refused.
        """
        made = await self._change(ticket_id, wanted)
        has_word = bool(wanted.note or wanted.reply)
        if made.unmet and not (made.properties or has_word):
            raise Rejected(made.unmet[0], "change it in HubSpot, or in the policy")
        refused = await apply(self._calls, _path(ticket_id), made.properties)
        if refused and not has_word:
            raise refused
        if refused:
            made.unmet.append(f"Not set: {refused.reason}.")
        if note := "\n\n".join(filter(None, [wanted.note, *made.unmet])):
            # Beside a reply it has a key of its own: only the reply tells that all is done.
            key = f"{wanted.key}/unmet" if wanted.reply else wanted.key
            await self._notes.add(ticket_id, note, key, datetime.now(UTC))
        if wanted.reply:
            text = f"{wanted.reply}\n\n{marks.mark(wanted.key)}"
            await self._conversations.reply(ticket_id, text, (await self._calls.me()).user_id)

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys that notes or messages carry. Raises Rejected if there are too many."""
        _path(ticket_id)
        found = await self._notes.find(ticket_id, keys)
        missing = set(keys) - found
        return found | await self._conversations.find(ticket_id, missing) if missing else found

    async def _change(self, ticket_id: str, wanted: Wanted) -> Change:
        seen = await self._ticket(ticket_id) if wanted.tags or wanted.status else None
        stages = await self._known([seen]) if seen and wanted.status else None
        owner = await self._people.owner(wanted.assignee) if wanted.assignee else ""
        return change(wanted, seen, stages, owner)

    async def _ticket(self, ticket_id: str) -> CrmObject:
        params = {"properties": ",".join(TICKET), "associations": "contacts,companies"}
        return await self._calls.get(CrmObject, _path(ticket_id), params)

    async def _words(
        self, ticket: CrmObject, said: list[Message], since: datetime | None = None
    ) -> list[Word]:
        if said and conversations.is_description(said[-1], ticket.value("content")):
            said = said[:-1]
        read = await self._notes.said(ticket.id)
        found = [*map(notes.word, read), *map(conversations.word, said)]
        found.sort(key=lambda word: word.at)
        return [word for word in found if since is None or word.at >= since][-BATCH:]

    async def _signed(self, words: list[Word]) -> list[Word]:
        """The words with their authors' names: a note has only an id."""
        authors = {word.author for word in words if word.author and not word.by}
        names = {author: (await self.user(author)).name for author in sorted(authors)}
        return [replace(word, by=word.by or names.get(word.author, "")) for word in words]

    async def _known(self, tickets: Sequence[CrmObject]) -> Stages:
        """The stages; and the account, which `url` names."""
        await self._calls.me()
        shown = {ticket.value("hs_pipeline_stage") for ticket in tickets}
        if self._stages is None or any(stage not in self._stages for stage in shown):
            found = await self._calls.get(Pipelines, "/crm/v3/pipelines/tickets")
            self._stages = Stages(found, self._statuses)
        return self._stages

    def _snapshot(self, found: CrmObject, stages: Stages, asked: str) -> TicketSnapshot:
        contact = found.first("contacts")
        ticket = Ticket(
            helpdesk=self.name,
            id=asked,
            subject=found.value("subject"),
            description=found.value("content"),
            url=self.url(asked),
            requester=CONTACT + contact if contact else "",
            assignee=found.value("hubspot_owner_id"),
            group=found.value("hubspot_team_id"),
            tags=tags_in(found.value(TAGS)),
        )
        return TicketSnapshot(
            ticket,
            _status(found, stages),
            SEVERITY.get(found.value("hs_ticket_priority")),
            updated_at=found.updated_at,
            merged_into="" if asked == found.id else found.id,
        )


def _status(found: CrmObject, stages: Stages) -> TicketStatus:
    """The stage's; an open ticket that somebody snoozed is on hold until it wakes."""
    status = stages.status(found.value("hs_pipeline_stage"))
    until = instant(found.value("hs_snoozed_until"))
    is_asleep = until is not None and until > datetime.now(UTC)
    return "on_hold" if is_asleep and status == "open" else status


def _path(ticket_id: str) -> str:
    """An id comes from outside; as a path it must be nothing but digits. Raises Rejected."""
    if ticket_id.isascii() and ticket_id.isdecimal():
        return f"/crm/v3/objects/tickets/{ticket_id}"
    raise Rejected(f"{ticket_id!r} is no ticket id of HubSpot", "write the number in its address")
