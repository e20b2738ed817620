"""What was resolved, as the ledger tells it to those who look for what recurs."""

from datetime import timedelta
from threading import get_ident

from temporalio.testing import ActivityEnvironment

from activities import recurring as look
from activities.recurring import RecurringActivities
from escalation.recurring import Solved
from ledger.recurring import solved
from tests.ledger.said import AT, batch, entry, record

EXPORT = "Export is empty\nNo rows"
FIX = {"root_cause": "Too little memory", "learned": "Measure it"}


async def test_the_last_resolution_of_each_is_told(store) -> None:
    first, last = entry(1, "Resolved", root_cause="A guess"), entry(3, "Resolved", **FIX)
    about = {"customer": "acme", "text": EXPORT, "problem": "problem-zendesk-1"}
    await record(store, "zendesk-1", batch(first, entry(2, "Reopened"), last, **about))
    await record(store, "zendesk-2", batch(entry(1, "Resolved", **FIX)))  # restricted: no text
    await record(store, "zendesk-3", batch(entry(1, "Opened"), text=EXPORT))
    async with store.reading() as db:
        assert await solved(db, AT) == [
            Solved("zendesk-1", "acme", "problem-zendesk-1", EXPORT, *FIX.values())
        ]
        assert await solved(db, AT + timedelta(minutes=4)) == []


async def test_the_worker_goes_on_while_it_looks(store, monkeypatch) -> None:
    threads: set[int] = set()
    monkeypatch.setattr(look, "recurring", lambda _: threads.add(get_ident()) or [])
    await ActivityEnvironment().run(RecurringActivities(store, lambda: AT).find, AT)
    assert threads.isdisjoint({get_ident()})
    assert threads


async def test_an_activity_says_it_in_words(store) -> None:
    for number in (1, 2):
        about = {"customer": f"customer-{number}", "text": EXPORT}
        await record(store, f"zendesk-{number}", batch(entry(1, "Resolved", **FIX), **about))
    find = RecurringActivities(store, lambda: AT).find
    assert await ActivityEnvironment().run(find, AT) == (
        "• Export is empty: 2 escalations, 2 customers\n    Too little memory\n    Measure it"
    )
