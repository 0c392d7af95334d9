"""Let the worker replace what is sealed under an old vault key."""

from tradewright.platform.db.migrate import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_sql("0003_vault_rotation.up.sql")


def downgrade() -> None:
    run_sql("0003_vault_rotation.down.sql")
