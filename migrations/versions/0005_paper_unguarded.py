"""Legs of a reversal guard what it opens."""

from tradewright.platform.db.migrate import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_sql("0005_paper_unguarded.up.sql")


def downgrade() -> None:
    run_sql("0005_paper_unguarded.down.sql")
