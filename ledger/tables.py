"""The ledger's tables. Events are only ever added; the database itself refuses anything else.

events        what happened, numbered within its escalation
escalations   what each escalation is about, as its newest record says
people        a row for each person, held while it is decided who gets something
assignments   who has or had what, and how much of their capacity it takes
answers       what was answered to each effect, so that a repeat is answered the same
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB


def _in_utc(_type: Any, value: datetime | None, dialect: Dialect) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return value and value.astimezone(UTC)


def _was_utc(_type: Any, value: Any, dialect: Dialect) -> datetime | None:
    if value is None:
        return None
    kept: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return kept.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True
    process_bind_param = _in_utc
    process_result_value = _was_utc


METADATA = MetaData()
WORDS = JSON().with_variant(JSONB(), "postgresql")

events = Table(
    "events",
    METADATA,
    Column("escalation", String, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("type", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("fields", WORDS, nullable=False),
    Index("events_by_type", "type", "at"),
)

escalations = Table(
    "escalations",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer", String, nullable=False),
    Column("product", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("problem", String, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index("escalations_by_product", "product", "is_open", "first_at"),
)

people = Table("people", METADATA, Column("person", String, primary_key=True))

assignments = Table(
    "assignments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("escalation", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("person", String, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("customer", String, nullable=False),
    Column("effect", Integer, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("released_at", Instant),
    Index("assignments_by_person", "person", "claimed_at", "customer"),
)
Index(
    "one_open_claim",
    assignments.c.escalation,
    assignments.c.tier,
    unique=True,
    sqlite_where=assignments.c.released_at.is_(None),
    postgresql_where=assignments.c.released_at.is_(None),
)

Index(
    "open_claims_by_person",
    assignments.c.person,
    sqlite_where=assignments.c.released_at.is_(None),
    postgresql_where=assignments.c.released_at.is_(None),
)

answers = Table(
    "answers",
    METADATA,
    Column("escalation", String, primary_key=True),
    Column("effect", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("routed", WORDS),
)
