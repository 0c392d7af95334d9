"""Opening range."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.native import Block

_PINE = """f_opening_range(float clock, simple int start, simple int length) =>
    var float top = na
    var float bottom = na
    var float before = na
    float elapsed = (clock - start + 1440) % 1440
    if na(before) or elapsed < before
        top := na
        bottom := na
    before := elapsed
    bool forming = elapsed < length
    if forming
        top := na(top) ? high : math.max(top, high)
        bottom := na(bottom) ? low : math.min(bottom, low)
    [forming ? na : top, forming ? na : bottom]"""


def kernel(
    clock: Block,
    high: Block,
    low: Block,
    start: int,
    length: int,
    state: Block,
    top: Block,
    bottom: Block,
) -> None:
    """A session begins when the minutes since its start fall back; the range is na until it is complete."""
    known, before, formed, highest, lowest = state[0], state[1], state[2], state[3], state[4]
    for i in range(len(top)):
        elapsed = (clock[i] - start + 1440.0) % 1440.0
        if known == 0.0 or elapsed < before:
            formed = 0.0
        known, before = 1.0, elapsed
        top[i], bottom[i] = math.nan, math.nan
        if elapsed < length:
            highest = max(highest, high[i]) if formed == 1.0 else high[i]
            lowest = min(lowest, low[i]) if formed == 1.0 else low[i]
            formed = 1.0
        elif formed == 1.0:
            top[i], bottom[i] = highest, lowest
    state[0], state[1], state[2], state[3], state[4] = known, before, formed, highest, lowest


INDICATOR = Indicator(
    name="opening_range",
    title="Opening range",
    description="The highest and lowest price of the first minutes of each day's session, known from their end on. "
    "The clock is in minutes since midnight.",
    category="market structure",
    inputs=(
        Input("clock"),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
    ),
    params=(
        Param("start", "int", 570, least=0, most=1439, title="Session start, minutes after midnight"),
        Param("length", "int", 30, least=1, most=1439, title="Length in minutes"),
    ),
    outputs=(Output("high"), Output("low")),
    kernel=kernel,
    state=lambda start, length: 5,
    warmup=lambda start, length: 1,
    pine="f_opening_range({clock}, {start}, {length})",
    pine_helper=_PINE,
    source="Toby Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout (1990)",
    overlay=True,
    examples=("close > opening_range(hour * 60 + minute, 570, 30).high",),
)
