"""A database that keeps the ledger: SQLite in a file, or PostgreSQL, spoken to in one way.

The schema is brought up to date before the first use, not at the start: a worker begins its work
while the database is away, and the ledger catches up when it is back.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, ExceptionContext, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ledger.errors import Absent, Away, Unfit
from ledger.schema import check, upgrade

SQLITE = "sqlite"
WAIT_S = 5  # for a lock, a connection or an answer: an attempt to route somebody has nine seconds
# A transaction takes some milliseconds. SQLite lets one write at a time: those of a process wait in
# the pool, in order, and not in SQLite's own waiting, which knows no order.
_POOL = {SQLITE: 1, "postgresql": 10}  # connections
_OPTIONS: dict[str, dict[str, Any]] = {
    SQLITE: {"timeout": WAIT_S, "isolation_level": None},  # we say ourselves when we BEGIN
    "postgresql": {"timeout": WAIT_S, "command_timeout": WAIT_S},
}


class Store:
    """An open ledger. `reading` and `writing` are transactions; both raise Away and Unfit.

    Who only looks (`upgrades=False`) changes no schema that others work with.
    """

    def __init__(self, engine: AsyncEngine, *, upgrades: bool) -> None:
        self._upgrades = upgrades
        self._reads = engine
        self._writes = engine.execution_options(is_writing=True)
        self._is_current = False
        self._upgrading = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Look at the ledger."""
        await self._bring_up_to_date()
        with _failing():
            async with self._reads.begin() as db:
                yield db

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Change the ledger: all that is asked in the block or, when it raises, nothing."""
        await self._bring_up_to_date()
        with _failing():
            async with self._writes.begin() as db:
                yield db

    async def upgrade(self) -> tuple[str, str]:
        """Bring the schema up to date; give its version before and after. Raises Away."""
        with _failing():
            _make_folder(self._writes.url)
            async with self._writes.begin() as db:
                versions = await db.run_sync(upgrade)
        self._is_current = True
        return versions

    async def _bring_up_to_date(self) -> None:
        async with self._upgrading:
            if self._is_current:
                return
            if self._upgrades:
                await self.upgrade()
                return
            with _failing():
                _find_file(self._reads.url)
                async with self._reads.begin() as db:
                    await db.run_sync(check)
            self._is_current = True


@asynccontextmanager
async def open_store(url: URL, *, upgrades: bool = True) -> AsyncIterator[Store]:
    """Open the ledger at a URL of `address`; connections are made when they are needed."""
    kind = url.get_backend_name()
    engine = create_async_engine(
        url,
        connect_args=_OPTIONS[kind],
        pool_size=_POOL[kind],
        max_overflow=0,
        pool_timeout=WAIT_S,
        pool_pre_ping=kind != SQLITE,  # a server may have been restarted meanwhile
        hide_parameters=True,  # customers' words do not belong into an error
    )
    if kind == SQLITE:
        event.listen(engine.sync_engine, "connect", _make_durable)
        event.listen(engine.sync_engine, "begin", _begin)
        event.listen(engine.sync_engine, "handle_error", _open_anew)
    try:
        yield Store(engine, upgrades=upgrades)
    finally:
        await engine.dispose()


def insert(db: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the words of the database."""
    say = sqlite.insert if db.dialect.name == SQLITE else postgresql.insert
    return say(table)


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == SQLITE and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _find_file(url: URL) -> None:
    if url.get_backend_name() == SQLITE and not Path(url.database or "").is_file():
        raise Absent(f"there is no ledger in {url.database} yet: a worker writes it")


def _make_durable(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # Readers do not stop the writer (WAL); what was committed survives a power cut (FULL).
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    # Who reads first and writes later must hold the lock from the start: SQLite refuses to raise a
    # read lock when somebody has written since ("Isolation In SQLite").
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _open_anew(context: ExceptionContext) -> None:
    # A connection that was opened while the disk was read-only stays so for good.
    if isinstance(context.original_exception, sqlite3.OperationalError):
        context.is_disconnect = True


@contextmanager
def _failing() -> Iterator[None]:
    """Say what went wrong in one of our two ways, without what was to be written."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise Unfit(f"the ledger refuses it: {_first_line(error.orig)}") from error
    except DBAPIError as error:
        raise Away(f"the ledger's database fails: {_first_line(error.orig)}") from error
    except StatementError as error:  # it never got as far as the database
        raise Unfit(f"the ledger cannot hold it: {_first_line(error.orig)}") from error
    except (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Away(f"the ledger's database does not answer: {_first_line(error)}") from error


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0].strip() or type(error).__name__
