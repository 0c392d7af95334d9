"""Opening-range breakout."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Output, Param

INDICATOR = Indicator(
    name="opening_range_breakout",
    title="Opening-range breakout",
    description="Long on the first close above the range of the session's first minutes, short on the first "
    "below it.",
    category="entry signal",
    type="entry",
    inputs=(),
    params=(
        Param("start", "int", 570, least=0, most=1439, title="Session start, minutes after midnight"),
        Param("length", "int", 30, least=1, most=1439, title="Range, minutes"),
    ),
    outputs=(
        Output("long", "bool"),
        Output("short", "bool"),
    ),
    formula={
        "long": (
            "close > opening_range(hour * 60 + minute, start, length).high and close[1] <= "
            "opening_range(hour * 60 + minute, start, length).high"
        ),
        "short": (
            "close < opening_range(hour * 60 + minute, start, length).low and close[1] >= "
            "opening_range(hour * 60 + minute, start, length).low"
        ),
    },
    source="Toby Crabel (1990)",
    examples=("opening_range_breakout().long",),
)
