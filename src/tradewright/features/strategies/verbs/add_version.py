"""Give a strategy a new version; what it was stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from tradewright.features.strategies import store
from tradewright.features.strategies.documents import Document, version_document
from tradewright.features.strategies.errors import StrategiesExhausted, VersionOutdated
from tradewright.features.strategies.language import Reading
from tradewright.features.strategies.store import Version
from tradewright.features.strategies.verbs.changes import get_strategy_to_change, tell
from tradewright.platform import outbox
from tradewright.platform.context import Context

VERSIONS_MAX = 10_000


async def add_version(
    cx: Context,
    strategy_id: UUID,
    reading: Reading,
    *,
    notes: str,
    based_on: int | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> Document:
    """Return the new version. Raises `StrategyNotFound`, `StrategiesExhausted`, and `VersionOutdated` when `based_on` is
    not the newest any more.
    """
    now = cx.now
    async with cx.transaction() as tx:
        before = await get_strategy_to_change(tx, cx, strategy_id)
        if based_on is not None and based_on != before.version_number:
            raise VersionOutdated(
                "Another version was made meanwhile.", based_on=based_on, newest=before.version_number
            )
        if before.version_number >= VERSIONS_MAX:
            raise StrategiesExhausted(
                "Begin a new strategy from this one.", limit="strategy_versions", maximum=VERSIONS_MAX
            )
        after = replace(
            before,
            version_number=before.version_number + 1,
            market=reading.market,
            timeframe=reading.timeframe,
            direction=reading.direction,
            definition_hash=reading.definition_hash,
            updated_at=now,
        )
        version = Version(
            after.version_number, reading.document, reading.definition_hash, notes, evidence, now
        )
        await store.insert_version(tx, cx.user_id, after.strategy_id, version)
        await store.set_version(tx, cx.user_id, after)
        await tell(tx, cx, after, action="strategy.version_added", before=before)
    await outbox.wake(cx.bus)
    return version_document(after, version)
