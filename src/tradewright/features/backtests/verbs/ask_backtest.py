"""Ask for a backtest: everything that can be known to be wrong is said now, the rest is a worker's job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tradewright.engine.coded.strategy import read_inputs
from tradewright.engine.gurus import GURUS
from tradewright.features.backtests import store
from tradewright.features.backtests.doing import KIND, job_input
from tradewright.features.backtests.errors import GuruNotFound, NoBars
from tradewright.features.backtests.store import Asked, Document
from tradewright.features.backtests.verbs.read_backtests import get_run
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform import jobs, outbox
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.context import Context


async def ask_backtest(
    cx: Context,
    *,
    guru: str,
    series: SeriesKey,
    from_at: datetime | None,
    to_at: datetime | None,
    inputs: Mapping[str, Any],
    settings: Mapping[str, Any],
    note: str,
) -> Document:
    """Return the run, queued. Raises `GuruNotFound`, `NoBars`, `JobsExhausted`, `Invalid` for inputs it does not take."""
    profile = GURUS.get(guru)
    if profile is None:
        raise GuruNotFound("There is no such curated strategy.", guru=guru, known=sorted(GURUS))
    read_inputs(profile.strategy, inputs)
    if from_at is not None and to_at is not None and from_at >= to_at:
        raise Invalid("the range is empty", faults=(Fault("$.data.to", "range", "must be after `from`"),))
    if BarStore(cx.settings.home / "data" / "bars").find(series) is None:
        raise NoBars(
            f"no bars of {series} are kept",
            faults=(Fault("$.data", "no_bars", "choose a series that GET /data lists", str(series)),),
        )
    asked = Asked(
        run_id=cx.new_id(),
        name=profile.name,
        guru=guru,
        source=series.source,
        symbol=series.symbol,
        timeframe=series.timeframe,
        from_at=from_at,
        to_at=to_at,
        inputs=inputs,
        settings=settings,
        note=note,
    )
    async with cx.transaction() as tx:
        await jobs.ask(tx, cx, kind=KIND, job_id=asked.run_id, input=job_input(asked))
        await store.insert_run(tx, cx.user_id, asked, now=cx.now)
        document = await get_run(tx, cx, asked.run_id)
    await jobs.wake(cx.bus, KIND)
    await outbox.wake(cx.bus)
    return document
