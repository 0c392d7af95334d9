"""Tell what would become of one order, as placing it would be decided right now; nothing is written and nothing sent."""

from __future__ import annotations

from tradewright.domain.trading.signal import Intent
from tradewright.features.orders.rehearsal import Rehearsal, Source, rehearse
from tradewright.features.orders.verbs.aim import choose_account, require_instrument
from tradewright.kernel.ids import AccountId
from tradewright.platform.context import ApiKeyActor, Context


async def check_order(
    cx: Context, *, account_id: AccountId | None, broker: str | None, intent: Intent
) -> Rehearsal:
    """Return what would become of `intent`.

    Raises what placing it would raise before anything is decided (Invalid, AccountNotFound, AccountNotActive), and
    ExecutorAbsent.
    """
    async with cx.transaction() as tx:
        aimed_at = await choose_account(tx, cx.user_id, account_id=account_id, broker=broker)
        await require_instrument(tx, cx.user_id, aimed_at, intent.symbol or "")
    source: Source = "api" if isinstance(cx.actor, ApiKeyActor) else "manual"
    return await rehearse(cx, account_id=aimed_at, intent=intent, source=source)
