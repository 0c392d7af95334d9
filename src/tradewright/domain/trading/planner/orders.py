"""Building orders of a signal: ids derived from signal and leg, everything else from the signal itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Leg, Order
from tradewright.domain.trading.planner.prices import CarriedPrices
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.planner.venue_rules import Terms
from tradewright.domain.trading.protection import Protected
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.ids import client_order_id, derive_order_id

AT_MARKET = CarriedPrices(None, None)
PLAIN_TERMS = Terms("gtc")
STOP_SLIDE = Decimal("0.05")
"""How far beyond its stop a stop-limit may still sell; past that it is cancelled and sent at the market."""


def opposite_side(side: Side) -> Side:
    return "sell" if side == "buy" else "buy"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an order is, apart from whose it is."""

    leg: Leg
    symbol: str
    side: Side
    quantity: Decimal
    reduce_only: bool
    carried: CarriedPrices = AT_MARKET
    terms: Terms = PLAIN_TERMS


def make_order(turn: Turn, shape: Shape, *, leg_name: str | None = None) -> Order:
    """Return an order in submitting; `leg_name` names the leg for its id when one signal makes several of a
    kind.
    """
    order_id = derive_order_id(turn.signal.signal_id, leg=leg_name or shape.leg)
    carried, terms = shape.carried, shape.terms
    return Order(
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        user_id=turn.signal.user_id,
        account_id=turn.account.account_id,
        signal_id=turn.signal.signal_id,
        correlation_id=turn.signal.correlation_id,
        leg=shape.leg,
        symbol=shape.symbol,
        side=shape.side,
        order_type=carried.order_type,
        quantity=shape.quantity,
        time_in_force=terms.time_in_force,
        created_at=turn.now,
        limit_price=carried.limit,
        stop_price=carried.stop,
        reduce_only=shape.reduce_only,
        tag=turn.intent.tag,
        trail_amount=None if carried.trailing is None else carried.trailing.amount,
        trail_percent=None if carried.trailing is None else carried.trailing.percent,
        activation_price=None if carried.trailing is None else carried.trailing.activation,
        post_only=terms.post_only,
        extended_hours=terms.extended_hours,
        expires_at=terms.expires_at,
        cancel_at=terms.cancel_at,
    )


def make_legs(
    turn: Turn, entry: Order, protected: Protected, *, quantity: Decimal, instrument: Instrument
) -> tuple[Order, ...]:
    """Return the held legs that protect `quantity` units of what `entry` opens.

    They travel in the entry's request where the venue keeps brackets of this kind, and are kept by us otherwise.
    """
    is_managed = not _venue_keeps(turn, entry, protected, instrument, quantity)
    shapes: list[tuple[Leg, CarriedPrices]] = []
    if protected.stop is not None or protected.trailing is not None:
        shapes.append(("stop", _stop_prices(turn, protected, instrument, entry.side, is_managed=is_managed)))
    if protected.target is not None:
        shapes.append(("target", CarriedPrices(protected.target, None, "limit")))
    side = opposite_side(entry.side)
    return tuple(
        replace(
            make_order(turn, Shape(leg, entry.symbol, side, quantity, reduce_only=True, carried=carried)),
            state="held",
            parent_order_id=entry.order_id,
            is_managed=is_managed,
        )
        for leg, carried in shapes
    )


def _stop_prices(
    turn: Turn, protected: Protected, instrument: Instrument, side: Side, *, is_managed: bool
) -> CarriedPrices:
    """Return how the stop is sent: a venue that knows stops with a limit only gets one that leaves room for a slide."""
    types = turn.capabilities(instrument).order_types
    if not is_managed:
        kind: OrderType = "stop" if protected.trailing is None else "trailing_stop"
        return CarriedPrices(None, protected.stop, kind, protected.trailing)
    if "stop" in types or "stop_limit" not in types or protected.stop is None:
        return CarriedPrices(None, protected.stop, "stop", protected.trailing)
    room = protected.stop * STOP_SLIDE
    limit = (
        instrument.price_floor(protected.stop - room)
        if side == "buy"
        else instrument.price_ceil(protected.stop + room)
    )
    return CarriedPrices(max(limit, instrument.tick), protected.stop, "stop_limit", protected.trailing)


def _venue_keeps(
    turn: Turn, entry: Order, protected: Protected, instrument: Instrument, quantity: Decimal
) -> bool:
    caps = turn.capabilities(instrument)
    if not caps.bracket or entry.time_in_force not in caps.bracket_times_in_force or entry.extended_hours:
        return False
    if entry.order_type not in caps.bracket_order_types:
        return False
    # Stock brokers take brackets for whole shares only.
    if instrument.market == "stocks" and quantity % 1 and turn.account.venue != PLATFORM:
        return False
    trailing = protected.trailing
    if trailing is None:
        return protected.stop is None or "stop" in caps.order_types
    # No venue we know but paper has trailing legs in its brackets (Alpaca's are a limit and a stop), and a venue's trail
    # begins where the trail itself says: one that begins at a nearer stop, or later, is kept by us.
    return (
        turn.account.venue == PLATFORM
        and "trailing_stop" in caps.order_types
        and trailing.begins == protected.stop
        and trailing.activation is None
    )
