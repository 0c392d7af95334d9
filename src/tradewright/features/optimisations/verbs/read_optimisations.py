"""Read optimisations, their trials and folds; cancel and delete them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.optimise import surface_document, trial_of
from tradewright.engine.optimise.surface import surface_of
from tradewright.features.optimisations import store
from tradewright.features.optimisations.documents import (
    Document,
    floats,
    optimisation_document,
    trial_document,
)
from tradewright.features.optimisations.errors import OptimisationNotFound, OptimisationUnderWay
from tradewright.features.optimisations.plan import study_of
from tradewright.features.strategies import load_version
from tradewright.platform import jobs
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def get_row(tx: Tx, cx: Context, optimisation_id: UUID) -> Mapping[str, Any]:
    """Return the optimisation's row with its job's. Raises `OptimisationNotFound`."""
    row = await store.find_optimisation(tx, cx.user_id, optimisation_id)
    if row is None:
        raise OptimisationNotFound("There is no such optimisation.", optimisation_id=str(optimisation_id))
    return row


async def get_detail(tx: Tx, cx: Context, optimisation_id: UUID) -> Document:
    """Return the optimisation with its periods. Raises `OptimisationNotFound`."""
    row = await get_row(tx, cx, optimisation_id)
    result = await _result(tx, cx, optimisation_id)
    return {
        **optimisation_document(row),
        "train": result.get("train"),
        "test": result.get("test"),
        "remarks": [*row["plan"]["remarks"], *result.get("notes", ())],
    }


async def show_optimisation(cx: Context, optimisation_id: UUID) -> Document:
    """Return the optimisation with its periods. Raises `OptimisationNotFound`."""
    async with cx.transaction() as tx:
        return await get_detail(tx, cx, optimisation_id)


async def list_optimisations(
    cx: Context, *, strategy_id: UUID | None, before: UUID | None, at_most: int
) -> list[Document]:
    """Return the trader's optimisations, newest first, after the one at `before`."""
    async with cx.transaction() as tx:
        rows = await store.list_optimisations(
            tx, cx.user_id, strategy_id=strategy_id, before=before, at_most=at_most
        )
    return [optimisation_document(row) for row in rows]


async def list_trials(
    cx: Context, optimisation_id: UUID, *, fold: int, after: int | None, at_most: int
) -> list[Document]:
    """Return a fold's trials: by number those after `after`, or with None the best first. Raises `OptimisationNotFound`."""
    async with cx.transaction() as tx:
        await get_row(tx, cx, optimisation_id)
        trials = await store.list_trials(
            tx, cx.user_id, optimisation_id, fold=fold, after=after, at_most=at_most
        )
    return [trial_document(trial) for trial in trials]


async def show_folds(cx: Context, optimisation_id: UUID) -> Document:
    """Return walk-forward's steps and the equity over unseen bars; empty before the end. Raises `OptimisationNotFound`."""
    async with cx.transaction() as tx:
        await get_row(tx, cx, optimisation_id)
        result = await _result(tx, cx, optimisation_id)
    return {"items": result.get("folds", []), "out_of_sample": result.get("out_of_sample")}


async def show_map(cx: Context, optimisation_id: UUID, *, x: str | None, y: str | None) -> Document:
    """Return the map of two searched inputs over the trials so far, by default the first two (of one alone: it against
    itself). Raises `OptimisationNotFound`, and `Invalid` for an input that was not searched.
    """
    async with cx.transaction() as tx:
        row = await get_row(tx, cx, optimisation_id)
        trials = await store.list_trials(
            tx, cx.user_id, optimisation_id, fold=0, after=0, at_most=row["trials_total"]
        )
    version = await load_version(cx, row["strategy_id"], row["version_number"])
    space = study_of(row["plan"], parse_definition(version.document)).space
    names = [dimension.name for dimension in space.dimensions]
    known = [trial_of(trial_document(trial), space) for trial in trials]
    return surface_document(surface_of(space, known, x or names[0], y or names[:2][-1]))


async def cancel_optimisation(cx: Context, optimisation_id: UUID) -> Document:
    """Stop it; harmless when it has ended. The trials it made stay. Raises `OptimisationNotFound`."""
    await show_optimisation(cx, optimisation_id)
    await jobs.cancel(cx, optimisation_id)
    return await show_optimisation(cx, optimisation_id)


async def delete_optimisation(cx: Context, optimisation_id: UUID) -> None:
    """Delete one that has ended, with its trials. Raises `OptimisationNotFound` or `OptimisationUnderWay`."""
    async with cx.transaction() as tx:
        await get_row(tx, cx, optimisation_id)
        if not await store.delete_optimisation(tx, cx.user_id, optimisation_id):
            raise OptimisationUnderWay("Cancel the optimisation first.", optimisation_id=str(optimisation_id))


async def _result(tx: Tx, cx: Context, optimisation_id: UUID) -> Document:
    found = await store.find_result(tx, cx.user_id, optimisation_id)
    result: Document = floats(found[1]) if found and found[1] is not None else {}
    return result
