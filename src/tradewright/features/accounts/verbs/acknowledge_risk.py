"""The notice that a trader accepts before real money is traded: accept it, and ask whether it was accepted."""

from __future__ import annotations

from tradewright.features.accounts import store
from tradewright.features.accounts.errors import LegalNotAccepted, RiskNotAcknowledged
from tradewright.features.accounts.legal import LIVE_TRADING, Acceptance
from tradewright.features.accounts.store import Trader
from tradewright.kernel.errors import Fault, NotFound
from tradewright.kernel.ids import UserId
from tradewright.platform import audit
from tradewright.platform.context import Context
from tradewright.platform.db import Tx


async def acknowledge_risk(cx: Context, acceptance: Acceptance, *, remote_ip: str) -> Trader:
    """Note that the trader has read and accepted the notice of live trading; a second time changes nothing.

    Raises LegalNotAccepted for another version than the present one.
    """
    if acceptance != Acceptance(LIVE_TRADING.document, LIVE_TRADING.version):
        message = f"{LIVE_TRADING.title} must be accepted in version {LIVE_TRADING.version}."
        fault = Fault("$.version", "current_version", message, acceptance.version)
        raise LegalNotAccepted("Read and accept the current notice.", faults=(fault,))
    async with cx.transaction() as tx:
        if await store.accepted_at(tx, cx.user_id, LIVE_TRADING) is None:
            await store.insert_acceptances(tx, cx.user_id, [acceptance], now=cx.now, remote_ip=remote_ip)
            await audit.record(
                tx,
                cx,
                action="trader.risk_acknowledged",
                subject=f"trader:{cx.user_id}",
                after={"document": acceptance.document, "version": acceptance.version},
            )
        trader = await store.find_trader(tx, cx.user_id)
    if trader is None:
        raise NotFound("This trader does not exist any more.")
    return trader


async def require_acknowledged_risk(tx: Tx, user_id: UserId, *, any_version: bool = False) -> None:
    """Raise RiskNotAcknowledged unless the trader has accepted the present notice, or `any_version` of it.

    A new text asks whoever links another account; it must not stop the programs of those who trade already.
    """
    if await store.accepted_at(tx, user_id, LIVE_TRADING, any_version=any_version) is None:
        raise RiskNotAcknowledged(
            "This is real money: sign in, read the notice of live trading (GET /legal, live_trading) and accept it"
            " (POST /me/acceptances).",
            document=LIVE_TRADING.document,
            version=LIVE_TRADING.version,
        )
