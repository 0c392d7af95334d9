"""Pivot point levels."""

from __future__ import annotations

import math

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.native import Block, inlined

_KINDS = ("Traditional", "Fibonacci", "Woodie", "Classic", "DM", "Camarilla")
_LEVELS = ("p", "r1", "s1", "r2", "s2", "r3", "s3", "r4", "s4", "r5", "s5")
_PINE = (
    "f_pivot_point_levels(string kind, bool anchor, bool developing) =>\n"
    "    float[] levels = ta.pivot_point_levels(kind, anchor, developing)\n"
    f"    [{', '.join(f'levels.get({i})' for i in range(len(_LEVELS)))}]"
)


@inlined
def levels(kind: int, o: float, h: float, l: float, c: float, opened: float, out: Block) -> None:
    """Write the eleven levels of a period (open, high, low, close) and the open of the one after it; na where undefined."""
    for i in range(11):
        out[i] = math.nan
    span = h - l
    p = (h + l + c) / 3.0
    if kind == 2:
        p = (h + l + 2.0 * opened) / 4.0
    elif kind == 4:
        x = h + l + 2.0 * c if c == o else (2.0 * h + l + c if c > o else h + 2.0 * l + c)
        p = x / 4.0
        out[0], out[1], out[2] = p, x / 2.0 - l, x / 2.0 - h
        return
    out[0] = p
    if kind == 1:
        out[1], out[2] = p + 0.382 * span, p - 0.382 * span
        out[3], out[4] = p + 0.618 * span, p - 0.618 * span
        out[5], out[6] = p + span, p - span
        return
    if kind == 5:
        out[1], out[2] = c + 1.1 * span / 12.0, c - 1.1 * span / 12.0
        out[3], out[4] = c + 1.1 * span / 6.0, c - 1.1 * span / 6.0
        out[5], out[6] = c + 1.1 * span / 4.0, c - 1.1 * span / 4.0
        out[7], out[8] = c + 1.1 * span / 2.0, c - 1.1 * span / 2.0
        if l != 0.0:
            out[9] = h / l * c
            out[10] = c - (out[9] - c)
        return
    out[1], out[2] = 2.0 * p - l, 2.0 * p - h
    out[3], out[4] = p + span, p - span
    if kind == 0:
        out[5], out[6] = p * 2.0 + (h - 2.0 * l), p * 2.0 - (2.0 * h - l)
        out[7], out[8] = p * 3.0 + (h - 3.0 * l), p * 3.0 - (3.0 * h - l)
        out[9], out[10] = p * 4.0 + (h - 4.0 * l), p * 4.0 - (4.0 * h - l)
    elif kind == 2:
        out[5], out[6] = h + 2.0 * (p - l), l - 2.0 * (h - p)
        out[7], out[8] = out[5] + span, out[6] - span
    else:
        out[5], out[6] = p + 2.0 * span, p - 2.0 * span
        out[7], out[8] = p + 3.0 * span, p - 3.0 * span


def kernel(
    anchor: Block,
    open_: Block,
    high: Block,
    low: Block,
    close: Block,
    kind: int,
    developing: int,
    state: Block,
    p: Block,
    r1: Block,
    s1: Block,
    r2: Block,
    s2: Block,
    r3: Block,
    s3: Block,
    r4: Block,
    s4: Block,
    r5: Block,
    s5: Block,
) -> None:
    """Levels of the period between the two last anchors, or of the one under way; na before the first anchor."""
    known, anchored = state[0], state[1]
    opened, highest, lowest, closed = state[2], state[3], state[4], state[5]
    for i in range(len(p)):
        if known == 0.0 or anchor[i] == 1.0:
            if anchor[i] == 1.0:
                anchored = 1.0
                if known == 1.0:
                    levels(kind, opened, highest, lowest, closed, open_[i], state[6:17])
            if known == 0.0:
                for k in range(11):
                    state[6 + k] = math.nan
            opened, highest, lowest = open_[i], high[i], low[i]
        else:
            highest, lowest = max(highest, high[i]), min(lowest, low[i])
        known, closed = 1.0, close[i]
        if developing == 1 and anchored == 1.0:
            levels(kind, opened, highest, lowest, closed, math.nan, state[6:17])
        p[i], r1[i], s1[i], r2[i], s2[i], r3[i] = state[6], state[7], state[8], state[9], state[10], state[11]
        s3[i], r4[i], s4[i], r5[i], s5[i] = state[12], state[13], state[14], state[15], state[16]
    state[0], state[1] = known, anchored
    state[2], state[3], state[4], state[5] = opened, highest, lowest, closed


INDICATOR = Indicator(
    name="pivot_point_levels",
    title="Pivot point levels",
    description="Support and resistance from the period before the last anchor (a day, a week), or, developing, from the "
    "period under way. Woodie's need the next period's open and are na while developing.",
    category="market structure",
    inputs=(
        Input("anchor", kind="bool"),
        Input("open", default="open", fixed=True),
        Input("high", default="high", fixed=True),
        Input("low", default="low", fixed=True),
        Input("close", default="close", fixed=True),
    ),
    params=(
        Param("kind", "choice", "Traditional", options=_KINDS, title="Formula"),
        Param("developing", "bool", False, title="Developing"),
    ),
    outputs=tuple(Output(name) for name in _LEVELS),
    kernel=kernel,
    state=lambda kind, developing: 17,
    pine="f_pivot_point_levels({kind}, {anchor}, {developing})",
    pine_helper=_PINE,
    source="TradingView help, Pivot Points Standard: https://www.tradingview.com/support/solutions/43000521824/",
    overlay=True,
    examples=('pivot_point_levels(dayofmonth != dayofmonth[1], "Classic").r1',),
)
