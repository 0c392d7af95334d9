"""Income of a futures account beside trades: funding, transfers, rebates. A spot account has no such list.

Source: Get Income History of the USDT-M API, read 2026-11-21; `tranId` is unique among entries of one type.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from tradewright.adapters.brokers.binance.accounts import CURRENCY
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.movements import Movement, MovementKind

TOLD_BY_FILLS: Final = frozenset({"REALIZED_PNL", "COMMISSION"})
_KINDS: Final[dict[str, MovementKind]] = {
    "FUNDING_FEE": "funding",
    **dict.fromkeys(
        ("TRANSFER", "INTERNAL_TRANSFER", "CROSS_COLLATERAL_TRANSFER", "STRATEGY_UMFUTURES_TRANSFER"),
        "transfer",
    ),
    **dict.fromkeys(("COIN_SWAP_DEPOSIT", "COIN_SWAP_WITHDRAW", "AUTO_EXCHANGE"), "transfer"),
    **dict.fromkeys(
        ("COMMISSION_REBATE", "API_REBATE", "REFERRAL_KICKBACK", "FEE_RETURN", "INSURANCE_CLEAR"), "fee"
    ),
    "POSITION_LIMIT_INCREASE_FEE": "fee",
    "BFUSD_REWARD": "interest",
}


def traded_in(value: Any, *, since: datetime) -> set[str]:
    """Return our symbols of the trades that a list of income tells of, from `since` on."""
    return {
        from_venue(symbol, "usdm")
        for row in Fields.list_of(value, what="income")
        if row.text("incomeType") in TOLD_BY_FILLS
        and (symbol := row.text("symbol")) is not None
        and (at := row.millis("time")) is not None
        and at >= since
    }


def movements_of(value: Any) -> list[Movement]:
    """Read a list of income, oldest first; entries in other coins are left out, for money is counted in USDT."""
    found = []
    for row in Fields.list_of(value, what="income"):
        name, amount, at = row.need_text("incomeType"), row.number_or_zero("income"), row.millis("time")
        if name in TOLD_BY_FILLS or row.text("asset") != CURRENCY or not amount or at is None:
            continue
        symbol = row.text("symbol")
        found.append(
            Movement(
                venue_id=f"{name}:{row.need_text('tranId')}",
                kind=_KINDS.get(name, "other"),
                amount=amount,
                occurred_at=at,
                symbol=None if symbol is None else from_venue(symbol, "usdm"),
                words=name.replace("_", " ").lower(),
            )
        )
    return sorted(found, key=lambda one: one.occurred_at)
