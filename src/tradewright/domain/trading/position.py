"""Position and realised profit as a fold over executions: nothing else ever changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import MONEY_STEP, ZERO

# An average price is a quotient, so it must be cut somewhere. Eighteen places keep a billion coins of a
# fractional-cent token right to a billionth; realised profit is kept to twelve places.
_AVERAGE_STEP = Decimal("1e-18")
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Position:
    """Net holding of one symbol. `quantity` is signed (short is negative), money is in account currency.

    `average_price` is the entry price of what is held now, zero when flat; `realised` and `fees` are totals
    since the first execution; `multiplier` is the instrument's money per unit per point.
    """

    symbol: str
    quantity: Decimal = ZERO
    average_price: Decimal = ZERO
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    multiplier: Decimal = Decimal(1)
    opened_at: datetime | None = None

    @property
    def is_flat(self) -> bool:
        return self.quantity == 0

    @property
    def side(self) -> Side | None:
        """The side that opened what is held: "buy" when long, "sell" when short, None when flat."""
        if self.quantity > 0:
            return "buy"
        return "sell" if self.quantity < 0 else None

    def unrealised(self, mark: Decimal) -> Decimal:
        """Return the profit or loss that closing everything at `mark` would lock in, before fees."""
        return (mark - self.average_price) * self.quantity * self.multiplier


def signed(side: Side, quantity: Decimal) -> Decimal:
    """Return `quantity` as a change of position: positive for buys."""
    return quantity if side == "buy" else -quantity


@dataclass(frozen=True, slots=True)
class FillEffect:
    """What one execution does: `change` to the position (signed units), at `price`, and `fee` in account currency."""

    change: Decimal
    price: Decimal
    fee: Decimal


def effect_of(fill: Fill, *, currency: str, base: str | None, multiplier: Decimal) -> FillEffect:
    """Return what `fill` does to an account in `currency`; `base` is the coin that is bought (None: shares, contracts).

    A bust does the opposite of the execution it names, whose side, quantity, price and fee it bears. A fee in the base coin
    leaves the position: what was paid away is valued at the fill's price, so that equity comes out right at any mark. A fee
    in a third coin touches neither the position nor this account's money; it stays written on the execution.
    """
    sign = Decimal(-1) if fill.kind == "bust" else Decimal(1)
    change = ZERO if fill.kind == "fee" else signed(fill.side, fill.quantity)
    fee = ZERO
    if fill.fee_currency is None or fill.fee_currency == currency:
        fee = fill.fee
    elif fill.fee_currency == base:
        change -= fill.fee
        fee = fill.fee * fill.price * multiplier
    return FillEffect(sign * change, fill.price, sign * fee)


def apply_effect(
    position: Position, effect: FillEffect, *, multiplier: Decimal, at: datetime | None = None
) -> tuple[Position, Decimal]:
    """Return the position after an execution's effect and the profit it locked in, before its fee."""
    return apply_fill(
        position,
        "buy" if effect.change >= 0 else "sell",
        quantity=abs(effect.change),
        price=effect.price,
        fee=effect.fee,
        multiplier=multiplier,
        at=at,
    )


def apply_fill(
    position: Position,
    side: Side,
    *,
    quantity: Decimal,
    price: Decimal,
    fee: Decimal,
    multiplier: Decimal,
    at: datetime | None = None,
) -> tuple[Position, Decimal]:
    """Return the position after one execution and the profit it locked in, before its fee.

    An execution first closes what stands against it at the average price, then opens the rest at its own
    price; one through zero does both. `quantity` is positive, or zero where only a fee is told; `fee` is
    negative for a rebate.
    """
    change = signed(side, quantity)
    held = position.quantity
    closes = min(quantity, abs(held)) if held * change < 0 else ZERO
    realised = ZERO
    if closes:
        gain = price - position.average_price if held > 0 else position.average_price - price
        realised = _rounded(gain * closes * multiplier, MONEY_STEP)
    now_held = held + change
    after = Position(
        symbol=position.symbol,
        quantity=now_held,
        average_price=_average_after(position, change, price, closes=closes),
        realised=position.realised + realised,
        fees=position.fees + fee,
        multiplier=multiplier,
        opened_at=_opened_after(position, now_held, at),
    )
    return after, realised


def _average_after(position: Position, change: Decimal, price: Decimal, *, closes: Decimal) -> Decimal:
    held = position.quantity
    now_held = held + change
    if now_held == 0:
        return ZERO
    if change == 0:
        return position.average_price
    if not closes:
        total = abs(held) * position.average_price + abs(change) * price
        return _rounded(_EXACT.divide(total, abs(now_held)), _AVERAGE_STEP)
    return position.average_price if held * now_held > 0 else price


def _opened_after(position: Position, now_held: Decimal, at: datetime | None) -> datetime | None:
    if now_held == 0:
        return None
    return position.opened_at if position.quantity * now_held > 0 else at


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    # normalize() keeps 100 from becoming 100.000000000000000000 in every row and message.
    return value.quantize(step, context=_EXACT).normalize(_EXACT)
