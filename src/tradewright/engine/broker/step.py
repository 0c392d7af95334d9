"""One bar: what happens before the strategy sees it (`step`), and after it has decided (`finish`).

`step` leaves at once on a bar that can change nothing: its extremes lie inside the bounds the last busy bar left.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tradewright.engine.broker.book import (
    awaits_entry,
    bound_quantity,
    compact,
    find_entry_order,
    remove_order,
)
from tradewright.engine.broker.filling import fill_order, margin_short_of, reach
from tradewright.engine.broker.grid import equity_at, to_lot, to_tick
from tradewright.engine.broker.layout import (
    CANCELLED,
    CLOSE,
    DONE,
    ENTRY,
    EXIT,
    FILLED_SOMETHING,
    FULL,
    NO_ID,
    ORDER_KIND,
    REASON_MARGIN,
    REASON_NO_POSITION,
    REASON_PYRAMIDING,
    REJECTED,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.broker.margin import (
    cancel_unaffordable,
    check_day_loss,
    check_drawdown,
    check_margin,
    roll_day,
)
from tradewright.engine.broker.path import act, gap_through, note_gaps, start_exits, trails_at, walk
from tradewright.engine.broker.placing import resolve_ticks
from tradewright.engine.native import carray, inlined, offset

TIME = np.dtype("i8")
PRICE = np.dtype("f8")
SPARE = 16
"""Free rows wanted in each array, besides what the open orders and entries may need, before a bar begins."""


@inlined
def is_quiet(h: Any, high: float, low: float) -> bool:
    """Tell whether nothing can happen on a bar with these extremes; where rates change with the days, `step_block` knows."""
    return h.rated == 0 and is_inside(h, high, low)


@inlined
def is_inside(h: Any, high: float, low: float) -> bool:
    """Tell whether these extremes lie inside the bounds that the last busy bar left."""
    return high < h.up and low > h.down


@inlined
def pass_quietly(h: Any, bar: int, time: int, open_: float, high: float, low: float, close: float) -> None:
    """Take note of a bar on which nothing happens."""
    h.bar = bar
    h.time = time
    h.o = open_
    h.h = high
    h.l = low
    h.c = close
    if high > h.hi:
        h.hi = high
    if low < h.lo:
        h.lo = low


@inlined
def has_room(block: Any) -> bool:
    """Tell whether a busy bar and the orders of its close fit into the arrays."""
    k = book_of(block)
    h = k.head[0]
    busy = h.n_orders + h.n_bindings
    return (
        h.n_orders + 2 * busy + SPARE < len(k.orders)
        and h.n_opens + busy + SPARE < len(k.opens)
        and h.n_bindings + busy + SPARE < len(k.bindings)
        and h.n_closed + 2 * busy + h.n_opens + SPARE < len(k.closed)
        and h.n_log + 2 * busy + SPARE < len(k.log)
    )


@inlined
def near_first(h: Any) -> bool:
    """Tell whether the path goes to the high first: it does when the high is strictly nearer to the open."""
    return h.h - h.o < h.o - h.l


@inlined
def run_bar(
    block: Any,
    bar: int,
    time: int,
    day: int,
    open_: float,
    high: float,
    low: float,
    close: float,
    cursor: int,
) -> int:
    """Walk the pending orders through the bar. `cursor` is -1, or the path's node a recalculation stands at (0 to 2)."""
    k = book_of(block)
    h = k.head[0]
    if cursor < 0:
        h.closed_before = h.n_closed
        h.bar = bar
        h.time = time
        h.o = to_tick(h, open_)
        h.mark = h.c
        roll_day(block, day)
    h.o = to_tick(h, open_)
    h.h = to_tick(h, high)
    h.l = to_tick(h, low)
    h.c = to_tick(h, close)
    fills = h.fills
    up_first = near_first(h)
    near = h.h if up_first else h.l
    far = h.l if up_first else h.h
    at = h.o
    if cursor == 1:
        at = near
    elif cursor == 2:
        at = far
    h.node = max(cursor, 0)
    _at_point(block, at)
    if h.on_fills == 0:
        # Most bars on which a market order fills hold nothing else: then the rest of the path is not walked.
        set_bounds(block)
        if is_inside(h, h.h, h.l):
            reach(h, near)
            reach(h, far)
            reach(h, h.c)
            h.node = 3
            return FILLED_SOMETHING if h.fills != fills else DONE
    first = max(cursor + 1, 1)
    last = 3
    if h.on_fills == 1 and h.fills != fills:
        last = cursor + 1
    for leg in range(first, last + 1):
        before = h.fills
        h.node = leg
        if leg < 3:
            walk(block, near if leg == 1 else far)
            if _at_extreme(block, leg, up_first):
                break
        else:
            walk(block, h.c)
        if h.on_fills == 1 and h.fills != before:
            break
    return FILLED_SOMETHING if h.fills != fills else DONE


@inlined
def _at_extreme(block: Any, leg: int, up_first: bool) -> bool:
    """Check margin and the day's loss at an extreme; return whether the rest of the path is not walked."""
    k = book_of(block)
    h = k.head[0]
    high = (leg == 1) == up_first
    price = h.h if high else h.l
    adverse = (h.position < 0.0) == high
    if check_margin(block, price, leg == 1 and adverse):
        return True
    return h.position != 0.0 and (h.position < 0.0) == high and check_day_loss(block, price, h.slip)


@inlined
def _at_point(block: Any, price: float) -> None:
    """Let everything act that waits for a price the path jumps to: market orders, gaps, trailing exits."""
    k = book_of(block)
    h = k.head[0]
    h.market_price = price
    h.price = price
    if h.position != 0.0:
        reach(h, price)
    h.bar_size = h.position
    h.bar_equity = equity_at(h, h.mark)
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.kind == EXIT:
            orphan = o.seq == 0 and o.loose == 0 and find_entry_order(block, o.source) < 0
            if orphan or (h.position == 0.0 and o.loose == 0 and find_entry_order(block, o.source) < 0):
                remove_order(block, i, CANCELLED, REASON_NO_POSITION)
            else:
                resolve_ticks(block, i)
    note_gaps(block, price)
    _fill_market(block, price)
    gap_through(block)
    _adopt_loose(block)
    for i in range(h.n_bindings):
        if i < h.n_bindings:
            start_exits(block, k.bindings[i].id, price)
    trails_at(block, price)
    check_margin(block, price, False)


@inlined
def _fill_market(block: Any, price: float) -> None:
    """Fill the market orders in the order they were placed."""
    k = book_of(block)
    h = k.head[0]
    start_sign = sign_of(h.position)
    close_filled = False
    bar_entry = 0.0
    last = 0
    while True:
        chosen = -1
        for i in range(h.n_orders):
            o = k.orders[i]
            if o.alive == 1 and o.market == 1 and o.consumed == 0 and o.queue > last:
                if chosen < 0 or o.queue < k.orders[chosen].queue:
                    chosen = i
        if chosen < 0:
            return
        o = k.orders[chosen]
        last = o.queue
        if o.kind == CLOSE:
            if _fill_close(block, chosen, price) and start_sign != 0.0:
                close_filled = True
            continue
        direction = o.reserved
        if o.kind == ENTRY:
            if h.position * direction > 0.0:
                if h.pyramiding <= h.n_bindings:
                    remove_order(block, chosen, REJECTED, REASON_PYRAMIDING)
                    continue
            elif h.position != 0.0 and o.skip_flip == 0:
                o.size = to_lot(h, o.size - h.position)
            if o.size == 0.0:
                remove_order(block, chosen, REJECTED, REASON_MARGIN)
                continue
            at = price + direction * h.slip
            worth = equity_at(h, h.mark)
            refused = False
            if bar_entry != 0.0 and h.position * bar_entry > 0.0 and direction == -bar_entry:
                old = (
                    abs(h.position)
                    * at
                    * h.point
                    * (h.margin_long if h.position > 0.0 else h.margin_short)
                    * 0.01
                )
                new = (
                    abs(h.position + o.size)
                    * at
                    * h.point
                    * (h.margin_long if direction > 0.0 else h.margin_short)
                    * 0.01
                )
                refused = old + new - worth > abs(worth) * 1e-11 and old + new > 0.0
            if not refused and margin_short_of(h, o.size, at, h.position, worth):
                reversal = close_filled and direction == -start_sign
                stacked = h.position != h.bar_size and not margin_short_of(
                    h, o.size, at, h.bar_size, h.bar_equity
                )
                closing_only = h.position * direction < 0.0 and abs(o.size) <= abs(h.position)
                refused = not reversal and not stacked and not closing_only
            if refused:
                _refuse_reversal(block, chosen)
                remove_order(block, chosen, REJECTED, REASON_MARGIN)
                continue
            bar_entry = direction
        fill_order(block, chosen, price + direction * h.slip)


@inlined
def _fill_close(block: Any, i: int, price: float) -> bool:
    """Fill a market close, cut to what is still open."""
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    side = sign_of(o.size)
    if o.source != NO_ID:
        most = bound_quantity(block, o.source)
        if abs(o.size) > most:
            o.size = side * most
    return fill_order(block, i, price + side * h.slip)


@inlined
def _refuse_reversal(block: Any, i: int) -> None:
    """Withdraw what a reversal that is refused at its fill takes with it: same-bar closes, and the position's exits."""
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    if h.position * o.reserved >= 0.0:
        return
    for j in range(h.n_orders):
        other = k.orders[j]
        if other.alive == 0:
            continue
        if other.kind == CLOSE and other.placed_bar == o.placed_bar and other.size * o.reserved > 0.0:
            remove_order(block, j, CANCELLED, REASON_MARGIN)
        elif other.kind == EXIT and other.seq > 0:
            other.detached = 1


@inlined
def _adopt_loose(block: Any) -> None:
    """Aim an exit without from_entry, whose entry never opened, at the position there is."""
    k = book_of(block)
    h = k.head[0]
    if h.n_bindings == 0:
        return
    own = False
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.kind == EXIT and o.named == 1 and o.seq > 0:
            own = True
    for i in range(h.n_orders):
        o = k.orders[i]
        if (
            o.alive == 0
            or o.kind != EXIT
            or o.loose == 0
            or o.seq > 0
            or find_entry_order(block, o.source) >= 0
        ):
            continue
        if own:
            remove_order(block, i, CANCELLED, REASON_NO_POSITION)
            continue
        o.source = k.bindings[0].id
        o.seq = k.bindings[0].seq
        o.size = -h.position
        resolve_ticks(block, i)


@inlined
def end_walk(block: Any) -> None:
    """Judge pending entries and risk rules at the close, drop what is gone, and work out the quiet bounds."""
    k = book_of(block)
    h = k.head[0]
    cancel_unaffordable(block)
    worth = h.initial + h.realised - h.open_fees
    if worth > h.equity_peak:
        h.equity_peak = worth
    if h.risk == 1:
        check_drawdown(block)
        check_day_loss(block, h.c, 0.0)
    compact(block)
    set_bounds(block)


@inlined
def set_bounds(block: Any) -> None:
    """Work out between which prices nothing can happen."""
    k = book_of(block)
    h = k.head[0]
    h.up = math.inf
    h.down = -math.inf
    busy = h.risk == 1
    margin_long = h.margin_long > 0.0
    margin_short = h.margin_short > 0.0
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.consumed == 1 or o.alive == 0:
            continue
        if o.market == 1 or o.detached == 1 or o.loose == 1:
            busy = True
        elif o.kind == EXIT and awaits_entry(block, i):
            continue
        if (o.kind == ENTRY or o.kind == ORDER_KIND) and (margin_long or margin_short):
            busy = True
        side = sign_of(o.size)
        _bound(h, o.stop, side)
        _bound(h, o.limit, -side)
        if given(o.trail_price):
            if o.armed == 1:
                _bound(h, o.trail_stop, side)
                _bound(h, o.trail_stop - side * o.trail_offset * h.tick_num / h.tick_den, -side)
            else:
                _bound(h, o.trail_price, -side)
    if h.position != 0.0:
        quantity = abs(h.position) * h.point
        free = h.initial + h.realised - h.open_fees
        margin = (h.margin_long if h.position > 0.0 else h.margin_short) * 0.01
        if margin > 0.0:
            if h.position < 0.0:
                call = (free + quantity * h.avg) / (quantity * (1.0 + margin))
                _bound(h, call * (1.0 - 1e-9), 1.0)
            elif margin < 1.0:
                call = (quantity * h.avg - free) / (quantity * (1.0 - margin))
                _bound(h, call + abs(call) * 1e-9, -1.0)
            elif margin > 1.0 or free < quantity * h.avg * (1.0 + 1e-9):
                busy = True
    if busy:
        h.up = -math.inf


@inlined
def _bound(h: Any, level: float, side: float) -> None:
    # Half a tick of room: the bar's prices are compared before they are put on the grid.
    if level != level:
        return
    room = 0.51 * h.tick_num / h.tick_den
    if side > 0.0:
        h.up = min(h.up, level - room)
    else:
        h.down = max(h.down, level + room)


@inlined
def needs_finish(h: Any) -> bool:
    """Tell whether anything is left to do after the strategy has decided."""
    return (
        h.on_close == 1
        or h.immediate == 1
        or h.mc_deferred == 1
        or h.position != 0.0
        and (h.margin_long > 0.0 or h.margin_short > 0.0)
    )


@inlined
def finish_bar(block: Any) -> None:
    """Fill what acts at this bar's close: immediate closes, process_orders_on_close, a deferred margin call."""
    k = book_of(block)
    h = k.head[0]
    h.node = 3
    h.price = h.mark = h.c
    if h.immediate == 1:
        h.immediate = 0
        for i in range(h.n_orders):
            o = k.orders[i]
            if o.alive == 1 and o.immediate == 1:
                _fill_close(block, i, h.c)
    if h.mc_deferred == 1 or h.position != 0.0:
        h.mc_deferred = 0
        check_margin(block, h.c, False)
    if h.on_close == 1:
        _fill_at_close(block)
    compact(block)
    set_bounds(block)


@inlined
def _fill_at_close(block: Any) -> None:
    k = book_of(block)
    h = k.head[0]
    h.bar_size = h.position
    h.bar_equity = equity_at(h, h.c)
    _fill_market(block, h.c)
    for turn in range(2):
        n = h.n_orders
        for i in range(n):
            o = k.orders[i]
            if o.alive == 0 or o.market == 1 or o.consumed == 1 or o.placed_bar != h.bar:
                continue
            if (o.kind == EXIT) != (turn == 1):
                continue
            resolve_ticks(block, i)
            if o.kind == EXIT and awaits_entry(block, i):
                continue
            side = sign_of(o.size)
            if given(o.stop) and (h.c - o.stop) * side >= 0.0:
                act(block, i, 0, h.c)
            elif given(o.limit) and (h.c - o.limit) * side <= 0.0:
                o.by = 1
                fill_order(block, i, h.c)


@inlined
def step_block(block: Any, bar: int, cursor: int) -> int:
    """Walk bar number `bar` of the block's own columns; return DONE, FILLED_SOMETHING, or FULL when nothing was done yet."""
    k = book_of(block)
    h = k.head[0]
    times = carray(offset(block, h.at_time), h.bars, TIME)
    opens = carray(offset(block, h.at_open), h.bars, PRICE)
    highs = carray(offset(block, h.at_high), h.bars, PRICE)
    lows = carray(offset(block, h.at_low), h.bars, PRICE)
    closes = carray(offset(block, h.at_close), h.bars, PRICE)
    equity = carray(offset(block, h.at_equity), h.bars, PRICE)
    time, open_, high, low, close = times[bar], opens[bar], highs[bar], lows[bar], closes[bar]
    if h.rated == 1:
        point = h.point_own * carray(offset(block, h.at_rate), h.bars, PRICE)[bar]
        if point != h.point:
            h.point = point
            h.up = -math.inf
    if cursor < 0 and is_inside(h, high, low):
        pass_quietly(h, bar, time, open_, high, low, close)
        equity[bar] = equity_at(h, close)
        return DONE
    if not has_room(block):
        return FULL
    day = 0
    if h.risk == 1:
        day = carray(offset(block, h.at_day), h.bars, TIME)[bar]
    code = DONE
    if h.magnified == 1 and cursor < 0:
        starts = carray(offset(block, h.at_sub_start), h.bars + 1, TIME)
        if starts[bar] < starts[bar + 1]:
            code = _run_magnified(
                block, bar, time, day, open_, high, low, close, starts[bar], starts[bar + 1]
            )
        else:
            code = run_bar(block, bar, time, day, open_, high, low, close, cursor)
    else:
        code = run_bar(block, bar, time, day, open_, high, low, close, cursor)
    end_walk(block)
    equity[bar] = equity_at(h, h.c)
    return code


@inlined
def _run_magnified(
    block: Any, bar: int, time: int, day: int, open_: float, high: float, low: float, close: float,
    first: int, last: int,
) -> int:  # fmt: skip
    """Walk the bar along the path of its lower-timeframe bars."""
    k = book_of(block)
    h = k.head[0]
    opens = carray(offset(block, h.at_sub_open), h.subs, PRICE)
    highs = carray(offset(block, h.at_sub_high), h.subs, PRICE)
    lows = carray(offset(block, h.at_sub_low), h.subs, PRICE)
    closes = carray(offset(block, h.at_sub_close), h.subs, PRICE)
    fills = h.fills
    for sub in range(first, last):
        if sub == first:
            run_bar(block, bar, time, day, opens[sub], highs[sub], lows[sub], closes[sub], -1)
        else:
            run_bar(block, bar, time, day, opens[sub], highs[sub], lows[sub], closes[sub], 0)
        compact(block)
    h.o = to_tick(h, open_)
    h.h = to_tick(h, high)
    h.l = to_tick(h, low)
    h.c = to_tick(h, close)
    return FILLED_SOMETHING if h.fills != fills else DONE
