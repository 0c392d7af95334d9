"""Missed alerts: what the numbers of a strategy's alerts say, kept with each alert and counted for each agent."""

from tradewright.platform.db.migrate import run_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_sql("0012_missed_alerts.up.sql")


def downgrade() -> None:
    run_sql("0012_missed_alerts.down.sql")
