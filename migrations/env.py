"""How Alembic runs here: inside the transaction that `tradewright.platform.db.migrate` has opened.

The `alembic` command alone does not work on purpose; `tradewright migrate` takes the lock and the timeouts
first.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
