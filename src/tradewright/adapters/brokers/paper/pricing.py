"""What a quote offers an order: whether it triggers, at which price, how much, and for which fee."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from tradewright.adapters.brokers.paper.book import PaperOrder
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO

_BPS = Decimal(10_000)
_CENT_FRACTION = Decimal("0.00000001")


def is_crossed(quote: Quote) -> bool:
    """Say whether the quote is no market: bid above ask, or a side without a price."""
    return quote.bid > quote.ask or quote.bid <= 0


def triggers(order: PaperOrder, quote: Quote) -> bool:
    """Say whether this quote reaches the order's stop: a sell stop at the bid, a buy stop at the ask."""
    if order.stop_price is None:
        return not order.is_trailing
    return quote.ask >= order.stop_price if order.side == "buy" else quote.bid <= order.stop_price


def reaches(order: PaperOrder, quote: Quote) -> bool:
    """Say whether this quote triggers the order or, once triggered, stands within its limit.

    A trail that has not triggered is reached by every quote: each may move it.
    """
    if order.is_trailing and not order.triggered:
        return True
    if order.stop_price is not None and not order.triggered:
        return triggers(order, quote)
    if order.limit_price is None:
        return True
    return quote.ask <= order.limit_price if order.side == "buy" else quote.bid >= order.limit_price


def trailed(order: PaperOrder, quote: Quote, instrument: Instrument) -> PaperOrder:
    """Return a trailing order with its stop where this quote moves it: after the market, and never back.

    A sell trails below the bid, a buy above the ask, on the tick and away from the market.
    """
    is_buy = order.side == "buy"
    near = quote.ask if is_buy else quote.bid
    waits_for = order.activation_price
    if waits_for is not None and (near > waits_for if is_buy else near < waits_for):
        return order
    distance = order.trail_amount or near * (order.trail_percent or ZERO) / 100
    stop = instrument.price_ceil(near + distance) if is_buy else instrument.price_floor(near - distance)
    stop = max(stop, instrument.tick)
    before = order.stop_price
    if before is not None:
        stop = min(before, stop) if is_buy else max(before, stop)
    return replace(order, stop_price=stop, activation_price=None)


def market_price(side: Side, quote: Quote, instrument: Instrument, config: PaperConfig) -> Decimal:
    """Return what taking the market costs: the far side of the quote, slipped away from the trader."""
    if side == "buy":
        return instrument.price_ceil(quote.ask * (1 + config.slippage_bps / _BPS))
    slipped = instrument.price_floor(quote.bid * (1 - config.slippage_bps / _BPS))
    return max(slipped, instrument.tick)


def fill_price(
    order: PaperOrder, quote: Quote, instrument: Instrument, config: PaperConfig
) -> Decimal | None:
    """Return the price this quote fills the (triggered) order at, or None when its limit is not reached.

    A limit fills at its limit or better: slippage can take the better away, never more.
    """
    if not reaches(order, quote):
        return None
    price = market_price(order.side, quote, instrument, config)
    if order.limit_price is None:
        return price
    return min(price, order.limit_price) if order.side == "buy" else max(price, order.limit_price)


def offered_quantity(
    order: PaperOrder, open_quantity: Decimal, instrument: Instrument, config: PaperConfig
) -> Decimal:
    """Return how much of `open_quantity` one quote offers, on the lot grid; never nothing."""
    offered = open_quantity
    if config.partial_fill_max is not None:
        offered = min(offered, config.partial_fill_max)
    if config.partial_fill_fraction is not None:
        offered = min(offered, order.quantity * config.partial_fill_fraction)
    return min(max(instrument.lot.floor(offered), instrument.lot.smallest), open_quantity)


def fee_of(quantity: Decimal, price: Decimal, instrument: Instrument, config: PaperConfig) -> Decimal:
    """Return the fee of one fill in account currency, to eight places, ties to even."""
    fee = instrument.notional(quantity, price) * config.fee_rate + quantity * config.fee_per_unit
    return fee.quantize(_CENT_FRACTION, rounding=ROUND_HALF_EVEN)
