"""The database goes away and comes back: the ledger catches up, and nothing is there twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select

from ledger.errors import Away
from ledger.store import Store, open_store
from ledger.tables import events
from tests.ledger.conftest import new_database
from tests.ledger.postgresql import Server
from tests.ledger.said import batch, claim, entry, held, record, wish


async def count(store: Store) -> int:
    async with store.reading() as db:
        return await db.scalar(select(func.count()).select_from(events)) or 0


@contextmanager
def locked(url: URL) -> Iterator[None]:
    """Somebody keeps the file to themselves."""
    connection = sqlite3.connect(url.database or "", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_file_that_is_locked_is_waited_for_and_then_tried_again(store, url) -> None:
    await record(store, "zendesk-1", batch(entry(1)))
    await claim(store, "zendesk-1", wish())
    both = batch(entry(1), entry(2))
    with locked(url), pytest.raises(Away, match="database is locked"):
        await record(store, "zendesk-1", both)
    for _ in range(2):
        await record(store, "zendesk-1", both)
        await claim(store, "zendesk-1", wish())
    assert (await count(store), len(await held(store))) == (2, 1)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_connection_that_was_opened_to_read_only_is_opened_anew(store) -> None:
    await record(store, "zendesk-1", batch(entry(1)))
    async with store.reading() as db:  # as one does that met a disk that was read-only
        await db.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(Away, match="readonly database"):
        await record(store, "zendesk-1", batch(entry(2)))
    await record(store, "zendesk-1", batch(entry(2)))
    assert await count(store) == 2


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_folder_that_cannot_be_made_yet_is_made_later(url) -> None:
    folder = Path(url.database or "") / "not yet"
    folder.parent.write_text("a file stands where the folder should be")
    async with open_store(url.set(database=str(folder / "ledger.db"))) as store:
        with pytest.raises(Away, match="does not answer"):
            await record(store, "zendesk-1", batch(entry(1)))
        folder.parent.unlink()
        await record(store, "zendesk-1", batch(entry(1)))
        assert await count(store) == 1


async def write_while_it_stops(store: Store, server: Server) -> None:
    async with store.writing() as db:
        await db.execute(select(1))
        server.stop()
        await db.execute(select(1))


async def test_a_server_that_stops_midway_is_back_with_nothing_lost(postgresql: Server) -> None:
    async with open_store(await new_database(postgresql)) as store:
        await record(store, "zendesk-1", batch(entry(1)))
        await claim(store, "zendesk-1", wish())
        with pytest.raises(Away):
            await write_while_it_stops(store, postgresql)
        try:
            with pytest.raises(Away, match="does not answer"):
                await record(store, "zendesk-1", batch(entry(2)))
        finally:
            postgresql.start()
        for _ in range(2):
            await record(store, "zendesk-1", batch(entry(1), entry(2)))
            await claim(store, "zendesk-1", wish())
        assert (await count(store), len(await held(store))) == (2, 1)


async def test_a_server_that_is_not_there_yet_is_brought_up_to_date_later(
    postgresql: Server,
) -> None:
    url = await new_database(postgresql)
    postgresql.stop()
    async with open_store(url) as store:
        try:
            with pytest.raises(Away):
                await record(store, "zendesk-1", batch(entry(1)))
        finally:
            postgresql.start()
        await record(store, "zendesk-1", batch(entry(1)))
        assert await count(store) == 1


async def test_who_may_not_enter_is_told_without_the_password(postgresql: Server) -> None:
    url = (await new_database(postgresql)).set(database="nowhere", password="secret")
    async with open_store(url) as store:
        with pytest.raises(Away) as told:
            await record(store, "zendesk-1", batch(entry(1), text="the customer's words"))
    assert 'database "nowhere" does not exist' in str(told.value)
    assert "secret" not in str(told.value)
