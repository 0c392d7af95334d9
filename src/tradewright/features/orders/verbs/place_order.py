"""Ask for one order and answer with it: size, risk and the venue are the executor's, a few milliseconds
later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tradewright.domain.trading.signal import Intent
from tradewright.features.accounts import require_acknowledged_risk
from tradewright.features.orders import store
from tradewright.features.orders.rows import OrderKept, SignalKept
from tradewright.features.orders.verbs.aim import choose_account, require_instrument
from tradewright.features.orders.verbs.ask import Ask, ask, raise_unless_done, signal_id_for
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.ids import AccountId
from tradewright.platform.context import Context
from tradewright.platform.db import Tx

_LEAVES: Final = frozenset({"exit", "cancel", "flatten", "resolve", "breakeven"})
"""Whoever wants out is asked nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The signal, and its order once there is one: the entry, or the exit when the intent only closes."""

    signal: SignalKept
    order: OrderKept | None


async def place_order(
    cx: Context,
    decisions: DecisionWaiter,
    *,
    account_id: AccountId | None,
    broker: str | None,
    intent: Intent,
    idempotency_key: str | None,
) -> Placed:
    """Write the signal and wait a moment for its order.

    Raises Invalid for an unknown symbol or an account that cannot be told, AccountNotFound, AccountNotActive,
    RiskNotAcknowledged (nothing was written then), IdempotencyKeyReused, OrderDenied, SignalIgnored or SignalFailed.
    """
    signal_id = signal_id_for(cx, idempotency_key=idempotency_key, what="order")

    async def aim(tx: Tx) -> list[Ask]:
        aimed_at = await choose_account(tx, cx.user_id, account_id=account_id, broker=broker)
        await require_instrument(tx, cx.user_id, aimed_at, intent.symbol or "")
        if intent.action not in _LEAVES and await store.is_real_money(tx, cx.user_id, aimed_at):
            await require_acknowledged_risk(tx, cx.user_id, any_version=True)
        return [Ask(signal_id, aimed_at, intent)]

    [signal] = await ask(cx, decisions, aim)
    raise_unless_done(signal)
    if signal.state == "pending":
        return Placed(signal, None)
    async with cx.transaction() as tx:
        orders = await store.list_orders_of_signal(tx, cx.user_id, signal_id)
    return Placed(signal, orders[0] if orders else None)
