"""Rounding onto the grids of price and quantity, as TradingView's emulator was measured to do it."""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.layout import (
    FEE_PER_CONTRACT,
    FEE_PER_ORDER,
    FEE_PERCENT,
    FIXED,
    NAN,
    PERCENT_OF_EQUITY,
)
from tradewright.engine.native import inlined

ON_TICK = 1e-4
"""A level within this part of a tick counts as on it (measured on TradingView: 9.6e-5 does, 1.005e-4 does not)."""


@inlined
def to_tick(h: Any, price: float) -> float:
    """Return the price on the nearest tick, half up."""
    return math.floor(price * h.tick_den / h.tick_num + 0.5) * h.tick_num / h.tick_den


@inlined
def tick_below(h: Any, price: float) -> float:
    """Return the tick at or below a level."""
    return math.floor(price * h.tick_den / h.tick_num + ON_TICK) * h.tick_num / h.tick_den


@inlined
def tick_above(h: Any, price: float) -> float:
    """Return the tick at or above a level."""
    return math.ceil(price * h.tick_den / h.tick_num - ON_TICK) * h.tick_num / h.tick_den


@inlined
def hard_side(h: Any, price: float, up: float) -> float:
    """Return the tick above when `up` is positive, below otherwise; NaN stays."""
    if price != price:
        return NAN
    if up > 0.0:
        return tick_above(h, price)
    return tick_below(h, price)


@inlined
def to_lot(h: Any, size: float) -> float:
    """Return a size that is already whole lots, but for float dirt, exactly on the grid."""
    return math.floor(size * h.lot_den / h.lot_num + 0.5) * h.lot_num / h.lot_den


@inlined
def lots_below(h: Any, quantity: float) -> float:
    """Return the quantity cut to whole lots; a value a hair below a lot because of float arithmetic counts as that lot."""
    scaled = quantity * h.lot_den / h.lot_num
    nearest = math.floor(scaled + 0.5)
    if abs(scaled - nearest) <= 1e-9 + scaled * 2e-15:
        return nearest * h.lot_num / h.lot_den
    return math.floor(scaled) * h.lot_num / h.lot_den


@inlined
def written_lots(h: Any, quantity: float) -> float:
    """Return a quantity the strategy wrote, cut to whole lots by its shortest decimal form."""
    nearest = math.floor(quantity * h.lot_den / h.lot_num + 0.5)
    if nearest * h.lot_num / h.lot_den > quantity:
        nearest -= 1.0
    return nearest * h.lot_num / h.lot_den


@inlined
def money_lots(h: Any, quantity: float) -> float:
    """Return a quantity that came from dividing money, plainly cut to whole lots."""
    return math.floor(quantity * h.lot_den / h.lot_num) * h.lot_num / h.lot_den


@inlined
def ten_digits(money: float) -> float:
    """Return money rounded to ten significant digits, as the emulator does before it divides by a price."""
    if money <= 0.0:
        return money
    scale = 10.0 ** (9.0 - math.floor(math.log10(money)))
    return math.floor(money * scale + 0.5) / scale


@inlined
def equity_at(h: Any, price: float) -> float:
    """Return the account's worth with the position valued at `price`."""
    worth = h.initial + h.realised - h.open_fees
    if h.position != 0.0:
        worth += h.position * (price - h.avg) * h.point
    return worth


@inlined
def default_money(h: Any) -> float:
    """Return the money an order without a quantity may spend now; NaN when the quantity is fixed."""
    if h.quantity_mode == FIXED:
        return NAN
    if h.quantity_mode == PERCENT_OF_EQUITY:
        money = equity_at(h, h.c) * h.quantity_value * 0.01
        if h.fee_mode == FEE_PER_ORDER:
            money -= h.fee_value
        return max(money, 0.0)
    return h.quantity_value


@inlined
def quantity_for(h: Any, money: float, price: float) -> float:
    """Return the lots that `money` buys at `price` now."""
    return quantity_at(h, money, price, h.point)


@inlined
def quantity_at(h: Any, money: float, price: float, point: float) -> float:
    """Return the lots that `money` buys at `price` with a whole price point worth `point`, fees included; the fixed
    quantity when money is NaN.
    """
    if money != money:
        return written_lots(h, h.quantity_value)
    unit = price * point
    if h.quantity_mode == PERCENT_OF_EQUITY:
        if h.fee_mode == FEE_PERCENT:
            unit *= 1.0 + h.fee_value * 0.01
        elif h.fee_mode == FEE_PER_CONTRACT:
            unit += h.fee_value
    if unit <= 0.0:
        return 0.0
    return money_lots(h, ten_digits(money) / unit)


@inlined
def fee_of(h: Any, quantity: float, price: float, whole: float) -> float:
    """Return the fee of `quantity` filled as a part of an order of `whole`."""
    if h.fee_value == 0.0:
        return 0.0
    if h.fee_mode == FEE_PERCENT:
        return quantity * price * h.point * h.fee_value * 0.01
    if h.fee_mode == FEE_PER_CONTRACT:
        return quantity * h.fee_value
    return h.fee_value * quantity / whole
