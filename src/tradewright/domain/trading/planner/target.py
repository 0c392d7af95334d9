"""Target position: trade the difference between what is wanted and what is held or on its way, under the single writer."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.dust import tradable
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.planner.closing import close_position
from tradewright.domain.trading.planner.opening import entry_forbidden, open_position
from tradewright.domain.trading.planner.reversing import await_own_exit, close_first
from tradewright.domain.trading.planner.steps import (
    CANCEL_WAIT_S,
    CLEARING_STEPS_MAX,
    is_going,
    is_in_doubt,
    settle_first,
    wait,
    waits_to_open,
)
from tradewright.domain.trading.planner.turn import Turn, opposes
from tradewright.domain.trading.plans import Plan, Refuse
from tradewright.domain.trading.signal import Side, Sizing
from tradewright.kernel.money import plain


def plan_target(turn: Turn) -> Plan:
    """Bring the position to `target_quantity` (signed units). Crossing zero closes, awaits the fill, and opens the rest."""
    instrument = turn.instrument_asked()
    if isinstance(instrument, Refuse):
        return instrument
    target = turn.intent.target_quantity
    if target is None:
        return turn.refuse("target_missing", "A target needs the quantity to be held, with its sign.")
    symbol = instrument.symbol
    if (waiting := await_own_exit(turn, symbol)) is not None:
        return waiting
    resting = [
        order
        for order in turn.account.orders_of(symbol)
        if (not order.is_protective and order.order_type != "market" and not order.is_managed)
        or waits_to_open(order)
    ]
    if not resting and (first := settle_first(turn, symbol)) is not None:
        return first
    if resting and turn.signal.step < CLEARING_STEPS_MAX:
        # An earlier target that still rests would be traded on top of this one.
        cancels = tuple(order.order_id for order in resting if not is_going(order))
        words = f"Ending {len(resting)} resting orders in {symbol} first."
        return wait(turn, cancels=cancels, awaits=resting, for_s=CANCEL_WAIT_S, words=words)
    return _towards(turn, instrument, target)


def _towards(turn: Turn, instrument: Instrument, target: Decimal) -> Plan:
    symbol = instrument.symbol
    held = turn.account.projected(symbol, with_doubtful=True)
    delta = target - held
    turn.decision["target"] = {"target": plain(target), "held": plain(held), "delta": plain(delta)}
    side: Side = "buy" if delta > 0 else "sell"
    is_crossing = opposes(held, target)
    is_growing = is_crossing or abs(target) > abs(held)
    if not tradable(instrument, delta, price=turn.market.mark(symbol, turn.now)):
        reason = f"{plain(held)} {symbol} is held or on its way; {plain(target)} is wanted: nothing to trade."
        return turn.ignore("target_reached", reason)
    if target == 0:
        return close_position(turn, symbol, asked=None)
    if not is_growing:
        return close_position(turn, symbol, asked=abs(delta))
    refusal = entry_forbidden(turn, instrument, side)
    if refusal is not None:
        return close_position(turn, symbol, asked=None) if is_crossing else refusal
    if is_crossing and (step := close_first(turn, instrument, side)) is not None:
        return step
    if is_in_doubt(turn, symbol):
        reason = f"An earlier order in {symbol} has no known outcome yet, so the difference is not known."
        return turn.refuse("order_in_doubt", reason)
    return open_position(turn, instrument, side, sizing=Sizing("fixed", abs(delta)))
