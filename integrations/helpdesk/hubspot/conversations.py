"""The conversation behind a ticket: what was said in it, and our word to the customer.

HubSpot, "Conversations | Inbox & messages". A ticket that nobody wrote in about has none.
"""

from collections.abc import Collection
from typing import Any

from escalation.context import Link, Word
from integrations.errors import Absent, Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.hubspot.calls import BATCH, Calls
from integrations.helpdesk.hubspot.records import Message, Messages, Party, Thread, Threads
from integrations.helpdesk.hubspot.words import AGENT, in_html
from integrations.helpdesk.plain import plain

THREADS = "/conversations/v3/conversations/threads"
PAGES_MAX = 10  # 1,000 messages of one thread, newest first: a lost answer is among the first
SAID = {"MESSAGE", "COMMENT"}  # the other types tell what happened to the thread
OPENING = 200  # characters that tell one message from another: a description may be cut
IN_WRITING = "write to the customer in HubSpot, or connect the ticket with its conversation"


class Conversations:
    """The threads of tickets. Every method raises VendorError and nothing else."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def ticket_of(self, thread_id: str) -> str:
        """The ticket that a thread belongs to. Raises Absent when it belongs to none."""
        if not (thread_id.isascii() and thread_id.isdecimal()):
            raise Rejected(f"{thread_id!r} is no thread of HubSpot", "look for the ticket itself")
        params = {"association": "TICKET"}
        found = await self._calls.get(Thread, f"{THREADS}/{thread_id}", params)
        if found.belongs.id is None:
            said = f"the conversation {thread_id} belongs to no ticket"
            raise Absent(said, "nothing need be done: it escalates nothing")
        return found.belongs.id

    async def said(self, ticket_id: str) -> list[Message]:
        """The newest hundred messages and comments of each thread, newest first."""
        found = list[Message]()
        for thread in await self._threads(ticket_id):
            page = await self._page(thread.id)
            found += [message for message in page.results if message.type in SAID]
        return sorted(found, key=lambda message: message.created_at, reverse=True)

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys whose mark stands in a message. Raises Rejected if they are many."""
        found: frozenset[str] = frozenset()
        for thread in await self._threads(ticket_id):
            after = ""
            for _ in range(PAGES_MAX):
                page = await self._page(thread.id, after)
                for message in page.results:
                    found |= marks.found(_text(message), keys)
                after = page.paging.next.after if page.paging and page.paging.next else ""
                if not after or found >= set(keys):
                    break
            else:
                said = f"{PAGES_MAX * BATCH} messages of ticket {ticket_id} do not tell"
                raise Rejected(said, "look in the ticket, and write it by hand if it is missing")
        return found

    async def reply(self, ticket_id: str, text: str, user_id: str) -> None:
        """Answer whoever wrote last, in the channel they wrote in, as the user of our token."""
        threads = await self._threads(ticket_id)
        if not threads:
            raise Rejected(f"ticket {ticket_id} has no conversation to answer in", IN_WRITING)
        thread = max(threads, key=lambda each: each.latest.timestamp() if each.latest else 0)
        messages = (await self._page(thread.id)).results
        message = next((m for m in messages if _is_from_outside(m)), None)
        party = next((p for p in message.senders if p.address), None) if message else None
        if message is None or party is None:
            raise Rejected(f"nobody wrote in the conversation of ticket {ticket_id}", IN_WRITING)
        body = _answer(message, party) | {
            "text": text,
            "richText": in_html(text),
            "senderActorId": AGENT + user_id,
        }
        await self._calls.write("POST", f"{THREADS}/{thread.id}/messages", body)

    async def _threads(self, ticket_id: str) -> tuple[Thread, ...]:
        params = {"associatedTicketId": ticket_id}
        return (await self._calls.get(Threads, THREADS, params)).results

    async def _page(self, thread_id: str, after: str = "") -> Messages:
        params = {"limit": str(BATCH)} | ({"after": after} if after else {})
        return await self._calls.get(Messages, f"{THREADS}/{thread_id}/messages", params)


def word(message: Message) -> Word:
    """A message as a word; what came through a program is that program's, whoever it names."""
    sender = message.senders[0] if message.senders else Party()
    is_customer = _is_from_outside(message)
    return Word(
        ref=message.id,
        at=message.created_at,
        author=message.client.app_id if message.client.app_id else sender.actor or "",
        by=sender.name or "",
        is_customer=is_customer,
        is_public=message.type == "MESSAGE",
        text=_text(message),
    )


def is_description(message: Message, content: str) -> bool:
    """Whether a thread's oldest message is what the ticket was opened with."""
    opening = " ".join(content.split())
    return bool(opening) and " ".join(_text(message).split()).startswith(opening[:OPENING])


def files(message: Message) -> list[Link]:
    """What is attached to a message, by its address."""
    return [Link(file.name or "file", file.url) for file in message.attachments if file.url]


def _text(message: Message) -> str:
    return message.text or plain(message.html or "")


def _is_from_outside(message: Message) -> bool:
    return message.type == "MESSAGE" and message.direction == "INCOMING"


def _answer(message: Message, party: Party) -> dict[str, Any]:
    recipient: dict[str, Any] = {"recipientField": "TO"}
    if party.address:
        recipient["deliveryIdentifiers"] = [party.address.model_dump()]
    if party.actor:
        recipient["actorId"] = party.actor
    subject = {"subject": message.subject} if message.subject else {}
    return {
        "type": "MESSAGE",
        "recipients": [recipient],
        "channelId": message.channel,
        "channelAccountId": message.channel_account,
        **subject,
    }
