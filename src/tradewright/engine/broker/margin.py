"""Margin calls and the rules of strategy.risk.* that watch the account along the bar's path."""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.book import remove_order
from tradewright.engine.broker.filling import after_close, close_part, fill_order, flatten
from tradewright.engine.broker.grid import equity_at, to_tick
from tradewright.engine.broker.layout import (
    BY_MARGIN,
    CANCELLED,
    ENTRY,
    EXIT,
    ID_MARGIN,
    NO_ID,
    PERCENT_OF_EQUITY,
    REASON_MARGIN,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.native import inlined


@inlined
def check_margin(block: Any, price: float, can_defer: bool) -> bool:
    """Liquidate four times what is missing at `price`; return whether the call waits for the close."""
    k = book_of(block)
    h = k.head[0]
    if h.position == 0.0:
        return False
    side = sign_of(h.position)
    margin = (h.margin_long if side > 0.0 else h.margin_short) * 0.01
    if margin <= 0.0:
        return False
    quantity = abs(h.position)
    free = equity_at(h, price) - quantity * price * h.point * margin
    # What float arithmetic leaves over is no missing money.
    if free >= -1e-11 * abs(h.initial):
        return False
    lots = math.floor(-free / margin / (price * h.point) * h.lot_den / h.lot_num)
    whole_lots = h.lot_num >= h.lot_den
    if lots <= 0.0 and not whole_lots:
        cut = 1.0
    else:
        cut = max(1.0, lots * 4.0) * h.lot_num / h.lot_den
        if can_defer and lots <= 0.0 and price != h.c:
            at_close = equity_at(h, h.c) - quantity * h.c * h.point * margin
            if at_close < 0.0:
                h.mc_deferred = 1
                return True
    _liquidate(block, min(cut, quantity), price)
    return False


@inlined
def _liquidate(block: Any, quantity: float, price: float) -> None:
    k = book_of(block)
    h = k.head[0]
    side = sign_of(h.position)
    at = to_tick(h, price - side * h.slip)
    h.fills += 1
    h.last_fill = at
    close_part(block, quantity, at, ID_MARGIN, NO_ID, NO_ID, 0, NO_ID, quantity, BY_MARGIN, -1, 0)
    after_close(block, NO_ID)
    # Exits withdrawn by a rejected reversal come back with the margin call; a stop already passed fills with it.
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 0 or o.kind != EXIT or o.detached == 0:
            continue
        o.detached = 0
        if given(o.stop) and h.position * o.size < 0.0 and (price - o.stop) * sign_of(o.size) >= 0.0:
            o.by = 2
            fill_order(block, i, price + sign_of(o.size) * h.slip)


@inlined
def cancel_unaffordable(block: Any) -> None:
    """Cancel pending priced entries whose own margin the account no longer has at the close."""
    k = book_of(block)
    h = k.head[0]
    if h.margin_long <= 0.0 and h.margin_short <= 0.0:
        return
    worth = equity_at(h, h.c)
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 0 or o.kind != ENTRY or o.market == 1:
            continue
        margin = (h.margin_long if o.reserved > 0.0 else h.margin_short) * 0.01
        if margin > 0.0 and (abs(o.size) - o.flip) * h.c * h.point * margin > worth:
            remove_order(block, i, CANCELLED, REASON_MARGIN)


@inlined
def roll_day(block: Any, day: int) -> None:
    """Begin a new trading day for the rules that count by day."""
    k = book_of(block)
    h = k.head[0]
    if h.risk == 0 or day == h.day:
        return
    if h.halted == 1 and h.halted_day >= 0:
        h.halted = 0
        h.halted_day = -1
    worth = equity_at(h, h.c) if h.bar > 0 else h.initial
    if h.day != -1:
        h.loss_days = h.loss_days + 1 if worth < h.day_last else 0
    h.day_last = worth
    h.day_equity = worth
    h.day = day
    h.orders_day = 0
    if h.loss_days_max > 0 and h.loss_days >= h.loss_days_max and h.halted == 0:
        flatten(block, h.o)
        h.halted = 1
        h.halted_day = -1


@inlined
def check_day_loss(block: Any, price: float, slip: float) -> bool:
    """Apply strategy.risk.max_intraday_loss at a price of the path; return whether it fired. What is lost already counts
    while flat too: the day's orders are withdrawn then.
    """
    k = book_of(block)
    h = k.head[0]
    if h.loss_value <= 0.0 or h.halted == 1 or h.day_equity <= 0.0:
        return False
    most = h.day_equity * h.loss_value * 0.01 if h.loss_mode == PERCENT_OF_EQUITY else h.loss_value
    if h.day_equity - equity_at(h, price) < most:
        return False
    flatten(block, price - sign_of(h.position) * slip)
    h.halted = 1
    h.halted_day = h.day
    return True


@inlined
def check_drawdown(block: Any) -> None:
    """Apply strategy.risk.max_drawdown at the bar's close; it is judged on bars that closed a trade only (measured)."""
    k = book_of(block)
    h = k.head[0]
    if h.dd_value <= 0.0 or h.halted == 1 or h.n_closed == h.closed_before:
        return
    peak = max(h.initial, h.equity_peak)
    most = peak * h.dd_value * 0.01 if h.dd_mode == PERCENT_OF_EQUITY else h.dd_value
    if peak - equity_at(h, h.c) >= most:
        flatten(block, h.c)
        h.halted = 1
        h.halted_day = -1
