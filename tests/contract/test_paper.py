"""The paper broker keeps the broker contract."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.contract.broker_contract import BrokerContract, OpenRig
from tests.contract.paper_rig import PaperRig, a_trader
from tests.support.servers import TestDatabase

from tradewright.platform.db import Database


@pytest.fixture
async def open_rig(database: TestDatabase) -> AsyncIterator[OpenRig]:
    db = await Database.connect(database.role_dsn("executor"), role="executor")
    rigs: list[PaperRig] = []

    async def open_one(*, offered_max: str | None = None, **config: Any) -> PaperRig:
        rig = PaperRig(db, await a_trader(database), {"partial_fill_max": offered_max, **config})
        await rig.start()
        rigs.append(rig)
        return rig

    yield open_one
    for rig in rigs:
        await rig.stop()
    await db.close()


class TestPaper(BrokerContract):
    """Everything in the contract, on the built-in venue."""
