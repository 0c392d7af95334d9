"""Ichimoku cloud."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="ichimoku",
    title="Ichimoku cloud",
    description="Middles of three ranges; the two spans are those drawn at this bar, computed some bars ago, "
    "and form the cloud.",
    category="trend",
    inputs=(),
    params=(
        Param("conversion_length", "int", 9, least=1, most=5000, title="Conversion length"),
        Param("base_length", "int", 26, least=1, most=5000, title="Base length"),
        Param("span_length", "int", 52, least=1, most=5000, title="Span length"),
        Param("shift", "int", 25, least=0, most=1000, title="Bars the cloud is drawn ahead"),
    ),
    outputs=(
        Output("conversion"),
        Output("base"),
        Output("span_a"),
        Output("span_b"),
    ),
    formula={
        "conversion": "(highest(high, conversion_length) + lowest(low, conversion_length)) / 2",
        "base": "(highest(high, base_length) + lowest(low, base_length)) / 2",
        "span_a": (
            "(((highest(high, conversion_length) + lowest(low, conversion_length)) / 2 + "
            "(highest(high, base_length) + lowest(low, base_length)) / 2) / 2)[shift]"
        ),
        "span_b": "((highest(high, span_length) + lowest(low, span_length)) / 2)[shift]",
    },
    source="Goichi Hosoda; TradingView draws the cloud 26 - 1 bars ahead",
    overlay=True,
    examples=("close > ichimoku().span_a and close > ichimoku().span_b",),
)
