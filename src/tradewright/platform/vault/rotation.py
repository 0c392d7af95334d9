"""Rotation: everything that is sealed, sealed again under the newest key, while the product runs.

Put the new key in front of `vault_keys`, restart, rotate, then drop the old key. A run that is killed is
repeated: what is done already is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from tradewright.platform.db import Database, statements
from tradewright.platform.vault.envelope import KeyMissing, SealBroken, Vault

log = structlog.get_logger(__name__)

_sql = statements(__package__)

PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: values resealed, already newest, and unreadable (logged, left as they were)."""

    resealed: int
    current: int
    unreadable: int


async def rotate_all(db: Database, vault: Vault) -> Rotated:
    """Seal every stored secret under the newest key. `db` is logged in as the worker.

    A value that changed while we looked is sealed anew already, by a process with the same keys.
    """
    resealed = current = unreadable = 0
    place = ("", UUID(int=0))
    while True:
        async with db.open() as tx:
            rows = [
                row
                async for row in _sql.list_sealed(tx, after_column=place[0], after_row=place[1], at_most=PAGE)
            ]
            for row in rows:
                column, row_id = place = row["sealed_column"], row["row_id"]
                try:
                    replacement = vault.reseal(row["sealed"], column=column, user_id=row["user_id"])
                except (SealBroken, KeyMissing) as trouble:
                    unreadable += 1
                    log.error("vault.unreadable", column=column, row_id=str(row_id), reason=trouble.code)
                    continue
                if replacement is None:
                    current += 1
                    continue
                await _sql.replace_sealed(
                    tx, column=column, row_id=row_id, expected=row["sealed"], replacement=replacement
                )
                resealed += 1
        if len(rows) < PAGE:
            return Rotated(resealed, current, unreadable)
