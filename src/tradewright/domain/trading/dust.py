"""Partial fills and dust: what is done with every combination of what filled, what may fill still, and the venue's minimum.

A position that could be sold always has a way out; what is too small to be an order is kept, shown as dust, blocks nothing
and goes with the next exit. Nothing here is ever sold because it is small.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from tradewright.domain.trading.instrument import Instrument
from tradewright.kernel.money import ZERO

FillAction = Literal["wait", "end_legs", "keep_dust", "protect", "hold"]
"""wait: too little has filled for an order of its own, and more may come; end_legs: nothing filled and nothing will;
keep_dust: what filled is below the minimum for good; protect: what filled gets its stop, sized to it; hold: what filled
stands without a stop, as wanted, and leaves by an exit.
"""


def tradable(instrument: Instrument, quantity: Decimal, *, price: Decimal | None) -> Decimal:
    """Return the largest part of `quantity` that an order at `price` may be for; zero when the venue takes none.

    Without a price only the lot decides: reducing needs no quote, and the venue has the last word on its minimum value.
    """
    floored = instrument.lot.floor(abs(quantity))
    if price is not None and instrument.notional(floored, price) < instrument.notional_min:
        return ZERO
    return floored


def is_dust(instrument: Instrument, quantity: Decimal, *, price: Decimal | None) -> bool:
    """Whether something is held that no order can be for."""
    return quantity != 0 and tradable(instrument, quantity, price=price) == 0


def fill_action(
    *,
    filled: Decimal,
    remaining: Decimal,
    instrument: Instrument,
    price: Decimal | None,
    stop_wanted: bool,
) -> FillAction:
    """Return what an entry's fills call for. `remaining` is what may fill still: zero once the entry has ended. `price` is
    the lowest at which the way out may be priced.
    """
    if filled <= 0:
        return "wait" if remaining > 0 else "end_legs"
    if tradable(instrument, filled, price=price) == 0:
        return "wait" if remaining > 0 else "keep_dust"
    return "protect" if stop_wanted else "hold"


def exit_quantity(
    instrument: Instrument, *, held: Decimal, asked: Decimal | None, price: Decimal | None
) -> Decimal:
    """Return how much an exit is for: all that can be sold, or the part asked; what would be left as dust goes along.

    Zero when what is asked, or what is held, is below the minimum. Never more than `held` (absolute).
    """
    whole = tradable(instrument, held, price=price)
    if asked is None or asked >= abs(held):
        return whole
    part = tradable(instrument, asked, price=price)
    if part == 0:
        return ZERO
    return whole if is_dust(instrument, abs(held) - part, price=price) else part
