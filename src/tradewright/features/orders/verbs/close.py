"""Get out: of one position, of one account, or of everything. Closing is possible whatever the limits say."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.signal import Intent, Sizing
from tradewright.features.orders import store
from tradewright.features.orders.rows import SignalKept
from tradewright.features.orders.verbs.aim import get_account, require_instrument
from tradewright.features.orders.verbs.ask import Ask, ask, raise_unless_done, signal_id_for
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.ids import AccountId
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def close_position(
    cx: Context,
    decisions: DecisionWaiter,
    *,
    account_id: AccountId,
    symbol: str,
    quantity: Decimal | None,
    idempotency_key: str | None,
) -> SignalKept:
    """Ask for the position, or `quantity` units of it, to be closed at market.

    Raises Invalid for an unknown symbol, AccountNotFound, NothingToClose, SignalIgnored or SignalFailed.
    """
    intent = Intent(
        action="exit",
        symbol=symbol,
        sizing=None if quantity is None else Sizing("fixed", quantity),
        reduce_only=True,
    )
    signal_id = signal_id_for(cx, idempotency_key=idempotency_key, what="close")

    async def aim(tx: Tx) -> list[Ask]:
        await get_account(tx, cx.user_id, account_id)
        await require_instrument(tx, cx.user_id, account_id, symbol)
        return [Ask(signal_id, account_id, intent)]

    [signal] = await ask(cx, decisions, aim)
    raise_unless_done(signal)
    return signal


async def flatten(
    cx: Context, decisions: DecisionWaiter, *, account_id: AccountId | None, idempotency_key: str | None
) -> list[SignalKept]:
    """Ask for every order to be cancelled and every position closed, in one account or in all of them.

    Returns one signal for each account, as it stands. Raises AccountNotFound.
    """
    intent = Intent(action="flatten", symbol=None)

    async def aim(tx: Tx) -> list[Ask]:
        if account_id is None:
            accounts = [one.account_id for one in await store.list_accounts(tx, cx.user_id)]
        else:
            accounts = [(await get_account(tx, cx.user_id, account_id)).account_id]
        return [
            Ask(signal_id_for(cx, idempotency_key=idempotency_key, what=f"flatten/{one}"), one, intent)
            for one in accounts
        ]

    return await ask(cx, decisions, aim)
