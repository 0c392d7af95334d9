"""Transactions commit whole, roll back whole, and see exactly whom they act for."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import cast
from uuid import UUID, uuid4

import asyncpg
import pytest
from tests.store.platform.conftest import Connect
from tests.support.servers import TestDatabase

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform.db import Database, DatabaseGone, Tx, advisory_xact_lock, role_dsn


class Mishap(Exception):
    """Something goes wrong in the middle of a transaction."""


async def rename(tx: Tx, user_id: UserId, name: str) -> str:
    status: str = await tx.execute(
        "update app.trader set display_name = $2 where user_id = $1", user_id, name
    )
    return status


async def rename_and_fail(db: Database, user_id: UserId) -> None:
    async with db.tenant(user_id) as tx:
        await rename(tx, user_id, "lost")
        raise Mishap


async def fail_in_a_savepoint(tx: Tx, user_id: UserId) -> None:
    async with tx.transaction():
        await rename(tx, user_id, "second")
        await tx.execute("select 1/0")


async def name_of(db: Database, user_id: UserId) -> object:
    async with db.tenant(user_id) as tx:
        return await tx.fetchval("select display_name from app.trader where user_id = $1", user_id)


async def test_a_finished_block_is_committed_and_a_broken_one_is_not(
    connect: Connect, trader: UserId
) -> None:
    db = await connect("gateway")

    async with db.tenant(trader) as tx:
        await rename(tx, trader, "kept")
    with pytest.raises(Mishap):
        await rename_and_fail(db, trader)

    assert await name_of(db, trader) == "kept"
    assert db.in_use == 0


async def test_a_cancelled_block_leaves_nothing_and_gives_its_connection_back(
    connect: Connect, trader: UserId
) -> None:
    db = await connect("gateway")
    inside = asyncio.Event()

    async def hang() -> None:
        async with db.tenant(trader) as tx:
            await rename(tx, trader, "lost")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await name_of(db, trader) == ""
    assert db.in_use == 0


async def test_a_statement_that_is_cancelled_undoes_its_transaction(connect: Connect, trader: UserId) -> None:
    db = await connect("gateway")

    async def sleep_in_the_database() -> None:
        async with db.tenant(trader) as tx:
            await rename(tx, trader, "lost")
            await tx.execute("select pg_sleep(60)")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sleep_in_the_database(), 0.2)

    assert await name_of(db, trader) == ""
    assert db.in_use == 0


async def test_a_database_that_goes_away_before_the_commit_is_told_as_gone(
    fresh_database: TestDatabase, connect: Connect, trader: UserId
) -> None:
    db = await connect("gateway")
    admin = await asyncpg.connect(fresh_database.owner_dsn)

    async def lose_the_connection() -> None:
        async with db.tenant(trader) as tx:
            await rename(tx, trader, "lost")
            await admin.execute("select pg_terminate_backend($1)", tx.get_server_pid())
            await tx.execute("select pg_sleep(60)")

    try:
        with pytest.raises(DatabaseGone) as caught:
            await lose_the_connection()
    finally:
        await admin.close()

    assert isinstance(caught.value, Unavailable)
    assert await name_of(db, trader) == ""
    assert db.in_use == 0


async def test_a_savepoint_fails_alone(connect: Connect, trader: UserId) -> None:
    db = await connect("gateway")

    async with db.tenant(trader) as tx:
        await rename(tx, trader, "first")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await fail_in_a_savepoint(tx, trader)
        assert await tx.fetchval("select display_name from app.trader") == "first"

    assert await name_of(db, trader) == "first"


async def test_a_tenant_transaction_reaches_nobody_else(
    connect: Connect, trader: UserId, other_trader: UserId
) -> None:
    db = await connect("gateway")

    async with db.tenant(trader) as tx:
        seen = [row["user_id"] for row in await tx.fetch("select user_id from app.trader")]
        touched = await rename(tx, other_trader, "stolen")

    assert seen == [trader]
    assert touched == "UPDATE 0"
    assert await name_of(db, other_trader) == ""


async def test_the_user_does_not_outlive_the_transaction(connect: Connect, trader: UserId) -> None:
    db = await connect("gateway")
    async with db.tenant(trader):
        pass

    with pytest.raises((asyncpg.UndefinedObjectError, asyncpg.InvalidTextRepresentationError)):
        async with db.open() as tx:
            await tx.fetch("select * from app.trader")


async def test_an_executor_acts_for_the_users_it_names(
    connect: Connect, trader: UserId, other_trader: UserId
) -> None:
    db = await connect("executor")

    async with db.acting([trader, other_trader]) as tx:
        both = {row["user_id"] for row in await tx.fetch("select user_id from app.trader")}
    async with db.acting([other_trader]) as tx:
        one = {row["user_id"] for row in await tx.fetch("select user_id from app.trader")}
    async with db.acting([]) as tx:
        none = await tx.fetch("select user_id from app.trader")

    assert (both, one, none) == ({trader, other_trader}, {other_trader}, [])


async def test_plans_are_kept_for_what_is_said_all_day_and_for_that_alone(
    connect: Connect, trader: UserId
) -> None:
    db = await connect("executor")  # the pool gives out the connection it got back last
    modes = []

    for begin in (db.acting([trader]), db.tenant(trader), db.open(plans_once=True), db.open()):
        async with begin as tx:
            modes.append(await tx.fetchval("show plan_cache_mode"))

    assert modes == ["force_generic_plan", "auto", "force_generic_plan", "auto"]


async def test_a_user_id_that_is_no_uuid_never_reaches_the_server(connect: Connect) -> None:
    db = await connect("gateway")
    poisoned = cast(UserId, "'; drop table app.trader; --")

    with pytest.raises(TypeError):
        async with db.tenant(poisoned):
            pytest.fail("a transaction began")
    with pytest.raises(TypeError):
        async with db.acting([poisoned]):
            pytest.fail("a transaction began")


async def test_values_keep_their_types_and_digits(connect: Connect) -> None:
    db = await connect("feeder")
    number, identity = Decimal("12345678901234567890.12345678901234567890"), uuid4()

    async with db.open() as tx:
        row = await tx.fetchrow(
            "select $1::numeric as n, $2::uuid as u, $3::jsonb as j", number, identity, {"n": number}
        )

    assert row is not None
    assert row["n"] == number
    assert isinstance(row["u"], UUID)
    assert row["j"] == {"n": str(number)}


async def test_an_advisory_lock_is_held_until_its_transaction_ends(connect: Connect) -> None:
    db = await connect("feeder")
    order: list[str] = []
    has_lock = asyncio.Event()
    go_on = asyncio.Event()

    async def first() -> None:
        async with db.open() as tx:
            await advisory_xact_lock(tx, "account", 7)
            has_lock.set()
            await go_on.wait()
            order.append("first")

    async def second() -> None:
        await has_lock.wait()
        async with db.open() as tx:
            go_on.set()
            await advisory_xact_lock(tx, "account", 7)
            order.append("second")

    await asyncio.gather(first(), second())

    assert order == ["first", "second"]


async def test_a_pooler_without_prepared_statements_is_served_as_well(
    fresh_database: TestDatabase, trader: UserId
) -> None:
    db = await Database.connect(fresh_database.role_dsn("gateway"), role="gateway", statement_cache_size=0)
    try:
        async with db.tenant(trader) as tx:
            await rename(tx, trader, "pooled")
        assert await name_of(db, trader) == "pooled"
    finally:
        await db.close()


async def test_a_wrong_password_is_told_as_unavailable(fresh_database: TestDatabase) -> None:
    from tradewright.kernel.secret import Secret

    with pytest.raises(Unavailable):
        await Database.connect(
            role_dsn(fresh_database.owner_dsn, "gateway", Secret("another secret")), role="gateway"
        )
