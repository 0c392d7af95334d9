"""Aroon."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="aroon",
    title="Aroon",
    description="How fresh the last high (up) and the last low (down) are: 100 on the bar itself, 0 when it is "
    "as old as the length.",
    category="trend",
    inputs=(),
    params=(Param("length", "int", 14, least=1, most=5000, title="Length"),),
    outputs=(
        Output("up"),
        Output("down"),
        Output("oscillator"),
    ),
    formula={
        "up": "100 * (highestbars(high, length + 1) + length) / length",
        "down": "100 * (lowestbars(low, length + 1) + length) / length",
        "oscillator": "100 * (highestbars(high, length + 1) - lowestbars(low, length + 1)) / length",
    },
    source="Tushar Chande (1995); TradingView's built-in indicator of that name",
    examples=(
        "aroon(14).up > 70",
        "crossover(aroon(25).up, aroon(25).down)",
    ),
)
