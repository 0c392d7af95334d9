"""Ask for an optimisation: everything that can be known to be wrong is said now, the rest is a worker's job."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.bars import Bars
from tradewright.engine.optimise import Study, StudyPlan, study_plan
from tradewright.features.backtests import NoBars
from tradewright.features.optimisations import store
from tradewright.features.optimisations.documents import Document
from tradewright.features.optimisations.doing import KIND
from tradewright.features.optimisations.errors import OptimisationsExhausted, TooManyTrials
from tradewright.features.optimisations.plan import settings_of, study_of
from tradewright.features.optimisations.store import Asked
from tradewright.features.optimisations.verbs.read_optimisations import get_detail
from tradewright.features.strategies import load_version, read, refuse_costly
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import StrategyId
from tradewright.platform import jobs, outbox
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.context import Context

TRIALS_ALL_MAX: Final = 20_000
"""Trials of all searches of one optimisation: what is kept of them is some ten megabytes."""
WAITING_MAX: Final = 10
"""Optimisations of one trader that are queued or running; two run at once."""
KEPT_MAX: Final = 200
"""Optimisations of one trader that are kept, each with up to `TRIALS_ALL_MAX` trials."""


_PLACES: Final = {"$.trials_max": "$.search.trials_max", "$.method": "$.search.method"}
"""Where in the request stands what a study calls so."""


@dataclass(frozen=True, slots=True)
class _Bars:
    """What a study found on the bars. `start` and `end` bound them for good: bars that come later change nothing."""

    plan: StudyPlan
    start: int
    end: int
    count: int


async def ask_optimisation(
    cx: Context,
    *,
    strategy_id: UUID,
    version: int | None,
    series: SeriesKey,
    from_at: datetime | None,
    to_at: datetime | None,
    plan: Mapping[str, Any],
    note: str,
) -> Document:
    """Return the optimisation, queued. Raises `StrategyNotFound`, `VersionNotFound`, `NoBars`, `TooManyTrials`,
    `OptimisationsExhausted`, `JobsExhausted`, and `Invalid` for what cannot be searched.
    """
    chosen = await load_version(cx, strategy_id, version)
    if from_at is not None and to_at is not None and from_at >= to_at:
        raise Invalid("the range is empty", faults=(Fault("$.data.to", "range", "must be after `from`"),))
    reading = read(chosen.document)
    if reading.timeframe != series.timeframe:
        told = f"must be {reading.timeframe}, the timeframe that the definition is written for"
        fault = Fault("$.data.timeframe", "timeframe", told, series.timeframe)
        raise Invalid(f"this strategy trades bars of {reading.timeframe}", faults=(fault,))
    refuse_costly(reading)
    definition = reading.definition
    study = study_of(plan, definition)
    root = cx.settings.home / "data" / "bars"

    def look() -> _Bars:
        bars = _read(BarStore(root), series, nanoseconds(from_at), nanoseconds(to_at))
        return _look(bars, study, definition, settings_of(plan))

    found = await asyncio.to_thread(look)
    if found.plan.trials_total > TRIALS_ALL_MAX:
        raise TooManyTrials(
            f"{found.plan.searches} searches would make {found.plan.trials_total} trials",
            faults=(Fault("$.search.trials_max", "too_many", f"all searches together: {TRIALS_ALL_MAX}"),),
        )
    asked = Asked(
        optimisation_id=cx.new_id(),
        strategy_id=StrategyId(strategy_id),
        version_number=chosen.number,
        source=series.source,
        symbol=series.symbol,
        timeframe=series.timeframe,
        from_at=from_at,
        to_at=to_at,
        plan={**plan, "start": found.start, "end": found.end, "remarks": list(found.plan.notes)},
        note=note,
        bars=found.count,
        trials_total=found.plan.trials_total,
    )
    async with cx.transaction() as tx:
        kept, waiting = await store.count_optimisations(tx, cx.user_id)
        if waiting >= WAITING_MAX:
            raise OptimisationsExhausted(
                "Wait for some to finish, or cancel them.",
                limit="optimisations_waiting",
                maximum=WAITING_MAX,
            )
        if kept >= KEPT_MAX:
            raise OptimisationsExhausted(
                "Delete some that you no longer need.", limit="optimisations", maximum=KEPT_MAX
            )
        await jobs.ask(tx, cx, kind=KIND, job_id=asked.optimisation_id, input={})
        await store.insert_optimisation(tx, cx.user_id, asked, now=cx.now)
        document = await get_detail(tx, cx, asked.optimisation_id)
    await jobs.wake(cx.bus, KIND)
    await outbox.wake(cx.bus)
    return document


def _read(bar_store: BarStore, series: SeriesKey, start: int | None, end: int | None) -> Bars:
    """Return the bars. Raises `NoBars`."""
    if bar_store.find(series) is None:
        raise _no_bars(series)
    bars = bar_store.read(series, start=start, end=end)
    if len(bars) < 2:
        raise _no_bars(series)
    return bars


def _look(bars: Bars, study: Study, definition: Definition, settings: Mapping[str, Any]) -> _Bars:
    """Return what the study makes of the bars. Raises `Invalid` where they are too few to split."""
    try:
        plan = study_plan(study, definition, bars, settings=settings)
    except Invalid as error:
        faults = tuple(replace(fault, path=_PLACES.get(fault.path, fault.path)) for fault in error.faults)
        raise Invalid(error.detail, faults=faults) from error
    return _Bars(plan, int(bars.time[0]), int(bars.time[-1]) + 1, len(bars))


def _no_bars(series: SeriesKey) -> NoBars:
    return NoBars(
        f"no bars of {series} are kept in this range",
        faults=(Fault("$.data", "no_bars", "choose a series that GET /data lists", str(series)),),
    )


def nanoseconds(moment: datetime | None) -> int | None:
    """Return a moment in nanoseconds since 1970: by whole seconds and microseconds, for a float has lost the last digits."""
    return None if moment is None else int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000
