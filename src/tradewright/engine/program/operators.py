"""Operations of the language itself, as kernels: arithmetic, comparison, history, and other timeframes.

They have the library's form, so the compiler needs no second way. `code` chooses within a family: one branch a block.
"""

from __future__ import annotations

import math
from typing import Final

from tradewright.domain.strategy.catalogue import Indicator, Input, Output, Param
from tradewright.engine.indicators._sums import HEAD, sum_block
from tradewright.engine.indicators._window import TOLERANCE
from tradewright.engine.native import Block

ARITHMETIC: Final = {"+": 0, "-": 1, "*": 2, "/": 3, "%": 4, "pow": 5, "max": 6, "min": 7}
COMPARISON: Final = {"==": 0, "!=": 1, "<": 2, "<=": 3, ">": 4, ">=": 5, "and": 6, "or": 7}
FUNCTION: Final = {
    "-": 0, "abs": 1, "ceil": 2, "floor": 3, "sign": 4, "sqrt": 5, "exp": 6, "log": 7, "log10": 8, "na": 9, "not": 10,
}  # fmt: skip
CALENDAR: Final = {
    "hour": 0,
    "minute": 1,
    "dayofweek": 2,
    "dayofmonth": 3,
    "month": 4,
    "year": 5,
    "minute_of_day": 6,
}


def arithmetic(left: Block, right: Block, code: int, state: Block, out: Block) -> None:
    n = len(out)
    if code == 0:
        for i in range(n):
            out[i] = left[i] + right[i]
    elif code == 1:
        for i in range(n):
            out[i] = left[i] - right[i]
    elif code == 2:
        for i in range(n):
            out[i] = left[i] * right[i]
    elif code == 3:
        for i in range(n):
            out[i] = left[i] / right[i] if right[i] != 0.0 else math.nan
    elif code == 4:
        for i in range(n):
            # Pine's remainder has the sign of the dividend; of two positive numbers it is exact.
            x, y = left[i], math.fabs(right[i])
            rest = math.fabs(x) % y if y != 0.0 else math.nan
            out[i] = -rest if x < 0.0 else rest
    elif code == 5:
        for i in range(n):
            x, y = left[i], right[i]
            missing = math.isnan(x) or math.isnan(y) or (x < 0.0 and y != math.floor(y))
            value = math.nan if missing or (x == 0.0 and y < 0.0) else math.pow(x, y)
            out[i] = math.nan if math.isinf(value) else value
    elif code == 6:
        for i in range(n):
            x, y = left[i], right[i]
            out[i] = math.nan if math.isnan(x) or math.isnan(y) else (x if x > y else y)
    else:
        for i in range(n):
            x, y = left[i], right[i]
            out[i] = math.nan if math.isnan(x) or math.isnan(y) else (x if x < y else y)


def comparison(left: Block, right: Block, code: int, state: Block, out: Block) -> None:
    """Compare as Pine does: numbers within 1e-10 of each other are equal, and every comparison with na is false."""
    n = len(out)
    if code == 0:
        for i in range(n):
            out[i] = 1.0 if math.fabs(left[i] - right[i]) <= TOLERANCE else 0.0
    elif code == 1:
        for i in range(n):
            out[i] = 1.0 if math.fabs(left[i] - right[i]) > TOLERANCE else 0.0
    elif code == 2:
        for i in range(n):
            out[i] = 1.0 if left[i] - right[i] < -TOLERANCE else 0.0
    elif code == 3:
        for i in range(n):
            out[i] = 1.0 if left[i] - right[i] <= TOLERANCE else 0.0
    elif code == 4:
        for i in range(n):
            out[i] = 1.0 if left[i] - right[i] > TOLERANCE else 0.0
    elif code == 5:
        for i in range(n):
            out[i] = 1.0 if left[i] - right[i] >= -TOLERANCE else 0.0
    elif code == 6:
        for i in range(n):
            out[i] = left[i] * right[i]
    else:
        for i in range(n):
            out[i] = 1.0 if left[i] + right[i] > 0.0 else 0.0


def function(source: Block, code: int, state: Block, out: Block) -> None:
    for i in range(len(out)):
        x = source[i]
        if code == 9:
            out[i] = 1.0 if math.isnan(x) else 0.0
        elif math.isnan(x):
            out[i] = math.nan
        elif code == 0:
            out[i] = -x
        elif code == 1:
            out[i] = math.fabs(x)
        elif code == 2:
            out[i] = float(math.ceil(x))
        elif code == 3:
            out[i] = float(math.floor(x))
        elif code == 4:
            out[i] = 1.0 if x > 0.0 else (-1.0 if x < 0.0 else 0.0)
        elif code == 5:
            out[i] = math.sqrt(x) if x >= 0.0 else math.nan
        elif code == 6:
            out[i] = math.exp(x) if x < 709.0 else math.nan
        elif code == 7:
            out[i] = math.log(x) if x > 0.0 else math.nan
        elif code == 8:
            out[i] = math.log10(x) if x > 0.0 else math.nan
        else:
            out[i] = 1.0 - x


def rounding(source: Block, places: int, state: Block, out: Block) -> None:
    """Round half away from zero."""
    scale = 10.0**places
    for i in range(len(out)):
        x = source[i]
        # Beyond 2**52 a number is whole already, and adding a half would spoil it.
        if math.isnan(x) or math.fabs(x) * scale >= 4503599627370496.0:
            out[i] = x
        else:
            whole = math.floor(math.fabs(x) * scale + 0.5) / scale
            out[i] = whole if x >= 0.0 else -whole


def select(test: Block, then: Block, other: Block, state: Block, out: Block) -> None:
    for i in range(len(out)):
        out[i] = then[i] if test[i] != 0.0 else other[i]


def replace_na(source: Block, instead: Block, state: Block, out: Block) -> None:
    for i in range(len(out)):
        out[i] = instead[i] if math.isnan(source[i]) else source[i]


def fixnan(source: Block, state: Block, out: Block) -> None:
    """state: whether there was a value, the value."""
    known, last = state[0], state[1]
    for i in range(len(out)):
        if not math.isnan(source[i]):
            known, last = 1.0, source[i]
        out[i] = last if known != 0.0 else math.nan
    state[0], state[1] = known, last


def history(source: Block, bars: int, is_condition: int, state: Block, out: Block) -> None:
    """The value `bars` bars ago; na (false for a condition) before the first. state: bars seen, then a ring of `bars`."""
    seen = state[0]
    empty = 0.0 if is_condition != 0 else math.nan
    if bars == 0:
        for i in range(len(out)):
            out[i] = source[i]
        return
    at = int(seen) % bars
    for i in range(len(out)):
        out[i] = state[1 + at] if seen >= bars else empty
        state[1 + at] = source[i]
        seen += 1.0
        at = at + 1 if at + 1 < bars else 0
    state[0] = seen


def rolling_sum(source: Block, bars: int, state: Block, out: Block) -> None:
    """Pine's math.sum over the last `bars` values that are not na, to the last bit; an na bar repeats the sum."""
    sum_block(source, bars, 1.0, state, 0, out)


def calendar(local: Block, code: int, state: Block, out: Block) -> None:
    """Read a field of the wall clock; `local` is milliseconds since 1970 of the local wall clock.

    Dates by the algorithm of Howard Hinnant, "chrono-compatible low-level date algorithms" (2013): days to civil.
    """
    for i in range(len(out)):
        minutes = math.floor(local[i] / 60000.0)
        days = math.floor(minutes / 1440.0)
        minute_of_day = minutes - days * 1440.0
        if code == 0:
            out[i] = math.floor(minute_of_day / 60.0)
        elif code == 1:
            out[i] = minute_of_day % 60.0
        elif code == 2:
            out[i] = (days + 4.0) % 7.0 + 1.0
        elif code == 6:
            out[i] = minute_of_day
        else:
            z = int(days) + 719468
            era = z // 146097
            doe = z - era * 146097
            yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
            doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
            mp = (5 * doy + 2) // 153
            month = mp + 3 if mp < 10 else mp - 9
            if code == 3:
                out[i] = float(doy - (153 * mp + 2) // 5 + 1)
            elif code == 4:
                out[i] = float(month)
            else:
                out[i] = float(yoe + era * 400 + (1 if month <= 2 else 0))


def session(local: Block, start: int, end: int, days: int, later: float, state: Block, out: Block) -> None:
    """Tell whether the moment `later` ms after the bar's open lies in `[start, end)` minutes of the day.

    `days` has bit d set for day d (1 is Sunday). A session over midnight belongs to the day on which it began.
    """
    for i in range(len(out)):
        minutes = math.floor((local[i] + later) / 60000.0)
        day = math.floor(minutes / 1440.0)
        at = minutes - day * 1440.0
        inside = start <= at < end
        if start >= end:
            inside = at >= start or at < end
            if at < end:
                day -= 1.0
        weekday = int((day + 4.0) % 7.0) + 1
        out[i] = 1.0 if inside and (days >> weekday) & 1 else 0.0


def resample(
    opens: Block,
    highs: Block,
    lows: Block,
    closes: Block,
    volumes: Block,
    time: Block,
    local: Block,
    clock: Block,
    period: float,
    length: float,
    shift: float,
    state: Block,
    open_: Block,
    high: Block,
    low: Block,
    close: Block,
    volume: Block,
    begin: Block,
    begin_local: Block,
    index: Block,
    closed: Block,
) -> None:
    """Build bars of a longer timeframe; `closed[i]` counts those of this block that had closed by the close of bar i.

    `clock` is the wall clock on which long bars begin, `local` the one that expressions read.
    `period` and `length` are the long and the short bar in milliseconds, `shift` where weeks begin. A long bar closes with
    the short bar that ends it, or, when that one is missing, with the first bar after it: never earlier than it could be
    known. The other outputs hold the closed bars one after another, from index 0. state: open bar or not, its period,
    o h l c v, time, local time, bars closed so far.
    """
    count = 0
    for i in range(len(closed)):
        at = math.floor((clock[i] - shift) / period)
        if state[0] != 0.0 and state[1] != at:
            open_[count], high[count], low[count], close[count] = state[2], state[3], state[4], state[5]
            volume[count], begin[count], begin_local[count], index[count] = (
                state[6],
                state[7],
                state[8],
                state[9],
            )
            state[9] += 1.0
            count += 1
            state[0] = 0.0
        if state[0] == 0.0:
            state[0], state[1] = 1.0, at
            state[2], state[3], state[4] = opens[i], highs[i], lows[i]
            # A long bar begins where its period does, even when the short bar there is missing.
            into = clock[i] - (at * period + shift)
            state[6], state[7], state[8] = 0.0, time[i] - into, local[i] - into
        if highs[i] > state[3]:
            state[3] = highs[i]
        if lows[i] < state[4]:
            state[4] = lows[i]
        state[5] = closes[i]
        state[6] += volumes[i]
        if clock[i] + length >= (at + 1.0) * period + shift:
            open_[count], high[count], low[count], close[count] = state[2], state[3], state[4], state[5]
            volume[count], begin[count], begin_local[count], index[count] = (
                state[6],
                state[7],
                state[8],
                state[9],
            )
            state[9] += 1.0
            count += 1
            state[0] = 0.0
        closed[i] = float(count)


def hold(source: Block, closed: Block, is_condition: int, state: Block, out: Block) -> None:
    """Give each short bar the value of the last long bar closed by then. state: whether there was one, its value."""
    known, last = state[0], state[1]
    for i in range(len(out)):
        if closed[i] > 0.0:
            known, last = 1.0, source[int(closed[i]) - 1]
        out[i] = last if known != 0.0 else (0.0 if is_condition != 0 else math.nan)
    if len(out) > 0 and closed[len(out) - 1] > 0.0:
        state[0], state[1] = known, last


def _operator(
    kernel: object,
    inputs: tuple[str, ...],
    params: tuple[Param, ...] = (),
    outputs: tuple[str, ...] = ("value",),
    *,
    cells: int = 0,
    cells_more: str = "",
    each: int = 1,
) -> Indicator:
    def state(**given: float) -> int:
        return cells + (each * int(given[cells_more]) if cells_more else 0)

    return Indicator(
        name=f"operator_{kernel.__name__}",  # type: ignore[attr-defined]
        title="",
        description="",
        category="operator",
        inputs=tuple(Input(name) for name in inputs),
        params=params,
        outputs=tuple(Output(name) for name in outputs),
        kernel=kernel,  # type: ignore[arg-type]
        state=state,
    )


_CODE = (Param("code", "int"),)
OPERATORS: Final[dict[str, Indicator]] = {
    "arithmetic": _operator(arithmetic, ("left", "right"), _CODE),
    "comparison": _operator(comparison, ("left", "right"), _CODE),
    "function": _operator(function, ("source",), _CODE),
    "rounding": _operator(rounding, ("source",), (Param("places", "int"),)),
    "select": _operator(select, ("test", "then", "other")),
    "replace_na": _operator(replace_na, ("source", "instead")),
    "fixnan": _operator(fixnan, ("source",), cells=2),
    "history": _operator(
        history, ("source",), (Param("bars", "int"), Param("is_condition", "int")), cells=1, cells_more="bars"
    ),
    "rolling_sum": _operator(
        rolling_sum, ("source",), (Param("bars", "int"),), cells=HEAD, cells_more="bars", each=2
    ),
    "calendar": _operator(calendar, ("local",), _CODE),
    "resample": _operator(
        resample,
        ("open", "high", "low", "close", "volume", "time", "local", "clock"),
        (Param("period", "float"), Param("length", "float"), Param("shift", "float")),
        ("open", "high", "low", "close", "volume", "time", "local", "bar_index", "closed"),
        cells=10,
    ),
    "session": _operator(
        session,
        ("local",),
        (Param("start", "int"), Param("end", "int"), Param("days", "int"), Param("later", "float")),
    ),
    "hold": _operator(hold, ("source", "closed"), (Param("is_condition", "int"),), cells=2),
}
