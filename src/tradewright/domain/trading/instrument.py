"""What can be traded, and the grid its prices and quantities must stand on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tradewright.kernel.money import ZERO, ceil_to, floor_to, nearest_to

Market = Literal["stocks", "crypto", "forex", "futures"]


@dataclass(frozen=True, slots=True)
class Lot:
    """Quantity grid of one instrument, in base units (coins, shares, contracts)."""

    step: Decimal
    smallest: Decimal

    def floor(self, quantity: Decimal) -> Decimal:
        """Return the largest tradable quantity not above `quantity`; zero when below the minimum."""
        on_grid = floor_to(quantity, self.step)
        return on_grid if on_grid >= self.smallest else ZERO


@dataclass(frozen=True, slots=True)
class Instrument:
    """One tradable symbol with its rules.

    `tick` is the price grid in quote currency; `multiplier` is money per unit per point (50 for ES futures,
    1 for shares, coins and currency pairs); `notional_min` is the smallest order value in quote currency.
    """

    symbol: str
    name: str
    market: Market
    currency: str
    tick: Decimal
    lot: Lot
    multiplier: Decimal = Decimal(1)
    notional_min: Decimal = ZERO
    base: str | None = None
    """What is bought, where it is a currency of its own (BTC of BTC/USD); None for shares and contracts."""
    has_leverage: bool = False
    """Whether a position may be larger than the money behind it (futures, forex, margin)."""
    lot_units: Decimal = Decimal(1)
    """Units in one lot of the sizing mode "lots" (100,000 for currency pairs)."""
    pip: Decimal | None = None
    """Size of a pip in quote currency; None: ten ticks for forex, one tick elsewhere."""
    fee_rate: Decimal | None = None
    """Share of an order's value that the venue takes at most; None: not known."""

    def notional(self, quantity: Decimal, price: Decimal) -> Decimal:
        """Return the absolute value of `quantity` at `price`, in quote currency."""
        return abs(quantity) * price * self.multiplier

    def price_nearest(self, price: Decimal) -> Decimal:
        return nearest_to(price, self.tick)

    def price_floor(self, price: Decimal) -> Decimal:
        return floor_to(price, self.tick)

    def price_ceil(self, price: Decimal) -> Decimal:
        return ceil_to(price, self.tick)
