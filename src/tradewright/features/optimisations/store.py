"""The statements of `queries.sql` as typed functions; every one acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tradewright.kernel.ids import StrategyId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)


@dataclass(frozen=True, slots=True)
class Asked:
    """An optimisation as it was asked for, on bars that open in `[from_at, to_at)`; None: as far as there are bars."""

    optimisation_id: UUID
    strategy_id: StrategyId
    version_number: int
    source: str
    symbol: str
    timeframe: str
    from_at: datetime | None
    to_at: datetime | None
    plan: Mapping[str, Any]
    note: str
    bars: int
    trials_total: int


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know of an optimisation. `bars_hash` is None before the first worker began."""

    strategy_id: StrategyId
    version_number: int
    source: str
    symbol: str
    timeframe: str
    plan: Mapping[str, Any]
    trials_total: int
    trials_done: int
    bars_hash: str | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial as it is kept: inputs as decimal texts, booleans and texts; figures as floats."""

    fold: int
    number: int
    inputs: Mapping[str, str | bool]
    figures: Mapping[str, float | None]
    objective: float | None
    is_feasible: bool
    plateau: float | None = None


async def insert_optimisation(tx: Tx, user_id: UserId, asked: Asked, *, now: datetime) -> None:
    told = {name: getattr(asked, name) for name in Asked.__slots__}
    await _sql.insert_optimisation(tx, user_id=user_id, now=now, **told)


async def count_optimisations(tx: Tx, user_id: UserId) -> tuple[int, int]:
    """Return how many there are, and how many of them have not ended."""
    row = await _sql.count_optimisations(tx, user_id=user_id)
    return row["kept"], row["waiting"]


async def list_optimisations(
    tx: Tx, user_id: UserId, *, strategy_id: UUID | None, before: UUID | None, at_most: int
) -> list[Mapping[str, Any]]:
    """Return rows with their jobs, newest first, for `documents.optimisation_document`."""
    rows = _sql.list_optimisations(
        tx, user_id=user_id, optimisation_id=None, strategy_id=strategy_id, before=before, at_most=at_most
    )
    return [row async for row in rows]


async def find_optimisation(tx: Tx, user_id: UserId, optimisation_id: UUID) -> Mapping[str, Any] | None:
    rows = _sql.list_optimisations(
        tx, user_id=user_id, optimisation_id=optimisation_id, strategy_id=None, before=None, at_most=1
    )
    found: list[Mapping[str, Any]] = [row async for row in rows]
    return found[0] if found else None


async def delete_optimisation(tx: Tx, user_id: UserId, optimisation_id: UUID) -> bool:
    """Delete one that has ended, with its job and trials; return whether there was one."""
    return bool(await _sql.delete_optimisation(tx, user_id=user_id, optimisation_id=optimisation_id))


async def find_work(tx: Tx, user_id: UserId, optimisation_id: UUID) -> Work | None:
    row = await _sql.find_work(tx, user_id=user_id, optimisation_id=optimisation_id)
    return None if row is None else Work(**{name: row[name] for name in Work.__slots__})


async def find_result(
    tx: Tx, user_id: UserId, optimisation_id: UUID
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None] | None:
    """Return plan and result; the result is None before the end."""
    row = await _sql.find_result(tx, user_id=user_id, optimisation_id=optimisation_id)
    return None if row is None else (row["plan"], row["result"])


async def set_bars_hash(tx: Tx, user_id: UserId, optimisation_id: UUID, bars_hash: str) -> None:
    """Remember which bars it runs on; what was remembered before stays."""
    await _sql.set_bars_hash(tx, user_id=user_id, optimisation_id=optimisation_id, bars_hash=bars_hash)


async def add_trials(
    tx: Tx, user_id: UserId, optimisation_id: UUID, trials: Sequence[TrialRow]
) -> list[TrialRow]:
    """Keep trials, each once, and return those that were new."""
    rows = _sql.insert_trials(
        tx,
        user_id=user_id,
        optimisation_id=optimisation_id,
        folds=[trial.fold for trial in trials],
        numbers=[trial.number for trial in trials],
        inputs=[msgspec.json.encode(trial.inputs).decode() for trial in trials],
        figures=[msgspec.json.encode(trial.figures).decode() for trial in trials],
        objectives=[trial.objective for trial in trials],
        feasible=[trial.is_feasible for trial in trials],
    )
    new = {(row["fold"], row["number"]) async for row in rows}
    await _sql.count_done(tx, user_id=user_id, optimisation_id=optimisation_id, made=len(new))
    return [trial for trial in trials if (trial.fold, trial.number) in new]


async def load_trials(tx: Tx, user_id: UserId, optimisation_id: UUID) -> list[TrialRow]:
    """Return every trial, by fold and number."""
    rows = _sql.list_all_trials(tx, user_id=user_id, optimisation_id=optimisation_id)
    return [_trial(row) async for row in rows]


async def list_trials(
    tx: Tx, user_id: UserId, optimisation_id: UUID, *, fold: int, after: int | None, at_most: int
) -> list[TrialRow]:
    """Return a fold's trials: by number those after `after`, or with None the best first."""
    which = {"user_id": user_id, "optimisation_id": optimisation_id, "fold": fold, "at_most": at_most}
    if after is None:
        return [_trial(row) async for row in _sql.list_trials_by_objective(tx, **which)]
    return [_trial(row) async for row in _sql.list_trials_by_number(tx, after=after, **which)]


async def find_trial(tx: Tx, user_id: UserId, optimisation_id: UUID, number: int) -> TrialRow | None:
    """Return a trial of the study's own search."""
    row = await _sql.find_trial(tx, user_id=user_id, optimisation_id=optimisation_id, number=number)
    return None if row is None else _trial(row)


async def keep_result(
    tx: Tx,
    user_id: UserId,
    optimisation_id: UUID,
    *,
    best: Mapping[str, Any] | None,
    verdict: Mapping[str, Any],
    result: Mapping[str, Any],
    plateaus: Sequence[tuple[int, int, float]],
) -> None:
    """Keep what it came to; `plateaus` are (fold, number, score)."""
    await _sql.set_result(
        tx, user_id=user_id, optimisation_id=optimisation_id, best=best, verdict=verdict, result=result
    )
    await _sql.set_plateaus(
        tx,
        user_id=user_id,
        optimisation_id=optimisation_id,
        folds=[fold for fold, _, _ in plateaus],
        numbers=[number for _, number, _ in plateaus],
        plateaus=[score for _, _, score in plateaus],
    )


def _trial(row: Mapping[str, Any]) -> TrialRow:
    figures = {name: None if value is None else float(value) for name, value in row["figures"].items()}
    kept = {name: row[name] for name in TrialRow.__slots__}
    return TrialRow(**{**kept, "figures": figures})
