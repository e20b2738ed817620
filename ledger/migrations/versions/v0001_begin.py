"""The first tables, and the triggers that hold events to be only ever added."""

import sqlalchemy as sa
from alembic import op

from ledger.tables import WORDS, Instant

revision = "0001"
down_revision = None

_SQLITE = (
    """CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
       BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END""",
    """CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
       BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END""",
    # REPLACE deletes without asking the trigger above ("The ON CONFLICT Clause"): an event that is
    # there stays, whatever the INSERT says.
    """CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
       WHEN EXISTS (SELECT 1 FROM events
                    WHERE escalation = NEW.escalation AND sequence = NEW.sequence)
       BEGIN SELECT RAISE(IGNORE); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN RAISE EXCEPTION 'events are only ever added'
                   USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER events_are_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events
       FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added()""",
)


def upgrade() -> None:
    """Make them."""
    _events()
    _escalations()
    _assignments()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("escalation", sa.String, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("tier", sa.String, nullable=False),
        sa.Column("severity", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("fields", WORDS, nullable=False),
    )
    op.create_index("events_by_type", "events", ["type", "at"])


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("customer", sa.String, nullable=False),
        sa.Column("product", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("problem", sa.String, nullable=False),
        sa.Column("first_at", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
    )
    op.create_index("escalations_by_product", "escalations", ["product", "is_open", "first_at"])


def _assignments() -> None:
    op.create_table("people", sa.Column("person", sa.String, primary_key=True))
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("escalation", sa.String, nullable=False),
        sa.Column("tier", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("customer", sa.String, nullable=False),
        sa.Column("effect", sa.Integer, nullable=False),
        sa.Column("claimed_at", Instant, nullable=False),
        sa.Column("released_at", Instant),
    )
    op.create_index("assignments_by_person", "assignments", ["person", "claimed_at", "customer"])
    is_held = sa.text("released_at IS NULL")
    op.create_index(
        "open_claims_by_person",
        "assignments",
        ["person"],
        sqlite_where=is_held,
        postgresql_where=is_held,
    )
    op.create_index(
        "one_open_claim",
        "assignments",
        ["escalation", "tier"],
        unique=True,
        sqlite_where=is_held,
        postgresql_where=is_held,
    )
    op.create_table(
        "answers",
        sa.Column("escalation", sa.String, primary_key=True),
        sa.Column("effect", sa.String, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("routed", WORDS),
    )
