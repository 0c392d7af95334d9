"""Everything that was ever tried on a strategy counts, also from several workers at once."""

from __future__ import annotations

import asyncio
import statistics
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.store.platform.conftest import Connect, add_trader
from tests.support.servers import TestDatabase

from tradewright.features.strategies import store
from tradewright.features.strategies.store import Strategy, Trials
from tradewright.kernel.ids import StrategyId, UserId

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def a_strategy() -> Strategy:
    return Strategy(StrategyId(uuid4()), "x", "", 1, "crypto", "5m", "both", "00", 0, NOW, NOW)


def of(*ratios: float) -> Trials:
    return Trials(len(ratios), len(ratios), sum(ratios), sum(ratio**2 for ratio in ratios))


async def test_trials_of_two_workers_are_all_counted(connect: Connect, trader: UserId) -> None:
    gateway, worker = await connect("gateway"), await connect("worker")
    strategy = a_strategy()
    async with gateway.tenant(trader) as tx:
        await store.insert_strategy(tx, trader, strategy)
    ratios = [0.1, -0.2, 0.4, 0.35, 0.05, -0.1]

    async def count(ratio: float) -> None:
        async with worker.tenant(trader) as tx:
            await store.add_trials(tx, trader, strategy.strategy_id, of(ratio), now=NOW)

    await asyncio.gather(*map(count, ratios))
    async with gateway.tenant(trader) as tx:
        loaded = await store.load_trials(tx, trader, strategy.strategy_id)
        shown = await store.find_strategy(tx, trader, strategy.strategy_id)

    assert shown is not None and shown.trials == loaded.trials == 6
    assert loaded.sharpe_variance == pytest.approx(statistics.variance(ratios))


async def test_another_trader_sees_no_trials(
    connect: Connect, trader: UserId, fresh_database: TestDatabase
) -> None:
    gateway = await connect("gateway")
    strategy = a_strategy()
    async with gateway.tenant(trader) as tx:
        await store.insert_strategy(tx, trader, strategy)
        await store.add_trials(tx, trader, strategy.strategy_id, of(0.5), now=NOW)

    stranger = await add_trader(fresh_database.owner_dsn)
    async with gateway.tenant(stranger) as tx:
        seen = await store.load_trials(tx, stranger, strategy.strategy_id)

    assert seen == Trials(0, 0, 0.0, 0.0)


def test_one_ratio_has_no_variance() -> None:
    assert of(0.3).sharpe_variance is None
