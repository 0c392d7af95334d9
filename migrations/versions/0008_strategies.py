"""Strategies in versions that never change, and the count of what was tried on them."""

from tradewright.platform.db.migrate import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_sql("0008_strategies.up.sql")


def downgrade() -> None:
    run_sql("0008_strategies.down.sql")
