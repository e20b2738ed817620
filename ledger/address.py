"""Where the ledger is: a database's URL as people write it, made into the one we open."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",  # as many hosts still write it
}
_REMEDY = "write sqlite:////path/to/file.db or postgresql://user:password@host/database"


def address(written: str) -> URL:
    """Read a URL. Raises ValueError, whose sentence never holds what was written: a password may
    be in it.
    """
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise ValueError(f"it is no URL of a database; {_REMEDY}") from None
    driver = _DRIVERS.get(url.drivername.partition("+")[0])
    if driver is None or url.drivername.partition("+")[2] not in ("", driver.partition("+")[2]):
        raise ValueError(f"{url.drivername} is no database of ours; {_REMEDY}")
    if not url.database or url.database == ":memory:":
        raise ValueError(f"it names no database; {_REMEDY}")
    return _with_options(url.set(drivername=driver))


def _with_options(url: URL) -> URL:
    """Only TLS can be asked for; asyncpg names it otherwise than every other tool."""
    options = {"ssl" if name == "sslmode" else name: said for name, said in url.query.items()}
    if (url.get_backend_name() == "sqlite" and options) or options.keys() - {"ssl"}:
        raise ValueError(f"only ?sslmode=… may follow, for PostgreSQL; {_REMEDY}")
    return url.set(query=options)


def in_file(path: Path) -> URL:
    """The address of an SQLite file."""
    return URL.create(_DRIVERS["sqlite"], database=str(path))
