"""A release takes back what its own switch had asked for and nobody had begun."""

from tradewright.platform.db.migrate import run_sql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run_sql("0021_releases.up.sql")


def downgrade() -> None:
    run_sql("0021_releases.down.sql")
