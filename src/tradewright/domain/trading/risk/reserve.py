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

    `long` and `short` are what each direction may come to, never negative, and `gross` is the larger of the two, symbol by
    symbol: a net position stands on one side at a time. `high` is the signed value when all that buys has filled and nothing
    else, `low` when all that sells has.
    """

    long: Decimal = ZERO
    short: Decimal = ZERO
    gross: Decimal = ZERO
    high: Decimal = ZERO
    low: Decimal = ZERO

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
            self.long + other.long,
            self.short + other.short,
            self.gross + other.gross,
            self.high + other.high,
            self.low + other.low,
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """One direction's live orders that may open, in units; a unit's value is money (price times multiplier).

    `resting` may fill at any time, also after what stands against it was closed by somebody else, and so counts whole;
    `value` is its sum. `on_its_way` is at the market already and closes what it meets first. `unit_max` is the dearest unit.
    """

    resting: Decimal = ZERO
    value: Decimal = ZERO
    on_its_way: Decimal = ZERO
    unit_max: Decimal = ZERO

    @property
    def quantity(self) -> Decimal:
        return self.resting + self.on_its_way

    def with_order(self, quantity: Decimal, *, unit: Decimal, rests: bool) -> Opening:
        unit_max = max(self.unit_max, unit)
        if rests:
            return Opening(self.resting + quantity, self.value + quantity * unit, self.on_its_way, unit_max)
        return Opening(self.resting, self.value, self.on_its_way + quantity, unit_max)

    def worth(self, against: Decimal) -> Decimal:
        """Return the money it may come to beside `against` units of the other direction that nothing else closes."""
        return self.value + max(self.on_its_way - max(against, ZERO), ZERO) * self.unit_max


NO_OPENING = Opening()


@dataclass(frozen=True, slots=True)
class Reserve:
    """One symbol of one account, in units.

    `held_max` and `held_min` are signed and differ only where the venue shows another position than our books. `exits_buy`
    and `exits_sell` are the open parts of reduce-only orders. `mark` is the money for one unit of what is held; None: there
    is no fresh price.
    """

    held_max: Decimal = ZERO
    held_min: Decimal = ZERO
    buys: Opening = NO_OPENING
    sells: Opening = NO_OPENING
    exits_buy: Decimal = ZERO
    exits_sell: Decimal = ZERO
    mark: Decimal | None = None
    is_priced: bool = True
    """Whether every live order that may open has a price to value it by."""

    @property
    def is_exposed(self) -> bool:
        """Whether anything is held or being entered."""
        return bool(self.held_max or self.held_min or self.buys.quantity or self.sells.quantity)

    def with_order(self, side: Side, quantity: Decimal, *, unit: Decimal, rests: bool) -> Reserve:
        """Return the reserve with one more order that may open."""
        if side == "buy":
            return replace(self, buys=self.buys.with_order(quantity, unit=unit, rests=rests))
        return replace(self, sells=self.sells.with_order(quantity, unit=unit, rests=rests))

    def with_closed(self, quantity: Decimal, side: Side) -> Reserve:
        """Return the reserve once an exit on `side` has closed `quantity` of what is held."""
        change = quantity if side == "buy" else -quantity
        return replace(self, held_max=self.held_max + change, held_min=self.held_min + change)

    def exposure(self) -> Exposure | None:
        """Return the worst case in money; None when something that counts has no price."""
        if not self.is_exposed:
            return Exposure()
        is_held = bool(self.held_max or self.held_min)
        if not self.is_priced or (is_held and self.mark is None):
            return None
        mark = self.mark or ZERO
        # What its own exits may close no longer stands against what opens in the other direction.
        short_left = -self.held_max - self.exits_buy
        long_left = self.held_min - self.exits_sell
        long = max(self.held_max, ZERO) * mark + self.buys.worth(short_left)
        short = max(-self.held_min, ZERO) * mark + self.sells.worth(long_left)
        return Exposure(
            long=long,
            short=short,
            gross=max(long, short),
            high=_balance(-self.held_max, self.exits_buy, self.buys, mark),
            low=-_balance(self.held_min, self.exits_sell, self.sells, mark),
        )


def _balance(against: Decimal, exits: Decimal, opening: Opening, mark: Decimal) -> Decimal:
    """Return one direction's balance when all that opens in it has filled and nothing else: `against` units stand the other
    way (negative: this way), of which `exits` may go.
    """
    whole = opening.value + opening.on_its_way * opening.unit_max
    if against <= 0:
        return -against * mark + whole
    reach = opening.quantity - max(against - exits, ZERO)
    return reach * opening.unit_max if reach > 0 else reach * mark


NOTHING_RESERVED = Reserve()
