"""Ask for a backtest: everything that can be known to be wrong is said now, the rest is a worker's job."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tradewright.engine.coded.strategy import read_inputs
from tradewright.engine.gurus import GURUS
from tradewright.features.backtests import store
from tradewright.features.backtests.doing import KIND, job_input
from tradewright.features.backtests.errors import GuruNotFound, NoBars
from tradewright.features.backtests.store import Asked, Document
from tradewright.features.backtests.verbs.read_backtests import get_run
from tradewright.features.strategies import Source, load_version, read, refuse_costly, set_up
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.timeframes import Timeframe
from tradewright.platform import jobs, outbox
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.context import Context


@dataclass(frozen=True, slots=True)
class Guru:
    """A curated strategy, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class StrategyVersion:
    """A version of the trader's own; None: the newest."""

    strategy_id: UUID
    version: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition as it was given."""

    source: Source


async def ask_backtest(
    cx: Context,
    *,
    of: Guru | StrategyVersion | Draft,
    series: SeriesKey,
    from_at: datetime | None,
    to_at: datetime | None,
    inputs: Mapping[str, Any],
    settings: Mapping[str, Any],
    note: str,
) -> Document:
    """Return the run, queued. Raises `GuruNotFound`, `StrategyNotFound`, `VersionNotFound`, `NoBars`, `JobsExhausted`, and
    `Invalid` with every fault located for a draft that is wrong or inputs that it does not take.
    """
    asked = await _what(
        cx,
        of,
        Asked(
            run_id=cx.new_id(),
            name="",
            guru=None,
            strategy_id=None,
            version=None,
            definition=None,
            definition_hash=None,
            source=series.source,
            symbol=series.symbol,
            timeframe=series.timeframe,
            from_at=from_at,
            to_at=to_at,
            inputs=inputs,
            settings=settings,
            note=note,
        ),
    )
    if from_at is not None and to_at is not None and from_at >= to_at:
        raise Invalid("the range is empty", faults=(Fault("$.data.to", "range", "must be after `from`"),))
    _check_data(BarStore(cx.settings.home / "data" / "bars"), series, settings.get("magnifier"))
    async with cx.transaction() as tx:
        await jobs.ask(tx, cx, kind=KIND, job_id=asked.run_id, input=job_input(asked))
        await store.insert_run(tx, cx.user_id, asked, now=cx.now)
        document = await get_run(tx, cx, asked.run_id)
    await jobs.wake(cx.bus, KIND)
    await outbox.wake(cx.bus)
    return document


def _check_data(store_: BarStore, series: SeriesKey, magnifier: str | None) -> None:
    """Raise `NoBars` unless the series is kept, and `Invalid` unless a magnifier's bars fill its bars exactly."""
    if store_.find(series) is None:
        raise NoBars(
            f"no bars of {series} are kept",
            faults=(Fault("$.data", "no_bars", "choose a series that GET /data lists", str(series)),),
        )
    if magnifier is None:
        return
    long, short = Timeframe(series.timeframe), Timeframe(magnifier)
    if short is long or not long.holds(short):
        told = f"must be shorter than {long} and fill it exactly"
        fault = Fault("$.settings.magnifier", "timeframe", told, magnifier)
        raise Invalid(f"bars of {magnifier} do not make up bars of {long}", faults=(fault,))
    inner = replace(series, timeframe=magnifier)
    if store_.find(inner) is None:
        fault = Fault("$.settings.magnifier", "no_bars", "choose a series that GET /data lists", str(inner))
        raise NoBars(f"no bars of {inner} are kept", faults=(fault,))


async def _what(cx: Context, of: Guru | StrategyVersion | Draft, asked: Asked) -> Asked:
    match of:
        case Guru():
            profile = GURUS.get(of.name)
            if profile is None:
                raise GuruNotFound("There is no such curated strategy.", guru=of.name, known=sorted(GURUS))
            read_inputs(profile.strategy, asked.inputs)
            return replace(asked, name=profile.name, guru=of.name)
        case StrategyVersion():
            kept = await load_version(cx, of.strategy_id, of.version)
            made = await asyncio.to_thread(_read, kept.document, "$.strategy", asked)
            return replace(made, name=kept.name, strategy_id=of.strategy_id, version=kept.number)
        case Draft():
            return await asyncio.to_thread(_read, of.source, "$.definition", asked)


def _read(source: Source, place: str, asked: Asked) -> Asked:
    """Return what was asked for with the definition read. A fault of the definition itself lies below `place`."""
    try:
        reading = read(source)
    except Invalid as error:
        faults = tuple(
            replace(fault, path=place + fault.path.removeprefix("$")) for fault in error.faults
        ) or (Fault(place, error.code, error.detail),)
        raise Invalid(error.detail, faults=faults) from error
    refuse_costly(set_up(reading, inputs=asked.inputs, timeframe=asked.timeframe))
    return replace(
        asked,
        name=reading.name,
        definition=dict(reading.document),
        definition_hash=reading.definition_hash,
    )
