"""Signals that only reduce: exit, cancel, flatten. They ask no limit, and they need no price."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.orders import make_order
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import CancelAndClose, CancelOrders, Ignore, PlaceOrders, Plan
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import OrderId
from tradewright.kernel.money import plain

_REDUCING = {"outcome": "approved", "rules": [], "words": "The order only reduces exposure: always allowed."}


def plan_exit(turn: Turn) -> Plan:
    """Close the position in the intent's symbol, or as much of it as a fixed size says."""
    symbol = turn.intent.symbol
    if symbol is None:
        return turn.refuse("symbol_missing", "An exit needs a symbol; use flatten to close everything.")
    sizing = turn.intent.sizing
    asked = sizing.value if sizing is not None and sizing.mode == "fixed" else None
    return close_position(turn, symbol, asked=asked)


def close_position(turn: Turn, symbol: str, *, asked: Decimal | None) -> Plan:
    """Plan one reduce-only order against what is held or about to be; `asked` caps its size, in units.

    Closing everything also cancels what protects or would add to the position; a partial close leaves it,
    because protective legs are reduce-only at the venue and cannot outgrow what is left.
    """
    held = turn.account.projected(symbol, with_doubtful=True)
    if held == 0:
        resting = cancellable(turn, symbol)
        if resting:
            return CancelOrders(resting, turn.decision)
        return _nothing_to_close(turn, symbol)
    quantity = abs(held)
    is_partial = asked is not None and asked < quantity
    if asked is not None and is_partial:
        instrument = turn.instrument(symbol)
        quantity = asked if instrument is None else instrument.lot.floor(asked)
        if quantity <= 0:
            return turn.refuse(
                "size_below_minimum", f"{plain(asked)} {symbol} is less than the smallest order."
            )
    side: Side = "sell" if held > 0 else "buy"
    order = _exit_order(turn, symbol, side, quantity)
    words = f"Closing {plain(quantity)} of {plain(abs(held))} {symbol}."
    turn.decision["sizing"] = {
        "mode": "position",
        "held": plain(held),
        "quantity": plain(quantity),
        "words": words,
    }
    turn.decision["risk"] = _REDUCING
    cancels = () if is_partial or order.order_type != "market" else cancellable(turn, symbol)
    return PlaceOrders((order,), (request_for(order),), cancels, turn.decision)


def plan_cancel(turn: Turn) -> CancelOrders | Ignore:
    """Cancel one order; without an id, every entry that still rests, of one symbol or of the account."""
    wanted, symbol = turn.intent.cancel_order_id, turn.intent.symbol
    if wanted is not None:
        order = turn.account.orders.get(wanted)
        if order is None:
            return turn.ignore("order_not_live", "The order has already ended.")
        return CancelOrders((order.order_id,), turn.decision)
    resting = tuple(
        order.order_id
        for order in turn.account.orders.values()
        if order.leg == "entry" and not order.cancel_requested and symbol in (None, order.symbol)
    )
    if not resting:
        return turn.ignore("nothing_to_cancel", "No order is waiting.")
    return CancelOrders(resting, turn.decision)


def plan_flatten(turn: Turn) -> CancelAndClose | Ignore:
    """Cancel every live order and close every position of the account, or of one symbol when the intent names
    it.
    """
    account, symbol = turn.account, turn.intent.symbol
    order_ids = tuple(
        order.order_id
        for order in account.orders.values()
        if not _is_going(order) and not _is_exit(order) and symbol in (None, order.symbol)
    )
    held = {
        name: account.projected(name, with_doubtful=True) for name in _touched(turn) if symbol in (None, name)
    }
    orders = tuple(
        _exit_order(turn, name, "sell" if quantity > 0 else "buy", abs(quantity), is_one_of_many=True)
        for name, quantity in sorted(held.items())
        if quantity
    )
    if not order_ids and not orders:
        return turn.ignore("nothing_to_flatten", "Nothing is held and no order is waiting.")
    turn.decision["risk"] = _REDUCING
    turn.decision["sizing"] = {
        "mode": "flatten",
        "positions": {name: plain(quantity) for name, quantity in held.items() if quantity},
        "words": f"Cancelling {len(order_ids)} orders and closing {len(orders)} positions.",
    }
    return CancelAndClose(order_ids, orders, tuple(request_for(order) for order in orders), turn.decision)


def cancellable(turn: Turn, symbol: str) -> tuple[OrderId, ...]:
    """Return the live orders that must not outlive a full close: protective legs and entries that still
    rest.
    """
    return tuple(
        order.order_id
        for order in turn.account.orders_of(symbol)
        if not _is_going(order)
        and (order.is_protective or (order.leg == "entry" and order.order_type != "market"))
    )


def _nothing_to_close(turn: Turn, symbol: str) -> Ignore:
    if any(_is_exit(order) for order in turn.account.orders_of(symbol)):
        return turn.ignore("already_closing", f"{symbol} is being closed by an earlier order.")
    return turn.ignore("nothing_to_close", f"There is no position in {symbol}.")


def _exit_order(
    turn: Turn, symbol: str, side: Side, quantity: Decimal, *, is_one_of_many: bool = False
) -> Order:
    intent, instrument = turn.intent, turn.instrument(symbol)
    # Only a plain exit may name its price; an exit that stands in for a reversal or a flatten is for now.
    limit = intent.limit_price if intent.action == "exit" and intent.order_type == "limit" else None
    if limit is not None and instrument is not None:
        limit = instrument.price_floor(limit) if side == "buy" else instrument.price_ceil(limit)
    return make_order(
        turn,
        leg="exit",
        symbol=symbol,
        side=side,
        quantity=quantity,
        reduce_only=True,
        order_type="market" if limit is None else "limit",
        limit_price=limit,
        time_in_force="gtc" if limit is None else intent.time_in_force,
        leg_name=f"exit:{symbol}" if is_one_of_many else None,
    )


def _is_exit(order: Order) -> bool:
    return order.leg == "exit" and order.order_type == "market"


def _is_going(order: Order) -> bool:
    """Whether a flatten or a close is ending it already; after a plain cancel alone, its late fill would stay open."""
    return order.cancel_requested and (order.unwanted or order.reduce_only)


def _touched(turn: Turn) -> set[str]:
    return set(turn.account.positions) | {order.symbol for order in turn.account.orders.values()}
