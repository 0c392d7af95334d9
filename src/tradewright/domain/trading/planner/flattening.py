"""Cancel, and flatten: end what rests and close what is held, in one symbol or in all. Never refused, never sized."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.dust import is_dust
from tradewright.domain.trading.keeper import is_kept_leg, key_of
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.closing import exit_order
from tradewright.domain.trading.planner.making_room import needs_room
from tradewright.domain.trading.planner.steps import (
    CANCEL_WAIT_S,
    CLEARING_STEPS_MAX,
    REDUCING,
    is_going,
    wait,
)
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import CancelAndClose, CancelOrders, Ignore, Plan
from tradewright.domain.trading.requests import request_for
from tradewright.kernel.money import plain


def plan_cancel(turn: Turn) -> CancelOrders | Ignore:
    """Cancel one order; without an id, every entry that still rests, of one symbol or of the account."""
    wanted, symbol = turn.intent.cancel_order_id, turn.intent.symbol
    if wanted is not None:
        order = turn.account.orders.get(wanted)
        if order is None:
            return turn.ignore("order_not_live", "The order has already ended.")
        return CancelOrders(tuple(one.order_id for one in _with_wish(turn, order)), turn.decision)
    resting = tuple(
        order.order_id
        for order in turn.account.orders.values()
        if order.leg == "entry" and not order.cancel_requested and symbol in (None, order.symbol)
    )
    if not resting:
        return turn.ignore("nothing_to_cancel", "No order is waiting.")
    return CancelOrders(resting, turn.decision)


def _with_wish(turn: Turn, order: Order) -> list[Order]:
    """Return the order and, for a leg that we keep, everything that stands for the same leg: or it would be sent again."""
    if not is_kept_leg(order):
        return [order]
    return [
        one
        for one in turn.account.orders_of(order.symbol)
        if is_kept_leg(one) and one.leg == order.leg and key_of(one) == key_of(order)
    ]


def plan_flatten(turn: Turn) -> Plan:
    """Cancel every live order and close every position of the account, or of one symbol when the intent names
    it.

    `keep_spot` leaves long positions without leverage, with what protects them; `keep_resting` leaves orders in symbols
    where nothing is closed. Where resting exits hold what they would sell, the close of that symbol is a step of its own.
    """
    held = {name: quantity for name in sorted(_touched(turn)) if (quantity := _to_close(turn, name))}
    ends = [order for order in turn.account.orders.values() if _is_to_end(turn, order, held)]
    waits = turn.signal.step < CLEARING_STEPS_MAX
    later = {name for name in held if waits and needs_room(turn, name, turn.instrument(name))}
    orders = tuple(
        exit_order(turn, name, "sell" if quantity > 0 else "buy", abs(quantity), name=_name(turn, name))
        for name, quantity in held.items()
        if name not in later
    )
    if not ends and not held:
        return _done(turn)
    turn.decision["risk"] = REDUCING
    turn.decision["sizing"] = {
        "mode": "flatten",
        "positions": {name: plain(quantity) for name, quantity in held.items()},
        "words": f"Cancelling {len(ends)} orders and closing {len(held)} positions.",
    }
    order_ids = tuple(order.order_id for order in ends)
    if later:
        awaits = [order for name in sorted(later) for order in turn.account.orders_of(name)]
        words = f"Ending what holds {', '.join(sorted(later))} first."
        return wait(turn, orders=orders, cancels=order_ids, awaits=awaits, for_s=CANCEL_WAIT_S, words=words)
    return CancelAndClose(order_ids, orders, tuple(request_for(order) for order in orders), turn.decision)


def _to_close(turn: Turn, symbol: str) -> Decimal:
    quantity = turn.account.projected(symbol, with_doubtful=True)
    instrument = turn.instrument(symbol)
    if turn.intent.symbol not in (None, symbol):
        return Decimal(0)
    if instrument is None:
        return quantity
    if turn.intent.keep_spot and not instrument.has_leverage and quantity > 0:
        return Decimal(0)
    if is_dust(instrument, quantity, price=turn.market.mark(symbol, turn.now)):
        return Decimal(0)
    return quantity


def _is_to_end(turn: Turn, order: Order, held: dict[str, Decimal]) -> bool:
    if is_going(order) or (order.leg == "exit" and order.order_type == "market"):
        return False
    if turn.intent.symbol not in (None, order.symbol):
        return False
    if order.symbol in held:
        return True
    is_kept = turn.intent.keep_spot and order.reduce_only and turn.account.position(order.symbol).quantity > 0
    return not turn.intent.keep_resting and not is_kept


def _name(turn: Turn, symbol: str) -> str:
    return f"exit:{symbol}" if turn.signal.step == 0 else f"exit:{symbol}:{turn.signal.step}"


def _done(turn: Turn) -> Plan:
    if turn.signal.step:
        return CancelOrders((), turn.decision)
    return turn.ignore("nothing_to_flatten", "Nothing is held and no order is waiting.")


def _touched(turn: Turn) -> set[str]:
    return set(turn.account.positions) | {order.symbol for order in turn.account.orders.values()}
