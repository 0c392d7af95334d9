"""At which price a planned order would trade, and which prices it carries to the venue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.distance import distance_of
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Refuse
from tradewright.domain.trading.protection import Trailing, trail
from tradewright.domain.trading.signal import OrderType, PriceFrom, PriceSource, Side
from tradewright.kernel.money import plain

WITH_LIMIT: tuple[OrderType, ...] = ("limit", "stop_limit")
WITH_STOP: tuple[OrderType, ...] = ("stop", "stop_limit")


@dataclass(frozen=True, slots=True)
class CarriedPrices:
    """The type of the order and the prices it names itself, on the instrument's grid."""

    limit: Decimal | None
    stop: Decimal | None
    order_type: OrderType = "market"
    trailing: Trailing | None = None


@dataclass(frozen=True, slots=True)
class TradePrices:
    """`entry` is the price its sums are done at; `market` where the position could be closed at once (market
    orders).
    """

    entry: Decimal
    market: Decimal | None
    carried: CarriedPrices


def trade_prices(turn: Turn, instrument: Instrument, side: Side) -> TradePrices | Refuse:
    """Return the prices of an order that opens exposure; without a fresh quote there are none."""
    quote = turn.quote(instrument.symbol)
    if isinstance(quote, Refuse):
        return quote
    carried = carried_prices(turn, instrument, side)
    if isinstance(carried, Refuse):
        return carried
    entry, market = (quote.ask, quote.bid) if side == "buy" else (quote.bid, quote.ask)
    if carried.trailing is not None:
        # It fires at the trail's edge at the latest; a better price only loses less.
        return TradePrices(carried.trailing.begins or entry, None, carried)
    named = carried.stop if carried.limit is None else carried.limit
    return TradePrices(entry, market, carried) if named is None else TradePrices(named, None, carried)


def carried_prices(
    turn: Turn, instrument: Instrument, side: Side, *, opens: bool = True
) -> CarriedPrices | Refuse:
    """Return the order's type and prices, rounded so that it never trades worse than was asked.

    An agent's `entry_price` makes a market order that `opens` a limit order; `price_from` stands in for a limit price.
    """
    intent = turn.intent
    order_type, rule = intent.order_type, intent.price_from
    if opens and order_type == "market" and turn.policy is not None and turn.policy.entry_price is not None:
        order_type, rule = "limit", turn.policy.entry_price
    if order_type == "trailing_stop":
        return _trailing(turn, instrument, side)
    limit, stop = None, None
    if order_type in WITH_LIMIT:
        wanted = intent.limit_price if rule is None else _from_quote(turn, instrument, rule)
        if isinstance(wanted, Refuse):
            return wanted
        if wanted is None:
            return turn.refuse("limit_price_missing", f"A {order_type} order needs a limit price.")
        to_grid = instrument.price_floor if side == "buy" else instrument.price_ceil
        limit = to_grid(wanted)
    if order_type in WITH_STOP:
        if intent.stop_price is None:
            return turn.refuse("stop_price_missing", f"A {order_type} order needs a stop price.")
        stop = instrument.price_nearest(intent.stop_price)
    if (limit is not None and limit <= 0) or (stop is not None and stop <= 0):
        return turn.refuse("price_below_tick", f"The price is below one tick of {instrument.symbol}.")
    return CarriedPrices(limit, stop, order_type)


def side_of(quote: Quote, source: PriceSource) -> Decimal:
    """Return that price of the quote."""
    match source:
        case "bid":
            return quote.bid
        case "ask":
            return quote.ask
        case "mid":
            return quote.mid
        case "last":
            return quote.last
        case _ as never:
            assert_never(never)


def _from_quote(turn: Turn, instrument: Instrument, rule: PriceFrom) -> Decimal | Refuse:
    quote = turn.quote(instrument.symbol)
    if isinstance(quote, Refuse):
        return quote
    base = side_of(quote, rule.source)
    offset = distance_of(
        rule.mode,
        rule.offset,
        price=base,
        instrument=instrument,
        average_range=turn.average_range(instrument.symbol),
    )
    if isinstance(offset, Refused):
        return turn.refuse_step(offset, step="price")
    turn.decision["price"] = {
        "source": rule.source,
        "offset": plain(rule.offset),
        "mode": rule.mode,
        "price": plain(base + offset),
    }
    return base + offset


def _trailing(turn: Turn, instrument: Instrument, side: Side) -> CarriedPrices | Refuse:
    if turn.intent.trail is None:
        return turn.refuse("trail_missing", "A trailing stop needs its distance.")
    quote = turn.quote(instrument.symbol)
    if isinstance(quote, Refuse):
        return quote
    found = trail(
        # A sell that trails below the market protects as the stop of something bought does.
        "sell" if side == "buy" else "buy",
        entry=quote.ask if side == "buy" else quote.bid,
        rule=turn.intent.trail,
        instrument=instrument,
        average_range=turn.average_range(instrument.symbol),
    )
    if isinstance(found, Refused):
        return turn.refuse_step(found, step="trail")
    return CarriedPrices(None, None, "trailing_stop", found)
