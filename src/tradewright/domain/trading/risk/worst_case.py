"""What everything live in an account may come to: its reserves, symbol by symbol, from positions, orders and quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.foreign import ForeignOrder
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.risk.reserve import Exposure, Reserve
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO


def trades_open(account: AccountBook) -> int:
    """Return how many entries still rest, or have filled into a position that still stands."""
    resting = sum(
        _opens(order) and not order.filled_quantity and _replaced(account, order) is None
        for order in account.orders.values()
    )
    standing = account.history.standing
    held = {name for name, position in account.positions.items() if not position.is_flat}
    # A position that no entry of ours explains (traded by hand at the venue) is one trade as well, also while it rests.
    by_hand = len(_opened_by_hand(account) - held)
    return resting + by_hand + sum(max(standing.get(name, 0), 1) for name in held)


def exposed_symbols(account: AccountBook) -> set[str]:
    """Return the symbols held, shown by the venue, or being entered, by whomever."""
    symbols = {name for name, position in account.positions.items() if not position.is_flat}
    symbols.update(name for name, quantity in account.exposures.items() if quantity)
    symbols.update(order.symbol for order in account.orders.values() if _opens(order))
    return symbols | _opened_by_hand(account)


def exposures_of(account: AccountBook, market: MarketView, now: datetime) -> dict[str, Exposure | None]:
    """Return the worst case of every symbol held or being entered; None for one that has no price."""
    symbols = sorted(exposed_symbols(account))
    return {name: reserve_of(account, name, market, now).exposure() for name in symbols}


def reserve_of(
    account: AccountBook, symbol: str, market: MarketView, now: datetime, *, without: Order | None = None
) -> Reserve:
    """Return what `symbol` may come to in this account; `without` leaves one order out, whose change is being judged."""
    view = market.of(account.venue)
    instrument = view.instruments.get(symbol)
    held = account.position(symbol).quantity
    shown = account.exposures.get(symbol, held)
    mark = view.mark(symbol, now)
    multiplier = account.position(symbol).multiplier if instrument is None else instrument.multiplier
    reserve = Reserve(
        held_max=max(held, shown), held_min=min(held, shown), mark=None if mark is None else mark * multiplier
    )
    live = account.orders_of(symbol)
    for order in live:
        if order is without:
            continue
        before = _replaced(account, order)
        # One that takes another's place is sent when that has ended: only what it adds can fill beside it.
        left = _most_left(order) - (ZERO if before is None or before is without else _most_left(before))
        if left <= 0:
            continue
        if not _opens(order):
            reserve = _with_exit(reserve, order)
            continue
        prices = [worst_price(form, view, now) for form in _forms(order, live)]
        price = None if None in prices else max(one for one in prices if one is not None)
        rests = order.order_type != "market" or order.state == "held"
        if price is None or instrument is None:
            reserve = replace(reserve.with_order(order.side, left, unit=ZERO, rests=rests), is_priced=False)
        else:
            reserve = reserve.with_order(order.side, left, unit=price * multiplier, rests=rests)
    for foreign in account.foreign:
        if foreign.symbol == symbol:
            reserve = _with_foreign(reserve, foreign, account, view, now)
    return reserve


def _with_foreign(
    reserve: Reserve, foreign: ForeignOrder, account: AccountBook, view: MarketView, now: datetime
) -> Reserve:
    """Return the reserve with an order of somebody else's. We could not deny it; beside it, ours must not go too far."""
    instrument = view.instruments.get(foreign.symbol)
    caps = account.capabilities if instrument is None else account.capabilities.of(instrument.market)
    if foreign.only_reduces or (foreign.side == "sell" and not caps.short):
        return _with_closing(reserve, foreign.side, foreign.left)
    named = (foreign.limit_price, foreign.stop_price)
    price = dearest(foreign.side, named, view.fresh_quote(foreign.symbol, now))
    if price is None or instrument is None:
        blank = reserve.with_order(foreign.side, foreign.left, unit=ZERO, rests=foreign.rests)
        return replace(blank, is_priced=False)
    unit = unit_of(instrument, price)
    return reserve.with_order(foreign.side, foreign.left, unit=unit, rests=foreign.rests)


def worst_price(order: Order, view: MarketView, now: datetime) -> Decimal | None:
    """Return the dearest price that the order's rest may be valued at: its own, or the market's where that is higher."""
    named = (order.limit_price, order.stop_price)
    return dearest(order.side, named, view.fresh_quote(order.symbol, now))


def dearest(side: Side, named: tuple[Decimal | None, Decimal | None], quote: Quote | None) -> Decimal | None:
    """Return the dearest of an order's limit and stop price and the market's; None when that cannot be known."""
    limit, stop = named
    if quote is None:
        # A limit bounds what a buy can cost; for all else the market must be known.
        return limit if side == "buy" else None
    if side == "buy" and limit is not None:
        return max(limit, quote.mid)
    return max(*(price for price in (limit, stop) if price is not None), quote.ask, quote.mid)


def unit_of(instrument: Instrument, price: Decimal) -> Decimal:
    """Return the money that one unit is worth at `price`."""
    return price * instrument.multiplier


def _replaced(account: AccountBook, order: Order) -> Order | None:
    """Return the live order whose place `order`, still held by us, will take; None when it takes nobody's."""
    if order.replaces is None or order.state != "held":
        return None
    return account.orders.get(order.replaces)


def _forms(order: Order, live: Iterable[Order]) -> list[Order]:
    """Return the order as it is, as the venue was asked to make it, and the one that will take its place: until somebody
    says which it came to, the dearest counts.
    """
    heirs = (one for one in live if one.replaces == order.order_id and one.state == "held")
    forms = [order, *heirs]
    if order.asked is not None:
        limit, stop = order.asked.limit_price, order.asked.stop_price
        forms.append(
            replace(order, limit_price=limit or order.limit_price, stop_price=stop or order.stop_price)
        )
    return forms


def _most_left(order: Order) -> Decimal:
    """Return what may fill still: of the larger size, where the venue was asked for another and has not answered."""
    return max(order.quantity_most - order.filled_quantity, ZERO)


def _opens(order: Order) -> bool:
    return order.leg == "entry" and not order.reduce_only


def _opened_by_hand(account: AccountBook) -> set[str]:
    return {one.symbol for one in account.foreign if not one.only_reduces}


def _with_exit(reserve: Reserve, order: Order) -> Reserve:
    return _with_closing(reserve, order.side, _most_left(order))


def _with_closing(reserve: Reserve, side: Side, quantity: Decimal) -> Reserve:
    if side == "buy":
        return replace(reserve, exits_buy=reserve.exits_buy + quantity)
    return replace(reserve, exits_sell=reserve.exits_sell + quantity)
