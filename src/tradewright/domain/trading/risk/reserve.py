"""What a symbol of one account may come to, if everything that is live fills in the worst order.

A cap that must hold at any instant cannot count what has filled alone: between a decision and its fill another decision is
made. So every live order that may open counts from the moment it is committed, every live exit counts as if it had filled
where that makes things worse, and where the venue shows another position than our books, the worse of both counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Exposure:
    """Worst-case values in account currency; all add up over symbols and accounts.

    `long` and `short` are what each direction may come to, never negative. `high` is the signed value when all that buys
    has filled and nothing else, `low` when all that sells has.
    """

    long: Decimal = ZERO
    short: Decimal = ZERO
    high: Decimal = ZERO
    low: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return self.long + self.short

    @property
    def net(self) -> Decimal:
        """The larger of the two directions' balance."""
        return max(self.high, -self.low, ZERO)

    @property
    def largest(self) -> Decimal:
        """The larger direction: what one symbol may be worth."""
        return max(self.long, self.short)

    def __add__(self, other: Exposure) -> Exposure:
        return Exposure(
            self.long + other.long, self.short + other.short, self.high + other.high, self.low + other.low
        )


@dataclass(frozen=True, slots=True)
class Reserve:
    """One symbol of one account, in units; unit values are money for one unit (price times multiplier).

    `held_max` and `held_min` are signed and differ only where the venue shows another position than our books. `buys` and
    `sells` are the open parts of orders that may open, with the sum of their values and the dearest unit; `exits_buy` and
    `exits_sell` the open parts of reduce-only orders. `mark` values what is held; None: there is no fresh price.
    """

    held_max: Decimal = ZERO
    held_min: Decimal = ZERO
    buys: Decimal = ZERO
    sells: Decimal = ZERO
    exits_buy: Decimal = ZERO
    exits_sell: Decimal = ZERO
    buys_value: Decimal = ZERO
    sells_value: Decimal = ZERO
    buy_unit_max: Decimal = ZERO
    sell_unit_max: Decimal = ZERO
    mark: Decimal | None = None
    is_priced: bool = True
    """Whether every live order that may open has a price to value it by."""

    @property
    def is_exposed(self) -> bool:
        """Whether anything is held or being entered."""
        return bool(self.held_max or self.held_min or self.buys or self.sells)

    def with_order(self, side: Side, quantity: Decimal, *, unit: Decimal) -> Reserve:
        """Return the reserve with one more order that may open."""
        if side == "buy":
            return replace(
                self,
                buys=self.buys + quantity,
                buys_value=self.buys_value + quantity * unit,
                buy_unit_max=max(self.buy_unit_max, unit),
            )
        return replace(
            self,
            sells=self.sells + quantity,
            sells_value=self.sells_value + quantity * unit,
            sell_unit_max=max(self.sell_unit_max, unit),
        )

    def exposure(self) -> Exposure | None:
        """Return the worst case in money; None when something that counts has no price."""
        if not self.is_exposed:
            return Exposure()
        is_held = bool(self.held_max or self.held_min)
        if not self.is_priced or (is_held and self.mark is None):
            return None
        mark = self.mark or ZERO
        # A short that its own exits may close no longer stands against what is bought, and the other way round.
        high = self.held_max + min(self.exits_buy, max(-self.held_max, ZERO)) + self.buys
        low = self.held_min - min(self.exits_sell, max(self.held_min, ZERO)) - self.sells
        long, short = self._long(high, mark), self._short(low, mark)
        return Exposure(
            long=long,
            short=short,
            high=long if high > 0 else high * mark,
            low=-short if low < 0 else low * mark,
        )

    def _long(self, high: Decimal, mark: Decimal) -> Decimal:
        """Return the value of `high` units: what is held at the mark, what may fill at its own price."""
        if high <= 0:
            return ZERO
        return self.held_max * mark + self.buys_value if self.held_max >= 0 else high * self.buy_unit_max

    def _short(self, low: Decimal, mark: Decimal) -> Decimal:
        if low >= 0:
            return ZERO
        return -self.held_min * mark + self.sells_value if self.held_min <= 0 else -low * self.sell_unit_max


NOTHING_RESERVED = Reserve()
