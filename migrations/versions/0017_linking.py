"""Credentials of linked accounts: what they may do and whether they still work."""

from tradewright.platform.db.migrate import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_sql("0017_linking.up.sql")


def downgrade() -> None:
    run_sql("0017_linking.down.sql")
