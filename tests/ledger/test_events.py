"""What happened is written once, and nothing that was written changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from ledger.errors import Unfit
from ledger.store import Store
from ledger.tables import escalations, events
from tests.ledger.said import AT, batch, entry, record


async def sequences(store: Store) -> list[int]:
    async with store.reading() as db:
        return list(await db.scalars(select(events.c.sequence).order_by(events.c.sequence)))


async def about(store: Store) -> dict[str, object]:
    async with store.reading() as db:
        return dict((await db.execute(select(escalations))).mappings().one())


async def test_the_same_batch_twice_is_there_once(store) -> None:
    one = batch(entry(1, "Opened"), entry(2, "Moved", before="l1", after="l2"), customer="acme")
    await record(store, "zendesk-1", one)
    await record(store, "zendesk-1", one)
    assert await sequences(store) == [1, 2]
    async with store.reading() as db:
        row = (await db.execute(select(events).where(events.c.sequence == 2))).one()
    assert row.at == AT + timedelta(minutes=2)
    assert row.at.utcoffset() == timedelta()
    assert row.fields == {"before": "l1", "after": "l2"}
    assert (row.type, row.tier, row.severity, row.text) == ("Moved", "l2", "high", "said")


async def test_batches_that_overlap_are_joined(store) -> None:
    await record(store, "zendesk-1", batch(entry(1), entry(2)))
    await record(store, "zendesk-1", batch(entry(2, text="another"), entry(3)))
    assert await sequences(store) == [1, 2, 3]
    async with store.reading() as db:
        kept = await db.scalar(select(events.c.text).where(events.c.sequence == 2))
    assert kept == "said"


async def test_an_empty_batch_writes_nothing(store) -> None:
    await record(store, "zendesk-1", batch())
    assert await sequences(store) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events SET text = 'nothing happened'", "DELETE FROM events"],
    ids=["update", "delete"],
)
async def test_an_event_is_neither_changed_nor_deleted(store, statement) -> None:
    await record(store, "zendesk-1", batch(entry(1)))
    with pytest.raises(Unfit, match="events are only ever added"):
        async with store.writing() as db:
            await db.execute(text(statement))
    assert await sequences(store) == [1]


async def test_an_event_is_not_replaced_either(store, url) -> None:
    await record(store, "zendesk-1", batch(entry(1)))
    if url.get_backend_name() == "sqlite":
        replacing = "REPLACE INTO events SELECT escalation, sequence, at, 'X', tier, severity,"
        async with store.writing() as db:
            await db.execute(text(f"{replacing} text, fields FROM events"))
    else:
        with pytest.raises(Unfit, match="events are only ever added"):
            async with store.writing() as db:
                await db.execute(text("TRUNCATE events"))
    async with store.reading() as db:
        assert await db.scalar(select(events.c.type)) == "Noted"


async def test_what_it_is_about_follows_the_newest_batch(store) -> None:
    old = batch(entry(1, "Opened"), customer="acme", product="api", text="500s")
    new = batch(entry(2), customer="Acme", product="api", text="all fails", problem="problem-1")
    await record(store, "zendesk-1", old)
    await record(store, "zendesk-1", new)
    await record(store, "zendesk-1", old)
    kept = await about(store)
    assert (kept["customer"], kept["text"], kept["problem"]) == ("Acme", "all fails", "problem-1")
    assert (kept["first_at"], kept["last_at"]) == tuple(AT + timedelta(minutes=n) for n in (1, 2))


async def test_a_text_is_forgotten_when_a_restricted_tier_takes_it(store) -> None:
    await record(store, "zendesk-1", batch(entry(1), text="our keys leaked"))
    await record(store, "zendesk-1", batch(entry(2), text=""))
    assert (await about(store))["text"] == ""


@pytest.mark.parametrize(
    ("told", "is_open"),
    [
        (("Opened", "Moved"), True),
        (("Opened", "Resolved"), True),
        (("Opened", "Closed"), False),
        (("Opened", "Closed", "Noted"), False),
        (("Closed", "Reopened"), True),
    ],
)
async def test_it_is_open_until_it_closes(store, told, is_open) -> None:
    for sequence, type_ in enumerate(told, 1):
        await record(store, "zendesk-1", batch(entry(sequence, type_)))
    assert (await about(store))["is_open"] is is_open


async def test_words_that_no_database_takes_are_written_without_what_hinders(store) -> None:
    hard = "null \0, half \ud800, whole 😀"
    await record(store, "zendesk-1", batch(entry(1, text=hard, reason=hard), text=hard))
    async with store.reading() as db:
        row = (await db.execute(select(events.c.text, events.c.fields))).one()
    wanted = "null , half ?, whole 😀"
    assert (row.text, row.fields, (await about(store))["text"]) == (
        wanted,
        {"reason": wanted},
        wanted,
    )


async def test_an_instant_without_a_zone_is_refused(store) -> None:
    naive = entry(1)
    object.__setattr__(naive, "at", AT.replace(tzinfo=None))
    with pytest.raises(Unfit, match="has no time zone"):
        await record(store, "zendesk-1", batch(naive))
