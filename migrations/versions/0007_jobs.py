"""Jobs: work that takes long, done by any worker, resumed by another when one dies."""

from tradewright.platform.db.migrate import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql("0007_jobs.up.sql")


def downgrade() -> None:
    run_sql("0007_jobs.down.sql")
