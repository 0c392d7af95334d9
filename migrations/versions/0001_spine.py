"""The spine: tenants, agents, alerts, signals, orders, executions, positions, the paper venue, and the
outbox.
"""

from tradewright.platform.db.migrate import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("0001_spine.up.sql")


def downgrade() -> None:
    run_sql("0001_spine.down.sql")
