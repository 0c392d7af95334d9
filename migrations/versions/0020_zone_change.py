"""Another time zone of an account holds from the end of its present trading day on."""

from tradewright.platform.db.migrate import run_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run_sql("0020_zone_change.up.sql")


def downgrade() -> None:
    run_sql("0020_zone_change.down.sql")
