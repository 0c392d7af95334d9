"""Replace: another size or another price for one order that is live."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.keeper import is_kept_leg, is_sent_for_wish, key_of
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.limits import ask_change
from tradewright.domain.trading.planner.prices import WITH_LIMIT, WITH_STOP
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import MoveOrder, Plan, Refuse
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.domain.trading.risk import Denied
from tradewright.kernel.money import plain


def plan_replace(turn: Turn) -> Plan:
    """Give the order the size and the prices that are named; what is not named stays. What makes an entry larger asks risk,
    as the entry did.
    """
    found = (
        None if turn.intent.cancel_order_id is None else turn.account.orders.get(turn.intent.cancel_order_id)
    )
    if found is None:
        return turn.ignore("order_not_live", "The order has already ended.")
    order = _wish_of(turn, found)
    instrument = turn.instrument(order.symbol)
    if instrument is None:
        return turn.refuse("unknown_symbol", f"{order.symbol} is not a symbol we can trade.")
    if (refusal := _cannot(turn, order)) is not None:
        return refusal
    change = _change(turn, order, instrument)
    if isinstance(change, Refuse):
        return change
    if change == OrderChange():
        return turn.ignore("nothing_to_change", "The order is as it was asked to be already.")
    if isinstance(verdict := ask_change(turn, instrument, order, change), Denied):
        return turn.refuse_risk(verdict)
    return MoveOrder(order.order_id, change, turn.decision)


def is_movable(order: Order) -> bool:
    """Whether it is an order to change: not a copy of one that we keep, nor a leg that travels in its entry's request."""
    return not is_sent_for_wish(order) and (order.state != "held" or order.is_managed)


def _wish_of(turn: Turn, order: Order) -> Order:
    """Return what to change: for an order that was sent for a leg we keep, the leg itself."""
    if not is_sent_for_wish(order):
        return order
    legs = (
        one
        for one in turn.account.orders_of(order.symbol)
        if is_kept_leg(one) and key_of(one) == key_of(order)
    )
    return next((one for one in legs if one.leg == order.leg and one.state == "held"), order)


def _cannot(turn: Turn, order: Order) -> Refuse | None:
    if not is_movable(order) and not is_sent_for_wish(order):
        return turn.refuse(
            "leg_waits_for_entry", "The leg waits for its entry; change it once that has filled."
        )
    if order.state == "unknown":
        return turn.refuse("order_in_doubt", "Nobody can say yet whether the venue has the order.")
    if order.cancel_requested:
        return turn.refuse("order_is_ending", "The order is being cancelled.")
    if order.order_type == "market":
        return turn.refuse("order_type_unsupported", "An order at the market cannot be changed.")
    return None


def _change(turn: Turn, order: Order, instrument: Instrument) -> OrderChange | Refuse:
    intent = turn.intent
    limit, stop, quantity = intent.limit_price, intent.stop_price, None
    if limit is not None and order.order_type not in WITH_LIMIT:
        return turn.refuse("price_not_with_type", f"A {order.order_type} order has no limit price.")
    if stop is not None and order.order_type not in WITH_STOP:
        return turn.refuse("price_not_with_type", f"A {order.order_type} order has no stop price.")
    if limit is not None:
        limit = instrument.price_floor(limit) if order.side == "buy" else instrument.price_ceil(limit)
    if stop is not None:
        stop = instrument.price_nearest(stop)
        if (passed := _fires_at_once(turn, order, stop)) is not None:
            return passed
    if intent.sizing is not None:
        quantity = instrument.lot.floor(intent.sizing.value)
        if quantity <= order.filled_quantity:
            reason = f"{plain(order.filled_quantity)} has filled already; the new size must be larger."
            return turn.refuse(
                "size_below_filled", reason, limit=plain(order.filled_quantity), value=plain(quantity)
            )
    return OrderChange(
        quantity=_other(quantity, order.quantity),
        limit_price=_other(limit, order.limit_price),
        stop_price=_other(stop, order.stop_price),
    )


def _fires_at_once(turn: Turn, order: Order, stop: Decimal) -> Refuse | None:
    quote = turn.market.fresh_quote(order.symbol, turn.now)
    if quote is None:
        return None
    now = quote.bid if order.side == "sell" else quote.ask
    if (stop < now) if order.side == "sell" else (stop > now):
        return None
    reason = f"{order.symbol} is at {plain(now)}: a stop at {plain(stop)} would fire at once."
    return turn.refuse("stop_on_wrong_side", reason, limit=plain(now), value=plain(stop))


def _other(wanted: Decimal | None, present: Decimal | None) -> Decimal | None:
    return None if wanted == present else wanted
