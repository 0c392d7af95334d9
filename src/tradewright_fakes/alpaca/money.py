"""What an account can still do: equity, buying power, and the quantity that open orders hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright_fakes.matching import Account, Exchange, NetBooks, Order

ZERO = Decimal(0)
MULTIPLIER = Decimal(2)
INITIAL_MARGIN = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Money:
    """In US dollars."""

    cash: Decimal
    equity: Decimal
    long_value: Decimal
    short_value: Decimal
    initial_margin: Decimal
    buying_power: Decimal
    cash_power: Decimal
    """What may be spent on things bought without credit: coins."""


def books_of(account: Account) -> NetBooks:
    assert isinstance(account.books, NetBooks)  # noqa: S101 - Alpaca's accounts are made with these and no others
    return account.books


def money_of(account: Account, exchange: Exchange) -> Money:
    books = books_of(account)
    long_value = short_value = credit = ZERO
    for position in books.positions.values():
        quote = exchange.quotes.get(position.symbol)
        value = position.quantity * (position.average if quote is None else quote.last)
        long_value += max(value, ZERO)
        short_value += min(value, ZERO)
        rate = ZERO if exchange.instrument(position.symbol).asset_class == "crypto" else INITIAL_MARGIN
        credit += abs(value) * (1 if rate == ZERO else rate)
    equity = books.cash + long_value + short_value
    reserved = sum(
        (cost_of(one, exchange) for one in account.open.values() if is_opening(one, account)), ZERO
    )
    return Money(
        cash=books.cash,
        equity=equity,
        long_value=long_value,
        short_value=short_value,
        initial_margin=credit,
        buying_power=max(ZERO, MULTIPLIER * (equity - credit) - reserved),
        cash_power=max(ZERO, min(books.cash, equity - credit) - reserved),
    )


def cost_of(order: Order, exchange: Exchange) -> Decimal:
    """What the unfilled rest of an order would cost."""
    if order.is_held:
        return ZERO
    if order.budget is not None:
        return order.budget - order.cost
    quote = exchange.quotes.get(order.symbol)
    price = order.limit_price or order.stop_price or (quote.takes_at(order.side) if quote else ZERO)
    return order.remaining * price


def is_opening(order: Order, account: Account) -> bool:
    held = account.books.held(order.symbol, "both")
    return held == 0 or (held > 0) == (order.side == "buy")


def held_for_orders(account: Account, symbol: str, side: str) -> Decimal:
    """Quantity of the position that open orders of `side` would close; one of two exits that exclude each other."""
    total, seen = ZERO, set()
    for order in account.open.values():
        if order.symbol != symbol or order.side != side or order.is_held:
            continue
        group = order.group
        if group is not None and order in group.exits:
            if group.id in seen:
                continue
            seen.add(group.id)
            total += max(one.remaining for one in group.exits if one.is_open)
        else:
            total += order.remaining
    return total
