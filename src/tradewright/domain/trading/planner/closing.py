"""Exits: closing a position or part of it. They ask no limit, and they need no price of their own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tradewright.domain.trading.dust import exit_quantity
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.planner.limits import ask_reducing
from tradewright.domain.trading.planner.making_room import needs_room, when_there_is_room
from tradewright.domain.trading.planner.orders import AT_MARKET, PLAIN_TERMS, Shape, make_order
from tradewright.domain.trading.planner.prices import CarriedPrices, carried_prices
from tradewright.domain.trading.planner.steps import (
    CLEARING_STEPS_MAX,
    caps_exits,
    clear_the_way,
    closable,
    exit_name,
    is_cancellable,
    own_exits,
    settle_first,
)
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.planner.venue_rules import exit_terms
from tradewright.domain.trading.plans import CancelOrders, Ignore, PlaceOrders, Plan, Refuse
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Denied
from tradewright.domain.trading.signal import Side
from tradewright.domain.trading.sizing import size_order
from tradewright.kernel.ids import OrderId
from tradewright.kernel.money import plain

PART_MODES = ("fixed", "lots", "notional", "percent_position")
"""Sizes that say how much of a position an exit is for; any other size belongs to an entry, and the exit closes all."""


def plan_exit(turn: Turn) -> Plan:
    """Close the position in the intent's symbol, or as much of it as the size says."""
    symbol = turn.intent.symbol
    if symbol is None:
        return turn.refuse("symbol_missing", "An exit needs a symbol; use flatten to close everything.")
    instrument = turn.instrument(symbol)
    asked = asked_quantity(turn, instrument)
    return asked if isinstance(asked, Refuse) else close_position(turn, symbol, asked=asked)


def asked_quantity(turn: Turn, instrument: Instrument | None) -> Decimal | Refuse | None:
    """Return how many units a reducing signal asks for; None: everything."""
    sizing = turn.intent.sizing
    if sizing is None or sizing.mode not in PART_MODES or turn.intent.sentiment == "flat":
        return None
    if sizing.mode == "fixed" or instrument is None:
        return sizing.value if sizing.mode == "fixed" else None
    price = turn.market.mark(instrument.symbol, turn.now)
    if sizing.mode == "notional" and price is None:
        return turn.refuse("quote_missing", f"There is no usable price for {instrument.symbol} right now.")
    sized = size_order(
        sizing,
        # Reducing knows no smallest value here: what is too small is told where the exit is made.
        instrument=replace(instrument, notional_min=Decimal(0)),
        price=price or Decimal(1),
        means=turn.means(instrument, stop=None),
    )
    if isinstance(sized, Refused):
        return None if sized.code == "position_missing" else turn.refuse_step(sized, step="sizing")
    return sized.quantity


def close_position(turn: Turn, symbol: str, *, asked: Decimal | Refuse | None) -> Plan:
    """Plan one reduce-only order against what is held or about to be; `asked` caps its size, in units.

    Closing everything also cancels what protects or would add to the position, and first, where resting orders hold what
    they would sell. A partial close leaves them: they shrink with the position.
    """
    if isinstance(asked, Refuse):
        return asked
    instrument = turn.instrument(symbol)
    if turn.signal.step and own_exits(turn, symbol):
        return turn.ignore("already_closing", f"{symbol} is being closed by this signal's order.")
    is_partial = asked is not None and asked < abs(turn.account.projected(symbol, with_doubtful=True))
    if not caps_exits(turn, symbol) or (not is_partial and turn.capabilities(instrument).holds_quantity):
        first = settle_first(turn, symbol) if is_partial else clear_the_way(turn, symbol)
        if first is not None:
            return first
    held = closable(turn, symbol)
    if held == 0:
        resting = cancellable(turn, symbol)
        return CancelOrders(resting, turn.decision) if resting else _nothing_to_close(turn, symbol)
    verdict = ask_reducing(turn, symbol)
    if isinstance(verdict, Denied):
        return turn.refuse_risk(verdict)
    price = turn.market.mark(symbol, turn.now)
    quantity = abs(held) if asked is None else min(asked, abs(held))
    if instrument is not None:
        quantity = exit_quantity(instrument, held=held, asked=asked, price=price)
    if quantity <= 0:
        return _too_small(turn, symbol, held, asked)
    order = exit_order(turn, symbol, "sell" if held > 0 else "buy", quantity)
    words = f"Closing {plain(quantity)} of {plain(abs(held))} {symbol}."
    turn.decision["sizing"] = {
        "mode": "position",
        "held": plain(held),
        "quantity": plain(quantity),
        "words": words,
    }
    most = abs(held) if instrument is None else instrument.lot.floor(abs(held))
    return _sent(turn, order, instrument, is_whole=quantity >= most)


def cancellable(turn: Turn, symbol: str) -> tuple[OrderId, ...]:
    """Return the live orders that must not outlive a full close: protective legs and entries that still
    rest.
    """
    return tuple(
        order.order_id
        for order in turn.account.orders_of(symbol)
        if is_cancellable(order) and order.leg != "exit"
    )


def exit_order(turn: Turn, symbol: str, side: Side, quantity: Decimal, *, name: str | None = None) -> Order:
    """Return a reduce-only order; only what asks to reduce names its price, one that stands in for a reversal or a flatten
    is for now.
    """
    instrument = turn.instrument(symbol)
    carried = _exit_prices(turn, instrument, side)
    caps = turn.capabilities(instrument)
    terms = exit_terms(turn, caps, carried)
    order = make_order(
        turn,
        Shape("exit", symbol, side, quantity, reduce_only=True, carried=carried, terms=terms),
        leg_name=name or exit_name(turn),
    )
    if order.order_type in caps.order_types:
        return order
    # The venue keeps no such order, so we do: as the stop of what is held, which rests whatever life was asked.
    kept = replace(order, leg="stop", order_type="stop", state="held", is_managed=True)
    return replace(kept, time_in_force=PLAIN_TERMS.time_in_force, expires_at=None, post_only=False)


def _exit_prices(turn: Turn, instrument: Instrument | None, side: Side) -> CarriedPrices:
    names_price = turn.intent.action == "exit" or turn.intent.reduce_only
    if not names_price or instrument is None or turn.intent.order_type == "market":
        return AT_MARKET
    carried = carried_prices(turn, instrument, side, opens=False)
    # What has no price of its own right now still wants to be out.
    return AT_MARKET if isinstance(carried, Refuse) else carried


def _sent(turn: Turn, order: Order, instrument: Instrument | None, *, is_whole: bool) -> Plan:
    symbol = order.symbol
    if order.state == "held":
        return PlaceOrders((order,), (), (), turn.decision)
    if needs_room(turn, symbol, instrument) and (not is_whole or turn.signal.step < CLEARING_STEPS_MAX):
        return when_there_is_room(turn, order)
    cancels = cancellable(turn, symbol) if is_whole and order.order_type == "market" else ()
    return PlaceOrders((order,), (request_for(order),), cancels, turn.decision)


def _too_small(turn: Turn, symbol: str, held: Decimal, asked: Decimal | None) -> Plan:
    if asked is not None and asked < abs(held):
        return turn.refuse("size_below_minimum", f"{plain(asked)} {symbol} is less than the smallest order.")
    reason = f"{plain(abs(held))} {symbol} is less than the smallest order; it stays as dust and goes with the next exit."
    return turn.ignore("position_is_dust", reason)


def _nothing_to_close(turn: Turn, symbol: str) -> Ignore:
    if any(order.leg == "exit" and order.order_type == "market" for order in turn.account.orders_of(symbol)):
        return turn.ignore("already_closing", f"{symbol} is being closed by an earlier order.")
    if held := turn.account.position(symbol).quantity:
        shown = plain(turn.account.exposures.get(symbol, held))
        return turn.ignore(
            "nothing_to_close",
            f"Our books hold {plain(held)} {symbol}, the venue shows {shown}: nothing to close.",
        )
    return turn.ignore("nothing_to_close", f"There is no position in {symbol}.")
