"""Every limit, and the ladder of the kill switch."""

from tradewright.platform.db.migrate import run_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_sql("0014_risk_in_full.up.sql")


def downgrade() -> None:
    run_sql("0014_risk_in_full.down.sql")
