"""Which of a trader's strategies mean nearly the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from tradewright.domain.strategy.similarity import Features, features, similarity
from tradewright.domain.strategy.texts import json_text
from tradewright.features.strategies import store
from tradewright.features.strategies.documents import Document
from tradewright.features.strategies.language import read
from tradewright.features.strategies.store import Newest
from tradewright.features.strategies.verbs.changes import get_strategy
from tradewright.kernel.errors import Invalid
from tradewright.platform.context import Context

SCORE_MIN: Final = 0.05
"""Below it two strategies share no more than their market."""


async def find_similar(cx: Context, strategy_id: UUID, *, at_most: int) -> list[Document]:
    """Return the trader's other strategies by likeness, the most alike first. Raises `StrategyNotFound`."""
    async with cx.transaction() as tx:
        await get_strategy(tx, cx, strategy_id)
        newest = await store.list_newest(tx, cx.user_id)
    return await asyncio.to_thread(_compare, strategy_id, newest, at_most)


def _compare(strategy_id: UUID, newest: Sequence[Newest], at_most: int) -> list[Document]:
    made = {one.strategy_id: _features(one.document) for one in newest}
    wanted = next(found for at, found in made.items() if at == strategy_id)
    if wanted is None:
        return []
    scored = []
    for one in newest:
        other = made[one.strategy_id]
        if one.strategy_id != strategy_id and other is not None:
            score = round(similarity(wanted, other), 4)
            if score >= SCORE_MIN:
                scored.append({"strategy_id": str(one.strategy_id), "name": one.name, "score": score})
    return sorted(scored, key=lambda one: -float(str(one["score"])))[:at_most]


def _features(document: Mapping[str, Any]) -> Features | None:
    return _features_of(json_text(document))


@lru_cache(maxsize=4_096)
def _features_of(text: str) -> Features | None:
    """Return what a definition is made of; None for one that the library no longer understands."""
    try:
        return features(read(text).resolved)
    except Invalid:
        return None
