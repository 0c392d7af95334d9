"""Heikin-Ashi candles."""

from __future__ import annotations

from tradewright.domain.strategy.catalogue import Indicator, Input, Output
from tradewright.engine.native import Block

_PINE = """f_heikin_ashi() =>
    float haClose = (open + high + low + close) / 4
    var float haOpen = na
    float middle = (haOpen + haClose[1]) / 2
    haOpen := na(middle) ? (open + close) / 2 : middle
    [haOpen, math.max(high, haOpen, haClose), math.min(low, haOpen, haClose), haClose]"""


def kernel(
    open_: Block,
    high: Block,
    low: Block,
    close: Block,
    state: Block,
    ha_open: Block,
    ha_high: Block,
    ha_low: Block,
    ha_close: Block,
) -> None:
    """The open is the middle of the candle before; without one, as after an na, of its own bar."""
    known, opened, closed = state[0], state[1], state[2]
    for i in range(len(ha_open)):
        middle = (opened + closed) / 2.0
        opened = middle if known == 1.0 and middle == middle else (open_[i] + close[i]) / 2.0
        closed = (open_[i] + high[i] + low[i] + close[i]) / 4.0
        ha_open[i], ha_close[i] = opened, closed
        ha_high[i], ha_low[i] = max(high[i], opened, closed), min(low[i], opened, closed)
        known = 1.0
    state[0], state[1], state[2] = known, opened, closed


INDICATOR = Indicator(
    name="heikin_ashi",
    title="Heikin-Ashi",
    description="Averaged candles that hide small swings. They are values to decide with; orders still fill at real prices.",
    category="price",
    inputs=(
        Input("open", default="open", fixed=True),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    outputs=(Output("open"), Output("high"), Output("low"), Output("close")),
    kernel=kernel,
    state=lambda: 3,
    pine="f_heikin_ashi()",
    pine_helper=_PINE,
    source="Dan Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities 22 (2004)",
    overlay=True,
    examples=("heikin_ashi().close > heikin_ashi().open",),
)
