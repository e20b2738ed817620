"""Ledgers to test with: SQLite always, and PostgreSQL from a server of our own."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import URL

from ledger.address import address, in_file
from ledger.store import Store, open_store
from tests.ledger.postgresql import Server, running

_numbers = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with running() as server:
        yield server


async def new_database(server: Server) -> URL:
    name = f"ledger{next(_numbers)}"
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return address(server.url(name))


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where an empty database of each kind is."""
    if request.param == "sqlite":
        return in_file(tmp_path / "ledger.db")
    return await new_database(request.getfixturevalue("postgresql"))


@pytest_asyncio.fixture
async def store(url: URL) -> AsyncIterator[Store]:
    async with open_store(url) as one:
        yield one
