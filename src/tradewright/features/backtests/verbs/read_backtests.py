"""Read runs and their reports, cancel and delete them."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from tradewright.engine.report import render_csv, render_html
from tradewright.features.backtests import store
from tradewright.features.backtests.errors import (
    DefinitionNotKept,
    ReportGone,
    ReportNotReady,
    RunNotFound,
    RunUnderWay,
)
from tradewright.features.backtests.store import Document
from tradewright.features.strategies import numbers
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
    cx: Context,
    *,
    guru: str | None,
    strategy_id: UUID | None,
    symbol: str | None,
    before: UUID | None,
    at_most: int,
) -> list[Document]:
    """Return the trader's runs, newest first, after the one at `before`."""
    async with cx.transaction() as tx:
        return await store.list_runs(
            tx,
            cx.user_id,
            guru=guru,
            strategy_id=strategy_id,
            symbol=symbol,
            before=before,
            at_most=at_most,
        )


async def show_definition(cx: Context, run_id: UUID) -> Document:
    """Return the definition as it ran. Raises `RunNotFound` or `DefinitionNotKept`."""
    async with cx.transaction() as tx:
        await get_run(tx, cx, run_id)
        ran = await store.find_definition(tx, cx.user_id, run_id)
    if ran is None:
        raise DefinitionNotKept("This backtest is of a curated strategy.", run_id=str(run_id))
    return {"document": numbers(ran.definition), "definition_hash": ran.definition_hash}


async def load_report(cx: Context, run_id: UUID) -> bytes:
    """Return the report, JSON in gzip. Raises `RunNotFound`, `ReportNotReady` or `ReportGone`."""
    async with cx.transaction() as tx:
        run = await get_run(tx, cx, run_id)
        return await get_report(tx, cx, run)


async def get_report(tx: Tx, cx: Context, run: Document) -> bytes:
    """Return the report of a run that was read. Raises `ReportNotReady` or `ReportGone`."""
    report = await store.find_report(tx, cx.user_id, UUID(run["run_id"]))
    if report is not None:
        return report
    if run["job"]["state"] == "done":
        raise ReportGone("The report made room for newer ones: run it again.", run_id=run["run_id"])
    raise ReportNotReady(
        "The backtest has no report.",
        run_id=run["run_id"],
        state=run["job"]["state"],
        reason_code=run["job"]["reason_code"],
    )


async def load_trades_csv(cx: Context, run_id: UUID) -> str:
    """Return the trades as CSV. Raises as `load_report`."""
    return await asyncio.to_thread(_rendered, render_csv, await load_report(cx, run_id))


async def load_html(cx: Context, run_id: UUID) -> str:
    """Return the report as a page of its own. Raises as `load_report`."""
    return await asyncio.to_thread(_rendered, render_html, await load_report(cx, run_id))


def _rendered(render: Callable[[Any], str], report: bytes) -> str:
    """A large report takes a second, and alerts come in on the loop that called us."""
    return render(msgspec.json.decode(gzip.decompress(report)))


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
