"""How an order meets a price: when it wakes, what it takes, at which price, and what becomes of the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tradewright_fakes.matching import groups
from tradewright_fakes.matching.orders import NOTHING, Fill, Order
from tradewright_fakes.matching.prices import Quote
from tradewright_fakes.matching.triggers import is_due

if TYPE_CHECKING:
    from tradewright_fakes.matching.exchange import Exchange

_DUST: Final = Decimal("0.000000001")
"""A spend is complete when less than this is left of it: no venue trades finer."""


def work(exchange: Exchange, order: Order) -> None:
    """Trade the order against the present price as far as it goes."""
    quote = exchange.quotes.get(order.symbol)
    if not order.is_working or quote is None or not exchange.is_in_session(order):
        return
    if order.waits_for_trigger:
        if not is_due(order, quote):
            order.has_rested = True
            return
        if not _wake(exchange, order):
            return
    _take(exchange, order, quote)
    if order.is_open and order.reduce_only and _wanted(exchange, order, quote.last) <= 0:
        exchange.expire(order, "nothing left to reduce")
    if order.is_open and not order.is_held:
        _settle_remainder(exchange, order)


def _wake(exchange: Exchange, order: Order) -> bool:
    """Trigger the order; False when somebody else carries on with it."""
    order.is_triggered = True
    order.has_rested = False
    if order.on_trigger is not None:
        order.on_trigger(order)
        return False
    if order.kind == "stop" and order.side == "buy" and order.stop_price is not None:
        rates = [rate for below, rate in exchange.habits.stop_market_caps if order.stop_price < below]
        if rates:
            order.tags["cap"] = order.stop_price * (1 + rates[0])
    exchange.tell("triggered", order)
    return True


def _take(exchange: Exchange, order: Order, quote: Quote) -> None:
    bound = _bound(order)
    price = quote.takes_at(order.side)
    if bound is not None and (price > bound if order.side == "buy" else price < bound):
        return
    is_maker = order.has_rested and order.limit_price is not None
    if is_maker and order.limit_price is not None:
        price = order.limit_price
    wanted = _wanted(exchange, order, price)
    if wanted <= 0:
        if order.reduce_only or order.close_position:
            exchange.expire(order, "nothing to reduce")
        elif order.budget is not None:
            exchange.leave(order, "filled" if order.filled else "expired")
        return
    offered = quote.offered_to(order.side)
    if order.tif == "fok" and offered < wanted:
        return
    quantity = min(wanted, offered)
    if quantity > 0:
        quote.consume(order.side, quantity)
        execute(exchange, order, quantity, price, is_maker=is_maker)


def _bound(order: Order) -> Decimal | None:
    """The worst price at which the order may trade."""
    cap = order.tags.get("cap")
    return order.limit_price if order.limit_price is not None else cap if isinstance(cap, Decimal) else None


def _wanted(exchange: Exchange, order: Order, price: Decimal) -> Decimal:
    """How much of it would trade at `price` if all were offered."""
    if order.budget is not None and order.quantity is None:
        return exchange.instrument(order.symbol).floor((order.budget - order.cost) / price)
    wanted = order.remaining
    if order.reduce_only or order.close_position:
        held = exchange.accounts[order.account].books.held(order.symbol, order.position_side)
        opposite = held if order.side == "sell" else -held
        wanted = max(NOTHING, opposite if order.close_position else min(wanted, opposite))
    return wanted


def _settle_remainder(exchange: Exchange, order: Order) -> None:
    is_market = _bound(order) is None
    if order.tif in ("fok", "ioc"):
        reason = "fill or kill" if order.tif == "fok" else "immediate or cancel"
        if exchange.habits.immediate_remainder == "canceled":
            exchange.cancel(order, reason)
        else:
            exchange.expire(order, reason)
    elif is_market and exchange.habits.market_remainder == "expire":
        exchange.expire(order, "no liquidity")
    else:
        order.has_rested = True


def execute(exchange: Exchange, order: Order, quantity: Decimal, price: Decimal, *, is_maker: bool) -> Fill:
    """Execute `quantity` of the order at `price`, whatever the market says, and tell."""
    account, instrument = exchange.accounts[order.account], exchange.instrument(order.symbol)
    fill = Fill(
        id=exchange.new_fill_id(),
        number=exchange.ids.number(f"trade:{order.symbol}"),
        order_id=order.id,
        account=order.account,
        symbol=order.symbol,
        side=order.side,
        position_side=order.position_side,
        quantity=quantity,
        price=price,
        at=exchange.clock.now(),
        is_maker=is_maker,
        fee=NOTHING,
        fee_asset=instrument.quote,
    )
    fill.fee, fill.fee_asset = exchange.fee_of(account, instrument, fill)
    account.books.book(fill, instrument)
    account.fills.append(fill)
    order.fills.append(fill)
    order.filled += quantity
    order.cost += quantity * price
    order.updated_at = fill.at
    is_whole = _is_whole(exchange, order)
    if order.is_open:  # a late fill does not bring an ended order back
        if is_whole:
            exchange.leave(order, "filled")
        else:
            order.status = "partially_filled"
    exchange.tell("fill", order, fill)
    groups.after_fill(exchange, order)
    return fill


def _is_whole(exchange: Exchange, order: Order) -> bool:
    if order.quantity is not None:
        return order.filled >= order.quantity
    if order.budget is None:
        return order.close_position
    quote, left = exchange.quotes.get(order.symbol), order.budget - order.cost
    step = exchange.instrument(order.symbol).step
    return left <= _DUST or (quote is not None and left < step * quote.takes_at(order.side))
