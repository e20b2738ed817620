"""What the next owner should know of a ticket in Freshdesk, in some five requests."""

from escalation.context import Earlier, TicketContext
from integrations.helpdesk.freshdesk import reading
from integrations.helpdesk.freshdesk.calls import EVER, HIDDEN, Calls, now, ticket_path
from integrations.helpdesk.freshdesk.records import Agent, Conversation, Described, TicketRecord
from integrations.helpdesk.freshdesk.statuses import Statuses
from integrations.helpdesk.port import User

WORDS_MAX = 100  # words of a ticket that are read
WORD_PAGES_MAX = 10  # 1,000 words, oldest first; Freshdesk cannot turn the order
EARLIER_MAX = 5  # earlier tickets of a customer
AUTHORS_MAX = 5  # people whose names are looked up, those who wrote last: a request or two each


class Contexts:
    """Reads contexts; raises VendorError and nothing else."""

    def __init__(self, calls: Calls, statuses: Statuses) -> None:
        self._calls = calls
        self._statuses = statuses

    async def read(self, ticket_id: str) -> TicketContext:
        """The ticket, its words, its customer and their company, and what they had before."""
        ticket = await self._calls.get(TicketRecord, ticket_path(ticket_id))
        said = (await conversations(self._calls, ticket_id))[-WORDS_MAX:]
        contact = await self._described("contacts", ticket.requester_id)
        company = await self._described("companies", ticket.company_id)
        customer = await self._customer(ticket, contact)
        names = await self._names(said, {ticket.requester_id or "": customer.name})
        files = [*ticket.attachments, *(file for each in said for file in each.attachments)]
        return TicketContext(
            read_at=now(),
            requester=customer.name,
            email=customer.email,
            organization=(company.name or "") if company else "",
            fields=reading.fields(ticket, contact, company),
            words=tuple(reading.word(each, names) for each in said),
            earlier=await self._earlier(ticket),
            tags=ticket.tags,
            attachments=reading.links(files, self._calls.address("/helpdesk/attachments")),
        )

    async def _described(self, kind: str, number: str | None) -> Described | None:
        return await self._calls.look(Described, f"/{kind}/{number}", HIDDEN) if number else None

    async def _customer(self, ticket: TicketRecord, contact: Described | None) -> User:
        if contact:
            return User(contact.name or "", contact.email or "")
        return await person(self._calls, ticket.requester_id or "")  # an agent who asked

    async def _names(self, said: list[Conversation], known: dict[str, str]) -> dict[str, str]:
        authors = dict.fromkeys(each.user_id for each in reversed(said) if each.user_id)
        strangers = [author for author in authors if author not in known][:AUTHORS_MAX]
        return known | {author: (await person(self._calls, author)).name for author in strangers}

    async def _earlier(self, ticket: TicketRecord) -> tuple[Earlier, ...]:
        if not ticket.requester_id:
            return ()
        asked = {"requester_id": ticket.requester_id, "updated_since": EVER}
        page = await self._calls.page(
            TicketRecord, "/tickets", **asked, per_page=str(EARLIER_MAX + 1)
        )
        others = [record for record in page if record.id != ticket.id][:EARLIER_MAX]
        return tuple([await self._told(record) for record in others])

    async def _told(self, record: TicketRecord) -> Earlier:
        status, url = await self._statuses.of(record), ticket_url(self._calls, record.id)
        return Earlier(record.id, record.subject or "", status, record.created_at, url)


async def conversations(calls: Calls, ticket_id: str) -> list[Conversation]:
    """All replies and notes of a ticket, oldest first, without its description."""
    path = f"{ticket_path(ticket_id)}/conversations"
    return await calls.pages(Conversation, path, WORD_PAGES_MAX)


async def person(calls: Calls, user_id: str) -> User:
    """A contact or an agent: they share their ids."""
    if not (user_id.isascii() and user_id.isdecimal()):
        return User()
    contact = await calls.look(Described, f"/contacts/{user_id}", HIDDEN)
    if contact:
        return User(contact.name or "", contact.email or "")
    agent = await calls.look(Agent, f"/agents/{user_id}", HIDDEN)
    return User(agent.contact.name or "", agent.contact.email or "") if agent else User()


def ticket_url(calls: Calls, ticket_id: str) -> str:
    """Where an agent reads a ticket."""
    return calls.address(f"/a/tickets/{ticket_id}")
