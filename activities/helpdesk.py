"""Writes into the customer's ticket and reads it: notes, replies, its assignee, its story.

Every word carries its key into the ticket, where a repeat finds it. What is read is read first, and
in one try: an issue in Linear waits for it, and must not wait as long as a helpdesk may be away.
"""

import asyncio
from collections.abc import Mapping
from typing import assert_never

from temporalio import activity

from activities.batches import HELPDESK_DELIVER, Delivered, HelpdeskBatch, HelpdeskEffect
from activities.failure import WallClock, attempt, failed, may_be_done, settled
from escalation.actions import AssignTicket, NoteTicket, ReadTicket, ReplyToCustomer
from escalation.context import bounded
from escalation.outcomes import Outcome
from escalation.references import Ticket
from integrations.errors import Rejected, VendorError
from integrations.helpdesk.port import Helpdesk, Wanted

READ_S = 25  # s: an answer at its slowest; the rest of an attempt is left for what is written


class HelpdeskActivities:
    """Deliveries to helpdesks, given by their names; `now` gives the wall clock, aware UTC."""

    def __init__(self, helpdesks: Mapping[str, Helpdesk], now: WallClock) -> None:
        self._helpdesks = helpdesks
        self._now = now

    @activity.defn(name=HELPDESK_DELIVER)
    async def deliver(self, batch: HelpdeskBatch) -> Delivered:
        """Read, then do the effects in order. Raises ApplicationError to retry.

        What was read is handed on also when the rest must be tried again, which then begins anew.
        """
        async with attempt(self._now):
            try:
                helpdesk = self._helpdesk(batch.ticket)
            except Rejected as error:
                return Delivered(tuple(failed([e.effect for e in batch.effects], error)))
            read = [
                await _read(helpdesk, batch.ticket.id, effect)
                for effect in batch.effects
                if isinstance(effect, ReadTicket)
            ]
            try:
                return Delivered((*read, *await _write_all(helpdesk, batch)))
            except VendorError:
                if not read:
                    raise
        return Delivered(tuple(read))

    def _helpdesk(self, ticket: Ticket) -> Helpdesk:
        if not ticket.id:
            raise Rejected("there is no ticket", "tell it to the people concerned by hand")
        if ticket.helpdesk not in self._helpdesks:
            remedy = "set its HANDRAIL_… variables and restart the worker"
            raise Rejected(f"no helpdesk {ticket.helpdesk} is connected", remedy)
        return self._helpdesks[ticket.helpdesk]


async def _read(helpdesk: Helpdesk, ticket: str, effect: ReadTicket) -> Outcome:
    try:
        async with asyncio.timeout(READ_S):
            context = await helpdesk.context(ticket)
    except TimeoutError:
        return Outcome(effect.effect, failed=f"the ticket was not read in {READ_S} s")
    except VendorError as error:
        return Outcome(effect.effect, failed=str(error))
    return Outcome(effect.effect, context=bounded(context, effect.fields))


async def _write_all(helpdesk: Helpdesk, batch: HelpdeskBatch) -> list[Outcome]:
    wanted = {e.effect: w for e in batch.effects if (w := _wanted(batch, e))}
    words = {w.key for w in wanted.values() if w.note or w.reply}
    done: frozenset[str] = frozenset()
    if words and may_be_done(batch):
        try:
            done = await helpdesk.find(batch.ticket.id, words)
        except Rejected as error:
            return failed(list(wanted), error)
    return [
        Outcome(effect)
        if one.key in done
        else await settled(effect, _write(helpdesk, batch.ticket.id, effect, one))
        for effect, one in wanted.items()
    ]


async def _write(helpdesk: Helpdesk, ticket: str, effect: str, wanted: Wanted) -> Outcome:
    await helpdesk.write(ticket, wanted)
    return Outcome(effect)


def _wanted(batch: HelpdeskBatch, effect: HelpdeskEffect) -> Wanted | None:
    key = f"{batch.key}/{effect.effect}"
    match effect:
        case NoteTicket():
            return Wanted(
                key=key,
                note=effect.text,
                tags=effect.tags,
                severity=effect.severity,
                status=effect.status,
                fields=effect.fields,
            )
        case ReplyToCustomer():
            return Wanted(key=key, reply=effect.text, status=effect.status)
        case AssignTicket():
            return Wanted(key=key, assignee=effect.email)
        case ReadTicket():
            return None
        case _:
            assert_never(effect)
