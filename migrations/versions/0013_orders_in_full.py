"""Order types, several steps of one signal, legs that we keep."""

from tradewright.platform.db.migrate import run_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_sql("0013_orders_in_full.up.sql")


def downgrade() -> None:
    run_sql("0013_orders_in_full.down.sql")
