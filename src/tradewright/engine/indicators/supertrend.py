"""Supertrend."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._window import true_range, wilder
from tradewright.engine.native import Block


def kernel(
    high: Block,
    low: Block,
    close: Block,
    factor: float,
    length: int,
    state: Block,
    value: Block,
    direction: Block,
) -> None:
    """Each band only tightens until the close passes it. Before the average exists: 0 on the first bar, then na, down."""
    seen, average, close_before = state[0], state[1], state[2]
    upper_before, lower_before, was_lower = state[3], state[4], state[5]
    last_close = state[6]
    for i in range(len(value)):
        distance = high[i] - low[i]
        if seen > 0.0 and close_before == close_before:
            distance = true_range(high[i], low[i], close_before)
        close_before = close[i]
        if distance != distance:
            value[i], direction[i] = math.nan, -1.0 if was_lower == 1.0 else 1.0
            continue
        average = wilder(seen, average, length, distance)
        seen += 1.0
        if seen == 1.0:
            # TradingView's own first bar: the bands of the bar before are taken as 0, and so is the line.
            value[i], direction[i] = 0.0, 1.0
        elif seen < length:
            value[i], direction[i] = math.nan, 1.0
        else:
            middle = (high[i] + low[i]) / 2.0
            upper, lower = middle + factor * average, middle - factor * average
            if seen == max(length, 2.0):
                value[i], direction[i] = upper, 1.0
                was_lower = 0.0
            else:
                if not (lower > lower_before or last_close < lower_before):
                    lower = lower_before
                if not (upper < upper_before or last_close > upper_before):
                    upper = upper_before
                if was_lower == 1.0 and lower_before != upper_before:
                    was_lower = 0.0 if close[i] < lower else 1.0
                else:
                    was_lower = 1.0 if close[i] > upper else 0.0
                value[i] = lower if was_lower == 1.0 else upper
                direction[i] = -1.0 if was_lower == 1.0 else 1.0
            last_close = close[i]
            upper_before, lower_before = upper, lower
    state[0], state[1], state[2] = seen, average, close_before
    state[6] = last_close
    state[3], state[4], state[5] = upper_before, lower_before, was_lower


INDICATOR = Indicator(
    name="supertrend",
    title="Supertrend",
    description="A trailing line some average ranges from the price: below it in a rising market (direction -1), above in a "
    "falling one (direction 1). The close beyond the line turns it.",
    category="trend",
    inputs=(
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("factor", "float", 3.0, least=0.01, most=100, step=0.1, title="Factor"),
        Param("length", "int", 10, least=1, most=5000, title="ATR length"),
    ),
    outputs=(Output("value"), Output("direction")),
    kernel=kernel,
    state=lambda factor, length: 7,
    warmup=lambda factor, length: max(length - 1, 1),
    pine="ta.supertrend({factor}, {length})",
    source="Pine v6 reference, ta.supertrend (Olivier Seban); its first bar as measured on TradingView by PyneCore",
    overlay=True,
    examples=("supertrend(3, 10).direction < 0", "supertrend(3, 10).value"),
)
