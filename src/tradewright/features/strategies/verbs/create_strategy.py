"""Make a strategy, with its definition as version 1."""

from __future__ import annotations

from tradewright.features.strategies import store
from tradewright.features.strategies.documents import Document, detail_document
from tradewright.features.strategies.errors import StrategiesExhausted
from tradewright.features.strategies.language import Reading
from tradewright.features.strategies.store import Strategy, Version
from tradewright.features.strategies.verbs.changes import tell
from tradewright.kernel.ids import StrategyId
from tradewright.platform import outbox
from tradewright.platform.context import Context

STRATEGIES_MAX = 1_000
"""Strategies of one trader that are not deleted."""


async def create_strategy(cx: Context, reading: Reading, *, notes: str) -> Document:
    """Return the new strategy with its definition. Raises `StrategiesExhausted`."""
    now = cx.now
    strategy = Strategy(
        strategy_id=StrategyId(cx.new_id()),
        name=reading.name,
        description=reading.description,
        version_number=1,
        market=reading.market,
        timeframe=reading.timeframe,
        direction=reading.direction,
        definition_hash=reading.definition_hash,
        trials=0,
        created_at=now,
        updated_at=now,
    )
    version = Version(1, reading.document, reading.definition_hash, notes, None, now)
    async with cx.transaction() as tx:
        if await store.count_strategies(tx, cx.user_id) >= STRATEGIES_MAX:
            raise StrategiesExhausted(
                "Delete a strategy you no longer use first.", limit="strategies", maximum=STRATEGIES_MAX
            )
        await store.insert_strategy(tx, cx.user_id, strategy)
        await store.insert_version(tx, cx.user_id, strategy.strategy_id, version)
        await tell(tx, cx, strategy, action="strategy.created")
    await outbox.wake(cx.bus)
    return detail_document(strategy, version)
