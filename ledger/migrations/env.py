"""How Alembic meets the ledger: on a connection that is given, within its transaction."""

from alembic import context

from ledger.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
