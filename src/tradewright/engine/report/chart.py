"""The equity chart as SVG: lines stretch with the page, labels are text beside them and keep their size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tradewright.engine.report.shown import number

WIDTH, HEIGHT, FALL_HEIGHT = 1000, 300, 90
TICKS = 5


def equity_chart(curves: Mapping[str, Any]) -> str:
    """Return equity with its benchmark above, and the drawdown in percent of the peak below."""
    equity = [float(value) for value in curves["equity"]]
    held = [float(value) for value in curves["benchmark"]]
    falls = [float(value) for value in curves["drawdown_percent"]]
    if len(equity) < 2:
        return '<p class="none">There are too few bars to draw.</p>'
    marks = ticks(min(*equity, *held), max(*equity, *held))
    low, high = marks[0], marks[-1]
    deepest = max(*falls, 0.01)
    mark = number(str(-max(falls)), 2)
    floor = f'<span class="tick" style="top:100%">{mark}\u202f%</span>' if max(falls) > 0.0 else ""
    lines = "".join(f'<path class="grid" d="M0 {_y(mark, low, high)}H{WIDTH}"/>' for mark in marks)
    label = f"Equity from {number(curves['equity'][0], 2)} to {number(curves['equity'][-1], 2)}"
    above = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{label}">{lines}'
        f'<path class="held" d="{_line(held, low, high, HEIGHT)}"/>'
        f'<path class="equity" d="{_line(equity, low, high, HEIGHT)}"/></svg>'
    )
    below = (
        f'<svg viewBox="0 0 {WIDTH} {FALL_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="Drawdown, at most {number(str(deepest), 2)} percent">'
        f'<path class="fall" d="{_line([-fall for fall in falls], -deepest, 0.0, FALL_HEIGHT)}L{WIDTH} 0L0 0Z"/></svg>'
    )
    return (
        f'<div class="plot tall">{above}{_scale(marks, low, high)}</div>'
        f'<div class="plot low">{below}<span class="tick" style="top:0">0\u202f%</span>'
        f"{floor}</div>"
        f'<div class="when">{_when(curves["time"])}</div>'
    )


def ticks(low: float, high: float) -> list[float]:
    """Return round marks that hold the range, about `TICKS` of them."""
    span = high - low
    if span <= 0.0:
        span = abs(high) or 1.0
        low, high = low - span / 2.0, high + span / 2.0
    rough = span / TICKS
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if unit * factor >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, last + 1)]


def _y(value: float, low: float, high: float, height: int = HEIGHT) -> str:
    return f"{height * (high - value) / (high - low):.1f}"


def _line(values: Sequence[float], low: float, high: float, height: int) -> str:
    wide = WIDTH / (len(values) - 1)
    return "M" + "L".join(f"{i * wide:.1f} {_y(value, low, high, height)}" for i, value in enumerate(values))


def _scale(marks: Sequence[float], low: float, high: float) -> str:
    places = 0 if marks[1] - marks[0] >= 1.0 else 2
    return "".join(
        f'<span class="tick" style="top:{100.0 * (high - mark) / (high - low):.2f}%">{number(str(mark), places)}</span>'
        for mark in marks
    )


def _when(times: Sequence[str]) -> str:
    shown = [times[round(index * (len(times) - 1) / 4)][:10] for index in range(5)]
    return "".join(f"<span>{text}</span>" for text in shown)
