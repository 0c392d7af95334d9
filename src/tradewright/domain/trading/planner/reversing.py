"""Turning a position round: cancel what works, close and await the fill, then open, sized and asked afresh."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tradewright.domain.trading.dust import is_dust
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.closing import cancellable, close_position, exit_order
from tradewright.domain.trading.planner.limits import ask_reducing
from tradewright.domain.trading.planner.opening import (
    entry_forbidden,
    open_instead,
    open_position,
    open_when_closed,
    sizing_rule,
)
from tradewright.domain.trading.planner.steps import (
    EXIT_WAIT_S,
    STEPS_MAX,
    clear_the_way,
    closable,
    is_in_doubt,
    own_exits,
    sure_quantity,
    wait,
)
from tradewright.domain.trading.planner.turn import Turn, opposes
from tradewright.domain.trading.plans import CancelOrders, PlaceOrders, Plan, Refuse
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Denied
from tradewright.domain.trading.signal import Side, Sizing
from tradewright.kernel.money import plain


def reverse_position(turn: Turn, instrument: Instrument, side: Side) -> Plan:
    """Plan the next step towards a position on `side`, given what stands there now."""
    if (step := close_first(turn, instrument, side)) is not None:
        return step
    return open_position(turn, instrument, side)


def close_first(turn: Turn, instrument: Instrument, side: Side) -> Plan | None:
    """Return the step that must come before anything opens on `side`; None when nothing stands against it any more."""
    symbol = instrument.symbol
    if (waiting := await_own_exit(turn, symbol)) is not None:
        return waiting
    if is_in_doubt(turn, symbol):
        return _close_what_is_sure(turn, instrument, side)
    if (way := clear_the_way(turn, symbol)) is not None:
        return way
    held = closable(turn, symbol)
    if not opposes(held, signed(side, Decimal(1))):
        return None
    if is_dust(instrument, held, price=turn.market.mark(symbol, turn.now)):
        return None  # the opening order takes it along
    if turn.signal.step >= STEPS_MAX:
        return turn.refuse("exit_not_filled", f"{plain(abs(held))} {symbol} could not be closed.")
    verdict = ask_reducing(turn, symbol)
    if isinstance(verdict, Denied):
        return turn.refuse_risk(verdict)
    quantity = instrument.lot.floor(abs(held))
    order = exit_order(turn, symbol, side, quantity)
    words = f"Closing {plain(quantity)} {symbol} and awaiting the fill; then opening on the other side."
    turn.decision["sizing"] = {
        "mode": "position",
        "held": plain(held),
        "quantity": plain(quantity),
        "words": words,
    }
    return wait(turn, orders=(order,), for_s=EXIT_WAIT_S, words=words)


def await_own_exit(turn: Turn, symbol: str) -> Plan | None:
    """Return what to do while this signal's own exit is live; None when it has none."""
    own = own_exits(turn, symbol)
    if not own:
        return None
    until = max(order.created_at for order in own) + timedelta(seconds=EXIT_WAIT_S)
    left_s = (until - turn.now).total_seconds()
    if left_s > 0:
        return wait(turn, awaits=own, for_s=left_s, words=f"Awaiting the fill of the exit in {symbol}.")
    if any(order.state == "unknown" for order in own):
        return turn.refuse(
            "order_in_doubt", f"Whether the exit in {symbol} filled is not known; nothing was opened."
        )
    reason = f"The exit in {symbol} has not filled within {EXIT_WAIT_S} s; it stays, and nothing was opened."
    return turn.refuse("exit_not_filled", reason, limit=str(EXIT_WAIT_S))


def turn_round(turn: Turn, instrument: Instrument) -> Plan:
    """Plan a reverse whose direction only the position tells: the opening order is committed with the exit and waits for it,
    because nothing would remember the direction once the position is gone.
    """
    symbol = instrument.symbol
    held = sure_quantity(turn, symbol)
    if held == 0:
        return turn.ignore("nothing_to_reverse", f"There is no position in {symbol} to reverse.")
    side: Side = "sell" if held > 0 else "buy"
    if is_in_doubt(turn, symbol):
        return _close_what_is_sure(turn, instrument, side)
    if (way := clear_the_way(turn, symbol)) is not None:
        return way
    sizing = sizing_rule(turn) or Sizing("fixed", abs(held))
    made = open_when_closed(turn, instrument, side, sizing=sizing, closes=instrument.lot.floor(abs(held)))
    if not isinstance(made, Refuse):
        return made
    closing = close_position(turn, symbol, asked=None)
    closing.decision["opening_denied"] = {"code": made.reason_code, "words": made.reason}
    return closing


def turn_back(turn: Turn, instrument: Instrument, side: Side, coming: Order) -> Plan:
    """Plan a reverse while the exit of an earlier one is on its way: the last word wins. What that one would open is taken
    back, and an entry on `side` waits for the exit in its place: as asked, as the agent says, or as large.
    """
    if (refusal := entry_forbidden(turn, instrument, side)) is not None:
        turn.decision["opening_denied"] = {"code": refusal.reason_code, "words": refusal.reason}
        return CancelOrders((coming.order_id,), turn.decision)
    sizing = sizing_rule(turn) or Sizing("fixed", coming.quantity)
    return open_instead(turn, instrument, side, of=coming, sizing=sizing)


def _close_what_is_sure(turn: Turn, instrument: Instrument, side: Side) -> Plan:
    symbol = instrument.symbol
    reason = f"An earlier order in {symbol} has no known outcome yet, so nothing is opened."
    sure = sure_quantity(turn, symbol)
    quantity = instrument.lot.floor(abs(sure))
    if not opposes(sure, signed(side, Decimal(1))) or quantity == 0:
        return turn.refuse("order_in_doubt", reason)
    ask_reducing(turn, symbol)
    order: Order = exit_order(turn, symbol, side, quantity)
    turn.decision["sizing"] = {
        "mode": "position",
        "held": plain(sure),
        "quantity": plain(quantity),
        "words": f"Closing {plain(quantity)} {symbol}, which is held whatever became of it. {reason}",
    }
    return PlaceOrders((order,), (request_for(order),), cancellable(turn, symbol), turn.decision)
