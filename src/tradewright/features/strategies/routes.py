"""Strategies, their versions, drafts and the indicator library under `/api/unify/v1`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from tradewright.features.strategies.language import read
from tradewright.features.strategies.schemas import (
    Diff,
    Draft,
    IndicatorList,
    IndicatorOut,
    Pine,
    SimilarList,
    Strategy,
    StrategyChange,
    StrategyDetail,
    StrategyInput,
    Validated,
    ValidateInput,
    VersionInput,
    VersionOut,
    VersionSummary,
)
from tradewright.features.strategies.schemas_preview import Preview, PreviewInput
from tradewright.features.strategies.verbs import library, read_strategies
from tradewright.features.strategies.verbs.add_version import add_version
from tradewright.features.strategies.verbs.change_strategy import change_strategy, delete_strategy
from tradewright.features.strategies.verbs.create_strategy import create_strategy
from tradewright.features.strategies.verbs.examine_draft import examine_draft, examine_expression
from tradewright.features.strategies.verbs.find_similar import find_similar
from tradewright.features.strategies.verbs.preview_draft import preview_draft
from tradewright.features.strategies.verbs.render_pine import render_draft, render_version
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    TradeContext,
    VersionNumber,
    columns_response,
    decode_cursor,
    encode_cursor,
)

router = APIRouter(tags=["strategies"], route_class=ExactRoute)

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/strategies", response_model=Page[Strategy])
async def list_strategies(
    cx: ReadContext,
    page: PageQuery,
    q: Annotated[str | None, Query(max_length=100, description="Part of the name.")] = None,
) -> Any:
    """List the strategies that are not deleted, newest first."""
    before = decode_cursor(page.cursor, tuple[UUID])[0] if page.cursor else None
    words = q.replace("\x00", "") if q else None
    found = await read_strategies.list_strategies(cx, words=words, before=before, at_most=page.fetch_limit)
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["strategy_id"]) if more else None}


@router.post("/strategies", status_code=201, response_model=StrategyDetail)
async def post_strategy(cx: TradeContext, body: StrategyInput) -> Any:
    """Make a strategy from a definition, as its version 1."""
    return await create_strategy(cx, read(body.source()), notes=body.notes)


@router.post("/strategies/validate", response_model=Validated)
async def post_validate(_: ReadContext, body: ValidateInput) -> Any:
    """Say everything there is to say of a draft or an expression; nothing is stored."""
    if body.expression is not None:
        return examine_expression(body.expression)
    # A large definition takes a tenth of a second, and alerts come in on this loop.
    return await asyncio.to_thread(examine_draft, body.source())


@router.post("/strategies/preview", response_model=Preview)
async def post_preview(cx: ReadContext, request: Request, body: PreviewInput) -> Response:
    """Try a draft on the newest bars, at once; nothing is stored."""
    found = await preview_draft(
        cx,
        body.source(),
        data=(body.data.source, body.data.symbol, body.data.timeframe),
        inputs=body.inputs,
        bars_at_most=body.bars_at_most,
    )
    return await columns_response(found, request)


@router.post("/strategies/pine", response_model=Pine)
async def post_pine(_: ReadContext, body: Draft) -> Any:
    """Show a draft as Pine Script v6; nothing is stored."""
    return render_draft(body.source())


@router.get("/strategies/{strategy_id}", response_model=StrategyDetail)
async def get_strategy(cx: ReadContext, strategy_id: UUID) -> Any:
    """Show a strategy with its newest version."""
    return await read_strategies.show_strategy(cx, strategy_id)


@router.patch("/strategies/{strategy_id}", response_model=Strategy)
async def patch_strategy(cx: TradeContext, strategy_id: UUID, body: StrategyChange) -> Any:
    """Rename or describe a strategy."""
    return await change_strategy(cx, strategy_id, name=body.name, description=body.description)


@router.delete("/strategies/{strategy_id}", status_code=204)
async def remove_strategy(cx: TradeContext, strategy_id: UUID) -> Response:
    """Delete a strategy; what was run of it stays to be read."""
    await delete_strategy(cx, strategy_id)
    return Response(status_code=204)


@router.get("/strategies/{strategy_id}/versions", response_model=Page[VersionSummary])
async def list_strategy_versions(cx: ReadContext, strategy_id: UUID, page: PageQuery) -> Any:
    """List the strategy's versions, newest first."""
    before = decode_cursor(page.cursor, tuple[VersionNumber])[0] if page.cursor else None
    found = await read_strategies.list_versions(cx, strategy_id, before=before, at_most=page.fetch_limit)
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["number"]) if more else None}


@router.post("/strategies/{strategy_id}/versions", status_code=201, response_model=VersionOut)
async def post_strategy_version(cx: TradeContext, strategy_id: UUID, body: VersionInput) -> Any:
    """Give the strategy a new version; the ones before stay as they are."""
    reading = read(body.source())
    return await add_version(cx, strategy_id, reading, notes=body.notes, based_on=body.based_on)


@router.get("/strategies/{strategy_id}/versions/{number}", response_model=VersionOut)
async def get_strategy_version(cx: ReadContext, strategy_id: UUID, number: Number) -> Any:
    """Show one version."""
    return await read_strategies.show_version(cx, strategy_id, number)


@router.get("/strategies/{strategy_id}/versions/{number}/diff/{other}", response_model=Diff)
async def get_strategy_diff(cx: ReadContext, strategy_id: UUID, number: Number, other: Number) -> Any:
    """Show what became different from one version to another."""
    return await read_strategies.compare_versions(cx, strategy_id, number, other)


@router.get("/strategies/{strategy_id}/similar", response_model=SimilarList)
async def get_similar_strategies(
    cx: ReadContext, strategy_id: UUID, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> Any:
    """List the trader's strategies that mean nearly the same, the most alike first."""
    return {"items": await find_similar(cx, strategy_id, at_most=limit)}


@router.get("/strategies/{strategy_id}/pine", response_model=Pine)
async def get_strategy_pine(
    cx: ReadContext, strategy_id: UUID, version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> Any:
    """Show a version, the newest unless named, as Pine Script v6."""
    return await render_version(cx, strategy_id, version)


@router.get("/indicators", response_model=IndicatorList)
async def list_indicators(_: ReadContext) -> Any:
    """List the whole indicator library, by name."""
    return {"items": library.list_indicators()}


@router.get("/indicators/{name}", response_model=IndicatorOut)
async def get_indicator(_: ReadContext, name: Annotated[str, Path(max_length=64)]) -> Any:
    """Show one indicator of the library."""
    return library.get_indicator(name)
