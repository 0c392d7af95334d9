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
    caps_exits,
    closable,
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
    waits = turn.signal.step < CLEARING_STEPS_MAX
    closed = [name for name in sorted(_touched(turn)) if _is_meant(turn, name)]
    later = {name for name in closed if waits and _must_clear(turn, name)}
    held = {name: quantity for name in closed if name not in later and (quantity := _to_close(turn, name))}
    ends = [order for order in turn.account.orders.values() if _is_to_end(turn, order, {*held, *later})]
    orders = tuple(
        exit_order(turn, name, "sell" if quantity > 0 else "buy", abs(quantity), name=_name(turn, name))
        for name, quantity in held.items()
    )
    if not ends and not held and not later:
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


def _is_meant(turn: Turn, symbol: str) -> bool:
    """Whether the flatten is about this symbol's position."""
    if turn.intent.symbol not in (None, symbol):
        return False
    instrument = turn.instrument(symbol)
    if instrument is None or instrument.has_leverage or not turn.intent.keep_spot:
        return True
    return turn.account.position(symbol).quantity < 0


def _must_clear(turn: Turn, symbol: str) -> bool:
    """Whether something live must end before what is left can be closed without selling more than that."""
    if caps_exits(turn, symbol):
        return needs_room(turn, symbol, turn.instrument(symbol))
    own = turn.signal.signal_id
    return any(order.state != "held" and order.signal_id != own for order in turn.account.orders_of(symbol))


def _to_close(turn: Turn, symbol: str) -> Decimal:
    quantity = closable(turn, symbol)
    instrument = turn.instrument(symbol)
    if instrument is not None and is_dust(instrument, quantity, price=turn.market.mark(symbol, turn.now)):
        return Decimal(0)
    return quantity


def _is_to_end(turn: Turn, order: Order, closed: set[str]) -> bool:
    if is_going(order) or (order.leg == "exit" and order.order_type == "market"):
        return False
    if turn.intent.symbol not in (None, order.symbol):
        return False
    if order.symbol in closed:
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
