"""Backtests of strategies and of drafts, with the definition as it ran."""

from tradewright.platform.db.migrate import run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql("0010_backtests_of_strategies.up.sql")


def downgrade() -> None:
    run_sql("0010_backtests_of_strategies.down.sql")
