"""Free and locked coins of an account: what open orders would use is locked, one of two exclusive orders at most."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from tradewright_fakes.matching import Account, Exchange, Order, SpotBooks

ZERO = Decimal(0)


def books_of(account: Account) -> SpotBooks:
    assert isinstance(account.books, SpotBooks)  # noqa: S101 - spot accounts are made with these and no others
    return account.books


def locked(account: Account, exchange: Exchange) -> dict[str, Decimal]:
    total: defaultdict[str, Decimal] = defaultdict(Decimal)
    largest: dict[tuple[str, str], Decimal] = {}
    for order in account.open.values():
        if order.is_held:
            continue
        asset, amount = needs(order, exchange)
        group = order.group
        if group is not None and order in group.exits:
            key = (group.id, asset)
            largest[key] = max(largest.get(key, ZERO), amount)
        else:
            total[asset] += amount
    for (_, asset), amount in largest.items():
        total[asset] += amount
    return dict(total)


def free(account: Account, exchange: Exchange, asset: str) -> Decimal:
    return books_of(account).balances.get(asset, ZERO) - locked(account, exchange).get(asset, ZERO)


def needs(order: Order, exchange: Exchange) -> tuple[str, Decimal]:
    """The coin and amount that the rest of the order would use."""
    instrument = exchange.instrument(order.symbol)
    if order.side == "sell":
        return instrument.base, order.remaining
    if order.budget is not None:
        return instrument.quote, order.budget - order.cost
    quote = exchange.quotes.get(order.symbol)
    price = order.limit_price or order.stop_price or (quote.ask if quote is not None else ZERO)
    return instrument.quote, order.remaining * price
