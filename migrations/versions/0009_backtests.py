"""Backtests with their headlines, and their reports apart."""

from tradewright.platform.db.migrate import run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_sql("0009_backtests.up.sql")


def downgrade() -> None:
    run_sql("0009_backtests.down.sql")
