"""Read runs and their reports, cancel and delete them."""

from __future__ import annotations

import gzip
from uuid import UUID

import msgspec

from tradewright.engine.report import render_csv, render_html
from tradewright.features.backtests import store
from tradewright.features.backtests.errors import ReportNotReady, RunNotFound, RunUnderWay
from tradewright.features.backtests.store import Document
from tradewright.platform import jobs
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def get_run(tx: Tx, cx: Context, run_id: UUID) -> Document:
    """Return the run. Raises `RunNotFound`."""
    run = await store.find_run(tx, cx.user_id, run_id)
    if run is None:
        raise RunNotFound("There is no such backtest.", run_id=str(run_id))
    return run


async def show_run(cx: Context, run_id: UUID) -> Document:
    """Return the run. Raises `RunNotFound`."""
    async with cx.transaction() as tx:
        return await get_run(tx, cx, run_id)


async def list_runs(
    cx: Context, *, guru: str | None, symbol: str | None, before: UUID | None, at_most: int
) -> list[Document]:
    """Return the trader's runs, newest first, after the one at `before`."""
    async with cx.transaction() as tx:
        return await store.list_runs(tx, cx.user_id, guru=guru, symbol=symbol, before=before, at_most=at_most)


async def load_report(cx: Context, run_id: UUID) -> bytes:
    """Return the report, JSON in gzip. Raises `RunNotFound` or `ReportNotReady`."""
    async with cx.transaction() as tx:
        run = await get_run(tx, cx, run_id)
        report = await store.find_report(tx, cx.user_id, run_id)
    if report is None:
        raise ReportNotReady(
            "The backtest has no report.", state=run["job"]["state"], reason_code=run["job"]["reason_code"]
        )
    return report


async def load_trades_csv(cx: Context, run_id: UUID) -> str:
    """Return the trades as CSV. Raises `RunNotFound` or `ReportNotReady`."""
    return render_csv(msgspec.json.decode(gzip.decompress(await load_report(cx, run_id))))


async def load_html(cx: Context, run_id: UUID) -> str:
    """Return the report as a page of its own. Raises `RunNotFound` or `ReportNotReady`."""
    return render_html(msgspec.json.decode(gzip.decompress(await load_report(cx, run_id))))


async def cancel_run(cx: Context, run_id: UUID) -> Document:
    """Stop the run; harmless when it has ended. Raises `RunNotFound`."""
    await show_run(cx, run_id)
    await jobs.cancel(cx, run_id)
    return await show_run(cx, run_id)


async def delete_run(cx: Context, run_id: UUID) -> None:
    """Delete a run that has ended, with its report. Raises `RunNotFound` or `RunUnderWay`."""
    async with cx.transaction() as tx:
        await get_run(tx, cx, run_id)
        if not await store.delete_run(tx, cx.user_id, run_id):
            raise RunUnderWay("Cancel the backtest first.", run_id=str(run_id))
