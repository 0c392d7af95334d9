"""One run, computed from kept bars to a finished report. Runs in a process of its own; talks to no database."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from tradewright.engine.coded.strategy import read_inputs
from tradewright.engine.gurus import GURUS
from tradewright.engine.report import Provenance, build
from tradewright.features.backtests.errors import NoBars, ReportTooLarge
from tradewright.kernel.errors import Fault
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


@dataclass(frozen=True, slots=True)
class Order:
    """What to run. `start` and `end` are nanoseconds; None: as far as there are bars."""

    run_id: str
    guru: str | None
    definition: Mapping[str, Any] | None
    series: SeriesKey
    start: int | None
    end: int | None
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any]
    trials: int = 1
    trial_variance: float | None = None


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
    profile = GURUS[order.guru or ""]
    inputs = read_inputs(profile.strategy, order.inputs)
    strategy = profile.strategy(bars, inputs=order.inputs, **order.settings)
    for stop in range(BARS_A_STEP, len(bars), BARS_A_STEP):
        strategy.run(stop)
        channel.report(0.9 * stop / len(bars), f"bar {stop:,} of {len(bars):,}")
    result = strategy.run()
    channel.report(0.9, "writing the report")
    provenance = Provenance(
        name=profile.name,
        run_id=order.run_id,
        inputs=inputs,
        fill_mode=strategy.settings.fill_mode.name,
    )
    document = build(result, provenance, trials=order.trials, trial_variance=order.trial_variance).document()
    report = gzip.compress(msgspec.json.encode(document), compresslevel=5, mtime=0)
    if len(report) > REPORT_BYTES_MAX:
        raise ReportTooLarge("The report is too large to keep.", bytes=len(report), maximum=REPORT_BYTES_MAX)
    return Computed(len(bars), len(document["trades"]), None, headline_of(document), report)


def headline_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures that lists show, as the report tells them."""
    places = {"summary": document["summary"]["all"], "risk": document["risk"], "ratios": document["ratios"]}
    return {name: places[group][name] for group, names in SHOWN.items() for name in names}
