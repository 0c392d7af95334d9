"""Ichimoku filter."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

_CLOUD = "ichimoku(conversion_length, base_length, span_length, shift)"

INDICATOR = Indicator(
    name="ichimoku_trend",
    title="Ichimoku filter",
    description="Long above the cloud with the conversion line above the base line; short the other way round.",
    category="trend filter",
    type="trend",
    inputs=(),
    params=(
        Param("conversion_length", "int", 9, least=1, most=5000, title="Conversion length"),
        Param("base_length", "int", 26, least=1, most=5000, title="Base length"),
        Param("span_length", "int", 52, least=1, most=5000, title="Span length"),
        Param("shift", "int", 25, least=0, most=1000, title="Bars the cloud is drawn ahead"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        side: f"close {beyond} {_CLOUD}.span_a and close {beyond} {_CLOUD}.span_b "
        f"and {_CLOUD}.conversion {beyond} {_CLOUD}.base"
        for side, beyond in (("long", ">"), ("short", "<"))
    },
    source="Goichi Hosoda",
    examples=("ichimoku_trend().long",),
)
