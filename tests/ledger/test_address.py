"""How the ledger's place is written, and that a password is never said."""

import pytest

import settings
from ledger.address import address
from settings import WrongSetting


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:////var/lib/handrail/ledger.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///ledger.db", "sqlite+aiosqlite"),
        ("postgresql://handrail:s3cret@db/handrail", "postgresql+asyncpg"),
        ("postgres://handrail:s3cret@db:5433/handrail", "postgresql+asyncpg"),
    ],
)
def test_a_url_is_opened_with_our_driver(written, driver) -> None:
    assert address(written).drivername == driver


def test_tls_is_asked_for_as_everywhere() -> None:
    url = address("postgresql://db/handrail?sslmode=require")
    assert dict(url.query) == {"ssl": "require"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("s3cret", "it is no URL of a database"),
        ("postgresql://u:s3cret@db:54x/handrail", "it is no URL of a database"),
        ("mysql://u:s3cret@db/handrail", "mysql is no database of ours"),
        ("postgresql+psycopg2://u:s3cret@db/h", "postgresql+psycopg2 is no database of ours"),
        ("sqlite://", "it names no database"),
        ("sqlite:///:memory:", "it names no database"),
        ("postgresql://u:s3cret@db", "it names no database"),
        ("postgresql://u:s3cret@db/h?timeout=3", "only ?sslmode=… may follow"),
        ("sqlite:///x.db?mode=ro", "only ?sslmode=… may follow"),
    ],
)
def test_a_wrong_url_is_told_with_its_remedy(written, said, monkeypatch) -> None:
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", written)
    with pytest.raises(WrongSetting) as told:
        settings.load()
    assert str(told.value).startswith(f"HANDRAIL_DATABASE_URL: {said}")
    assert "write sqlite:////path/to/file.db or postgresql://" in str(told.value)
    assert "s3cret" not in str(told.value)


def test_without_a_url_it_is_a_file_that_is_kept(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HANDRAIL_DATABASE_URL", raising=False)
    url = settings.load().ledger_url
    kept = tmp_path / ".local/share/handrail/ledger.db"
    assert (url.drivername, url.database) == ("sqlite+aiosqlite", str(kept))
