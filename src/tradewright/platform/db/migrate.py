"""Migrations, up and down, run as the database's owner; and the log-ins of the process roles.

All pending revisions are one transaction: a database is at the old schema or at the new one, never between.
Two starters do not race, since the second waits for the first and then finds nothing to do.

    await migrate.upgrade(owner_dsn)                      # to the newest; nothing to do costs one query
    await migrate.provision_roles(owner_dsn, secret)      # tw_gateway … may log in
    db = await Database.connect(role_dsn(owner_dsn, "gateway", secret), role="gateway")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import structlog

from tradewright.kernel.errors import NotReady, Unavailable
from tradewright.kernel.secret import Secret
from tradewright.platform.db.login import ROLES, role_name, scram_verifier

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = structlog.get_logger(__name__)

LOCK_TIMEOUT_S = 4
"""A migration that waits longer for a table makes everybody behind it wait too; better to fail and try again.
"""
STATEMENT_TIMEOUT_S = 300
MIGRATION_LOCK = 0x7472_6164_6577_7267
"""The advisory lock of whoever migrates ("tradewrg")."""
PROVISION_ATTEMPTS = 5


def directory() -> Path:
    """Return the folder with `env.py`, `versions` and `sql`: beside this file when packaged, else in the
    checkout.

    Raises `NotReady` for an installation that has neither (a wheel made without them).
    """
    for found in (Path(__file__).with_name("migrations"), Path(__file__).parents[4] / "migrations"):
        if (found / "env.py").is_file():
            return found
    raise NotReady("this installation came without its migrations; install it from a checkout (`make setup`)")


def head() -> str:
    """Return the newest revision there is. Revisions are numbered, and their files begin with the number."""
    return max(path.name.partition("_")[0] for path in (directory() / "versions").glob("[0-9]*_*.py"))


async def current(dsn: str) -> str | None:
    """Return the revision a database is at; None for one that was never migrated."""
    async with _connected(dsn) as connection:
        if await connection.fetchval("select to_regclass('public.alembic_version')") is None:
            return None
        revision: str | None = await connection.fetchval("select version_num from public.alembic_version")
        return revision


async def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring the database to `revision`. `dsn` names its owner, who may create roles.

    Raises `NotReady` when the owner may not create the roles or a table stayed locked, `Unavailable` when
    there is no database.
    """
    wanted = head() if revision == "head" else revision
    found = await current(dsn)
    if found == wanted:
        return
    from alembic import command

    await _run(dsn, lambda config: command.upgrade(config, wanted))
    log.info("database.migrated", before=found, after=wanted)


async def downgrade(dsn: str, revision: str = "base") -> None:
    """Take the database back to `revision`; "base" removes everything of ours, data included."""
    from alembic import command

    await _run(dsn, lambda config: command.downgrade(config, revision))
    log.warning("database.downgraded", after=revision)


async def provision_roles(dsn: str, secret: Secret) -> None:
    """Let each process role log in, with the password that follows from `secret` (see `role_dsn`).

    Safe to repeat. Raises `NotReady` when `dsn` names somebody who may not change the roles.
    """
    statements = []
    for role in ROLES:
        name = role_name(role)
        statements += [
            f"alter role {name} login password '{scram_verifier(role, secret)}'",
            f"alter role {name} set statement_timeout = '30s'",
            f"alter role {name} set lock_timeout = '10s'",
            f"alter role {name} set idle_in_transaction_session_timeout = '30s'",
        ]
    async with _connected(dsn) as connection:
        for attempt in range(PROVISION_ATTEMPTS):
            try:
                await connection.execute(
                    f"begin; select pg_advisory_xact_lock({MIGRATION_LOCK}); {'; '.join(statements)}; commit"
                )
            except asyncpg.InternalServerError:
                # "tuple concurrently updated": roles belong to the cluster, the lock to one of its databases.
                await connection.execute("rollback")
                if attempt == PROVISION_ATTEMPTS - 1:
                    raise
            except asyncpg.InsufficientPrivilegeError as cause:
                raise _may_not_manage_roles(cause) from cause
            else:
                return


def run_sql(file: str) -> None:
    """Execute one file of `migrations/sql` inside the migration's transaction. For revision files only."""
    from alembic import op

    text = (directory() / "sql" / file).read_text(encoding="utf-8")
    driver: Any = op.get_bind().connection.dbapi_connection
    # Straight to asyncpg: SQLAlchemy prepares its statements, and only one at a time can be prepared.
    driver.run_async(lambda connection: connection.execute(text))


async def _run(dsn: str, act: Callable[[Any], None]) -> None:
    from alembic.config import Config
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    config = Config()
    config.set_main_option("script_location", str(directory()))

    def migrate(connection: Connection) -> None:
        # The order matters: waiting for another starter is fine, waiting for a busy table is not.
        connection.exec_driver_sql(f"set local statement_timeout = '{STATEMENT_TIMEOUT_S}s'")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({MIGRATION_LOCK})")
        connection.exec_driver_sql(f"set local lock_timeout = '{LOCK_TIMEOUT_S}s'")
        config.attributes["connection"] = connection
        act(config)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    except asyncpg.InsufficientPrivilegeError as cause:
        raise _may_not_manage_roles(cause) from cause
    except asyncpg.LockNotAvailableError as cause:
        raise NotReady("a table stayed in use; nothing was changed, try again when it is calmer") from cause
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as cause:
        raise Unavailable("the database does not let us in", cause=str(cause)) from cause
    try:
        yield connection
    finally:
        await connection.close()


def _may_not_manage_roles(cause: asyncpg.PostgresError) -> NotReady:
    return NotReady(
        "the database URL for migrations must name a user who may create roles and owns the database: "
        "as an administrator, `alter role <user> createrole` (or let one run `tradewright migrate` once)",
        cause=str(cause),
    )
