"""The passes over equity and trades that are machine code: drawdown, run-up, and the Monte Carlo walks.

Bodies are plain loops over arrays, so that tests may call them as they are; entries only open the addresses.
"""

# ruff: noqa: PLR0917 - kernels take plain positional arguments, as C does
from __future__ import annotations

from typing import Any

import numpy as np

from tradewright.engine.native import Block, Whole, carray, entry, inlined

WORST = 10
"""Deepest drawdowns that are listed."""
FIELDS = 5
"""Cells of a listed drawdown: peak bar (-1: the start), trough bar, recovery bar (-1: none), depth, peak equity."""
(
    DEPTH, DEPTH_PEAK_BAR, DEPTH_TROUGH_BAR, DEPTH_RECOVERY_BAR, DEPTH_SHARE, UNDER_WATER, LONGEST_FROM, LONGEST_TO,
    SQUARES, EPISODES, SHARES, RISE, RISE_SHARE, HIGHEST, LOWEST, KEPT,
) = range(16)  # fmt: skip
INTRABAR_DEPTH, INTRABAR_SHARE, INTRABAR_RISE, INTRABAR_RISE_SHARE = range(4)
MASK = 0x7FFFFFFF


@inlined
def keep_worst(
    worst: Block, kept: int, peak_bar: int, trough_bar: int, recovery: int, depth: float, peak: float
) -> int:
    """Insert a drawdown into the list, deepest share first; return how many it holds."""
    at = kept
    while at > 0 and depth * worst[(at - 1) * 5 + 4] > worst[(at - 1) * 5 + 3] * peak:
        at -= 1
    if at >= 10:
        return kept
    last = kept if kept < 10 else 9
    while last > at:
        for cell in range(5):
            worst[last * 5 + cell] = worst[(last - 1) * 5 + cell]
        last -= 1
    worst[at * 5] = peak_bar
    worst[at * 5 + 1] = trough_bar
    worst[at * 5 + 2] = recovery
    worst[at * 5 + 3] = depth
    worst[at * 5 + 4] = peak
    return kept + 1 if kept < 10 else 10


@inlined
def scan_equity(equity: Block, initial: float, out: Block, worst: Block) -> None:
    """Walk equity at the closes once: deepest falls, time under water, squared falls, greatest rise."""
    n = len(equity)
    peak, inverse, peak_bar = initial, 1.0 / initial, -1
    depth, trough = 0.0, -1
    deepest, deep_peak, deep_trough, deep_end, share_max = 0.0, -1, -1, -1, 0.0
    under, from_bar, to_bar, squares, episodes, shares, kept = 0, 0, 0, 0.0, 0, 0.0, 0
    lowest, rise, rise_share, floor = initial, 0.0, 0.0, initial
    for i in range(n):
        e = equity[i]
        if e < peak:
            fall = peak - e
            under += 1
            share = fall * inverse
            squares += share * share
            if fall > depth:
                depth, trough = fall, i
        else:
            if depth > 0.0:
                kept = keep_worst(worst, kept, peak_bar, trough, i, depth, peak)
                episodes += 1
                shares += depth * inverse
                if depth > deepest:
                    deepest, deep_peak, deep_trough, deep_end = depth, peak_bar, trough, i
                share_max = max(share_max, depth * inverse)
                if i - peak_bar > to_bar - from_bar:
                    from_bar, to_bar = peak_bar, i
                depth = 0.0
            if e > peak:
                peak, inverse = e, 1.0 / e
            peak_bar = i
        if e < lowest:
            lowest = e
        elif e - lowest > rise:
            rise = e - lowest
            floor = lowest
            if floor > 0.0 and rise > rise_share * floor:
                rise_share = rise / floor
    if depth > 0.0:
        kept = keep_worst(worst, kept, peak_bar, trough, -1, depth, peak)
        episodes += 1
        shares += depth * inverse
        if depth > deepest:
            deepest, deep_peak, deep_trough, deep_end = depth, peak_bar, trough, -1
        share_max = max(share_max, depth * inverse)
        if n - 1 - peak_bar > to_bar - from_bar:
            from_bar, to_bar = peak_bar, n - 1
    out[0], out[1], out[2], out[3], out[4] = deepest, deep_peak, deep_trough, deep_end, share_max
    out[5], out[6], out[7], out[8], out[9] = under, from_bar, to_bar, squares, episodes
    out[10], out[11], out[12], out[13], out[14], out[15] = shares, rise, rise_share, peak, lowest, kept


@inlined
def scan_intrabar(low: Block, high: Block, initial: float, out: Block) -> None:
    """Walk the extremes inside bars: the peak of all earlier bars against this bar's low, and the other way round."""
    peak, floor, depth, share, rise, rise_share = initial, initial, 0.0, 0.0, 0.0, 0.0
    for i in range(len(low)):
        bottom, top = low[i], high[i]
        fall, gain = peak - bottom, top - floor
        depth = max(depth, fall)
        if fall > share * peak:
            share = fall / peak
        rise = max(rise, gain)
        if floor > 0.0 and gain > rise_share * floor:
            rise_share = gain / floor
        peak = max(peak, top)
        floor = min(floor, bottom)
    out[0], out[1], out[2], out[3] = depth, share, rise, rise_share


@inlined
def scan_marked(
    equity: Block,
    low: Block,
    high: Block,
    close: Block,
    bars: Whole,
    sizes: Block,
    initial: float,
    out: Block,
) -> None:
    """Walk equity marked at each bar's extremes: `sizes` are signed changes of the position's value per price point, at
    `bars` in ascending order. The path inside a bar with a fill is not known here: such a bar counts at its close.
    """
    peak, floor, depth, rise = initial, initial, 0.0, 0.0
    fell, fell_from, rose, rose_from = (
        0.0,
        1.0,
        0.0,
        1.0,
    )  # largest shares as fractions: a division a bar would cost more
    n, fills, at, held, largest, last = len(equity), len(bars), 0, 0.0, 0.0, initial
    fill = bars[0] if fills > 0 else n
    for i in range(n):
        e = equity[i]
        if held == 0.0 and e == last and i != fill:
            continue
        last = e
        bottom, top = e, e
        if i == fill:
            while at < fills and bars[at] == i:
                held += sizes[at]
                at += 1
            largest = max(largest, abs(held))
            if abs(held) < 1e-9 * largest:
                held = 0.0  # what adding and taking the same sizes leaves behind
            fill = bars[at] if at < fills else n
        elif held > 0.0:
            bottom, top = e + held * (low[i] - close[i]), e + held * (high[i] - close[i])
        elif held < 0.0:
            bottom, top = e + held * (high[i] - close[i]), e + held * (low[i] - close[i])
        fall, gain = peak - bottom, top - floor
        depth = max(depth, fall)
        if fall * fell_from > fell * peak:
            fell, fell_from = fall, peak
        rise = max(rise, gain)
        if floor > 0.0 and gain * rose_from > rose * floor:
            rose, rose_from = gain, floor
        peak = max(peak, top)
        floor = min(floor, bottom)
    out[0], out[1], out[2], out[3] = depth, fell / fell_from, rise, rose / rose_from


@inlined
def scan_fall(equity: Block, initial: float, out: Block) -> None:
    """Find the deepest fall at the closes, in money and as a share of its peak: what a sweep needs."""
    peak, depth, share = initial, 0.0, 0.0
    for i in range(len(equity)):
        e = equity[i]
        if e > peak:
            peak = e
        else:
            fall = peak - e
            depth = max(depth, fall)
            if fall > share * peak:
                share = fall / peak
    out[0], out[1] = depth, share


@inlined
def next_random(state: Whole) -> int:
    """Return the next 31 random bits of a xorshift generator (Marsaglia 2003, the 64-bit 13/7/17 one)."""
    x: int = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return (x >> 16) & 0x7FFFFFFF


@inlined
def walk_orders(profits: Block, initial: float, deck: Block, state: Whole, ends: Block, falls: Block) -> None:
    """Shuffle the trades' profits once per cell of `ends` (Fisher and Yates); keep the end and the deepest fall's share."""
    n = len(profits)
    for i in range(n):
        deck[i] = profits[i]
    for run in range(len(ends)):
        equity, peak, share = initial, initial, 0.0
        for i in range(n):
            j = i + ((next_random(state) * (n - i)) >> 31)
            drawn = deck[j]
            deck[j] = deck[i]
            deck[i] = drawn
            equity += drawn
            if equity > peak:
                peak = equity
            elif peak - equity > share * peak:
                share = (peak - equity) / peak
        ends[run], falls[run] = equity, share


@inlined
def walk_skips(profits: Block, initial: float, missed: int, state: Whole, ends: Block, falls: Block) -> None:
    """Leave each trade out with a probability of `missed` / 2^31, once per cell of `ends`."""
    for run in range(len(ends)):
        equity, peak, share = initial, initial, 0.0
        for i in range(len(profits)):
            if next_random(state) >= missed:
                equity += profits[i]
                if equity > peak:
                    peak = equity
                elif peak - equity > share * peak:
                    share = (peak - equity) / peak
        ends[run], falls[run] = equity, share


@entry("f64*", "i64", "f64", "f64*", "f64*")
def equity_entry(equity: Any, n: int, initial: float, out: Any, worst: Any) -> None:
    """`scan_equity` by address."""
    scan_equity(carray(equity, n), initial, carray(out, 16), carray(worst, 50))


@entry("f64*", "f64*", "i64", "f64", "f64*")
def intrabar_entry(low: Any, high: Any, n: int, initial: float, out: Any) -> None:
    """`scan_intrabar` by address."""
    scan_intrabar(carray(low, n), carray(high, n), initial, carray(out, 4))


@entry("f64*", "f64*", "f64*", "f64*", "i64", "i64*", "f64*", "i64", "f64", "f64*")
def marked_entry(
    equity: Any,
    low: Any,
    high: Any,
    close: Any,
    n: int,
    bars: Any,
    sizes: Any,
    fills: int,
    initial: float,
    out: Any,
) -> None:
    """`scan_marked` by address."""
    columns = (carray(equity, n), carray(low, n), carray(high, n), carray(close, n))
    changes = (carray(bars, fills), carray(sizes, fills))
    scan_marked(
        columns[0], columns[1], columns[2], columns[3], changes[0], changes[1], initial, carray(out, 4)
    )


@entry("f64*", "i64", "f64", "f64*")
def fall_entry(equity: Any, n: int, initial: float, out: Any) -> None:
    """`scan_fall` by address."""
    scan_fall(carray(equity, n), initial, carray(out, 2))


@entry("f64*", "i64", "f64", "f64*", "i64*", "f64*", "f64*", "i64")
def orders_entry(
    profits: Any, n: int, initial: float, deck: Any, state: Any, ends: Any, falls: Any, runs: int
) -> None:
    """`walk_orders` by address."""
    walk_orders(
        carray(profits, n),
        initial,
        carray(deck, n),
        carray(state, 1),
        carray(ends, runs),
        carray(falls, runs),
    )


@entry("f64*", "i64", "f64", "i64", "i64*", "f64*", "f64*", "i64")
def skips_entry(
    profits: Any, n: int, initial: float, missed: int, state: Any, ends: Any, falls: Any, runs: int
) -> None:
    """`walk_skips` by address."""
    walk_skips(carray(profits, n), initial, missed, carray(state, 1), carray(ends, runs), carray(falls, runs))


def address(array: Any) -> int:
    """Return where a contiguous array's memory begins; the caller keeps it alive."""
    assert array.flags.c_contiguous  # noqa: S101 - a strided array would be read as another
    return int(np.ndarray.__getattribute__(array, "ctypes").data)
