"""A chart shows the series an author wrote and the indicators in the conditions, prices over the bars, the rest below."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tradewright.engine.bars import Bars
from tradewright.features.strategies.language import read
from tradewright.features.strategies.lines import LINES_MAX, draw_lines

COUNT = 60


def some_bars() -> Bars:
    close = np.linspace(100.0, 160.0, COUNT)
    time = np.arange(COUNT, dtype=np.int64) * 300 * 10**9
    return Bars(time, close, close + 1, close - 1, close, np.full(COUNT, 5.0), timeframe="5m")


def panes(*, prices_only: bool = False, **parts: Any) -> dict[str, str]:
    entry = {"id": "go", "type": "entry", "expression": {"long": "close > open"}}
    whole = {"name": "x", "timeframe": "5m", "direction": "long", "components": [entry], **parts}
    lines = draw_lines(read(whole).resolved, some_bars(), prices_only=prices_only)
    return {line.name: "price" if line.is_price else "below" for line in lines}


@pytest.mark.parametrize(
    ("text", "pane"),
    [
        ("ema(close, 5)", "price"),
        ("ema(rsi(close, 14), 5)", "below"),
        ("sma(volume, 5)", "below"),
        ("bb(close, 20, 2).upper", "price"),
        ("macd(close, 12, 26, 9).signal", "below"),
        ("atr(14)", "below"),
        ("close - 2 * atr(14)", "price"),
        ("sma(close, 5) + stdev(close, 5) * 2", "price"),
        ("highest(high, 5) - lowest(low, 5)", "below"),
        ("close / open", "below"),
        ("(high + low) / 2", "price"),
        ("close * (1 + width / 100)", "price"),
        ("close * volume", "below"),
        ("close > open ? high[1] : na", "price"),
        ('on("15m", max(high, open))', "price"),
        ("ema(src, 5)", "price"),
        ("supertrend(3, 10).direction", "below"),
        ("-close", "below"),
    ],
)
def test_a_series_lies_where_its_unit_says(text: str, pane: str) -> None:
    inputs = {"width": {"type": "float", "default": 2}, "src": {"type": "source", "default": "hl2"}}

    assert panes(inputs=inputs, series={"line": text}) == {"line": pane}


def test_indicators_in_conditions_are_drawn_once_and_conditions_are_not() -> None:
    expression = {"long": "crossover(ema(close, 5), slow) and rsi(close, 14) < 70 and ema(close, 5) > 0"}
    component = {"id": "go", "type": "entry", "expression": expression}

    shown = panes(series={"slow": "ema(close, 9)", "up": "ema(close, 9) > open"}, components=[component])

    assert shown == {"slow": "price", "ema(close, 5)": "price", "rsi(close, 14)": "below"}


def test_a_templates_parts_are_drawn_and_its_stop_too() -> None:
    components = [
        {"id": "go", "type": "entry", "indicator": "ema_cross", "params": {"fast": 5, "slow": 9}},
        {"id": "guard", "type": "stop_loss", "indicator": "atr_stop"},
    ]

    shown = panes(components=components)

    assert shown == {"guard_long": "price", "ema(close, 5)": "price", "ema(close, 9)": "price"}


def test_over_prices_alone_and_never_more_than_fit() -> None:
    many = {f"line{n}": f"ema(close, {n + 2})" for n in range(LINES_MAX + 5)}

    assert panes(series={"quick": "ema(close, 5)", "weak": "rsi(close, 5)"}, prices_only=True) == {
        "quick": "price"
    }
    assert len(panes(series=many)) == LINES_MAX


def test_values_are_those_of_each_bar_with_nothing_before_the_first() -> None:
    whole = {
        "name": "x",
        "timeframe": "5m",
        "direction": "long",
        "series": {"mean": "sma(close, 5)"},
        "components": [{"id": "go", "type": "entry", "expression": {"long": "close > mean"}}],
    }

    (line,) = draw_lines(read(whole).resolved, some_bars())

    close = some_bars().close
    assert np.isnan(line.values[:4]).all()
    assert line.values[4:] == pytest.approx(np.convolve(close, np.full(5, 0.2), "valid"))


def test_a_series_that_costs_more_than_a_run_may_is_not_drawn() -> None:
    # Nothing reads it, so the run itself is free.
    series = {
        "dear": " + ".join(f"rci(close, {length})" for length in range(490, 500)),
        "plain": "ema(close, 5)",
    }

    assert panes(series=series) == {"plain": "price"}
