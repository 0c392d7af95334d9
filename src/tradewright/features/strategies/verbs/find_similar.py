"""Which of a trader's strategies mean nearly the same."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from tradewright.domain.strategy.similarity import Features, features, similarity
from tradewright.features.strategies import store
from tradewright.features.strategies.documents import Document
from tradewright.features.strategies.language import read
from tradewright.features.strategies.store import Strategy
from tradewright.features.strategies.verbs.changes import get_strategy
from tradewright.features.strategies.verbs.create_strategy import STRATEGIES_MAX
from tradewright.kernel.errors import Invalid
from tradewright.platform.context import Context

SCORE_MIN: Final = 0.05
"""Below it two strategies share no more than their market."""
READ_AT_ONCE: Final = 50
"""Definitions in memory at a time; the largest have 200,000 characters."""
KNOWN_MAX: Final = 20_000

_known: OrderedDict[str, Features | None] = OrderedDict()
"""What definitions are made of, by their hash, which leaves names out as likeness does; None: understood no longer."""


async def find_similar(cx: Context, strategy_id: UUID, *, at_most: int) -> list[Document]:
    """Return the trader's other strategies by likeness, the most alike first. Raises `StrategyNotFound`."""
    async with cx.transaction() as tx:
        asked = await get_strategy(tx, cx, strategy_id)
        others = await store.list_strategies(tx, cx.user_id, words=None, before=None, at_most=STRATEGIES_MAX)
    made = {one.definition_hash: _known.get(one.definition_hash) for one in others}
    unread = iter([one for one in others if one.definition_hash not in _known])
    while part := list(islice(unread, READ_AT_ONCE)):
        async with cx.transaction() as tx:
            documents = await store.load_newest(tx, cx.user_id, [one.strategy_id for one in part])
        made |= await asyncio.to_thread(_features_of, documents)
    for text, found in made.items():
        _known[text] = found
        _known.move_to_end(text)
    while len(_known) > KNOWN_MAX:
        _known.popitem(last=False)
    return await asyncio.to_thread(_compared, asked, others, made, at_most)


def _features_of(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Features | None]:
    found: dict[str, Features | None] = {}
    for text, document in documents.items():
        try:
            found[text] = features(read(document).resolved)
        except Invalid:
            found[text] = None
    return found


def _compared(
    asked: Strategy, others: Sequence[Strategy], made: Mapping[str, Features | None], at_most: int
) -> list[Document]:
    wanted = made.get(asked.definition_hash)
    scored: list[tuple[float, Strategy]] = []
    for one in others:
        found = made.get(one.definition_hash)
        if wanted is not None and found is not None and one.strategy_id != asked.strategy_id:
            scored.append((round(similarity(wanted, found), 4), one))
    scored.sort(key=lambda one: -one[0])
    return [
        {"strategy_id": str(one.strategy_id), "name": one.name, "score": score}
        for score, one in scored[:at_most]
        if score >= SCORE_MIN
    ]
