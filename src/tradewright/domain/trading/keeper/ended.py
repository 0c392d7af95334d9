"""What the end of an order changes for what is wished: called once for each, in the turn that learns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.keeper.acts import CancelLeg, MoveLeg, NewLeg, Tend
from tradewright.domain.trading.keeper.scene import AGAIN, is_kept_leg, is_wish, key_of
from tradewright.domain.trading.order import Order, OrderEvent, ProvedAbsent, VenueRejected
from tradewright.domain.trading.ports.broker import BUSY_CODE, RATE_CODE, OrderChange
from tradewright.kernel.ids import client_order_id, derive_order_id
from tradewright.kernel.money import ZERO

TRIES_MAX = 12
"""How often in a row a leg that nobody judged is sent again, REFUSED_PAUSE apart, before we watch the price ourselves."""
TRIES_WITHIN = timedelta(minutes=1)
"""Tries further apart than this are not in a row."""


def restore(
    account: AccountBook, ended: Order, now: datetime, event: OrderEvent | None = None
) -> tuple[Tend, ...]:
    """Return what becomes of the wishes when `event` has just ended `ended`; `account` no longer holds it.

    An entry that ended half filled leaves legs for what filled. A leg that filled is taken off its pair; one that the venue
    refused is watched by us from now on, and one that it did not look at is sent again; and wherever a stop had been moved
    to, its wish knows it.
    """
    if ended.leg == "entry" and not ended.reduce_only:
        unfilled = ended.remaining
        wishes = [
            one
            for one in account.orders_of(ended.symbol)
            if is_wish(one) and one.parent_order_id == ended.order_id
        ]
        return tuple(_less(wish, unfilled) for wish in wishes if unfilled)
    if not is_kept_leg(ended) or ended.replaces is None:
        return ()
    wishes = [one for one in account.orders_of(ended.symbol) if is_wish(one) and key_of(one) == key_of(ended)]
    acts: list[Tend] = []
    for wish in wishes:
        is_own = wish.leg == ended.leg
        left = wish.quantity - ended.filled_quantity
        price = _nearer(wish, ended) if is_own else None
        if left <= 0:
            acts.append(CancelLeg(wish.order_id, "the pair is done"))
        elif is_own and ended.state in ("rejected", "not_placed"):
            acts.extend(_watch(wish, ended, left, now, event))
        elif ended.filled_quantity or price is not None:
            acts.append(MoveLeg(wish.order_id, OrderChange(quantity=left, stop_price=price)))
    return tuple(acts)


def _less(wish: Order, unfilled: Decimal) -> Tend:
    left = wish.quantity - unfilled
    if left <= ZERO:
        return CancelLeg(wish.order_id, "its entry opened nothing")
    return MoveLeg(wish.order_id, OrderChange(quantity=left))


def _nearer(wish: Order, ended: Order) -> Decimal | None:
    """Return the stop price of the order that ended where it is nearer the market than its wish's."""
    if wish.leg != "stop" or ended.stop_price is None or ended.stop_price == wish.stop_price:
        return None
    if wish.stop_price is None:
        return ended.stop_price
    is_nearer = (
        ended.stop_price > wish.stop_price if wish.side == "sell" else ended.stop_price < wish.stop_price
    )
    return ended.stop_price if is_nearer else None


def _watch(
    wish: Order, ended: Order, quantity: Decimal, now: datetime, event: OrderEvent | None
) -> list[Tend]:
    words = ended.reason or "the venue refused it"
    tries = _tries(wish, now) + 1
    is_again = _was_not_judged(event) and tries <= TRIES_MAX
    order_id = derive_order_id(wish.signal_id, leg=f"{wish.leg}:{ended.order_id}:watched")
    watched = replace(
        wish,
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        quantity=quantity,
        stop_price=_nearer(wish, ended) or wish.stop_price,
        replaces=None,
        reason=f"{AGAIN}{tries}: {words}" if is_again else words,
        event_count=0,
        created_at=now,
    )
    why = "to be sent again" if is_again else "watched by us from now on"
    return [CancelLeg(wish.order_id, why), NewLeg(watched)]


def _was_not_judged(event: OrderEvent | None) -> bool:
    """Whether nobody looked at the order: it never arrived, or the venue was too busy to process it."""
    if isinstance(event, VenueRejected):
        return event.code in (RATE_CODE, BUSY_CODE)
    return isinstance(event, ProvedAbsent)


def _tries(wish: Order, now: datetime) -> int:
    """Return how many tries in a row came to nothing before."""
    reason = wish.reason or ""
    if not reason.startswith(AGAIN) or now - wish.created_at > TRIES_WITHIN:
        return 0
    return int(reason.removeprefix(AGAIN).partition(":")[0])
