"""Room for a partial exit where resting orders hold what they would sell.

The exit waits with us until the legs have shrunk. Legs that the venue keeps itself cannot be made smaller while they hang
together, so we take them over: they are cancelled, and kept by us from then on at the prices where they stood.
"""

from __future__ import annotations

from dataclasses import replace

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import PlaceOrders
from tradewright.kernel.ids import client_order_id, derive_order_id
from tradewright.kernel.money import ZERO


def needs_room(turn: Turn, symbol: str, instrument: Instrument | None) -> bool:
    """Whether an exit may be refused, or fill beyond the position, while others of its kind rest at the venue."""
    caps = turn.capabilities(instrument)
    return (caps.holds_quantity or caps.reduce_only == "none") and any(
        order.reduce_only and order.state != "held" for order in turn.account.orders_of(symbol)
    )


def when_there_is_room(turn: Turn, order: Order) -> PlaceOrders:
    """Plan the exit as one that we hold until it fits beside the legs."""
    waiting = replace(order, state="held", is_managed=True)
    theirs = [one for one in turn.account.orders_of(order.symbol) if _is_kept_by_venue(one)]
    ours = tuple(_taken_over(turn, leg) for leg in theirs)
    return PlaceOrders((waiting, *ours), (), tuple(leg.order_id for leg in theirs), turn.decision)


def _is_kept_by_venue(order: Order) -> bool:
    return (
        order.is_protective and not order.is_managed and order.state != "held" and not order.cancel_requested
    )


def _taken_over(turn: Turn, leg: Order) -> Order:
    order_id = derive_order_id(turn.signal.signal_id, leg=f"{leg.leg}:{leg.order_id}")
    return replace(
        leg,
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        signal_id=turn.signal.signal_id,
        correlation_id=turn.signal.correlation_id,
        order_type="stop" if leg.order_type == "trailing_stop" else leg.order_type,
        quantity=leg.remaining,
        created_at=turn.now,
        venue_order_id=None,
        state="held",
        filled_quantity=ZERO,
        average_price=None,
        reason=None,
        event_count=0,
        is_managed=True,
        unknown_since=None,
        # The venue was asked to change the leg before this one, and said so of that one.
        asked=None,
        was=None,
    )
