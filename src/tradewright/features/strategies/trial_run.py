"""A definition run over bars and told for a chart: lines, trades, the leading figures and equity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tradewright.engine.backtest import prepare
from tradewright.engine.bars import COLUMNS, Bars
from tradewright.engine.report import FIGURES, Report, Undefined, build
from tradewright.engine.report.rows import trade_rows
from tradewright.engine.report.study import Side, Study
from tradewright.engine.report.text import unit_text
from tradewright.features.strategies.documents import Document
from tradewright.features.strategies.language import Reading
from tradewright.features.strategies.lines import draw_lines

TRADES_MAX: Final = 2_000
"""Of the newest; more marks than a chart can hold."""
_SUMMARY: Final = ("net_profit_percent", "percent_profitable", "profit_factor")
_RISK: Final = ("drawdown_max_percent",)
_RATIOS: Final = ("sharpe",)
_SHOWN: Final = (
    "side", "entry_time", "entry_price", "exit_time", "exit_price", "profit", "entry_id", "exit_id",
)  # fmt: skip


def run_document(reading: Reading, bars: Bars, inputs: Mapping[str, Any]) -> Document:
    """Return what the definition does on these bars: floats for charts, figures and trades as the report has them.

    `reading` is set up with the same inputs. Raises `Invalid` when it does not fit the bars.
    """
    _, running = prepare(reading.definition, bars, inputs=inputs)
    report = build(running.run())
    run = report.study.run
    time = (bars.time // 1_000_000).tolist()
    trades = trade_rows(report.study, run.trades, closed=True) + trade_rows(
        report.study, run.open_trades, closed=False
    )
    return {
        "timeframe": bars.timeframe,
        "bars": {"time": time, **{name: getattr(bars, name).tolist() for name in COLUMNS}},
        "lines": [
            {
                "name": line.name,
                "pane": "price" if line.is_price else "below",
                "values": line.values.tolist(),
            }
            for line in draw_lines(reading.resolved, bars)
        ],
        "trades": [{name: row[name] for name in _SHOWN} for row in trades[-TRADES_MAX:]],
        "figures": {"trades": len(run.trades), **_figures(report)},
        "equity": {"time": time, "equity": run.equity.tolist()},
    }


def _figures(report: Report) -> dict[str, str | int | None]:
    study = report.study
    wanted: list[tuple[str, Side | Study]] = [(name, study.sides["all"]) for name in _SUMMARY]
    wanted += [(name, study) for name in (*_RISK, *_RATIOS)]
    found: dict[str, str | int | None] = {}
    for name, of in wanted:
        value = FIGURES[name].compute(of)
        told = None if value is None or isinstance(value, Undefined) else value
        found[name] = None if told is None or told - told != 0 else unit_text(told, FIGURES[name].unit)
    return found
