"""The report: figures when asked, and one document of plain data, versioned."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# The figures register themselves in this order, which is the order they are told in.
from tradewright.engine.report import figures_ratios, figures_risk, figures_trades, robustness, tables
from tradewright.engine.report.figure import Figure, Group, Undefined, Value, group_of
from tradewright.engine.report.inputs import Floats, Ints, Run
from tradewright.engine.report.kernels import DEPTH, DEPTH_PEAK_BAR, DEPTH_TROUGH_BAR
from tradewright.engine.report.provenance import Provenance, describe
from tradewright.engine.report.rows import order_rows, trade_rows
from tradewright.engine.report.study import Study
from tradewright.engine.report.text import decimal_text, time_texts, unit_text

SCHEMA = "tradewright.report/1"
POINTS = 2000
"""Most points of the equity curves in a document: more than a screen has columns."""
FIGURE_MODULES = (figures_trades, figures_risk, figures_ratios)
PLACES: tuple[tuple[str, Group, str], ...] = (
    ("all", "summary", "summary.all"),
    ("long", "summary", "summary.long"),
    ("short", "summary", "summary.short"),
    ("risk", "risk", "risk"),
    ("ratios", "ratios", "ratios"),
)
"""Where the figures stand in the document: what they are of, their group, their path."""
WHOLE_GROUPS: tuple[Group, ...] = ("risk", "ratios")


@dataclass(frozen=True)
class Report:
    """A study with what it was made from. `split` (UTC nanoseconds) parts in-sample from out-of-sample."""

    study: Study
    provenance: Provenance = field(default_factory=Provenance)
    split: int | None = None
    sensitivity: Mapping[str, Any] | None = None

    def figures(self) -> dict[str, dict[str, Value]]:
        """Return every figure, unrounded: `all`, `long`, `short`, `risk` and `ratios`."""
        summary = group_of("summary")
        found = {
            name: {each.name: _finite(each.compute(side)) for each in summary}
            for name, side in self.study.sides.items()
        }
        for group in WHOLE_GROUPS:
            found[group] = {each.name: _finite(each.compute(self.study)) for each in group_of(group)}
        return found

    def document(
        self, *, points: int | None = POINTS, runs: int = robustness.RUNS, seed: int = robustness.SEED
    ) -> dict[str, Any]:
        """Return the whole report as plain data: texts, whole numbers, None, lists and mappings.

        `points=None` keeps the equity of every bar; `runs=0` leaves the Monte Carlo experiments out.
        """
        study, run = self.study, self.study.run
        undefined: dict[str, str] = {}
        found = self.figures()
        tell = {
            name: {
                figure.name: _told(figure, found[name][figure.name], f"{path}.{figure.name}", undefined)
                for figure in group_of(group)
            }
            for name, group, path in PLACES
        }
        return {
            "schema": SCHEMA,
            "provenance": describe(run, self.provenance),
            "summary": {side: tell[side] for side in ("all", "long", "short")},
            "risk": tell["risk"],
            "ratios": tell["ratios"],
            "undefined": undefined,
            "trades": trade_rows(study, run.trades, closed=True),
            "open_trades": trade_rows(study, run.open_trades, closed=False),
            "orders": order_rows(study),
            "refusals": _refusals(run),
            "equity": _curves(study, points),
            "monthly": tables.by_period(study, "M"),
            "annual": tables.by_period(study, "Y"),
            "drawdowns": tables.drawdowns(study),
            "by": tables.groups(study),
            "robustness": {
                "monte_carlo": robustness.monte_carlo(study, runs=runs, seed=seed),
                "costs": robustness.costs(study),
                "samples": None if self.split is None else robustness.in_and_out(study, self.split),
                "sensitivity": None if self.sensitivity is None else dict(self.sensitivity),
            },
        }


def build(
    result: Any,
    provenance: Provenance | None = None,
    *,
    trials: int = 1,
    trial_variance: float | None = None,
    split: int | None = None,
    sensitivity: Mapping[str, Any] | None = None,
) -> Report:
    """Return the report of a `Run`, or of an emulator's result.

    `trials` counts every parameter set ever tried on the strategy; `trial_variance` is the variance of their daily,
    not annualised Sharpe ratios. Costs nothing until figures or the document are asked for.
    """
    run = result if isinstance(result, Run) else Run.of(result)
    return Report(Study(run, trials, trial_variance), provenance or Provenance(), split, sensitivity)


def _finite(value: Value) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        return Undefined("not a finite number")
    return value


def _told(figure: Figure, value: Value, path: str, undefined: dict[str, str]) -> str | int | None:
    if isinstance(value, Undefined):
        undefined[path] = value.reason
        return None
    return None if value is None else unit_text(value, figure.unit)


def _refusals(run: Run) -> list[dict[str, Any]]:
    """Return rejected and expired orders counted by reason, most frequent first."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for order in run.orders:
        if order.status in ("rejected", "expired"):
            counted[order.status, order.reason] += 1
    rows = [{"status": status, "reason": reason, "orders": n} for (status, reason), n in counted.items()]
    return sorted(rows, key=lambda row: -int(str(row["orders"])))


def _curves(study: Study, points: int | None) -> dict[str, Any]:
    run = study.run
    equity, count = run.equity, len(run.equity)
    shown = _shown(study, count, points)
    peak = np.maximum.accumulate(np.concatenate(([run.initial_capital], equity)))[1:][shown]
    bought = study.benchmark_entry
    held = np.full(len(shown), run.initial_capital)
    if bought is not None and bought[1] > 0.0:
        held[shown >= bought[0]] *= run.bars.close[shown[shown >= bought[0]]] / bought[1]
    return {
        "bars": count,
        "points": len(shown),
        "time": time_texts(run.bars.time[shown]),
        "equity": _texts(equity[shown]),
        "drawdown": _texts(peak - equity[shown]),
        "drawdown_percent": _texts(100.0 * (peak - equity[shown]) / peak),
        "benchmark": _texts(held),
    }


def _shown(study: Study, count: int, points: int | None) -> Ints:
    """Return the bars to draw: evenly spread, and with the ends and the maximum drawdown's peak and trough among them."""
    if points is None or count <= points:
        return np.arange(count, dtype=np.int64)
    kept = np.linspace(0, count - 1, max(2, points - 2)).astype(np.int64)
    if study.scan[DEPTH] > 0.0:
        deep = [max(0, int(study.scan[cell])) for cell in (DEPTH_PEAK_BAR, DEPTH_TROUGH_BAR)]
        kept = np.concatenate((kept, np.array(deep, np.int64)))
    return np.unique(kept)


def _texts(values: Floats) -> list[str]:
    return [decimal_text(value) for value in values.tolist()]
