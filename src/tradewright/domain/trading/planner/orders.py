"""Building orders of a signal: ids derived from signal and leg, everything else from the signal itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tradewright.domain.trading.order import Leg, Order
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.protection import Protected
from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import client_order_id, derive_order_id


def opposite_side(side: Side) -> Side:
    return "sell" if side == "buy" else "buy"


def make_order(
    turn: Turn,
    *,
    leg: Leg,
    symbol: str,
    side: Side,
    quantity: Decimal,
    reduce_only: bool,
    order_type: OrderType = "market",
    limit_price: Decimal | None = None,
    stop_price: Decimal | None = None,
    time_in_force: TimeInForce = "gtc",
    leg_name: str | None = None,
) -> Order:
    """Return an order in submitting; `leg_name` names the leg for its id when one signal makes several of a
    kind.
    """
    order_id = derive_order_id(turn.signal.signal_id, leg=leg_name or leg)
    return Order(
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        user_id=turn.signal.user_id,
        account_id=turn.account.account_id,
        signal_id=turn.signal.signal_id,
        correlation_id=turn.signal.correlation_id,
        leg=leg,
        symbol=symbol,
        side=side,
        order_type=order_type,
        quantity=quantity,
        time_in_force=time_in_force,
        created_at=turn.now,
        limit_price=limit_price,
        stop_price=stop_price,
        reduce_only=reduce_only,
        tag=turn.intent.tag,
    )


def make_legs(turn: Turn, entry: Order, protected: Protected, *, quantity: Decimal) -> tuple[Order, ...]:
    """Return the held legs that protect `quantity` units of what `entry` opens."""
    prices: list[tuple[Leg, OrderType, Decimal | None, Decimal | None]] = []
    if protected.stop is not None:
        prices.append(("stop", "stop", None, protected.stop))
    if protected.target is not None:
        prices.append(("target", "limit", protected.target, None))
    return tuple(
        replace(
            make_order(
                turn,
                leg=leg,
                symbol=entry.symbol,
                side=opposite_side(entry.side),
                quantity=quantity,
                reduce_only=True,
                order_type=order_type,
                limit_price=limit_price,
                stop_price=stop_price,
            ),
            state="held",
            parent_order_id=entry.order_id,
        )
        for leg, order_type, limit_price, stop_price in prices
    )
