"""Thinning of old equity points by the worker."""

from tradewright.platform.db.migrate import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_sql("0004_equity_thinning.up.sql")


def downgrade() -> None:
    run_sql("0004_equity_thinning.down.sql")
