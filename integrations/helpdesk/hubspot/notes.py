"""Notes on a ticket: written by association, read by association, known by our mark.

HubSpot, "CRM API | Notes". The search would find them in one request, but not at once: what was
written a moment ago is what `find` asks for.
"""

from collections.abc import Collection
from datetime import datetime

from escalation.context import Word
from integrations.errors import Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.hubspot.calls import BATCH, Calls
from integrations.helpdesk.hubspot.records import CrmObject
from integrations.helpdesk.hubspot.words import AGENT, actor, in_html, instant
from integrations.helpdesk.plain import plain

READ = ("hs_note_body", "hs_timestamp", "hs_object_source_id", "hs_created_by_user_id")
NOTE_TO_TICKET = 228  # HubSpot, "Associations v4", association type ids
TEXT_MAX = 12_000  # characters: HubSpot keeps 65,536 of a body, escaping makes five of one
BATCHES_MAX = 10  # 1,000 notes of one ticket, newest first


class Notes:
    """The notes of tickets. Every method raises VendorError and nothing else."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def said(self, ticket_id: str) -> list[CrmObject]:
        """The newest hundred."""
        ids = await self._calls.associated("tickets", ticket_id, "notes")
        return await self._calls.many("notes", ids[:BATCH], READ)

    async def find(self, ticket_id: str, keys: Collection[str]) -> frozenset[str]:
        """Those of our keys whose mark stands in a note. Raises Rejected if there are too many."""
        ids = await self._calls.associated("tickets", ticket_id, "notes")
        found: frozenset[str] = frozenset()
        for start in range(0, min(len(ids), BATCH * BATCHES_MAX), BATCH):
            for note in await self._calls.many("notes", ids[start : start + BATCH], READ):
                found |= marks.found(note.value("hs_note_body"), keys)
            if found >= set(keys):
                return found
        if len(ids) > BATCH * BATCHES_MAX:
            said = f"{BATCH * BATCHES_MAX} notes of ticket {ticket_id} do not tell"
            raise Rejected(said, "look in the ticket, and write it by hand if it is missing")
        return found

    async def add(self, ticket_id: str, text: str, key: str, at: datetime) -> None:
        """A note of ours on a ticket, with its mark."""
        body = in_html(f"{text[:TEXT_MAX]}\n\n{marks.mark(key)}")
        of_ticket = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": NOTE_TO_TICKET}
        note = {
            "properties": {
                "hs_timestamp": at.isoformat(timespec="milliseconds"),
                "hs_note_body": body,
            },
            "associations": [{"to": {"id": ticket_id}, "types": [of_ticket]}],
        }
        await self._calls.write("POST", "/crm/v3/objects/notes", note)


def word(note: CrmObject) -> Word:
    """A note as a word; customers write none. Its author is a user, or the app that wrote it."""
    user = note.value("hs_created_by_user_id")
    return Word(
        ref=note.id,
        at=instant(note.value("hs_timestamp")) or note.created_at,  # where the timeline has it
        author=actor(note.value("hs_object_source_id")) or (AGENT + user if user else ""),
        by="",
        is_customer=False,
        is_public=False,
        text=plain(note.value("hs_note_body")),
    )
