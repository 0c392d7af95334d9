"""Rename, describe or delete a strategy. Its definition changes by new versions only."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tradewright.features.strategies import store
from tradewright.features.strategies.documents import Document, strategy_document
from tradewright.features.strategies.verbs.changes import get_strategy_to_change, tell
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context


async def change_strategy(
    cx: Context, strategy_id: UUID, *, name: str | None, description: str | None
) -> Document:
    """Return the strategy with its new words; None leaves one as it is. Raises `StrategyNotFound`."""
    now = cx.now
    async with cx.transaction() as tx:
        before = await get_strategy_to_change(tx, cx, strategy_id)
        after = replace(
            before,
            name=before.name if name is None else name,
            description=before.description if description is None else description,
            updated_at=now,
        )
        await store.set_words(
            tx, cx.user_id, after.strategy_id, name=after.name, description=after.description, now=now
        )
        await tell(tx, cx, after, action="strategy.changed", before=before)
    await outbox.wake(cx.bus)
    return strategy_document(after)


async def delete_strategy(cx: Context, strategy_id: UUID) -> None:
    """Take the strategy out of every list; its runs stay to be read. Raises `StrategyNotFound`."""
    async with cx.transaction() as tx:
        before = await get_strategy_to_change(tx, cx, strategy_id)
        await store.set_deleted(tx, cx.user_id, before.strategy_id, now=cx.now)
        await audit.record(
            tx,
            cx,
            action="strategy.deleted",
            subject=f"strategy:{strategy_id}",
            before=strategy_document(before),
        )
        await outbox.add(tx, cx.user_id, [outbox.Event("strategy.changed", strategy_document(before))])
    await outbox.wake(cx.bus)
