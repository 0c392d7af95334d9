"""Alpaca's activities beside trades: deposits, dividends, interest, fees."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.symbols import from_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.movements import Movement, MovementKind

PAGE: Final = 100
_KINDS: Final[dict[str, MovementKind]] = {
    **dict.fromkeys(("CSD", "CSW", "ACATC", "JNL", "JNLC"), "transfer"),
    **dict.fromkeys(
        ("DIV", "CGD", "DIVCGL", "DIVCGS", "DIVFT", "DIVNRA", "DIVROC", "DIVTW", "DIVTXEX"), "dividend"
    ),
    **dict.fromkeys(("INT", "INTNRA", "INTTW"), "interest"),
    **dict.fromkeys(("FEE", "DIVFEE", "PTC", "PTR"), "fee"),
    **dict.fromkeys(("MISC", "REORG", "MA", "SPIN"), "other"),
}
"""Source: ActivityType of the trading API, read 2026-11-21. CFEE moves coins, not money, and is on the fills already."""
_COIN_FEE: Final = "coin pair"
"""So begins what Alpaca says of a fee in dollars for selling coins, which is on the fill already."""


async def read_movements(api: Api, since: datetime) -> list[Movement]:
    """Return the newest page of what moved money after `since`, oldest first. Raises BrokerUnavailable."""
    query = {
        "activity_types": ",".join(_KINDS),
        "after": since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "direction": "desc",
        "page_size": str(PAGE),
    }
    document = await api.read("/v2/account/activities", query)
    with readable("activities"):
        told = [_movement(one) for one in Fields.list_of(document, what="activities")]
    return sorted((one for one in told if one is not None), key=lambda one: one.occurred_at)


def _movement(activity: Fields) -> Movement | None:
    """Return what an activity moved; None for what moved no money, was taken back, or is told by a fill."""
    name = activity.need_text("activity_type")
    kind, amount = _KINDS.get(name), activity.number_or_zero("net_amount")
    description = activity.text("description") or ""
    if kind is None or not amount or activity.text("status") == "canceled":
        return None
    if kind == "fee" and description.lower().startswith(_COIN_FEE):
        return None
    symbol = activity.text("symbol")
    at = activity.moment("created_at") or activity.moment("date")
    if at is None:
        activity.need_text("date")
        raise AssertionError("a missing time was read")
    return Movement(
        venue_id=activity.need_text("id"),
        kind=kind,
        amount=amount,
        occurred_at=at,
        symbol=None if symbol is None else from_venue(symbol),
        words=description or name,
    )
