"""Backtests, curated strategies and kept bars under `/api/unify/v1`."""

from __future__ import annotations

import asyncio
import gzip
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, StringConstraints

from tradewright.features.backtests.schemas import (
    BacktestInput,
    BarsOut,
    Comparison,
    DataList,
    GuruList,
    GuruOut,
    Run,
    RunDefinition,
    Symbol,
)
from tradewright.features.backtests.verbs import read_backtests, show_choices
from tradewright.features.backtests.verbs.ask_backtest import Draft, Guru, StrategyVersion, ask_backtest
from tradewright.features.backtests.verbs.compare_backtests import RUNS_MAX, compare_runs
from tradewright.features.backtests.verbs.draw_backtest import draw_run
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageQuery,
    ReadContext,
    TradeContext,
    columns_response,
    decode_cursor,
    encode_cursor,
)

router = APIRouter(tags=["backtests"], route_class=ExactRoute)

_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
RunIds = Annotated[
    str,
    Query(
        pattern=f"^{_UUID}(,{_UUID}){{1,{RUNS_MAX - 1}}}$",
        description="Runs, separated by commas; two to eight.",
    ),
]
GuruName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,64}$")]


class Csv(Response):
    media_type = "text/csv"


class Html(Response):
    media_type = "text/html"


@router.post("/backtests", status_code=202, response_model=Run)
async def post_backtest(cx: TradeContext, body: BacktestInput) -> Any:
    """Queue a backtest; `job.changed` tells how it gets on."""
    return await ask_backtest(
        cx,
        of=_asked_for(body),
        series=SeriesKey(body.data.source, body.data.symbol, body.data.timeframe),
        from_at=body.data.from_at,
        to_at=body.data.to_at,
        inputs={name: _exact(value) for name, value in body.inputs.items()},
        settings=body.settings.given(),
        note=body.note,
    )


@router.get("/backtests", response_model=Page[Run])
async def list_backtests(
    cx: ReadContext,
    page: PageQuery,
    guru: GuruName | None = None,
    strategy_id: UUID | None = None,
    symbol: Symbol | None = None,
) -> Any:
    """List backtests, newest first."""
    before = decode_cursor(page.cursor, tuple[UUID])[0] if page.cursor else None
    found = await read_backtests.list_runs(
        cx, guru=guru, strategy_id=strategy_id, symbol=symbol, before=before, at_most=page.fetch_limit
    )
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["run_id"]) if more else None}


@router.get("/backtests/compare", response_model=Comparison)
async def get_backtest_comparison(cx: ReadContext, run_ids: RunIds) -> Any:
    """Show two to eight runs side by side, in the order asked for."""
    return {"runs": await compare_runs(cx, [UUID(one) for one in run_ids.split(",")])}


@router.get("/backtests/{run_id}", response_model=Run)
async def get_backtest(cx: ReadContext, run_id: UUID) -> Any:
    """Show a backtest with its headline."""
    return await read_backtests.show_run(cx, run_id)


@router.get("/backtests/{run_id}/report", response_model=dict[str, Any])
async def get_backtest_report(cx: ReadContext, run_id: UUID, request: Request) -> Response:
    """Give the whole report, a document `tradewright.report/1`."""
    report = await read_backtests.load_report(cx, run_id)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(report, media_type="application/json", headers=headers)
    return Response(await asyncio.to_thread(gzip.decompress, report), media_type="application/json")


@router.get("/backtests/{run_id}/definition", response_model=RunDefinition)
async def get_backtest_definition(cx: ReadContext, run_id: UUID) -> Any:
    """Show the definition as it ran; a curated strategy has none."""
    return await read_backtests.show_definition(cx, run_id)


@router.get("/backtests/{run_id}/bars", response_model=BarsOut)
async def get_backtest_bars(
    cx: ReadContext,
    request: Request,
    run_id: UUID,
    *,
    from_at: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    to_at: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    at_most: Annotated[int, Query(ge=2, le=20_000, description="Most bars.")] = 2_000,
) -> Response:
    """Give the run's bars to draw its trades on, with the lines of its definition that belong over prices."""
    found = await draw_run(cx, run_id, from_at=from_at, to_at=to_at, at_most=at_most)
    return await columns_response(found, request)


@router.get("/backtests/{run_id}/trades.csv", response_class=Csv)
async def get_backtest_trades(cx: ReadContext, run_id: UUID) -> Response:
    """Give the trades as CSV."""
    text = await read_backtests.load_trades_csv(cx, run_id)
    return Csv(text, headers={"content-disposition": f'attachment; filename="trades-{run_id}.csv"'})


@router.get("/backtests/{run_id}/report.html", response_class=Html)
async def get_backtest_html(cx: ReadContext, run_id: UUID) -> Response:
    """Give the report as a page that needs nothing else, to keep."""
    text = await read_backtests.load_html(cx, run_id)
    return Html(text, headers={"content-disposition": f'attachment; filename="report-{run_id}.html"'})


@router.post("/backtests/{run_id}/cancel", response_model=Run)
async def cancel_backtest(cx: TradeContext, run_id: UUID) -> Any:
    """Stop a backtest; harmless when it has ended."""
    return await read_backtests.cancel_run(cx, run_id)


@router.delete("/backtests/{run_id}", status_code=204)
async def delete_backtest(cx: TradeContext, run_id: UUID) -> Response:
    """Delete a backtest that has ended, with its report."""
    await read_backtests.delete_run(cx, run_id)
    return Response(status_code=204)


@router.get("/gurus", response_model=GuruList)
async def list_gurus(_: ReadContext) -> Any:
    """List the curated strategies."""
    return {"items": show_choices.list_gurus()}


@router.get("/gurus/{name}", response_model=GuruOut)
async def get_guru(_: ReadContext, name: Annotated[str, Path(max_length=64)]) -> Any:
    """Show one curated strategy."""
    return show_choices.get_guru(name)


@router.get("/data", response_model=DataList)
async def list_data(cx: ReadContext) -> Any:
    """List the bars that are kept, to run strategies on."""
    items = await asyncio.to_thread(show_choices.list_data, cx.settings.home / "data" / "bars")
    return {"items": items}


def _asked_for(body: BacktestInput) -> Guru | StrategyVersion | Draft:
    if body.guru is not None:
        return Guru(body.guru)
    if body.strategy is not None:
        return StrategyVersion(body.strategy.strategy_id, body.strategy.version)
    return Draft(body.definition if body.definition is not None else {})


def _exact(value: Decimal | bool | str) -> int | bool | str:
    """Return what JSON keeps to the last digit: a fraction is a text of its own digits, which every input reads."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value:f}"
    return value
