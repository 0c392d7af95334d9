"""Discrepancies, orders placed by hand, inquiries into unknown orders, venues' instruments and money."""

from tradewright.platform.db.migrate import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_sql("0015_reconciliation.up.sql")


def downgrade() -> None:
    run_sql("0015_reconciliation.down.sql")
