"""The worker's side: what a job of kind `backtest` does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tradewright.features.backtests import store
from tradewright.features.backtests.computing import Order, compute
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.db import Tx
from tradewright.platform.jobs import Done, Handler, RunningJob

KIND: Final = "backtest"


def job_handlers(bars: Path) -> dict[str, Handler]:
    """Return who does the jobs of this feature; `bars` is the folder of the bar store."""

    async def run_backtest(job: RunningJob) -> Done:
        """Compute the run from the start: it takes seconds, and a report is kept whole or not at all."""
        made = await job.compute(compute, bars, _order(job))

        async def write(tx: Tx) -> None:
            await store.keep_result(
                tx,
                job.user_id,
                job.job_id,
                bars=made.bars,
                trades=made.trades,
                headline=made.headline,
                report=made.report,
            )

        return Done({"run_id": str(job.job_id)}, write)

    return {KIND: run_backtest}


def job_input(asked: store.Asked) -> dict[str, Any]:
    """Return what the job is told; `_order` reads it."""
    return {
        "guru": asked.guru,
        "source": asked.source,
        "symbol": asked.symbol,
        "timeframe": asked.timeframe,
        "start": _nanoseconds(asked.from_at),
        "end": _nanoseconds(asked.to_at),
        "inputs": asked.inputs,
        "settings": asked.settings,
    }


def _order(job: RunningJob) -> Order:
    told: Mapping[str, Any] = job.input
    return Order(
        run_id=str(job.job_id),
        guru=told["guru"],
        series=SeriesKey(told["source"], told["symbol"], told["timeframe"]),
        start=told["start"],
        end=told["end"],
        inputs=told["inputs"],
        settings=told["settings"],
    )


def _nanoseconds(moment: datetime | None) -> int | None:
    # By whole seconds and microseconds: a float of nanoseconds since 1970 has lost its last digits.
    return None if moment is None else int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000
