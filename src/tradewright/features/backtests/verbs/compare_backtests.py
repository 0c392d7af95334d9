"""Runs side by side: their figures and their equity."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from tradewright.features.backtests.store import Document
from tradewright.features.backtests.verbs.read_backtests import get_report, get_run
from tradewright.platform.context import Context

RUNS_MAX: Final = 8
"""More curves than anyone tells apart."""


class _Equity(msgspec.Struct):
    time: list[str]
    equity: list[str]
    drawdown: list[str]


class _Summary(msgspec.Struct):
    all: dict[str, Any]


class _Report(msgspec.Struct):
    """What is compared; the rest of a report, trades above all, is passed over unread."""

    summary: _Summary
    risk: dict[str, Any]
    ratios: dict[str, Any]
    equity: _Equity


async def compare_runs(cx: Context, run_ids: Sequence[UUID]) -> list[Document]:
    """Return the runs in the order asked for. Raises `RunNotFound`, `ReportNotReady` or `ReportGone` for any of them."""
    found = []
    for run_id in run_ids:
        # One at a time, each in its own transaction: a report may have a hundred megabytes unpacked.
        async with cx.transaction() as tx:
            run = await get_run(tx, cx, run_id)
            packed = await get_report(tx, cx, run)
        found.append(await asyncio.to_thread(_compared, run, packed))
    return found


def _compared(run: Document, packed: bytes) -> Document:
    report = msgspec.json.decode(gzip.decompress(packed), type=_Report)
    return {
        "run": run,
        "figures": {**report.summary.all, **report.risk, **report.ratios},
        "equity": msgspec.to_builtins(report.equity),
    }
