"""Linked accounts with real money: connection, marks, fees, named money, and the notice before the first one."""

from tradewright.platform.db.migrate import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_sql("0018_live_accounts.up.sql")


def downgrade() -> None:
    run_sql("0018_live_accounts.down.sql")
