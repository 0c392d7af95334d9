"""Session VWAP."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output

INDICATOR = Indicator(
    name="session_vwap",
    title="Session VWAP",
    description="The average price paid since midnight of the strategy's time zone; TradingView's VWAP on a "
    "market that never closes.",
    category="volume",
    inputs=(Input("source", default="hlc3"),),
    outputs=(Output("value"),),
    formula={
        "value": "vwap(source, bar_index == 0 or dayofmonth != dayofmonth[1], 1.0)",
    },
    source="Pine v6 reference, ta.vwap",
    overlay=True,
    examples=("close > session_vwap()",),
)
