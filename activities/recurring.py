"""Looks for what recurs in the ledger, and says it in words."""

import asyncio
from datetime import datetime

from temporalio import activity

from activities.batches import RECURRING_FIND
from activities.failure import WallClock, attempt
from escalation.recurring import digest, recurring
from integrations.errors import Transient
from ledger.errors import Away
from ledger.recurring import solved
from ledger.store import Store


class RecurringActivities:
    """Questions to one ledger; `clock` gives the wall clock, aware UTC."""

    def __init__(self, store: Store, clock: WallClock) -> None:
        self._store = store
        self._clock = clock

    @activity.defn(name=RECURRING_FIND)
    async def find(self, since: datetime) -> str:
        """What is told of causes since an instant (UTC). Raises ApplicationError to retry."""
        async with attempt(self._clock):
            try:
                async with self._store.reading() as db:
                    found = await solved(db, since)
            except Away as error:
                raise Transient(str(error)) from error
        # Of thousands it takes seconds, in which the worker must go on.
        return await asyncio.to_thread(lambda: digest(recurring(found)))
