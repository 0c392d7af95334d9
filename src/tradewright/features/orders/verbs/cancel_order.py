"""Ask for a live order to be taken back at the venue."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tradewright.domain.trading.signal import Intent
from tradewright.features.orders import store
from tradewright.features.orders.errors import OrderNotFound, OrderNotOpen
from tradewright.features.orders.rows import OrderKept, SignalKept
from tradewright.features.orders.verbs.ask import Ask, ask, raise_unless_done, signal_id_for
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.ids import OrderId
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """The order as it stands, and the cancel signal; None when the order was cancelled already."""

    order: OrderKept
    signal: SignalKept | None


async def cancel_order(
    cx: Context, decisions: DecisionWaiter, order_id: UUID, *, idempotency_key: str | None
) -> CancelAsked:
    """Ask for the order to be cancelled; the venue answers in its own time, so watch the order's state.

    Cancelling a cancelled order changes nothing. Raises OrderNotFound, or OrderNotOpen for one that ended
    otherwise.
    """
    signal_id = signal_id_for(cx, idempotency_key=idempotency_key, what=f"cancel/{order_id}")
    found: list[OrderKept] = []

    async def aim(tx: Tx) -> list[Ask]:
        order = await _get(tx, cx, order_id)
        found.append(order)
        if order.order.is_terminal:
            return []
        intent = Intent(action="cancel", symbol=order.order.symbol, cancel_order_id=order.order.order_id)
        return [Ask(signal_id, order.order.account_id, intent)]

    signals = await ask(cx, decisions, aim)
    if not signals:
        return CancelAsked(_cancelled(found[0]), None)
    [signal] = signals
    async with cx.transaction() as tx:
        after = await _get(tx, cx, order_id)
    if signal.state in ("ignored", "failed") and after.order.is_terminal:
        # It ended between our look and the executor's: what it ended as is the better answer.
        return CancelAsked(_cancelled(after), signal)
    raise_unless_done(signal)
    return CancelAsked(after, signal)


async def _get(tx: Tx, cx: Context, order_id: UUID) -> OrderKept:
    kept = await store.find_order(tx, cx.user_id, OrderId(order_id))
    if kept is None:
        raise OrderNotFound(f"You have no order {order_id}.", order_id=str(order_id))
    return kept


def _cancelled(kept: OrderKept) -> OrderKept:
    state = kept.order.state
    if state != "cancelled":
        raise OrderNotOpen(
            f"The order is {state.replace('_', ' ')} and cannot be cancelled.",
            order_id=str(kept.order.order_id),
            state=state,
        )
    return kept
