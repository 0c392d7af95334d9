"""Stretches that follow each other are told as one run."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.unit.engine.optimise.toy import a_walk

from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.backtest import backtest
from tradewright.engine.optimise.choosing import joined
from tradewright.engine.report import Run


def test_trades_of_joined_runs_lie_on_their_bars_open_ones_too() -> None:
    entry = {"id": "go", "type": "entry", "expression": {"long": "close > close[1]"}}
    exit_ = {"id": "out", "type": "exit", "expression": {"long": "bar_index % 11 == 7"}}
    document = {"name": "x", "timeframe": "1d", "direction": "long", "components": [entry, exit_]}
    bars = replace(a_walk(3, 120), lot_step=Decimal("0.001"))
    parts = [bars.slice(0, 50), bars.slice(50, 120)]
    runs = [Run.of(backtest(parse_definition(document), part)) for part in parts]

    whole = joined(runs)

    assert whole is not None and len(whole.open_trades) == 1
    for trades in (whole.trades, whole.open_trades):
        prices = whole.bars.open[trades.entry_bar]
        assert (abs(prices - trades.entry_price) <= float(bars.tick)).all()
