"""At which price a planned order would trade, and which prices it carries to the venue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Refuse
from tradewright.domain.trading.signal import Side


@dataclass(frozen=True, slots=True)
class CarriedPrices:
    """The prices the order itself names, on the instrument's grid."""

    limit: Decimal | None
    stop: Decimal | None


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
    named = carried.stop if carried.limit is None else carried.limit
    if named is not None:
        return TradePrices(named, None, carried)
    entry, market = (quote.ask, quote.bid) if side == "buy" else (quote.bid, quote.ask)
    return TradePrices(entry, market, carried)


def carried_prices(turn: Turn, instrument: Instrument, side: Side) -> CarriedPrices | Refuse:
    """Return the limit and stop price of the order, rounded so that it never trades worse than was asked."""
    intent = turn.intent
    limit, stop = None, None
    if intent.order_type in ("limit", "stop_limit"):
        if intent.limit_price is None:
            return turn.refuse("limit_price_missing", f"A {intent.order_type} order needs a limit price.")
        to_grid = instrument.price_floor if side == "buy" else instrument.price_ceil
        limit = to_grid(intent.limit_price)
    if intent.order_type in ("stop", "stop_limit"):
        if intent.stop_price is None:
            return turn.refuse("stop_price_missing", f"A {intent.order_type} order needs a stop price.")
        stop = instrument.price_nearest(intent.stop_price)
    if (limit is not None and limit <= 0) or (stop is not None and stop <= 0):
        return turn.refuse("price_below_tick", f"The price is below one tick of {instrument.symbol}.")
    return CarriedPrices(limit, stop)
