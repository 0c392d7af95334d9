"""An audit entry stands or falls with the change it records, and nobody can alter it afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import asyncpg
import pytest
from tests.store.platform.conftest import Connect

from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform import audit
from tradewright.platform.context import SystemActor
from tradewright.platform.db import Database

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


async def change(db: Database, user_id: UserId, *, fails: bool) -> None:
    async with db.tenant(user_id) as tx:
        await audit.record_for(
            tx,
            user_id=user_id,
            actor=SystemActor("test"),
            audit_id=new_uuid7(),
            at=MOMENT,
            action="risk.limits_changed",
            subject=f"user:{user_id}",
            before=None,
            after={"loss_daily_max": Decimal("250.00")},
        )
        if fails:
            raise LookupError("lost")


async def test_the_entry_of_a_change_that_failed_is_gone_with_it(connect: Connect, trader: UserId) -> None:
    db = await connect("gateway")
    with pytest.raises(LookupError):
        await change(db, trader, fails=True)
    await change(db, trader, fails=False)

    async with db.tenant(trader) as tx:
        [entry] = await tx.fetch("select actor, action, subject, before, after, at from app.audit_entry")

    assert (entry["actor"], entry["action"], entry["at"]) == ("system:test", "risk.limits_changed", MOMENT)
    assert (entry["before"], entry["after"]) == (None, {"loss_daily_max": "250.00"})


@pytest.mark.parametrize("sql", ["update app.audit_entry set action = ''", "delete from app.audit_entry"])
async def test_an_entry_cannot_be_altered_or_removed(connect: Connect, trader: UserId, sql: str) -> None:
    db = await connect("gateway")
    await change(db, trader, fails=False)

    async def tamper() -> None:
        async with db.tenant(trader) as tx:
            await tx.execute(sql)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tamper()
