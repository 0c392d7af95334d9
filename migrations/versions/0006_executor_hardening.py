"""The executor's queue leaves out users whose books are on their way; late fills of unwanted orders are closed."""

from tradewright.platform.db.migrate import run_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_sql("0006_executor_hardening.up.sql")


def downgrade() -> None:
    run_sql("0006_executor_hardening.down.sql")
