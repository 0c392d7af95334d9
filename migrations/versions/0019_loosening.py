"""An API key loosens risk and links accounts by a scope of its own."""

from tradewright.platform.db.migrate import run_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_sql("0019_loosening.up.sql")


def downgrade() -> None:
    run_sql("0019_loosening.down.sql")
