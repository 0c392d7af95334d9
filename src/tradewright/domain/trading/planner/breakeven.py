"""Break-even: the stop moves to where leaving costs nothing, the average price with the fees of both ends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.planner.orders import Shape, make_order, opposite_side
from tradewright.domain.trading.planner.prices import CarriedPrices
from tradewright.domain.trading.planner.replacing import is_movable
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import MoveOrder, PlaceOrders, Plan, Refuse
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO, plain


def plan_breakeven(turn: Turn) -> Plan:
    """Move the position's stop to its average price; where it has none, or several, one new stop for all of it is kept."""
    instrument = turn.instrument_asked()
    if isinstance(instrument, Refuse):
        return instrument
    symbol = instrument.symbol
    position = turn.account.position(symbol)
    if position.side is None:
        return turn.ignore("nothing_to_protect", f"There is no position in {symbol}.")
    price = breakeven_price(position, instrument)
    if (early := _too_early(turn, instrument, position.side, price)) is not None:
        return early
    stops = [
        order
        for order in turn.account.orders_of(symbol)
        if order.leg == "stop" and not order.cancel_requested and is_movable(order)
    ]
    if any(order.order_type == "trailing_stop" for order in stops):
        return turn.refuse("stop_trails", f"The stop in {symbol} trails at the venue and cannot be moved.")
    lagging = [order for order in stops if not _is_as_good(order.stop_price, price, position.side)]
    if stops and not lagging:
        return turn.ignore(
            "stop_already_better", f"The stop in {symbol} stands at {plain(price)} or better already."
        )
    turn.decision["breakeven"] = {"average_price": plain(position.average_price), "stop_price": plain(price)}
    if len(stops) == 1:
        return MoveOrder(stops[0].order_id, OrderChange(stop_price=price), turn.decision)
    shape = Shape(
        "stop",
        symbol,
        opposite_side(position.side),
        abs(position.quantity),
        reduce_only=True,
        carried=CarriedPrices(None, price, "stop"),
    )
    stop = replace(make_order(turn, shape, leg_name="stop"), state="held", is_managed=True)
    return PlaceOrders((stop,), (), tuple(order.order_id for order in stops), turn.decision)


def breakeven_price(position: Position, instrument: Instrument) -> Decimal:
    """Return the price, on the grid, at which closing costs nothing: fees of both ends included where the rate is known."""
    rate, average = instrument.fee_rate or ZERO, position.average_price
    if position.quantity > 0:
        return instrument.price_ceil(average * (1 + rate) / (1 - rate))
    return instrument.price_floor(average * (1 - rate) / (1 + rate))


def _too_early(turn: Turn, instrument: Instrument, side: Side, price: Decimal) -> Refuse | None:
    quote = turn.quote(instrument.symbol)
    if isinstance(quote, Refuse):
        return quote
    now = quote.bid if side == "buy" else quote.ask
    if (now > price) if side == "buy" else (now < price):
        return None
    reason = f"{instrument.symbol} is at {plain(now)}: a stop at {plain(price)} would fire at once."
    return turn.refuse("breakeven_not_reached", reason, limit=plain(price), value=plain(now))


def _is_as_good(stop: Decimal | None, price: Decimal, side: Side) -> bool:
    return stop is not None and ((stop >= price) if side == "buy" else (stop <= price))
