"""Rotating the vault's keys reaches every sealed value, and a second run finds nothing left to do."""

from __future__ import annotations

from uuid import UUID

import asyncpg
from tests.store.platform.conftest import Connect
from tests.support.servers import TestDatabase

from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform.vault import Vault
from tradewright.platform.vault.rotation import Rotated, rotate_all

OLD, NEW, LOST = ("old", b"o" * 32), ("new", b"n" * 32), ("lost", b"l" * 32)


async def add_agent(dsn: str, user_id: UserId, *, token: bytes, signing: bytes) -> None:
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute(
            """insert into app.agent (user_id, agent_id, name, status, token_hash, token_prefix, token_sealed,
                                      signing_sealed, version_id, version_number, created_at, updated_at)
               values ($1, $2, '', 'active', $3, '', $4, $5, $2, 1, now(), now())""",
            user_id,
            new_uuid7(),
            new_uuid7().bytes,
            token,
            signing,
        )
    finally:
        await owner.close()


async def add_account(dsn: str, user_id: UserId, *, credential: bytes | None) -> None:
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute(
            """insert into app.account (user_id, account_id, broker, label, environment, currency, credential,
            created_at)
               values ($1, $2, 'paper', '', 'paper', 'USD', $3, now())""",
            user_id,
            new_uuid7(),
            credential,
        )
    finally:
        await owner.close()


async def read_all(dsn: str) -> list[tuple[str, UserId, bytes]]:
    owner = await asyncpg.connect(dsn)
    try:
        rows = await owner.fetch("select * from app.list_sealed('', $1, 1000)", UUID(int=0))
        return [(row["sealed_column"], row["user_id"], row["sealed"]) for row in rows]
    finally:
        await owner.close()


async def test_everything_sealed_moves_to_the_newest_key(
    fresh_database: TestDatabase, connect: Connect, trader: UserId, other_trader: UserId
) -> None:
    dsn, worker = fresh_database.owner_dsn, await connect("worker")
    old, both = Vault([OLD]), Vault([NEW, OLD])
    for user_id in (trader, other_trader):
        await add_agent(
            dsn,
            user_id,
            token=old.seal(b"token", column="agent.token_sealed", user_id=user_id),
            signing=both.seal(b"signing", column="agent.signing_sealed", user_id=user_id),
        )
        await add_account(
            dsn, user_id, credential=old.seal(b"keys", column="account.credential", user_id=user_id)
        )
        await add_account(dsn, user_id, credential=None)

    assert await rotate_all(worker, both) == Rotated(resealed=4, current=2, unreadable=0)
    assert await rotate_all(worker, both) == Rotated(resealed=0, current=6, unreadable=0)

    only_new = Vault([NEW])
    opened = [
        only_new.open(sealed, column=column, user_id=user) for column, user, sealed in await read_all(dsn)
    ]
    assert sorted(opened) == sorted([b"token", b"signing", b"keys"] * 2)


async def test_a_value_nobody_can_read_is_counted_and_left_alone(
    fresh_database: TestDatabase, connect: Connect, trader: UserId
) -> None:
    dsn, worker = fresh_database.owner_dsn, await connect("worker")
    sealed = Vault([LOST]).seal(b"keys", column="account.credential", user_id=trader)
    await add_account(dsn, trader, credential=sealed)

    assert await rotate_all(worker, Vault([NEW, OLD])) == Rotated(resealed=0, current=0, unreadable=1)

    assert [row[2] for row in await read_all(dsn)] == [sealed]
