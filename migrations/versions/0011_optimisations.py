"""Optimisations with their trials, and parts of jobs."""

from tradewright.platform.db.migrate import run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_sql("0011_optimisations.up.sql")


def downgrade() -> None:
    run_sql("0011_optimisations.down.sql")
