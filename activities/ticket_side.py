"""Tickets as a helpdesk has them: all in one question, and the words of those that moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from activities.sides import Seen, Settled, identified
from escalation import drift
from escalation.commands import Fact
from escalation.context import Word
from escalation.model import Escalation
from escalation.policy import Policy
from escalation.references import Ticket, TicketSnapshot
from integrations.errors import Absent, Rejected
from integrations.helpdesk import marks
from integrations.helpdesk.directory import Directory
from integrations.helpdesk.port import Helpdesk

TEXT_MAX = 10_000  # characters that go into the history; the ticket has all of it


@dataclass(frozen=True)
class SeenTicket:
    """A ticket as it stands, and those of its words that may have been missed.

    Without a snapshot it cannot be read.
    """

    snapshot: TicketSnapshot | None
    words: Sequence[Word] = ()
    gone: str = ""

    def missed_by(self, e: Escalation) -> list[Fact]:
        """Words first: they were said before the ticket became what it is."""
        if self.snapshot is None:
            return []
        name = self.snapshot.ticket.helpdesk
        changed = drift.of_ticket(e, self.snapshot)
        said = [identified(name, word) for word in drift.of_words(e, self.words)]
        return [*said, identified(name, changed)] if changed else [*said]


class TicketSide:
    """One helpdesk, its people and groups named as `policy` names them."""

    def __init__(self, helpdesk: Helpdesk, policy: Policy) -> None:
        self.name = helpdesk.name
        self._helpdesk = helpdesk
        self._directory = Directory(policy, helpdesk, is_hurried=False)
        self._own_id = ""
        self._settled = Settled()

    def concerns(self, e: Escalation) -> bool:
        """Whether its ticket is in this helpdesk."""
        return e.ticket is not None and e.ticket.helpdesk == self.name

    async def read(self, some: Sequence[Escalation]) -> Mapping[str, Seen]:
        """Read their tickets; an account that knows none of them is not believed.

        A list leaves out what is deleted, and what our credential may not see: of each that is
        missing the helpdesk is asked alone. Raises VendorError.
        """
        tickets = {e.id: e.ticket for e in some if e.ticket}
        # One that is no number, as somebody may have written it, must not spoil the question.
        asked = [one.id for one in tickets.values() if one.id.isascii() and one.id.isdecimal()]
        found = {one.ticket.id: one for one in await self._helpdesk.tickets(asked)}
        if asked and not found:
            said = f"{self.name} knows none of {len(asked)} tickets"
            raise Rejected(said, "check what its credential may see; nothing was changed")
        return {
            id_: await (self._seen(found[one.id]) if one.id in found else self._unlisted(one))
            for id_, one in tickets.items()
        }

    def is_news(self, e: Escalation, seen: Seen) -> bool:
        """Whether the ticket differs, or moved since its words were known to be told."""
        may_have = self._may_have_words(e, seen) is not None
        return may_have or bool(seen.gone) or bool(seen.missed_by(e))

    async def completed(self, e: Escalation, seen: Seen) -> Seen:
        """Read the words that `e` may have missed. Raises VendorError."""
        snapshot = self._may_have_words(e, seen)
        if snapshot is None:
            return seen
        said = await self._helpdesk.words(snapshot.ticket.id, e.opened_at)
        own_id = await self._me()
        unknown = [w for w in said if w.ref not in e.words and not _is_own(w, own_id)]
        if not drift.of_words(e, unknown):
            self._settled.settle(e.id, snapshot.updated_at)
        return SeenTicket(snapshot, [await self._named_word(word) for word in unknown])

    async def _unlisted(self, known: Ticket) -> SeenTicket:
        try:
            return await self._seen(await self._helpdesk.ticket(known.id))
        except Absent:
            gone = f"{self.name} has its ticket no more"
            return SeenTicket(TicketSnapshot(known, "deleted", None), gone=gone)
        except Rejected as error:
            return SeenTicket(None, gone=f"its ticket cannot be read: {error}")

    async def _seen(self, found: TicketSnapshot) -> SeenTicket:
        # Who asks is not compared, and not asked for: it is somebody else in every ticket.
        ticket = replace(
            found.ticket,
            assignee=await self._directory.person(found.ticket.assignee),
            group=await self._directory.group(found.ticket.group),
        )
        into = f"{self.name}-{found.merged_into}" if found.merged_into else ""
        return SeenTicket(replace(found, ticket=ticket, merged_into=into))

    def _may_have_words(self, e: Escalation, seen: Seen) -> TicketSnapshot | None:
        """The ticket where it moved since `e` heard of it, unless its words were read since."""
        if not isinstance(seen, SeenTicket) or seen.snapshot is None or seen.gone:
            return None
        is_settled = self._settled.is_so(e.id, seen.snapshot.updated_at)
        return None if is_settled or not drift.wants_words(e, seen.snapshot) else seen.snapshot

    async def _named_word(self, word: Word) -> Word:
        named = await self._directory.named_word(word)
        return replace(named, by=named.author, text=named.text[:TEXT_MAX])

    async def _me(self) -> str:
        self._own_id = self._own_id or await self._helpdesk.me()
        return self._own_id


def _is_own(word: Word, own_id: str) -> bool:
    """Whether we wrote it; customers' words never are ours."""
    return not word.is_customer and (word.author == own_id or marks.is_ours(word.text))
