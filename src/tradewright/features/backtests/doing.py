"""The worker's side: what a job of kind `backtest` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tradewright.features.backtests import store
from tradewright.features.backtests.computing import Computed, Order, compute
from tradewright.features.strategies import Trials, add_trials, load_trials
from tradewright.kernel.errors import TradewrightError
from tradewright.kernel.ids import StrategyId
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.db import Tx
from tradewright.platform.jobs import Done, Handler, RunningJob
from tradewright.platform.telemetry import counter, histogram

KIND: Final = "backtest"
REPORTS_BYTES_MAX: Final = 1024 * 1024 * 1024
"""Of one trader's reports, in gzip, unless the operator says otherwise."""

RUNS = counter("tradewright_backtests_total", "Backtests that ended on this worker.", ["outcome"])
SECONDS = histogram(
    "tradewright_backtest_seconds",
    "From a backtest's start on a worker to its report.",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0),
)


@dataclass(frozen=True, slots=True)
class _Before:
    """What the run is of, and how often its strategy was tried before."""

    ran: store.Ran | None
    trials: Trials


def job_handlers(bars: Path, *, reports_bytes_max: int = REPORTS_BYTES_MAX) -> dict[str, Handler]:
    """Return who does the jobs of this feature; `bars` is the folder of the bar store, `reports_bytes_max` what the
    reports of one trader may have together before the oldest go.
    """

    async def run_backtest(job: RunningJob) -> Done:
        """Compute the run from the start: it takes seconds, and a report is kept whole or not at all."""
        with SECONDS.time():
            before = await _look(job)
            try:
                made = await job.compute(compute, bars, _order(job, before))
            except TradewrightError:
                RUNS.labels("failed").inc()
                raise

        async def write(tx: Tx) -> None:
            await store.keep_result(
                tx,
                job.user_id,
                job.job_id,
                bars=made.bars,
                trades=made.trades,
                headline=made.headline,
                report=made.report,
                reports_bytes_max=reports_bytes_max,
            )
            await _count(tx, job, before, made)

        RUNS.labels("done").inc()
        return Done({"run_id": str(job.job_id)}, write)

    return {KIND: run_backtest}


async def _look(job: RunningJob) -> _Before:
    async with job.db.tenant(job.user_id) as tx:
        ran = await store.find_definition(tx, job.user_id, job.job_id)
        trials = Trials(0, 0, 0.0, 0.0)
        if ran is not None and ran.strategy_id is not None:
            trials = await load_trials(tx, job.user_id, ran.strategy_id)
    return _Before(ran, trials)


async def _count(tx: Tx, job: RunningJob, before: _Before, made: Computed) -> None:
    """Count the run among everything ever tried on its strategy; a draft has none."""
    if before.ran is None or before.ran.strategy_id is None:
        return
    sharpe = made.sharpe_daily
    one = Trials(1, 0, 0.0, 0.0) if sharpe is None else Trials(1, 1, sharpe, sharpe * sharpe)
    await add_trials(tx, job.user_id, StrategyId(before.ran.strategy_id), one, now=job.started_at)


def job_input(asked: store.Asked) -> dict[str, Any]:
    """Return what the job is told; `_order` reads it. A definition stands in the run's own row."""
    return {
        "name": asked.name,
        "guru": asked.guru,
        "source": asked.source,
        "symbol": asked.symbol,
        "timeframe": asked.timeframe,
        "start": nanoseconds(asked.from_at),
        "end": nanoseconds(asked.to_at),
        "inputs": asked.inputs,
        "settings": asked.settings,
    }


def _order(job: RunningJob, before: _Before) -> Order:
    told: Mapping[str, Any] = job.input
    return Order(
        run_id=str(job.job_id),
        name=told["name"],
        guru=told["guru"],
        definition=None if before.ran is None else before.ran.definition,
        definition_hash=None if before.ran is None else before.ran.definition_hash,
        series=SeriesKey(told["source"], told["symbol"], told["timeframe"]),
        start=told["start"],
        end=told["end"],
        inputs=told["inputs"],
        settings=told["settings"],
        trials=before.trials.trials + 1,
        trial_variance=before.trials.sharpe_variance,
    )


def nanoseconds(moment: datetime | None) -> int | None:
    """Return nanoseconds since 1970; a float of them would have lost its last digits."""
    return None if moment is None else int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000
