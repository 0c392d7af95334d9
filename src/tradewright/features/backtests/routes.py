"""Backtests, curated strategies and kept bars under `/api/unify/v1`."""

from __future__ import annotations

import asyncio
import gzip
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import StringConstraints

from tradewright.features.backtests.schemas import BacktestInput, DataList, GuruList, GuruOut, Run, Symbol
from tradewright.features.backtests.verbs import read_backtests, show_choices
from tradewright.features.backtests.verbs.ask_backtest import ask_backtest
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

router = APIRouter(tags=["backtests"], route_class=ExactRoute)

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
        guru=body.guru,
        series=SeriesKey(body.data.source, body.data.symbol, body.data.timeframe),
        from_at=body.data.from_at,
        to_at=body.data.to_at,
        inputs={name: _plain(value) for name, value in body.inputs.items()},
        settings=body.settings.given(),
        note=body.note,
    )


@router.get("/backtests", response_model=Page[Run])
async def list_backtests(
    cx: ReadContext, page: PageQuery, guru: GuruName | None = None, symbol: Symbol | None = None
) -> Any:
    """List backtests, newest first."""
    before = decode_cursor(page.cursor, tuple[UUID])[0] if page.cursor else None
    found = await read_backtests.list_runs(
        cx, guru=guru, symbol=symbol, before=before, at_most=page.fetch_limit
    )
    items = found[: page.limit]
    more = len(found) > page.limit
    return {"items": items, "next_cursor": encode_cursor(items[-1]["run_id"]) if more else None}


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


def _plain(value: Decimal | bool | str) -> int | float | bool | str:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
