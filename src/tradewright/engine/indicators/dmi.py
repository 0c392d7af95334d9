"""Directional movement."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._window import TOLERANCE, true_range, wilder
from tradewright.engine.native import Block


def kernel(
    high: Block,
    low: Block,
    close: Block,
    length: int,
    smoothing: int,
    state: Block,
    plus: Block,
    minus: Block,
    adx: Block,
) -> None:
    """Wilder's averages of the movements over that of the true range, all from the second bar on."""
    bar, high_before, low_before, close_before = state[0], state[1], state[2], state[3]
    moved_range, moved_up, moved_down = state[4], state[5], state[6]
    seen, strength, ranged, moved = state[7], state[8], state[9], state[10]
    for i in range(len(plus)):
        plus[i], minus[i], adx[i] = math.nan, math.nan, math.nan
        if bar > 0.0:
            up, down = high[i] - high_before, low_before - low[i]
            gain = up if up - down > TOLERANCE and up > TOLERANCE else 0.0
            loss = down if down - up > TOLERANCE and down > TOLERANCE else 0.0
            distance = true_range(high[i], low[i], close_before)
            if distance == distance:
                moved_range = wilder(ranged, moved_range, length, distance)
                ranged += 1.0
            if up == up and down == down:
                moved_up = wilder(moved, moved_up, length, gain)
                moved_down = wilder(moved, moved_down, length, loss)
                moved += 1.0
            # An average says nothing on a bar that gave it nothing.
            fed = distance == distance and up == up and down == down
            if fed and ranged >= length and moved >= length and moved_range != 0.0:
                rise, fall = 100.0 * moved_up / moved_range, 100.0 * moved_down / moved_range
                total = rise + fall
                share = abs(rise - fall) / (total if total != 0.0 else 1.0)
                strength = wilder(seen, strength, smoothing, share)
                seen += 1.0
                plus[i], minus[i] = rise, fall
                adx[i] = strength * 100.0 if seen >= smoothing else math.nan
        high_before, low_before, close_before = high[i], low[i], close[i]
        bar += 1.0
    state[0], state[1], state[2], state[3] = bar, high_before, low_before, close_before
    state[4], state[5], state[6] = moved_range, moved_up, moved_down
    state[7], state[8], state[9], state[10] = seen, strength, ranged, moved


INDICATOR = Indicator(
    name="dmi",
    title="Directional movement",
    description="How much of the range was spent going up (plus) and down (minus), and how one-sided it was (adx).",
    category="trend",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("length", "int", 14, least=1, most=5000, title="DI length"),
        Param("smoothing", "int", 14, least=1, most=5000, title="ADX smoothing"),
    ),
    outputs=(Output("plus"), Output("minus"), Output("adx")),
    kernel=kernel,
    state=lambda length, smoothing: 11,
    warmup=lambda length, smoothing: length + smoothing - 1,
    pine="ta.dmi({length}, {smoothing})",
    source="Pine v6 reference, ta.dmi; start and tolerance as measured on TradingView by PyneCore; Wilder (1978)",
    examples=("dmi(14, 14).adx > 25", "crossover(dmi(14, 14).plus, dmi(14, 14).minus)"),
)
