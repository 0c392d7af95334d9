"""Tradewright: one run with its full report, its document, a thousand pairs, or the bars and nothing else (`floor`)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from common import load, measure, pairs

from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.backtest import prepare
from tradewright.engine.bars import Bars
from tradewright.engine.report import Provenance, build
from tradewright.engine.sweep import sweep as run_sweep

columns = load()
bars = Bars(**columns, timeframe="5m", symbol="BENCH", source="made up")
here = Path(__file__).parents[2] / "docs/examples/strategies/ema-cross-rsi.yaml"
definition = parse_definition(load_text(here.read_text(encoding="utf-8")))


def single() -> int:
    plan, running = prepare(definition, bars)
    report = build(running.run(), Provenance(name=plan.name, warmup_bars=plan.warmup))
    return int(report.figures()["all"]["trades_total"])


def run_only() -> int:
    return len(prepare(definition, bars)[1].run().trades)


def document() -> int:
    plan, running = prepare(definition, bars)
    return len(build(running.run(), Provenance(name=plan.name)).document()["trades"])


def sweep() -> int:
    chosen = [{"fast": fast, "slow": slow} for fast, slow in pairs(int(sys.argv[4]))]
    return sum(outcome.headline.trades for outcome in run_sweep(definition, bars, chosen))


def floor() -> float:
    total = 0.0
    for name in ("open", "high", "low", "close", "volume"):
        total += float(np.cumsum(columns[name])[-1])
    return total


works = {"single": single, "run": run_only, "document": document, "sweep": sweep, "floor": floor}
measure(works[sys.argv[2]], int(sys.argv[3]))
