"""Margin of a futures account: what positions and open orders bind, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright_fakes.matching import Account, Exchange, FuturesBooks, Order, Position

ZERO = Decimal(0)
MAINTENANCE_RATE = Decimal("0.004")


def books_of(account: Account) -> FuturesBooks:
    assert isinstance(account.books, FuturesBooks)  # noqa: S101 - futures accounts are made with these and no others
    return account.books


@dataclass(frozen=True, slots=True)
class Margin:
    """In USDT."""

    wallet: Decimal
    unrealised: Decimal
    positions: Decimal
    orders: Decimal

    @property
    def available(self) -> Decimal:
        return max(ZERO, self.wallet + self.unrealised - self.positions - self.orders)


def mark_of(exchange: Exchange, symbol: str) -> Decimal:
    quote = exchange.quotes.get(symbol)
    return ZERO if quote is None else quote.mark


def unrealised(position: Position, exchange: Exchange) -> Decimal:
    return position.quantity * (mark_of(exchange, position.symbol) - position.average)


def margin_of(account: Account, exchange: Exchange) -> Margin:
    books = books_of(account)
    profit = bound = orders = ZERO
    for position in books.positions.values():
        if position.quantity:
            profit += unrealised(position, exchange)
            value = abs(position.quantity) * mark_of(exchange, position.symbol)
            bound += value / books.leverage[position.symbol]
    for order in account.open.values():
        if not order.waits_for_trigger and not order.reduce_only:
            orders += margin_for(order, exchange, books)
    return Margin(books.wallet, profit, bound, orders)


def margin_for(order: Order, exchange: Exchange, books: FuturesBooks) -> Decimal:
    """What the rest of an order binds; nothing as far as it closes a position."""
    held = books.held(order.symbol, order.position_side)
    closes = max(ZERO, -held if order.side == "buy" else held)
    opening = max(ZERO, order.remaining - closes)
    price = order.limit_price or mark_of(exchange, order.symbol)
    return opening * price / books.leverage[order.symbol]
