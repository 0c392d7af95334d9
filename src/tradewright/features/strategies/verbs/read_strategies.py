"""Read strategies, their versions, and where two versions differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tradewright.features.strategies import store
from tradewright.features.strategies.differences import find_differences
from tradewright.features.strategies.documents import (
    Document,
    detail_document,
    line_document,
    numbers,
    strategy_document,
    version_document,
)
from tradewright.features.strategies.verbs.changes import get_strategy, get_version
from tradewright.platform.context import Context


async def list_strategies(
    cx: Context, *, words: str | None, before: UUID | None, at_most: int
) -> list[Document]:
    """Return the trader's strategies, newest first, after the one at `before`."""
    async with cx.transaction() as tx:
        found = await store.list_strategies(tx, cx.user_id, words=words, before=before, at_most=at_most)
    return [strategy_document(strategy) for strategy in found]


async def show_strategy(cx: Context, strategy_id: UUID) -> Document:
    """Return the strategy with its newest version. Raises `StrategyNotFound`."""
    async with cx.transaction() as tx:
        strategy = await get_strategy(tx, cx, strategy_id)
        return detail_document(strategy, await get_version(tx, cx, strategy, None))


async def list_versions(
    cx: Context, strategy_id: UUID, *, before: int | None, at_most: int
) -> list[Document]:
    """Return the strategy's versions without their documents, newest first. Raises `StrategyNotFound`."""
    async with cx.transaction() as tx:
        strategy = await get_strategy(tx, cx, strategy_id)
        lines = await store.list_versions(tx, cx.user_id, strategy_id, before=before, at_most=at_most)
    return [line_document(strategy, line) for line in lines]


async def show_version(cx: Context, strategy_id: UUID, number: int | None) -> Document:
    """Return a version, the newest when no number is given. Raises `StrategyNotFound` or `VersionNotFound`."""
    async with cx.transaction() as tx:
        strategy = await get_strategy(tx, cx, strategy_id)
        return version_document(strategy, await get_version(tx, cx, strategy, number))


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version to run: its definition to the last digit, under the strategy's present name."""

    strategy_id: UUID
    name: str
    number: int
    document: Mapping[str, Any]
    definition_hash: str


async def load_version(cx: Context, strategy_id: UUID, number: int | None) -> KeptVersion:
    """Return a version, the newest when no number is given. Raises `StrategyNotFound` or `VersionNotFound`."""
    async with cx.transaction() as tx:
        strategy = await get_strategy(tx, cx, strategy_id)
        version = await get_version(tx, cx, strategy, number)
    return KeptVersion(strategy_id, strategy.name, version.number, version.document, version.definition_hash)


async def compare_versions(cx: Context, strategy_id: UUID, before: int, after: int) -> Document:
    """Return where two versions differ. Raises `StrategyNotFound` or `VersionNotFound`."""
    async with cx.transaction() as tx:
        strategy = await get_strategy(tx, cx, strategy_id)
        one = await get_version(tx, cx, strategy, before)
        other = await get_version(tx, cx, strategy, after)
    return {
        "before": before,
        "after": after,
        "is_same_meaning": one.definition_hash == other.definition_hash,
        "differences": [
            {"path": at.path, "kind": at.kind, "before": at.before, "after": at.after}
            for at in find_differences(numbers(one.document), numbers(other.document))
        ],
    }
