"""Giving a live order other prices or another size: in place where its venue can, else by a successor.

A successor is committed as held, with the same commit that asks for its predecessor's end, and released once the predecessor
has ended: so the two are never alive at the venue together, and a crash in between resumes from the rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tradewright.domain.trading.booking import with_order
from tradewright.domain.trading.keeper.scene import is_heir
from tradewright.domain.trading.order import CancelRequested, Order, ReplaceRequested, VenueCancelled
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.drafting.sending import is_ours_alone, send_held
from tradewright.features.orders.executor.venues import Move
from tradewright.kernel.ids import client_order_id, derive_order_id
from tradewright.kernel.money import ZERO

CHANGE_TAKES = timedelta(seconds=30)
"""A change that nobody has answered by then may be asked for again; a venue's answer comes within a third of it."""


def move(draft: Draft, order: Order, change: OrderChange, act: Act) -> None:
    """Put the change of a live order into the draft and into `act`; what no venue has seen changes here and now."""
    asked = ReplaceRequested(
        draft.now, quantity=change.quantity, limit_price=change.limit_price, stop_price=change.stop_price
    )
    if is_ours_alone(order):
        draft.apply(order.account_id, order.order_id, asked)
    elif order.state in ("working", "partly_filled") and _can_replace(draft, order):
        draft.apply(order.account_id, order.order_id, asked)
        draft.changing[order.order_id] = draft.now + CHANGE_TAKES
        act.moves.append(Move(order, change))
    else:
        succeed(draft, order, change, act)


def succeed(draft: Draft, order: Order, change: OrderChange, act: Act) -> None:
    """Ask for the end of `order`, and hold the order that takes its place, with legs of its own."""
    drop_successor(draft, order, "a later change took its place")
    live = draft.account(order.account_id).orders.values()
    legs = [leg for leg in live if leg.parent_order_id == order.order_id and leg.state == "held"]
    name = f"{order.leg}:{order.order_id}:{order.event_count}"
    heir = replace(_changed(order, change, name), replaces=order.order_id, created_at=draft.now)
    _commit(draft, heir)
    for leg in legs:
        # Named by the heir: the leg itself may be as it was when an earlier heir of its entry was dropped.
        copy = _changed(leg, OrderChange(), f"{leg.leg}:{leg.order_id}:{heir.order_id}")
        _commit(draft, replace(copy, parent_order_id=heir.order_id))
    draft.apply(order.account_id, order.order_id, CancelRequested(draft.now))
    act.cancels.append(order)


def drop_successor(draft: Draft, order: Order, words: str) -> None:
    """End the order that was to take this one's place, if there is one."""
    for heir in list(draft.account(order.account_id).orders.values()):
        if heir.replaces == order.order_id and is_heir(heir):
            draft.apply(order.account_id, heir.order_id, VenueCancelled(words, draft.now))


def release_successors(draft: Draft) -> None:
    """Send the successors of orders that ended in this turn, as far as there is something left to replace."""
    for ended, _ in list(draft.ended):
        release_successor_of(draft, ended)


def release_successor_of(draft: Draft, ended: Order) -> None:
    """Send what was held to take the place of `ended`, or end it where nothing is left to replace."""
    for heir in list(draft.account(ended.account_id).orders.values()):
        if heir.replaces != ended.order_id or not is_heir(heir):
            continue
        left = heir.quantity - ended.filled_quantity
        words = draft.desk.controls.reason_not_to_send(heir)
        if ended.state != "cancelled" or left <= ZERO:
            words = f"the order it was to replace was {ended.state.replace('_', ' ')}"
        if words is not None:
            draft.apply(heir.account_id, heir.order_id, VenueCancelled(words, draft.now))
            continue
        act = Act(heir.account_id)
        send_held(draft, heir, left, act)
        draft.effects.add(act)


def _can_replace(draft: Draft, order: Order) -> bool:
    account = draft.account(order.account_id)
    instrument = draft.instrument(order.account_id, order.symbol)
    rules = account.capabilities if instrument is None else account.capabilities.of(instrument.market)
    return rules.replace != "none" and order.venue_order_id is not None and not order.cancel_requested


def _changed(order: Order, change: OrderChange, name: str) -> Order:
    """Return a held order like `order` with the change made. Its id follows from `name`, which none of its signal's had."""
    order_id = derive_order_id(order.signal_id, leg=name)
    return replace(
        order,
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        quantity=change.quantity or order.quantity,
        limit_price=change.limit_price or order.limit_price,
        stop_price=change.stop_price or order.stop_price,
        state="held",
        venue_order_id=None,
        filled_quantity=ZERO,
        average_price=None,
        cancel_requested=False,
        unwanted=False,
        reason=None,
        unknown_since=None,
        event_count=0,
        asked=None,
    )


def _commit(draft: Draft, order: Order) -> None:
    draft.put(with_order(draft.account(order.account_id), order))
    draft.add_order(order)
