"""Brings the schema up to date, by the migrations in this package.

The one who upgrades holds the whole database: SQLite's write lock, which the transaction has from
the start, or a lock in PostgreSQL that everybody who upgrades asks for first.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from ledger.errors import Absent, Away

if TYPE_CHECKING:
    from alembic.config import Config

UPGRADING = 4_715_112_037_001  # no other lock's number; its value means nothing
NONE_YET = "none"
LATEST = "0001"  # the newest in migrations/versions; a test compares


def config(connection: Connection) -> "Config":
    """Give what Alembic works by, on an open connection."""
    from alembic.config import Config  # 10 MiB that a worker with a current schema does without

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def versions(connection: Connection) -> tuple[str, str]:
    """Give the version that the database has, and the latest that we know."""
    if not inspect(connection).has_table("alembic_version"):
        return NONE_YET, LATEST
    before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return before or NONE_YET, LATEST


def check(connection: Connection) -> None:
    """Raise Away unless the database has the latest version, Absent when it has none."""
    before, latest = versions(connection)
    if before == NONE_YET:
        raise Absent("the database holds no ledger yet: a worker writes it")
    if before != latest:
        said = f"the ledger's schema is at {before}, and {latest} is wanted"
        raise Away(f"{said}: `handrail ledger upgrade` brings an older one up to date")


def upgrade(connection: Connection) -> tuple[str, str]:
    """Upgrade within the connection's transaction; give the version before and after.

    Raises Away when the schema is newer than we are: a newer worker does it meanwhile.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADING})"))
    before, latest = versions(connection)
    if before == latest:
        return before, latest
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(connection), "head")
    except CommandError as error:
        said = f"the ledger's schema is at {before}, which is newer than {latest}"
        raise Away(f"{said}: update this worker") from error
    return before, latest
