"""Steps of a signal that needs several: clear the way, close and await, then open.

Each step is planned afresh on the books of its moment, so a crash in between resumes where they stand; nothing is remembered
but the number of the step.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Wait
from tradewright.domain.trading.requests import request_for
from tradewright.kernel.ids import OrderId
from tradewright.kernel.money import ZERO

CANCEL_WAIT_S = 10
"""How long a step waits for cancels; venues answer within a second or are in trouble."""
EXIT_WAIT_S = 60
"""How long a reversal waits for its exit to fill; a market order that takes longer rests at a closed exchange."""
CLEARING_STEPS_MAX = 3
"""After so many steps what still has not ended counts as in doubt."""
STEPS_MAX = 8


def wait(
    turn: Turn,
    *,
    orders: tuple[Order, ...] = (),
    cancels: tuple[OrderId, ...] = (),
    awaits: Iterable[Order] = (),
    for_s: float,
    words: str,
) -> Wait:
    """Return a step that commits `orders`, cancels, and waits for `orders` and `awaits` to end, at most `for_s`."""
    turn.decision.setdefault("risk", REDUCING)
    turn.decision["step"] = {"number": turn.signal.step + 1, "words": words}
    awaited = tuple(dict.fromkeys(order.order_id for order in (*orders, *awaits)))
    requests = tuple(request_for(order) for order in orders if order.state == "submitting")
    return Wait(orders, requests, cancels, awaited, turn.now + timedelta(seconds=for_s), turn.decision)


REDUCING = {"outcome": "approved", "rules": [], "words": "The order only reduces exposure: always allowed."}


def clear_the_way(turn: Turn, symbol: str) -> Wait | None:
    """Return the step that ends and awaits everything live in `symbol`; None when nothing is, or waiting no longer helps.

    What is at the market already cannot be cancelled and is awaited all the same: only then is the position certain.
    """
    own = turn.signal.signal_id
    live = [
        order
        for order in turn.account.orders_of(symbol)
        if not (order.signal_id == own and order.leg == "exit")
    ]
    if not live or turn.signal.step >= CLEARING_STEPS_MAX:
        return None
    in_doubt = [order for order in live if order.state == "unknown"]
    if len(in_doubt) == len(live) and turn.signal.step > turn.steps_before:
        return None  # most doubts end within seconds; whoever wants out does not wait for the others
    # What is in doubt is cancelled too: what it turns out to have filled is then not wanted, and closed when that is known.
    cancels = tuple(
        order.order_id
        for order in live
        if is_cancellable(order) or (order in in_doubt and not is_going(order))
    )
    words = f"Ending {len(live)} live orders in {symbol} first."
    return wait(turn, cancels=cancels, awaits=live, for_s=CANCEL_WAIT_S, words=words)


def settle_first(turn: Turn, symbol: str) -> Wait | None:
    """Return the step that awaits what is at the market in `symbol`, where only we keep an exit from selling what has not
    been bought yet; None when nothing is, or the venue caps exits itself.
    """
    if caps_exits(turn, symbol) or turn.signal.step >= CLEARING_STEPS_MAX:
        return None
    own = turn.signal.signal_id
    on_its_way = [
        order for order in turn.account.orders_of(symbol) if order.signal_id != own and _is_on_its_way(order)
    ]
    if not on_its_way:
        return None
    return wait(
        turn, awaits=on_its_way, for_s=CANCEL_WAIT_S, words=f"Awaiting what is at the market in {symbol}."
    )


def _is_on_its_way(order: Order) -> bool:
    if order.state == "held":
        return order.leg == "exit" and order.is_managed  # it waits for room, and will go
    return order.order_type == "market" and order.state != "unknown"


def caps_exits(turn: Turn, symbol: str) -> bool:
    """Whether the venue itself keeps an exit from closing more than is held."""
    return turn.capabilities(turn.instrument(symbol)).reduce_only == "flag"


def closable(turn: Turn, symbol: str) -> Decimal:
    """Return what an exit is sized by, signed: where the venue caps exits, what is in doubt or on its way counts too;
    elsewhere only what is held now, there as in our books, and nobody is selling already.
    """
    if caps_exits(turn, symbol):
        return turn.account.projected(symbol, with_doubtful=True)
    held = turn.account.seen_held(symbol)
    being_closed = sum(
        (
            order.remaining
            for order in turn.account.orders_of(symbol)
            if order.signed_remaining * held < 0
            and order.state != "held"
            and (order.order_type == "market" or order.state == "unknown")
        ),
        ZERO,
    )
    left = max(abs(held) - being_closed, ZERO)
    return left if held > 0 else -left


def is_cancellable(order: Order) -> bool:
    """Whether a close should ask for its end: it may still fill for long, and nobody has asked yet to be rid of it."""
    return not is_going(order) and (
        order.is_protective or order.order_type != "market" or waits_to_open(order)
    )


def waits_to_open(order: Order) -> bool:
    """Whether it is an entry that we hold until the exit before it has closed: no venue has seen it."""
    return order.state == "held" and order.is_managed and order.leg == "entry"


def opens_next(turn: Turn, symbol: str) -> Order | None:
    """Return the entry in `symbol` that waits for an exit on its way: the half of a reversal that is still to come."""
    live = turn.account.orders
    return next(
        (
            order
            for order in turn.account.orders_of(symbol)
            if waits_to_open(order)
            and order.parent_order_id is not None
            and (before := live.get(order.parent_order_id)) is not None
            and before.order_type == "market"
        ),
        None,
    )


def is_going(order: Order) -> bool:
    """Whether a flatten or a close is ending it already; after a plain cancel alone, its late fill would stay open."""
    return order.cancel_requested and (order.unwanted or order.reduce_only)


def exit_name(turn: Turn) -> str:
    """Return the leg name of this step's exit: its id differs from that of an earlier step's."""
    return "exit" if turn.signal.step == 0 else f"exit:{turn.signal.step}"


def own_exits(turn: Turn, symbol: str) -> list[Order]:
    """Return this signal's exits that are still live."""
    return [
        order
        for order in turn.account.orders_of(symbol)
        if order.signal_id == turn.signal.signal_id and order.leg == "exit"
    ]


def sure_quantity(turn: Turn, symbol: str) -> Decimal:
    """Return the part of the position, signed, that is there whatever became of the orders in doubt."""
    held = turn.account.projected(symbol, with_doubtful=False)
    against = sum(
        (
            order.remaining
            for order in turn.account.orders_of(symbol)
            if order.state == "unknown" and order.signed_remaining * held < 0
        ),
        ZERO,
    )
    left = max(abs(held) - against, ZERO)
    return left if held > 0 else -left


def is_in_doubt(turn: Turn, symbol: str) -> bool:
    """Whether an order in `symbol` has no known outcome."""
    return any(order.state == "unknown" for order in turn.account.orders_of(symbol))
