"""What every change of a strategy shares: find it, tell of it."""

from __future__ import annotations

from uuid import UUID

from tradewright.features.strategies import store
from tradewright.features.strategies.documents import strategy_document
from tradewright.features.strategies.errors import StrategyNotFound, VersionNotFound
from tradewright.features.strategies.store import Strategy, Version
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def get_strategy(tx: Tx, cx: Context, strategy_id: UUID) -> Strategy:
    """Return the strategy. Raises `StrategyNotFound`, for a deleted one and for another trader's alike."""
    strategy = await store.find_strategy(tx, cx.user_id, strategy_id)
    if strategy is None:
        raise StrategyNotFound("There is no such strategy.", strategy_id=str(strategy_id))
    return strategy


async def get_strategy_to_change(tx: Tx, cx: Context, strategy_id: UUID) -> Strategy:
    """Return the strategy as it will stay until this transaction ends. Raises `StrategyNotFound`."""
    await store.lock_strategy(tx, cx.user_id, strategy_id)
    return await get_strategy(tx, cx, strategy_id)


async def get_version(tx: Tx, cx: Context, strategy: Strategy, number: int | None) -> Version:
    """Return a version, the newest when no number is given. Raises `VersionNotFound`."""
    wanted = strategy.version_number if number is None else number
    version = await store.find_version(tx, cx.user_id, strategy.strategy_id, wanted)
    if version is None:
        raise VersionNotFound(
            "This strategy has no such version.", strategy_id=str(strategy.strategy_id), number=wanted
        )
    return version


async def tell(
    tx: Tx, cx: Context, strategy: Strategy, *, action: str, before: Strategy | None = None
) -> None:
    """Record the change and leave its event."""
    document = strategy_document(strategy)
    await audit.record(
        tx,
        cx,
        action=action,
        subject=f"strategy:{strategy.strategy_id}",
        before=None if before is None else strategy_document(before),
        after=document,
    )
    await outbox.add(tx, cx.user_id, [outbox.Event("strategy.changed", document)])
