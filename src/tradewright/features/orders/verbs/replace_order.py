"""Ask for a live order to be given another size or other prices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.signal import Intent, Sizing
from tradewright.features.orders import store
from tradewright.features.orders.errors import OrderNotFound, OrderNotOpen, OrderNotValid
from tradewright.features.orders.rows import OrderKept
from tradewright.features.orders.verbs.ask import Ask, ask, raise_unless_done, signal_id_for
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.errors import Fault
from tradewright.kernel.ids import OrderId
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the order is to become; None stays as it is. `quantity` is the new total."""

    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


async def replace_order(
    cx: Context, decisions: DecisionWaiter, order_id: UUID, wanted: Wanted, *, idempotency_key: str | None
) -> OrderKept:
    """Ask for the change and return the order as it stands; the venue answers in its own time, and where it can only cancel
    and place anew, an order that `replaces` this one follows.

    Raises OrderNotFound, OrderNotOpen, OrderNotValid when nothing is named, OrderDenied or SignalIgnored.
    """
    if wanted == Wanted():
        message = "Name at least one of quantity, limit_price and stop_price."
        raise OrderNotValid(message, faults=(Fault("$", "something_to_change", message),))
    signal_id = signal_id_for(cx, idempotency_key=idempotency_key, what=f"replace/{order_id}")

    async def aim(tx: Tx) -> list[Ask]:
        order = (await _get(tx, cx, order_id)).order
        if order.is_terminal:
            state = order.state.replace("_", " ")
            message = f"The order is {state} and cannot be changed."
            raise OrderNotOpen(message, order_id=str(order_id), state=order.state)
        intent = Intent(
            action="replace",
            symbol=order.symbol,
            cancel_order_id=order.order_id,
            sizing=None if wanted.quantity is None else Sizing("fixed", wanted.quantity),
            limit_price=wanted.limit_price,
            stop_price=wanted.stop_price,
        )
        return [Ask(signal_id, order.account_id, intent)]

    [signal] = await ask(cx, decisions, aim)
    raise_unless_done(signal)
    async with cx.transaction() as tx:
        return await _get(tx, cx, order_id)


async def _get(tx: Tx, cx: Context, order_id: UUID) -> OrderKept:
    kept = await store.find_order(tx, cx.user_id, OrderId(order_id))
    if kept is None:
        raise OrderNotFound(f"You have no order {order_id}.", order_id=str(order_id))
    return kept
