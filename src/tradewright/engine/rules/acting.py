"""The rules as machine code: bar by bar through a block, from the program's columns to orders on the emulator.

What each statement means stands in `domain.strategy.orders`; this is that text, word for word. Shortcuts change nothing but
time: while flat with nothing pending only entries can act; a bracket whose levels are the same is not issued again; and
between signals a position with such a bracket waits for a price.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tradewright.engine.broker.grid import equity_at
from tradewright.engine.broker.layout import ENTRY, FULL, NAN, NO_ID, book_of
from tradewright.engine.broker.step import (
    PRICE,
    SPARE,
    TIME,
    has_room,
    is_quiet,
    needs_finish,
    pass_quietly,
)
from tradewright.engine.native import (
    call_close,
    call_entry,
    call_exit,
    call_finish,
    call_step,
    carray,
    entry,
    inlined,
    offset,
)
from tradewright.engine.rules.layout import (
    BARS_COLUMN,
    CLOSE_COLUMN,
    CLOSE_ORDER,
    COOLDOWN_COLUMN,
    ENTER_COLUMN,
    ENTRY_ID,
    ENTRY_ORDER,
    EXIT_CELLS,
    EXIT_ID,
    EXIT_ORDER,
    EXITS,
    EXITS_AT,
    FINISH,
    FLAT_COLUMN,
    KEEPS_RISK,
    LIMIT_COLUMNS,
    LIMIT_KIND,
    LIMIT_LEVEL,
    LIMIT_RISK,
    LONG,
    MEMORY,
    PORTION_COLUMN,
    PYRAMIDING,
    RISK_COLUMN,
    ROOM,
    SCRATCH_PRICES,
    SCRATCH_WHOLES,
    SIDE_CELLS,
    STATE,
    STEP,
    STOP_COLUMNS,
    STOPS,
    TRAIL_COLUMN,
    WATCHED,
    WATCHED_AT,
)

CELL = np.dtype("i8")
TIE = 1e-10
FAR = 1 << 40
"""Longer than any plan or its memory: arrays over them are as long as their reader says."""


@entry("f64*", "i64", "void*", "void*", "i64", "i64", "i64", returns="i64")
def act_on_block(columns: Any, width: int, plan: Any, broker: Any, first: int, start: int, n: int) -> int:
    """Run the broker and the rules over bars `start` to `n` of a block whose first bar is number `first`.

    Returns how many bars of the block are finished: fewer than `n` when the broker's memory must grow before the next.
    """
    cells = carray(plan, FAR, CELL)
    scratch = offset(plan, cells[MEMORY])
    memory = carray(scratch, FAR, PRICE)
    k = book_of(broker)
    h = k.head[0]
    times = carray(offset(broker, h.at_time), h.bars, TIME)
    opens = carray(offset(broker, h.at_open), h.bars, PRICE)
    highs = carray(offset(broker, h.at_high), h.bars, PRICE)
    lows = carray(offset(broker, h.at_low), h.bars, PRICE)
    closes = carray(offset(broker, h.at_close), h.bars, PRICE)
    equity = carray(offset(broker, h.at_equity), h.bars, PRICE)
    short = LONG + SIDE_CELLS
    flat = carray(offset(columns, cells[FLAT_COLUMN] * width), n)
    enter_long = carray(offset(columns, cells[LONG + ENTER_COLUMN] * width), n)
    enter_short = carray(offset(columns, cells[short + ENTER_COLUMN] * width), n)
    close_long = carray(offset(columns, cells[LONG + CLOSE_COLUMN] * width), n)
    close_short = carray(offset(columns, cells[short + CLOSE_COLUMN] * width), n)
    i = start
    while i < n:
        from_ = i
        if h.position == 0.0:
            if h.n_orders == 0 and h.up == math.inf and h.down == -math.inf:
                worth = equity_at(h, 0.0)
                while i < n and enter_long[i] == 0.0 and enter_short[i] == 0.0:
                    equity[first + i] = worth
                    i += 1
        elif _is_calm(h, cells, memory, LONG if h.position > 0.0 else short):
            closing = close_long if h.position > 0.0 else close_short
            free = h.initial + h.realised - h.open_fees
            size, average, point = h.position, h.avg, h.point
            up, down, hi, lo = h.up, h.down, h.hi, h.lo
            while (
                i < n
                and enter_long[i] == 0.0
                and enter_short[i] == 0.0
                and closing[i] == 0.0
                and flat[i] == 0.0
            ):
                bar = first + i
                high, low = highs[bar], lows[bar]
                if not (high < up and low > down):
                    break
                hi = max(hi, high)
                lo = min(lo, low)
                equity[bar] = free + size * (closes[bar] - average) * point
                i += 1
            h.hi = hi
            h.lo = lo
        if i > from_:
            last = first + i - 1
            pass_quietly(h, last, times[last], opens[last], highs[last], lows[last], closes[last])
        if i == n:
            return n
        bar = first + i
        if not _fits(broker, cells[ROOM]):
            return i
        if is_quiet(h, highs[bar], lows[bar]):
            pass_quietly(h, bar, times[bar], opens[bar], highs[bar], lows[bar], closes[bar])
            equity[bar] = equity_at(h, closes[bar])
        elif call_step(cells[STEP], broker, bar, -1) == FULL:
            return i
        _decide(broker, scratch, columns, width, cells, memory, i)
        if needs_finish(h):
            call_finish(cells[FINISH], broker)
        i += 1
    return n


@inlined
def _is_calm(h: Any, cells: Any, memory: Any, side: int) -> bool:
    """Tell whether, on the held side, only a signal or a price can bring anything about: nothing moves with each bar."""
    return (
        cells[side + WATCHED] == 0
        and h.rated == 0
        and cells[side + BARS_COLUMN] < 0
        and (cells[side + EXITS] == 0 or memory[cells[side + STATE] + 1] == h.fills)
        and not needs_finish(h)
    )


@inlined
def _fits(block: Any, exits: int) -> bool:
    """Tell whether the orders of a close surely fit: a bracket for each entry that is open or pending."""
    k = book_of(block)
    h = k.head[0]
    wanted = h.n_orders + (h.n_bindings + 4) * (exits + 1) + SPARE
    return wanted < len(k.orders) and h.n_log + wanted < len(k.log) and has_room(block)


@inlined
def _decide(block: Any, scratch: Any, columns: Any, width: int, cells: Any, memory: Any, i: int) -> None:
    """Carry out the statements on the bar that has just closed: bar `i` of the block."""
    k = book_of(block)
    h = k.head[0]
    if h.position != 0.0 and _is_true(columns, width, cells[FLAT_COLUMN], i):
        call_close(cells[CLOSE_ORDER], block, NO_ID, NAN, NAN, NO_ID, 1, 3)
        return
    short = LONG + SIDE_CELLS
    leaving_long = _leaving(block, columns, width, cells, LONG, 1.0, i)
    leaving_short = _leaving(block, columns, width, cells, short, -1.0, i)
    quantity_long = _entering(block, columns, width, cells, LONG, 1.0, leaving_long, i)
    quantity_short = _entering(block, columns, width, cells, short, -1.0, leaving_short, i)
    # -1 says no entry; NaN says an entry of the default size.
    entering_long = quantity_long != -1.0
    entering_short = quantity_short != -1.0
    held_long = h.position > 0.0
    held_short = h.position < 0.0
    if leaving_long and not entering_short:
        call_close(cells[CLOSE_ORDER], block, cells[LONG + ENTRY_ID], NAN, NAN, NO_ID, 0, 1)
    if leaving_short and not entering_long:
        call_close(cells[CLOSE_ORDER], block, cells[short + ENTRY_ID], NAN, NAN, NO_ID, 0, 2)
    if entering_long:
        _keep_risk(block, columns, width, cells, memory, LONG, 1.0, held_long, i)
        call_entry(
            cells[ENTRY_ORDER],
            block,
            cells[LONG + ENTRY_ID],
            1.0,
            quantity_long,
            NAN,
            NAN,
            0,
            0,
            NO_ID,
            ENTRY,
        )
    if entering_short:
        _keep_risk(block, columns, width, cells, memory, short, -1.0, held_short, i)
        call_entry(
            cells[ENTRY_ORDER],
            block,
            cells[short + ENTRY_ID],
            -1.0,
            quantity_short,
            NAN,
            NAN,
            0,
            0,
            NO_ID,
            ENTRY,
        )
    if cells[LONG + EXITS] > 0 and (entering_long or (held_long and not entering_short)):
        _bracket(block, scratch, columns, width, cells, memory, LONG, 1.0, held_long, entering_long, i)
    if cells[short + EXITS] > 0 and (entering_short or (held_short and not entering_long)):
        _bracket(block, scratch, columns, width, cells, memory, short, -1.0, held_short, entering_short, i)


@inlined
def _at(columns: Any, width: int, column: int, i: int) -> float:
    return columns[column * width + i]


@inlined
def _is_true(columns: Any, width: int, column: int, i: int) -> bool:
    return _at(columns, width, column, i) == 1.0


@inlined
def _leaving(block: Any, columns: Any, width: int, cells: Any, side: int, sign: float, i: int) -> bool:
    k = book_of(block)
    h = k.head[0]
    if h.position * sign <= 0.0:
        return False
    if _is_true(columns, width, cells[side + CLOSE_COLUMN], i):
        return True
    if cells[side + BARS_COLUMN] < 0 or h.n_opens == 0:
        return False
    held = h.bar - k.opens[0].bar + 1
    return held >= _at(columns, width, cells[side + BARS_COLUMN], i)


@inlined
def _entering(
    block: Any, columns: Any, width: int, cells: Any, side: int, sign: float, leaving: bool, i: int
) -> float:
    """Return -1 for no entry, else its quantity: NaN for the strategy's default."""
    k = book_of(block)
    h = k.head[0]
    if not _is_true(columns, width, cells[side + ENTER_COLUMN], i):
        return -1.0
    if h.position * sign > 0.0 and (leaving or cells[side + PYRAMIDING] == 1):
        return -1.0
    if cells[side + COOLDOWN_COLUMN] >= 0 and h.n_closed > 0:
        cooldown = _at(columns, width, cells[side + COOLDOWN_COLUMN], i)
        if cooldown > 0.0 and h.bar - k.closed[h.n_closed - 1].exit_bar < cooldown:
            return -1.0
    if cells[side + RISK_COLUMN] < 0:
        return NAN
    stop = _stop(h, columns, width, cells, side, sign, h.c, i)
    risk = abs(h.c - stop) * h.point
    if not risk > 0.0:
        return -1.0
    percent = _at(columns, width, cells[side + RISK_COLUMN], i)
    quantity = equity_at(h, h.c) * percent / 100.0 / risk
    return quantity if quantity > 0.0 else -1.0


@inlined
def _keep_risk(
    block: Any, columns: Any, width: int, cells: Any, memory: Any, side: int, sign: float, held: bool, i: int
) -> None:
    k = book_of(block)
    if cells[side + KEEPS_RISK] == 1 and not held:
        h = k.head[0]
        memory[cells[side + STATE]] = abs(h.c - _stop(h, columns, width, cells, side, sign, h.c, i))


@inlined
def _level(h: Any, columns: Any, width: int, cells: Any, cell: int, average: float, i: int) -> float:
    """Return `scale * average + offset` on the nearest tick; na stays na."""
    return _on_tick(
        h, _at(columns, width, cells[cell], i) * average + _at(columns, width, cells[cell + 1], i)
    )


@inlined
def _on_tick(h: Any, price: float) -> float:
    """Return the nearest tick, half away from zero; a price whose exact ticks lie within 1e-10 of the half counts as on it.

    That is Pine's math.round_to_mintick as PyneCore measured it. Floats hold 1.011 * 105 a hair below 106.155.
    """
    if price != price:
        return NAN
    size = abs(price)
    ticks = size * h.tick_den / h.tick_num
    whole = math.floor(ticks)
    above = ticks - whole - 0.5
    if abs(above) < 1e-6:
        # Dekker's product (1971) gives what the multiplication has rounded away.
        apart = 134217729.0 * size
        high = apart - (apart - size)
        rest = ((high * h.tick_den - size * h.tick_den) + (size - high) * h.tick_den) / h.tick_num
        above += rest + TIE
    if above >= 0.0:
        whole += 1.0
    return math.copysign(whole * h.tick_num / h.tick_den, price)


@inlined
def _stop(
    h: Any, columns: Any, width: int, cells: Any, side: int, sign: float, average: float, i: int
) -> float:
    """Return the stop that lies nearest to the price; na without one."""
    nearest = NAN
    for place in range(cells[side + STOPS]):
        level = _level(h, columns, width, cells, side + STOP_COLUMNS + 2 * place, average, i)
        if level == level and (nearest != nearest or (level - nearest) * sign > 0.0):
            nearest = level
    return nearest


@inlined
def _is_unchanged(h: Any, columns: Any, width: int, cells: Any, memory: Any, side: int, i: int) -> bool:
    """Tell whether the bracket of the last issue still stands; remember what it is made of."""
    state = cells[side + STATE]
    same = memory[state + 1] == h.fills
    memory[state + 1] = h.fills
    for place in range(cells[side + WATCHED]):
        value = _at(columns, width, cells[cells[side + WATCHED_AT] + place], i)
        last = memory[state + 2 + place]
        if not (value == last or (value != value and last != last)):
            same = False
            memory[state + 2 + place] = value
    return same


@inlined
def _bracket(
    block: Any,
    scratch: Any,
    columns: Any,
    width: int,
    cells: Any,
    memory: Any,
    side: int,
    sign: float,
    held: bool,
    entering: bool,
    i: int,
) -> None:
    k = book_of(block)
    h = k.head[0]
    unchanged = _is_unchanged(h, columns, width, cells, memory, side, i)
    # Orders filled at the close look at the bar they were issued on; there every bar issues them.
    if unchanged and not entering and h.on_close == 0:
        return
    if entering:
        memory[cells[side + STATE] + 1] = -1.0
    average = h.avg if held else h.c
    stop = _stop(h, columns, width, cells, side, sign, average, i)
    trail_price = NAN
    trail_offset = NAN
    if cells[side + TRAIL_COLUMN] >= 0:
        trail_price = _level(h, columns, width, cells, side + TRAIL_COLUMN, average, i)
        scale = _at(columns, width, cells[side + TRAIL_COLUMN + 2], i)
        distance = scale * average + _at(columns, width, cells[side + TRAIL_COLUMN + 3], i)
        if distance == distance and trail_price == trail_price:
            trail_offset = max(math.floor(distance / h.tick + 0.5), 1.0)
        else:
            trail_price = NAN
    wholes = carray(scratch, SCRATCH_WHOLES, CELL)
    prices = carray(offset(scratch, 8 * SCRATCH_WHOLES), SCRATCH_PRICES, PRICE)
    wholes[1] = cells[side + ENTRY_ID]
    for place in range(cells[side + EXITS]):
        cell = cells[side + EXITS_AT] + place * EXIT_CELLS
        limit = NAN
        if cells[cell + LIMIT_KIND] == LIMIT_LEVEL:
            limit = _level(h, columns, width, cells, cell + LIMIT_COLUMNS, average, i)
        elif cells[cell + LIMIT_KIND] == LIMIT_RISK:
            ratio = _at(columns, width, cells[cell + LIMIT_COLUMNS], i)
            limit = _on_tick(h, average + sign * ratio * memory[cells[side + STATE]])
        portion = NAN
        if cells[cell + PORTION_COLUMN] >= 0:
            portion = _at(columns, width, cells[cell + PORTION_COLUMN], i)
        prices[1], prices[3], prices[5], prices[6], prices[8] = (
            portion,
            limit,
            stop,
            trail_price,
            trail_offset,
        )
        wholes[0] = cells[cell + EXIT_ID]
        call_exit(cells[EXIT_ORDER], block, scratch, offset(scratch, 8 * SCRATCH_WHOLES))
