"""Binance's words to ours: klines, symbol filters and error codes. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tradewright.adapters.marketdata.asking import Refusal
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.market_data import SeriesFacts
from tradewright.kernel.errors import Denied, Fault, Invalid, NotFound, TradewrightError, Unavailable
from tradewright.kernel.money import parse_decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BAD_SYMBOL = -1121


def bars_of(rows: list[list[Any]], *, symbol: str, timeframe: str) -> list[Bar]:
    """Return klines `[open time ms, "open", "high", "low", "close", "volume", …]` as bars. Raises Unavailable."""
    try:
        return [
            Bar(
                symbol=symbol,
                timeframe=timeframe,
                opened_at=_EPOCH + timedelta(milliseconds=int(row[0])),
                open=parse_decimal(row[1]),
                high=parse_decimal(row[2]),
                low=parse_decimal(row[3]),
                close=parse_decimal(row[4]),
                volume=parse_decimal(row[5]),
            )
            for row in rows
        ]
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError) as cause:
        raise Unavailable(f"Binance sent klines that are not as documented: {cause}") from cause


def facts_of(document: Any, *, symbol: str) -> SeriesFacts:
    """Return the symbol's grids from `exchangeInfo`. Raises NotFound when it is not listed there."""
    listed = document.get("symbols") if isinstance(document, dict) else None
    entry = next((one for one in listed or () if one.get("symbol") == symbol), None)
    if entry is None:
        raise NotFound(f"Binance lists no {symbol}", symbol=symbol)
    filters = {one.get("filterType"): one for one in entry.get("filters", ())}
    return SeriesFacts(
        market="crypto",
        tick=_step(filters, "PRICE_FILTER", "tickSize"),
        lot_step=_step(filters, "LOT_SIZE", "stepSize"),
    )


def _step(filters: dict[Any, Any], kind: str, member: str) -> Decimal | None:
    try:
        step = parse_decimal(str(filters[kind][member])).normalize()
    except (KeyError, ValueError):
        return None
    return step if step > 0 else None


def refusal_of(refusal: Refusal, *, symbol: str = "") -> TradewrightError:
    """Return our error for a 4xx with Binance's `{"code", "msg"}`."""
    try:
        document = msgspec.json.decode(refusal.body)
    except msgspec.DecodeError:
        document = {}
    document = document if isinstance(document, dict) else {}
    code, message = document.get("code"), str(document.get("msg") or f"HTTP {refusal.status}")
    if code == _BAD_SYMBOL:
        return NotFound(f"Binance knows no such symbol ({message})", venue_code=code)
    if refusal.status in {401, 403, 451}:
        return Denied(f"Binance does not serve us: {message} (HTTP {refusal.status})", venue_code=code)
    fault = Fault("request", "venue", message, str(code))
    return Invalid(f"Binance refuses the request: {message}", faults=(fault,), venue_code=code)
