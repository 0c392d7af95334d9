"""Migrations go up and down again without a trace, and the committed schema is the one they make."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from scripts.gen_schema import SCHEMA, dump_schema
from tests.support.servers import ROLE_SECRET, PgServer, TestDatabase

from tradewright.kernel.errors import NotReady, Unavailable
from tradewright.platform.db import ROLES, Database, migrate, role_dsn

REVISIONS = sorted(
    path.name.partition("_")[0] for path in (migrate.directory() / "versions").glob("[0-9]*.py")
)


async def dump(database: TestDatabase) -> str:
    return await asyncio.to_thread(dump_schema, database.owner_dsn)


async def test_every_step_down_undoes_its_step_up(empty_database: TestDatabase) -> None:
    after: dict[str, str] = {}
    for revision in REVISIONS:
        await migrate.upgrade(empty_database.owner_dsn, revision)
        assert await migrate.current(empty_database.owner_dsn) == revision
        after[revision] = await dump(empty_database)

    for below in reversed(REVISIONS[:-1]):
        await migrate.downgrade(empty_database.owner_dsn, below)
        assert await dump(empty_database) == after[below]
    await migrate.downgrade(empty_database.owner_dsn)

    connection = await asyncpg.connect(empty_database.owner_dsn)
    try:
        assert await connection.fetchval("select to_regnamespace('app')") is None
    finally:
        await connection.close()
    await migrate.upgrade(empty_database.owner_dsn)
    assert await dump(empty_database) == after[REVISIONS[-1]]


async def test_the_committed_schema_is_what_the_migrations_make(fresh_database: TestDatabase) -> None:
    assert SCHEMA.read_text() == await dump(fresh_database), "run `make gen` and commit migrations/schema.sql"


def test_revisions_form_one_line_and_each_has_its_way_back() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.directory()))
    scripts = ScriptDirectory.from_config(config)

    assert scripts.get_heads() == [migrate.head()]
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(REVISIONS))
    for path in (migrate.directory() / "sql").glob("*.up.sql"):
        assert path.with_name(path.name.replace(".up.sql", ".down.sql")).exists(), path.name


async def test_two_starters_at_once_migrate_once(empty_database: TestDatabase) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_database.owner_dsn) for _ in range(3)))

    assert await migrate.current(empty_database.owner_dsn) == migrate.head()


async def test_a_failed_migration_leaves_the_database_as_it_was(empty_database: TestDatabase) -> None:
    await migrate.upgrade(empty_database.owner_dsn, REVISIONS[0])
    before = await dump(empty_database)
    connection = await asyncpg.connect(empty_database.owner_dsn)
    try:
        # Something of the operator's own stands where the last migration wants to make a table or function.
        await connection.execute(
            "create function app.replace_sealed(text, uuid, bytea, bytea) returns int language sql return 1"
        )
        with pytest.raises(asyncpg.DuplicateFunctionError):
            await migrate.upgrade(empty_database.owner_dsn)
        await connection.execute("drop function app.replace_sealed(text, uuid, bytea, bytea)")
    finally:
        await connection.close()

    assert await migrate.current(empty_database.owner_dsn) == REVISIONS[0]
    assert await dump(empty_database) == before


async def test_a_busy_table_stops_a_migration_instead_of_everybody(
    fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT_S", 0.1)
    reader = await asyncpg.connect(fresh_database.owner_dsn)
    try:
        async with reader.transaction():
            await reader.execute("lock table app.agent in access share mode")
            with pytest.raises(NotReady, match="stayed in use"):
                await migrate.downgrade(fresh_database.owner_dsn)
    finally:
        await reader.close()

    assert await migrate.current(fresh_database.owner_dsn) == migrate.head()


async def test_an_owner_who_is_no_superuser_can_migrate_and_provision(pg_server: PgServer) -> None:
    """Hosted PostgreSQL gives no superuser: its owner may create roles and has only those rights over them."""
    name = f"tw_{uuid4().hex}"
    await pg_server.create_database(name, migrated=False)
    admin = await asyncpg.connect(pg_server.admin_dsn)
    try:
        await admin.execute(f"create role {name}_owner login createrole password 'only-for-tests'")
        await admin.execute(f"alter database {name} owner to {name}_owner")
        # What CREATEROLE gives its user over a role it made; the roles of this cluster exist already.
        for role in (*(f"tw_{role}" for role in ROLES), "tw_door"):
            await admin.execute(f"grant {role} to {name}_owner with admin true, inherit false, set false")
        dsn = str(pg_server.admin_dsn).replace("/postgres?", f"/{name}?")
        owner_dsn = f"postgresql://{name}_owner:only-for-tests@{dsn.rpartition('@')[2]}"

        await migrate.upgrade(owner_dsn)
        await migrate.provision_roles(owner_dsn, ROLE_SECRET)

        db = await Database.connect(role_dsn(owner_dsn, "gateway", ROLE_SECRET), role="gateway")
        async with db.open() as tx:
            assert await tx.fetch("select * from app.find_trader_by_email('nobody@example.com')") == []
        await db.close()
        await migrate.downgrade(owner_dsn)
    finally:
        await pg_server.drop_database(name)
        await admin.execute(f"drop owned by {name}_owner; drop role {name}_owner")
        await admin.close()


async def test_an_owner_who_may_not_create_roles_is_told_what_to_do(pg_server: PgServer) -> None:
    name = f"tw_{uuid4().hex}"
    await pg_server.create_database(name, migrated=False)
    admin = await asyncpg.connect(pg_server.admin_dsn)
    try:
        await admin.execute(f"create role {name}_owner login password 'only-for-tests'")
        await admin.execute(f"alter database {name} owner to {name}_owner")
        dsn = str(pg_server.admin_dsn).replace("/postgres?", f"/{name}?")
        owner_dsn = f"postgresql://{name}_owner:only-for-tests@{dsn.rpartition('@')[2]}"

        with pytest.raises(NotReady, match="createrole"):
            await migrate.upgrade(owner_dsn)
        with pytest.raises(NotReady, match="createrole"):
            await migrate.provision_roles(owner_dsn, ROLE_SECRET)
    finally:
        await pg_server.drop_database(name)
        await admin.execute(f"drop role {name}_owner")
        await admin.close()


async def test_no_database_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await migrate.current("postgresql://nobody:nothing@/none?host=/nonexistent")
