"""What events do to the books: the same functions live, on recovery and in tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, DayBook, with_doubt
from tradewright.domain.trading.events import event_time
from tradewright.domain.trading.lifecycle import OrderFact, transition
from tradewright.domain.trading.order import (
    Fill,
    Order,
    OrderEvent,
    OrderFilled,
    OrderState,
    ProvedAbsent,
    VenueCancelled,
    VenueExpired,
)
from tradewright.domain.trading.position import Position, apply_effect, effect_of
from tradewright.kernel.ids import AgentId
from tradewright.kernel.money import ZERO

_NEVER_AT_VENUE: frozenset[OrderState] = frozenset({"rejected", "not_placed"})


@dataclass(frozen=True, slots=True)
class Applied:
    """What one event changed. `position` is None unless it was a fill; `realised` is before the fill's fee.

    `follow_ups` are events that this one implies for other orders of the account (an entry that ended
    unfilled ends its held legs); the caller applies and records them like any other.
    """

    book: AccountBook
    order: Order
    facts: tuple[OrderFact, ...]
    position: Position | None = None
    realised: Decimal = ZERO
    follow_ups: tuple[tuple[Order, OrderEvent], ...] = ()
    is_changed: bool = True


def apply_event(
    book: AccountBook, order: Order, event: OrderEvent, *, multiplier: Decimal, base: str | None = None
) -> Applied:
    """Return the books after `event` happened to `order`, which may have ended long ago.

    Drop fills whose execution id is booked already before calling. `is_changed` is False when the event told
    nothing new: record nothing then. `multiplier` and `base` are the instrument's.
    """
    after, facts = transition(order, event)
    if after is order:
        return Applied(book, order, facts, is_changed=False)
    book = with_order(book, after)
    follow_ups = _follow_ups(book, order, after, event)
    if not isinstance(event, OrderFilled):
        return Applied(book, after, facts, follow_ups=follow_ups)
    if order.leg == "entry" and not order.reduce_only and not order.filled_quantity:
        book = replace(book, history=book.history.with_entry(order.symbol))
    book, position, realised = book_fill(book, event.fill, multiplier=multiplier, base=base)
    return Applied(book, after, facts, position, realised, follow_ups)


def book_fill(
    book: AccountBook, fill: Fill, *, multiplier: Decimal, base: str | None = None
) -> tuple[AccountBook, Position, Decimal]:
    """Return the books, the position and the realised profit after `fill`, also when no order of ours caused
    it. `base` is the coin that the instrument is bought in, or None; see `position.effect_of` for fees in it.
    """
    effect = effect_of(fill, currency=book.currency, base=base, multiplier=multiplier)
    before = book.position(fill.symbol)
    position, realised = apply_effect(before, effect, multiplier=multiplier, at=fill.occurred_at)
    after = replace(
        book,
        realised=book.realised + realised,
        fees=book.fees + effect.fee,
        positions={**book.positions, fill.symbol: position},
        history=book.history.with_fill(before, position, at=fill.occurred_at),
    )
    return after, position, realised


def commit_orders(
    book: AccountBook, orders: Iterable[Order], *, agent_id: AgentId | None, now: datetime
) -> AccountBook:
    """Return the book with newly decided orders live and, when one of them opens or adds, one more trade
    today.
    """
    orders = tuple(orders)
    live = {**book.orders, **{order.order_id: order for order in orders}}
    book = replace(book, history=book.history.with_sent(orders, agent_id=agent_id, now=now))
    if not any(order.leg == "entry" and not order.reduce_only for order in orders):
        return replace(book, orders=live)
    day = book.day_of(now) or DayBook(book.today(now).date, equity_start=None)
    agent_trades = dict(day.agent_trades)
    if agent_id is not None:
        agent_trades[agent_id] = agent_trades.get(agent_id, 0) + 1
    return replace(book, orders=live, day=replace(day, trades=day.trades + 1, agent_trades=agent_trades))


def with_order(book: AccountBook, order: Order) -> AccountBook:
    """Return the book with `order` as it now is: among the live ones, or gone from them when it has ended; its symbol is
    blocked for entries while nobody can say whether the venue has it.
    """
    if order.is_terminal:
        if order.order_id not in book.orders:
            return book
        left = {key: kept for key, kept in book.orders.items() if key != order.order_id}
        return with_doubt(replace(book, orders=left), order.symbol)
    return with_doubt(replace(book, orders={**book.orders, order.order_id: order}), order.symbol)


def _follow_ups(
    book: AccountBook, before: Order, after: Order, event: OrderEvent
) -> tuple[tuple[Order, OrderEvent], ...]:
    if before.is_terminal or not after.is_terminal or after.leg != "entry" or after.filled_quantity:
        return ()
    if isinstance(event, VenueCancelled | VenueExpired) and event.filled:
        return ()  # its fills are on their way, and its legs protect them
    at = event_time(event)
    words = f"its entry was {after.state.replace('_', ' ')}"
    ends: OrderEvent = (
        ProvedAbsent(words, at) if after.state in _NEVER_AT_VENUE else VenueCancelled(words, at)
    )
    legs = (order for order in book.orders.values() if order.parent_order_id == after.order_id)
    return tuple((leg, ends) for leg in legs if leg.state == "held")
