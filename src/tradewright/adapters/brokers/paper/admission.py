"""Whether the venue takes an order at all: the grid, the market, and the buying power."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tradewright.adapters.brokers.paper.book import Book, PaperOrder, signed
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.brokers.paper.pricing import is_crossed
from tradewright.domain.trading.book import PAPER_CAPABILITIES
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import GONE_CODE, LegRequest, OrderChange, OrderRequest, Rejected
from tradewright.kernel.money import ZERO, plain


@dataclass(frozen=True, slots=True)
class MarketView:
    """What the venue sees of the market at the moment of a decision."""

    instrument: Callable[[str], Instrument | None]
    quote: Callable[[str], Quote | None]


def find_rejection(
    book: Book, request: OrderRequest, *, market: MarketView, config: PaperConfig, now: datetime
) -> Rejected | None:
    """Return why the venue refuses `request`, or None when it takes it."""
    instrument = market.instrument(request.symbol)
    if instrument is None:
        return Rejected("unknown_symbol", f"{request.symbol} is not traded here")
    return (
        _not_offered(request)
        or _bad_quantity(request, instrument)
        or _bad_prices(request, instrument)
        or _bad_market(request, market.quote(request.symbol), config, now)
        or _would_take(request, market.quote(request.symbol))
        or _ended(request, now)
        or _nothing_to_reduce(book, request)
        or _bad_value(book, request, instrument, market, config)
    )


def _not_offered(request: OrderRequest) -> Rejected | None:
    """Refuse what this venue does not claim to do: a type it took for another would trade what nobody asked for."""
    offers = PAPER_CAPABILITIES
    for name, part in _parts(request):
        if part.order_type not in offers.order_types:
            return Rejected(
                "order_type_unsupported",
                f"the {name} is a {part.order_type} order, which paper does not offer",
            )
    if request.reduce_only and (request.stop_loss or request.take_profit) and not offers.oco:
        # Legs wait here for their entry: the other way out of a position that stands would never begin to work.
        return Rejected("oco_unsupported", "paper takes no two ways out in one order")
    if request.time_in_force not in offers.times_in_force:
        return Rejected("time_in_force_unsupported", f"paper does not offer {request.time_in_force}")
    if request.post_only and not offers.post_only:
        return Rejected("post_only_unsupported", "paper does not offer post-only orders")
    return None


def _bad_quantity(request: OrderRequest, instrument: Instrument) -> Rejected | None:
    lot = instrument.lot
    if not request.quantity.is_finite() or request.quantity < lot.smallest:
        text = f"quantity {plain_or_text(request.quantity)} is below the smallest lot {plain(lot.smallest)}"
        return Rejected("quantity_below_minimum", text)
    if request.quantity % lot.step:
        text = f"quantity {plain(request.quantity)} is not a multiple of {plain(lot.step)}"
        return Rejected("quantity_off_grid", text)
    return None


def _bad_prices(request: OrderRequest, instrument: Instrument) -> Rejected | None:
    for name, part in _parts(request):
        limit, stop = part.limit_price, part.stop_price
        if (part.trail_amount is None) == (part.trail_percent is None) and part.order_type == "trailing_stop":
            return Rejected("trail_missing", f"the {name} needs a trail: an amount or a percent")
        if (limit is None) == (part.order_type in ("limit", "stop_limit")):
            return Rejected(
                "price_missing", f"a {part.order_type} {name} needs exactly the prices of its type"
            )
        if part.order_type != "trailing_stop" and (stop is None) == (
            part.order_type in ("stop", "stop_limit")
        ):
            return Rejected(
                "price_missing", f"a {part.order_type} {name} needs exactly the prices of its type"
            )
        for price in (limit, stop, part.activation_price):
            if price is not None and (not price.is_finite() or price <= 0 or price % instrument.tick):
                text = (
                    f"price {plain_or_text(price)} of the {name} is not on the tick {plain(instrument.tick)}"
                )
                return Rejected("price_off_grid", text)
    if request.stop_loss and request.take_profit:
        stop, target = request.stop_loss.stop_price, request.take_profit.limit_price
        if stop is not None and target is not None and signed(request.side, target - stop) <= 0:
            text = f"stop {plain(stop)} and target {plain(target)} stand on the wrong sides of each other"
            return Rejected("legs_crossed", text)
    return None


def _parts(request: OrderRequest) -> Iterator[tuple[str, OrderRequest | LegRequest]]:
    yield "order", request
    if request.stop_loss:
        yield "stop loss", request.stop_loss
    if request.take_profit:
        yield "take profit", request.take_profit


def _bad_market(
    request: OrderRequest, quote: Quote | None, config: PaperConfig, now: datetime
) -> Rejected | None:
    """Refuse what needs a market now when there is none; an order that may rest waits for one instead."""
    if request.order_type != "market" and request.time_in_force in ("day", "gtc"):
        return None
    if quote is None:
        return Rejected("no_quote", f"there is no quote for {request.symbol}")
    age = now - quote.at
    if age > config.quote_age_max:
        return Rejected("stale_quote", f"the last quote is {age.total_seconds():.0f} s old")
    if is_crossed(quote):
        text = f"the book is crossed: bid {plain(quote.bid)}, ask {plain(quote.ask)}"
        return Rejected("crossed_book", text)
    return None


def _would_take(request: OrderRequest, quote: Quote | None) -> Rejected | None:
    if not request.post_only or quote is None or request.limit_price is None:
        return None
    takes = request.limit_price >= quote.ask if request.side == "buy" else request.limit_price <= quote.bid
    return Rejected("would_take", "a post-only order would have met the market at once") if takes else None


def _ended(request: OrderRequest, now: datetime) -> Rejected | None:
    if request.time_in_force == "gtd" and (request.expires_at is None or request.expires_at <= now):
        return Rejected("expiry_missing", "an order good till a date needs one that has not passed")
    return None


def find_bad_change(order: PaperOrder, change: OrderChange, instrument: Instrument | None) -> Rejected | None:
    """Return why a live order cannot be changed so, or None when it can."""
    if instrument is None:
        return Rejected("unknown_symbol", f"{order.symbol} is not traded here")
    quantity = change.quantity
    if quantity is not None:
        if order.parent is not None:
            return Rejected("leg_quantity", "a leg is sized by what its entry filled")
        if (
            quantity <= order.filled_quantity
            or quantity < instrument.lot.smallest
            or quantity % instrument.lot.step
        ):
            return Rejected(
                "quantity_off_grid", f"quantity {plain_or_text(quantity)} cannot be asked for here"
            )
    for price, has in ((change.limit_price, order.limit_price), (change.stop_price, order.stop_price)):
        if price is None:
            continue
        if has is None or order.is_trailing:
            return Rejected("price_missing", f"a {order.order_type} order has no such price")
        if not price.is_finite() or price <= 0 or price % instrument.tick:
            return Rejected(
                "price_off_grid", f"price {plain_or_text(price)} is not on the tick {plain(instrument.tick)}"
            )
    return None


def _nothing_to_reduce(book: Book, request: OrderRequest) -> Rejected | None:
    if request.reduce_only and book.held(request.symbol) * signed(request.side, Decimal(1)) >= 0:
        return Rejected(GONE_CODE, f"no {request.symbol} position for this {request.side} to reduce")
    return None


def _bad_value(
    book: Book, request: OrderRequest, instrument: Instrument, market: MarketView, config: PaperConfig
) -> Rejected | None:
    """Refuse what is worth too little, and what would raise gross exposure above leverage × equity.

    Resting entries are not counted: exposure is judged as each order comes, as most margin venues do.
    """
    if request.reduce_only:
        return None
    price = request.limit_price or request.stop_price or _mark(request.symbol, market, ZERO)
    notional = instrument.notional(request.quantity, price)
    if notional < instrument.notional_min:
        text = f"worth {plain(notional)}, the smallest order is worth {plain(instrument.notional_min)}"
        return Rejected("notional_below_minimum", text)
    before = abs(book.held(request.symbol))
    after = abs(book.held(request.symbol) + signed(request.side, request.quantity))
    if after <= before:
        return None
    gross = instrument.notional(after, price) + gross_exposure(book, market, without=request.symbol)
    power = max(equity_of(book, market), ZERO) * config.leverage
    if gross > power:
        text = f"gross exposure would be {plain(gross)}, and buying power is {plain(power)}"
        return Rejected("insufficient_buying_power", text)
    return None


def gross_exposure(book: Book, market: MarketView, *, without: str | None = None) -> Decimal:
    """Return the absolute value of all holdings at the market's marks, in account currency."""
    total = ZERO
    for symbol, holding in book.holdings.items():
        instrument = market.instrument(symbol)
        if instrument is not None and symbol != without:
            total += instrument.notional(holding.quantity, _mark(symbol, market, holding.average_price))
    return total


def equity_of(book: Book, market: MarketView) -> Decimal:
    """Return cash plus the open profit of all holdings; one without a quote counts at its average price."""
    total = book.cash
    for symbol, holding in book.holdings.items():
        instrument = market.instrument(symbol)
        if instrument is not None:
            points = _mark(symbol, market, holding.average_price) - holding.average_price
            total += holding.quantity * points * instrument.multiplier
    return total


def _mark(symbol: str, market: MarketView, otherwise: Decimal) -> Decimal:
    quote = market.quote(symbol)
    return otherwise if quote is None else quote.mid


def plain_or_text(number: Decimal) -> str:
    return plain(number) if number.is_finite() else str(number)
