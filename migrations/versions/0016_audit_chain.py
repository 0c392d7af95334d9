"""Order events and audit entries in a chain of hashes for each trader, with signed daily roots."""

from tradewright.platform.db.migrate import run_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_sql("0016_audit_chain.up.sql")


def downgrade() -> None:
    run_sql("0016_audit_chain.down.sql")
