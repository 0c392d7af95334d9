"""One run, computed from kept bars to a finished report. Runs in a process of its own; talks to no database."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.backtest import prepare
from tradewright.engine.broker import Result
from tradewright.engine.coded import Strategy
from tradewright.engine.gurus import GURUS
from tradewright.engine.report import Provenance, Run, build, headline
from tradewright.engine.report.calendar import Calendar
from tradewright.features.backtests.errors import GuruNotFound, NoBars, ReportTooLarge
from tradewright.kernel.errors import Fault
from tradewright.kernel.timeframes import Timeframe
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.jobs import Channel

REPORT_BYTES_MAX: Final = 32 * 1024 * 1024
"""Of a report in gzip: some 300,000 trades."""
BARS_A_STEP: Final = 20_000
"""Bars between two words on progress."""
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "summary": (
        "net_profit",
        "net_profit_percent",
        "profit_factor",
        "percent_profitable",
        "expectancy",
        "commission_paid",
        "exposure",
    ),
    "risk": ("drawdown_max", "drawdown_max_percent"),
    "ratios": ("sharpe", "sortino", "cagr", "buy_hold_percent"),
}
"""The figures that lists show, by their place in the report."""


_AMOUNTS: Final = {
    "initial_capital", "quantity_value", "commission_value", "margin_long", "margin_short",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: a curated strategy or a definition. `start` and `end` are nanoseconds; None: as far as there are bars."""

    run_id: str
    name: str
    guru: str | None
    definition: Mapping[str, Any] | None
    definition_hash: str | None
    series: SeriesKey
    start: int | None
    end: int | None
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any]
    trials: int
    """Times the strategy was tried, this one included."""
    trial_variance: float | None


@dataclass(frozen=True, slots=True)
class Computed:
    """What came of it; `report` is the document as JSON in gzip, `sharpe_daily` of daily returns, not annualised."""

    bars: int
    trades: int
    sharpe_daily: float | None
    headline: Mapping[str, Any]
    report: bytes


def compute(channel: Channel, root: Path, order: Order) -> Computed:
    """Return the finished run. Raises `NoBars`, `ReportTooLarge`, and `Invalid` for inputs the strategy does not take."""
    bars = BarStore(root).read(order.series, start=order.start, end=order.end)
    if len(bars) < 2:
        raise NoBars(
            f"there are {len(bars)} bars of {order.series} in this range",
            faults=(Fault("$.data", "no_bars", "choose a range in which there are bars", str(order.series)),),
        )
    settings = {name: _read(name, value) for name, value in order.settings.items() if name != "magnifier"}
    intrabar = order.settings.get("magnifier")
    if intrabar is not None:
        last = int(bars.time[-1]) + Timeframe(bars.timeframe).nanoseconds
        settings["magnifier"] = BarStore(root).read(
            replace(order.series, timeframe=intrabar), start=int(bars.time[0]), end=last
        )
    plan, running = prepare(_strategy(order), bars, inputs=order.inputs, **settings)
    for stop in range(BARS_A_STEP, len(bars), BARS_A_STEP):
        running.run(stop)
        channel.report(0.9 * stop / len(bars), f"bar {stop:,} of {len(bars):,}")
    result = running.run()
    channel.report(0.9, "writing the report")
    provenance = Provenance(
        name=order.name or plan.name,
        definition_hash=order.definition_hash,
        run_id=order.run_id,
        warmup_bars=plan.warmup,
        intrabar=intrabar,
        fill_mode=running.settings.fill_mode.name,
        inputs=running.inputs,
    )
    document = build(result, provenance, trials=order.trials, trial_variance=order.trial_variance).document()
    report = gzip.compress(msgspec.json.encode(document), compresslevel=5, mtime=0)
    if len(report) > REPORT_BYTES_MAX:
        raise ReportTooLarge("The report is too large to keep.", bytes=len(report), maximum=REPORT_BYTES_MAX)
    return Computed(len(bars), len(document["trades"]), _sharpe_daily(result), headline_of(document), report)


def _strategy(order: Order) -> Definition | type[Strategy]:
    if order.definition is not None:
        return parse_definition(order.definition)
    profile = GURUS.get(order.guru or "")
    if profile is None:
        raise GuruNotFound("This curated strategy is no longer there.", guru=order.guru)
    return profile.strategy


def _read(name: str, value: Any) -> Any:
    """Amounts travel as text, to the last digit."""
    return Decimal(value) if name in _AMOUNTS else value


def _sharpe_daily(result: Result) -> float | None:
    run = Run.of(result)
    yearly = headline(run).sharpe
    return None if yearly is None else yearly / math.sqrt(Calendar.of(run.bars).days_per_year)


def headline_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures that lists show, as the report tells them."""
    places = {"summary": document["summary"]["all"], "risk": document["risk"], "ratios": document["ratios"]}
    return {name: places[group][name] for group, names in SHOWN.items() for name in names}
