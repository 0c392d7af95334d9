"""Alert intake: one function that judges a batch of alerts and stores all that follows from them."""

from tradewright.platform.db.migrate import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql("0002_intake.up.sql")


def downgrade() -> None:
    run_sql("0002_intake.down.sql")
