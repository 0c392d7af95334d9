"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from tradewright.domain.strategy.texts import json_text
from tradewright.kernel.ids import StrategyId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy with what its newest version says of itself. `trials` counts everything ever tried on it."""

    strategy_id: StrategyId
    name: str
    description: str
    version_number: int
    market: str
    timeframe: str
    direction: str
    definition_hash: str
    trials: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    document: Mapping[str, Any]
    definition_hash: str
    notes: str
    evidence: Mapping[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version without its document, as lists show it."""

    number: int
    notes: str
    definition_hash: str
    has_evidence: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Trials:
    """How often a strategy was tried, and the sums over the Sharpe ratios of `sharpe_count` of them: daily ones, not
    annualised, as the deflated Sharpe ratio wants them.
    """

    trials: int
    sharpe_count: int
    sharpe_sum: float
    sharpe_squares: float

    @property
    def sharpe_variance(self) -> float | None:
        """The sample variance of the trials' Sharpe ratios; None with fewer than two."""
        if self.sharpe_count < 2:
            return None
        spread = self.sharpe_squares - self.sharpe_sum**2 / self.sharpe_count
        return max(0.0, spread) / (self.sharpe_count - 1)


async def count_strategies(tx: Tx, user_id: UserId) -> int:
    return int(await _sql.count_strategies(tx, user_id=user_id))


async def list_strategies(
    tx: Tx, user_id: UserId, *, words: str | None, before: UUID | None, at_most: int
) -> list[Strategy]:
    # A word is looked for as it stands: % and _ are signs like any other.
    pattern = words and words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    rows = _sql.list_strategies(tx, user_id=user_id, words=pattern, before=before, at_most=at_most)
    return [_strategy(row) async for row in rows]


async def find_strategy(tx: Tx, user_id: UserId, strategy_id: UUID) -> Strategy | None:
    row = await _sql.find_strategy(tx, user_id=user_id, strategy_id=strategy_id)
    return _strategy(row) if row else None


async def lock_strategy(tx: Tx, user_id: UserId, strategy_id: UUID) -> None:
    """Let no other change of this strategy begin before this transaction ends."""
    await _sql.lock_strategy(tx, user_id=user_id, strategy_id=strategy_id)


async def insert_strategy(tx: Tx, user_id: UserId, strategy: Strategy) -> None:
    await _sql.insert_strategy(
        tx,
        user_id=user_id,
        strategy_id=strategy.strategy_id,
        name=strategy.name,
        description=strategy.description,
        market=strategy.market,
        timeframe=strategy.timeframe,
        direction=strategy.direction,
        definition_hash=strategy.definition_hash,
        now=strategy.created_at,
    )


async def insert_version(tx: Tx, user_id: UserId, strategy_id: StrategyId, version: Version) -> None:
    await _sql.insert_version(
        tx,
        user_id=user_id,
        strategy_id=strategy_id,
        number=version.number,
        # Our own JSON writer makes texts of decimals, and in a definition a text is an expression.
        document=msgspec.Raw(json_text(version.document).encode()),
        definition_hash=version.definition_hash,
        notes=version.notes,
        evidence=version.evidence,
        now=version.created_at,
    )


async def set_version(tx: Tx, user_id: UserId, strategy: Strategy) -> None:
    await _sql.set_version(
        tx,
        user_id=user_id,
        strategy_id=strategy.strategy_id,
        number=strategy.version_number,
        market=strategy.market,
        timeframe=strategy.timeframe,
        direction=strategy.direction,
        definition_hash=strategy.definition_hash,
        now=strategy.updated_at,
    )


async def set_words(
    tx: Tx, user_id: UserId, strategy_id: StrategyId, *, name: str, description: str, now: datetime
) -> None:
    await _sql.set_words(
        tx, user_id=user_id, strategy_id=strategy_id, name=name, description=description, now=now
    )


async def set_deleted(tx: Tx, user_id: UserId, strategy_id: StrategyId, *, now: datetime) -> None:
    await _sql.set_deleted(tx, user_id=user_id, strategy_id=strategy_id, now=now)


async def list_versions(
    tx: Tx, user_id: UserId, strategy_id: UUID, *, before: int | None, at_most: int
) -> list[VersionLine]:
    rows = _sql.list_versions(tx, user_id=user_id, strategy_id=strategy_id, before=before, at_most=at_most)
    return [
        VersionLine(
            row["number"], row["notes"], row["definition_hash"], row["has_evidence"], row["created_at"]
        )
        async for row in rows
    ]


async def find_version(tx: Tx, user_id: UserId, strategy_id: UUID, number: int) -> Version | None:
    row = await _sql.find_version(tx, user_id=user_id, strategy_id=strategy_id, number=number)
    if row is None:
        return None
    return Version(
        row["number"],
        row["document"],
        row["definition_hash"],
        row["notes"],
        row["evidence"],
        row["created_at"],
    )


async def load_newest(tx: Tx, user_id: UserId, strategy_ids: Sequence[UUID]) -> dict[str, Mapping[str, Any]]:
    """Return the newest definitions of these strategies by their hashes."""
    rows = _sql.load_newest(tx, user_id=user_id, strategy_ids=list(strategy_ids))
    return {row["definition_hash"]: row["document"] async for row in rows}


async def add_trials(
    tx: Tx, user_id: UserId, strategy_id: StrategyId, made: Trials, *, now: datetime
) -> None:
    """Count trials that were made; safe from several workers at once."""
    await _sql.count_trials(
        tx,
        user_id=user_id,
        strategy_id=strategy_id,
        trials=made.trials,
        sharpe_count=made.sharpe_count,
        sharpe_sum=Decimal(repr(made.sharpe_sum)),
        sharpe_squares=Decimal(repr(made.sharpe_squares)),
        now=now,
    )


async def load_trials(tx: Tx, user_id: UserId, strategy_id: UUID) -> Trials:
    row = await _sql.find_trials(tx, user_id=user_id, strategy_id=strategy_id)
    if row is None:
        return Trials(0, 0, 0.0, 0.0)
    return Trials(row["trials"], row["sharpe_count"], float(row["sharpe_sum"]), float(row["sharpe_squares"]))


def _strategy(row: Mapping[str, Any]) -> Strategy:
    return Strategy(**{name: row[name] for name in Strategy.__slots__})
