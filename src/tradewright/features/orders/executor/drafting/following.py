"""Signals of our own making: the close of a fill that nobody wanted any more, and exits once more."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.order import Order, OrderEvent, ProvedAbsent, VenueRejected
from tradewright.domain.trading.ports.broker import BUSY_CODE, GONE_CODE, RATE_CODE, REVOKED_CODE
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.signal import Intent, Sizing, Source
from tradewright.features.orders.executor.batch import SENT_AGAIN, FollowUp
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.kernel.ids import SignalId, derive_order_id

REPEAT_AFTER_MAX_S = 60
PASSING_TRIES_MAX = 6
"""How often an ordinary exit that nobody judged is tried again: for about a minute; later its trader may want another."""
NEVER_SENT = "never sent: "


def backoff(refusals: int) -> timedelta:
    """Return how long to wait after so many refusals in a row: 1, 2, 4 … 60 s."""
    return timedelta(seconds=min(2 ** min(refusals - 1, 10), REPEAT_AFTER_MAX_S))


def close_unwanted(draft: Draft) -> None:
    """Ask for the close of what orders filled after their end was asked for, unless an exit on its way covers it."""
    for order, filled in draft.unwanted_fills:
        held = draft.account(order.account_id).projected(order.symbol, with_doubtful=True)
        if held * signed(order.side, filled) <= 0:
            continue
        quantity = min(filled, abs(held))
        draft.batch.follow_ups.append(_exit(order, quantity, tag="filled after its cancel"))


def repeat_exits(draft: Draft) -> None:
    """Ask once more for exits that ended in this turn and left something open.

    An exit at a price whose time is up goes to the market at once. One that must happen (a flatten, a kill switch) is
    sent again after a pause that doubles, until there is nothing left or a person cancels; any other for about a minute
    where nobody judged it. It stays the will of whoever asked first: a halt stops an agent's here too.
    """
    for order, event in list(draft.ended):
        if order.leg != "exit":
            continue
        key = (order.account_id, order.symbol)
        if order.filled_quantity:
            draft.refusals.pop(key, None)
        held = draft.account(order.account_id).projected(order.symbol, with_doubtful=True)
        left = (
            min(order.remaining, abs(held)) if held * signed(order.side, order.remaining) < 0 else Decimal(0)
        )
        if not left or order.unwanted:
            continue
        if _is_out_of_time(draft, order):
            tag = "out of time, now at the market"
            draft.batch.follow_ups.append(_exit(order, left, tag=tag, source=_source(draft, order)))
        elif _must_repeat(draft, order, event):
            draft.refusals[key] = draft.refusals.get(key, 0) + 1
            cause = draft.exit_cause(order.signal_id)
            follow_up = _exit(
                order,
                left,
                tag=SENT_AGAIN if cause is not None and cause.must_happen else "not taken, tried again",
                source=_source(draft, order),
                due_at=draft.now + backoff(draft.refusals[key]),
            )
            draft.batch.follow_ups.append(follow_up)


def _source(draft: Draft, order: Order) -> Source:
    cause = draft.exit_cause(order.signal_id)
    return "manual" if cause is None else cause.source


def _is_out_of_time(draft: Draft, order: Order) -> bool:
    cause = draft.exit_cause(order.signal_id)
    if cause is not None and cause.expires:
        return False
    return (
        order.order_type != "market"
        and order.cancel_at is not None
        and order.cancel_at <= draft.now
        and order.state in ("cancelled", "expired")
    )


def _must_repeat(draft: Draft, order: Order, event: OrderEvent) -> bool:
    cause = draft.exit_cause(order.signal_id)
    if cause is None or order.cancel_requested or order.symbol in cause.stopped:
        return False
    if not cause.must_happen:
        key = (order.account_id, order.symbol)
        return _was_not_judged(event) and draft.refusals.get(key, 0) < PASSING_TRIES_MAX
    # Nothing is left at the venue, or nobody there listens to this key: trying again would say the same.
    return not (isinstance(event, VenueRejected) and event.code in (GONE_CODE, REVOKED_CODE))


def _was_not_judged(event: OrderEvent) -> bool:
    """Whether nobody looked at the order at all: it was never sent, or the venue was too busy to process it."""
    if isinstance(event, VenueRejected):
        return event.code in (RATE_CODE, BUSY_CODE)
    return isinstance(event, ProvedAbsent) and event.evidence.startswith(NEVER_SENT)


def _exit(
    order: Order,
    quantity: Decimal,
    *,
    tag: str,
    source: Source = "manual",
    due_at: datetime | None = None,
) -> FollowUp:
    intent = Intent("exit", order.symbol, sizing=Sizing("fixed", quantity), reduce_only=True, tag=tag)
    return FollowUp(
        user_id=order.user_id,
        signal_id=SignalId(derive_order_id(order.signal_id, leg=f"{order.order_id}:{order.event_count}")),
        account_id=order.account_id,
        correlation_id=order.correlation_id,
        intent=intent_to_json(intent),
        source=source,
        due_at=due_at,
    )
