"""The migrations make what the tables say, from nothing, once, whoever begins."""

import asyncio

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from ledger import schema
from ledger.errors import Away
from ledger.schema import LATEST
from ledger.store import open_store
from tests.ledger.said import batch, entry, record


def check(connection: Connection) -> None:
    command.check(schema.config(connection))
    assert ScriptDirectory.from_config(schema.config(connection)).get_current_head() == LATEST


async def test_the_migrations_make_what_the_tables_say(store) -> None:
    assert await store.upgrade() == ("none", "0001")
    assert await store.upgrade() == ("0001", "0001")
    async with store.reading() as db:
        await db.run_sync(check)


async def test_a_table_that_differs_is_noticed(store) -> None:
    async with store.writing() as db:
        await db.execute(text("ALTER TABLE people ADD COLUMN name VARCHAR"))
    with pytest.raises(Exception, match="New upgrade operations detected"):
        async with store.reading() as db:
            await db.run_sync(check)


async def test_several_may_begin_at_once(url) -> None:
    async with open_store(url) as a, open_store(url) as b, open_store(url) as c:
        came = await asyncio.gather(*(one.upgrade() for one in (a, b, c)))
    assert sorted(came) == [("0001", "0001"), ("0001", "0001"), ("none", "0001")]


async def test_a_newer_schema_is_left_alone(store, url) -> None:
    async with store.writing() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    async with open_store(url) as older:
        with pytest.raises(Away, match="is at 9999, which is newer than 0001: update this worker"):
            await record(older, "zendesk-1", batch(entry(1)))
