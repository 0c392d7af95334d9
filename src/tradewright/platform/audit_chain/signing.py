"""The signed daily root: the last link of each UTC day that has ended, signed with a key that lies sealed in the vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform.audit_chain.links import Root, root_text
from tradewright.platform.audit_chain.store import sql
from tradewright.platform.db import Database, Tx
from tradewright.platform.vault import Vault

KEY_COLUMN: Final = "chain_key.private_sealed"
NOBODY: Final = UserId(UUID(int=0))
"""The key belongs to the installation and to no user."""
PAGE: Final = 500


async def sign_ended_days(db: Database, vault: Vault, *, now: datetime) -> int:
    """Sign the root of every UTC day that has ended and has none; return how many. `db` is logged in as the scheduler.

    A run that is killed is repeated: what is signed already stays.
    """
    signed = 0
    while True:
        async with db.open() as tx:
            days = [row async for row in sql.list_unrooted_days(tx, moment=now, at_most=PAGE)]
            if not days:
                return signed
            key_id, key = await _key(tx, vault, now)
            for row in days:
                root = Root(row["day"], row["number"], row["hash"], key_id, b"")
                await _store(tx, UserId(row["user_id"]), root, key, now)
        signed += len(days)


async def rotate_signing_key(db: Database, vault: Vault, *, now: datetime) -> tuple[UUID, bytes]:
    """Make a new key that signs from now on; return its id and its public half. `db` is logged in as the scheduler.

    Days that have ended are signed by the old key first. What it signed stays as it is, and its public half stays known, so
    that it can be verified for as long as it is kept.
    """
    await sign_ended_days(db, vault, now=now)
    async with db.open() as tx:
        newest = await sql.find_newest_key(tx)
        # A clock that was set back must not make the new key the older one.
        since = now if newest is None else max(now, newest["created_at"] + timedelta(microseconds=1))
        key_id, key = await _make_key(tx, vault, since)
    return key_id, key.public_key().public_bytes_raw()


async def _store(tx: Tx, user_id: UserId, root: Root, key: Ed25519PrivateKey, now: datetime) -> None:
    root = replace(root, signature=key.sign(root_text(user_id, root).encode()))
    await sql.store_root(
        tx,
        user_id=user_id,
        day=root.day,
        number=root.number,
        hash=root.hash,
        key_id=root.key_id,
        signature=root.signature,
        moment=now,
    )


async def _key(tx: Tx, vault: Vault, now: datetime) -> tuple[UUID, Ed25519PrivateKey]:
    """Return the newest signing key; make one where there is none."""
    row = await sql.find_newest_key(tx)
    if row is not None:
        raw = vault.open(row["private_sealed"], column=KEY_COLUMN, user_id=NOBODY)
        return row["key_id"], Ed25519PrivateKey.from_private_bytes(raw)
    return await _make_key(tx, vault, now)


async def _make_key(tx: Tx, vault: Vault, now: datetime) -> tuple[UUID, Ed25519PrivateKey]:
    key_id, key = new_uuid7(), Ed25519PrivateKey.generate()
    await sql.insert_key(
        tx,
        key_id=key_id,
        public_key=key.public_key().public_bytes_raw(),
        private_sealed=vault.seal(key.private_bytes_raw(), column=KEY_COLUMN, user_id=NOBODY),
        moment=now,
    )
    return key_id, key
