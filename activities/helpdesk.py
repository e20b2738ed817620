"""Writes into the customer's ticket: private notes with tags and priority, public replies.

Every write carries its key into the ticket's audits, where a repeat finds it.
"""

from collections.abc import Mapping
from typing import assert_never

from temporalio import activity

from activities.batches import HELPDESK_DELIVER, Delivered, HelpdeskBatch, HelpdeskEffect
from activities.failure import WallClock, attempt, failed, may_be_done, settled
from escalation.actions import AssignTicket, NoteTicket, ReadTicket, ReplyToCustomer
from escalation.outcomes import Outcome
from escalation.references import Ticket
from integrations.errors import Rejected
from integrations.helpdesk.zendesk.client import ZendeskClient


class HelpdeskActivities:
    """Deliveries to helpdesks, given by their names; `now` gives the wall clock, aware UTC."""

    def __init__(self, helpdesks: Mapping[str, ZendeskClient], now: WallClock) -> None:
        self._helpdesks = helpdesks
        self._now = now

    @activity.defn(name=HELPDESK_DELIVER)
    async def deliver(self, batch: HelpdeskBatch) -> Delivered:
        """Do the effects in order. Raises ApplicationError to retry."""
        async with attempt(self._now):
            try:
                helpdesk = self._helpdesk(batch.ticket)
                done = await _done(helpdesk, batch)
            except Rejected as error:
                return Delivered(tuple(failed([e.effect for e in batch.effects], error)))
            outcomes = [
                await settled(effect.effect, _write(helpdesk, batch, effect))
                if _key(batch, effect) not in done
                else Outcome(effect.effect)
                for effect in batch.effects
            ]
        return Delivered(tuple(outcomes))

    def _helpdesk(self, ticket: Ticket) -> ZendeskClient:
        if not ticket.id:
            raise Rejected("there is no ticket", "tell it to the people concerned by hand")
        if ticket.helpdesk not in self._helpdesks:
            remedy = "set its HANDRAIL_… variables and restart the worker"
            raise Rejected(f"no helpdesk {ticket.helpdesk} is connected", remedy)
        return self._helpdesks[ticket.helpdesk]


async def _done(helpdesk: ZendeskClient, batch: HelpdeskBatch) -> frozenset[str]:
    """The keys that an earlier try has written; a first try has not."""
    if not may_be_done(batch):
        return frozenset()
    return await helpdesk.find(batch.ticket.id, {_key(batch, effect) for effect in batch.effects})


async def _write(helpdesk: ZendeskClient, batch: HelpdeskBatch, effect: HelpdeskEffect) -> Outcome:
    key, ticket = _key(batch, effect), batch.ticket.id
    match effect:
        case NoteTicket():
            await helpdesk.add_note(ticket, effect.text, key, effect.tags, effect.severity)
        case ReplyToCustomer():
            await helpdesk.reply(ticket, effect.text, key)
        case AssignTicket() | ReadTicket():
            raise Rejected("not done here yet", "do it by hand")
        case _:
            assert_never(effect)
    return Outcome(effect.effect)


def _key(batch: HelpdeskBatch, effect: HelpdeskEffect) -> str:
    return f"{batch.key}/{effect.effect}"
