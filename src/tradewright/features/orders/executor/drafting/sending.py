"""Letting go of orders that were held on our side, and asking for the end of live ones."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.order import CancelRequested, LegReleased, Order, VenueCancelled
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import AccountId, OrderId


def end(
    draft: Draft,
    account_id: AccountId,
    order_id: OrderId,
    act: Act,
    *,
    wants_flat: bool,
    words: str = "not wanted any more",
) -> None:
    """Ask the venue for the end of a live order; one that it has never seen ends here and now.

    `wants_flat`: what it fills all the same is to be closed.
    """
    order = draft.account(account_id).orders.get(order_id)
    if order is None:
        return
    if is_ours_alone(order):
        draft.apply(account_id, order_id, VenueCancelled(words, draft.now))
        return
    draft.apply(account_id, order_id, CancelRequested(draft.now, unwanted=wants_flat))
    order = draft.account(account_id).orders.get(order_id)
    if order is not None:
        act.cancels.append(order)


def is_ours_alone(order: Order) -> bool:
    """Whether no venue has seen the order: a leg that we keep, or one that waits to take another's place.

    Other held legs travelled inside their entry's request.
    """
    return order.state == "held" and (order.is_managed or order.replaces is not None)


def send_held(draft: Draft, order: Order, quantity: Decimal, act: Act) -> None:
    """Let a held order go at this size, with the legs that travel in its request."""
    draft.apply(order.account_id, order.order_id, LegReleased(quantity, draft.now))
    orders = draft.account(order.account_id).orders
    sent = orders.get(order.order_id)
    if sent is not None and sent.state == "submitting":
        act.places.append(Placement(sent.order_id, request_for(sent, orders.values())))
