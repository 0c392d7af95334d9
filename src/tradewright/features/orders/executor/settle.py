"""Finding out what became of orders whose fate is open: after a start, a lost answer, or a silence.

Reads the venue and only reads it. What it finds goes through the inbox like anything else the venue says; an order is
called absent only where the venue's look-up can prove it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tradewright.domain.trading.order import Order, OutcomeUnknown, ProvedAbsent
from tradewright.domain.trading.ports.broker import Broker, FillUpdate, OrderUpdate
from tradewright.features.orders.executor.inbox import CursorMoved, Item, OrderProved, VenueSaid
from tradewright.kernel.ids import AccountId, OrderId

RESEND_AGE_MAX = timedelta(seconds=60)
"""An order that provably never left may still be sent while its signal is this young; the trader meant that price."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the venue showed: items for the inbox, and orders that never left and may still be sent."""

    items: tuple[Item, ...]
    resend: tuple[Order, ...]


async def settle_account(
    broker: Broker,
    account_id: AccountId,
    orders: Iterable[Order],
    *,
    fill_cursor: str | None,
    was_sent: Callable[[OrderId], bool],
    now: datetime,
) -> Settlement:
    """Compare `orders` (live in our books, with no call of ours under way) with the venue, and read its new fills.

    `was_sent` tells whether this very process tried to send an order. Fills come before the states of their orders, so
    that an entry that filled in part and was cancelled keeps its legs; the moved cursor comes last, so that it is never
    committed before the fills it counts.
    """
    fills, cursor = await broker.fills_since(fill_cursor)
    items: list[Item] = [VenueSaid(account_id, FillUpdate(fill)) for fill in fills]
    resend: list[Order] = []
    for order in orders:
        report = await broker.find_order(order.client_order_id)
        if report is not None:
            items.append(VenueSaid(account_id, OrderUpdate(report)))
        elif order.state in ("submitting", "unknown"):
            verdict = _judge_absence(broker, order, was_sent=was_sent(order.order_id), now=now)
            if verdict is None:
                resend.append(order)
            else:
                items.append(OrderProved(account_id, order.order_id, verdict))
    if cursor is not None and cursor != fill_cursor:
        items.append(CursorMoved(account_id, cursor))
    return Settlement(tuple(items), tuple(resend))


def _judge_absence(
    broker: Broker, order: Order, *, was_sent: bool, now: datetime
) -> ProvedAbsent | OutcomeUnknown | None:
    """Say what a look-up miss means: a proof, nothing yet, or (None) that the order may safely be sent now."""
    if not broker.capabilities.lookup_is_consistent:
        cause = "the venue does not show the order yet, which proves nothing here"
        return OutcomeUnknown(cause=cause, occurred_at=now)
    age = now - order.created_at
    if was_sent:
        evidence = "it was sent once and the venue does not have it"
    elif not broker.capabilities.refuses_duplicates:
        evidence = "the venue does not have it, and would not refuse a second one, so it is not sent again"
    elif age > RESEND_AGE_MAX:
        evidence = (
            f"the venue does not have it, and at {age.total_seconds():.0f} s it is too old to be sent now"
        )
    else:
        return None
    return ProvedAbsent(evidence=evidence, occurred_at=now)
