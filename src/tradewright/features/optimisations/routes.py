"""Optimisations under `/api/unify/v1`."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from tradewright.features.optimisations.schemas import (
    AdoptedVersion,
    AdoptInput,
    FoldList,
    Optimisation,
    OptimisationDetail,
    OptimisationInput,
    ParameterMap,
    TrialList,
)
from tradewright.features.optimisations.verbs import read_optimisations
from tradewright.features.optimisations.verbs.adopt_trial import adopt_trial
from tradewright.features.optimisations.verbs.ask_optimisation import ask_optimisation
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    TradeContext,
    decode_cursor,
    encode_cursor,
)

router = APIRouter(tags=["optimisations"], route_class=ExactRoute)

TRIALS_LISTED_MAX = 2_000
"""Trials in one answer; the map has all of them."""
Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
InputName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]


@router.post("/optimisations", status_code=202, response_model=OptimisationDetail)
async def post_optimisation(cx: TradeContext, body: OptimisationInput) -> Any:
    """Queue a search over a strategy's inputs; `job.changed` tells how it gets on."""
    return await ask_optimisation(
        cx,
        strategy_id=body.strategy.strategy_id,
        version=body.strategy.version,
        series=SeriesKey(body.data.source, body.data.symbol, body.data.timeframe),
        from_at=body.data.from_at,
        to_at=body.data.to_at,
        plan=body.plan(),
        note=body.note,
    )


@router.get("/optimisations", response_model=Page[Optimisation])
async def list_optimisations(cx: ReadContext, page: PageQuery, strategy_id: UUID | None = None) -> Any:
    """List optimisations, newest first."""
    before = decode_cursor(page.cursor, tuple[UUID])[0] if page.cursor else None
    found = await read_optimisations.list_optimisations(
        cx, strategy_id=strategy_id, before=before, at_most=page.fetch_limit
    )
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["optimisation_id"]) if more else None}


@router.get("/optimisations/{optimisation_id}", response_model=OptimisationDetail)
async def get_optimisation(cx: ReadContext, optimisation_id: UUID) -> Any:
    """Show an optimisation: how far it is, what it chose, and whether that may be believed."""
    return await read_optimisations.show_optimisation(cx, optimisation_id)


@router.get("/optimisations/{optimisation_id}/trials", response_model=TrialList)
async def list_optimisation_trials(  # noqa: PLR0917 - each is a parameter of the query
    cx: ReadContext,
    optimisation_id: UUID,
    order: Annotated[
        Literal["number", "objective"], Query(description="By number, or the best first.")
    ] = "number",
    fold: Annotated[
        int, Query(ge=0, le=100, description="0: the study's own search; 1 …: walk-forward's.")
    ] = 0,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="By number: trials after this one.")] = 0,
    limit: Annotated[int, Query(ge=1, le=TRIALS_LISTED_MAX)] = 500,
) -> Any:
    """List trials, also while the search goes on."""
    since = after if order == "number" else None
    items = await read_optimisations.list_trials(cx, optimisation_id, fold=fold, after=since, at_most=limit)
    return {"items": items}


@router.get("/optimisations/{optimisation_id}/folds", response_model=FoldList)
async def list_optimisation_folds(cx: ReadContext, optimisation_id: UUID) -> Any:
    """List walk-forward's steps, with the equity over the bars no search has seen; empty before the end."""
    return await read_optimisations.show_folds(cx, optimisation_id)


@router.get("/optimisations/{optimisation_id}/map", response_model=ParameterMap)
async def get_optimisation_map(
    cx: ReadContext, optimisation_id: UUID, x: InputName | None = None, y: InputName | None = None
) -> Any:
    """Show the objective over two searched inputs, the first two unless named, of all trials so far."""
    return await read_optimisations.show_map(cx, optimisation_id, x=x, y=y)


@router.post("/optimisations/{optimisation_id}/cancel", response_model=OptimisationDetail)
async def cancel_optimisation(cx: TradeContext, optimisation_id: UUID) -> Any:
    """Stop an optimisation; harmless when it has ended. Its trials stay, and stay counted."""
    return await read_optimisations.cancel_optimisation(cx, optimisation_id)


@router.post("/optimisations/{optimisation_id}/adopt", status_code=201, response_model=AdoptedVersion)
async def adopt_optimisation(cx: TradeContext, optimisation_id: UUID, body: AdoptInput) -> Any:
    """Make a trial's inputs the defaults of a new version of the strategy."""
    return await adopt_trial(cx, optimisation_id, number=body.trial_number, note=body.note)


@router.delete("/optimisations/{optimisation_id}", status_code=204)
async def delete_optimisation(cx: TradeContext, optimisation_id: UUID) -> Response:
    """Delete an optimisation that has ended, with its trials; they stay counted on the strategy."""
    await read_optimisations.delete_optimisation(cx, optimisation_id)
    return Response(status_code=204)
