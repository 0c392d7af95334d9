"""Alpaca's words to ours: pages of bars and error answers. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from tradewright.adapters.marketdata.asking import Refusal
from tradewright.domain.trading.market import Bar
from tradewright.kernel.errors import Denied, Fault, Invalid, NotFound, TradewrightError, Unauthenticated


class WireBar(msgspec.Struct, frozen=True):
    """One bar as sent; prices are JSON numbers, read from their own digits."""

    t: datetime
    o: Decimal
    h: Decimal
    l: Decimal  # noqa: E741 - the venue's name
    c: Decimal
    v: Decimal


class WirePage(msgspec.Struct, frozen=True):
    """One page of bars by symbol; `bars` is null or lacks the symbol when there are none."""

    bars: dict[str, list[WireBar]] | None = None
    next_page_token: str | None = None


def bars_of(page: WirePage, *, symbol: str, timeframe: str) -> list[Bar]:
    """Return the page's bars of `symbol`, in the order sent."""
    return [
        Bar(symbol, timeframe, one.t.astimezone(UTC), one.o, one.h, one.l, one.c, one.v)
        for one in (page.bars or {}).get(symbol, ())
    ]


def refusal_of(refusal: Refusal) -> TradewrightError:
    """Return our error for a 4xx with Alpaca's `{"message"}`."""
    try:
        document = msgspec.json.decode(refusal.body)
    except msgspec.DecodeError:
        document = {}
    message = str(document.get("message") if isinstance(document, dict) else "") or f"HTTP {refusal.status}"
    if refusal.status == 401:
        return Unauthenticated(f"Alpaca does not know the key: {message}")
    if refusal.status == 403:
        return Denied(f"Alpaca says no: {message}. The free plan has feed iex only.")
    if refusal.status == 404:
        return NotFound(f"Alpaca: {message}")
    fault = Fault("request", "venue", message, str(refusal.status))
    return Invalid(f"Alpaca refuses the request: {message}", faults=(fault,))
