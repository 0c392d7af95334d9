"""Public market data of both markets: time, klines, tickers, depth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from starlette.routing import Route

from tradewright_fakes.binance.exchange_info import exchange_info, many_symbols
from tradewright_fakes.binance.guard import Call, Market, guarded
from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.matching import Instrument, Quote, draw_bar
from tradewright_fakes.matching.prices import PLENTY
from tradewright_fakes.serving import Venue

INTERVALS: Final = {
    "1s": 1, "1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "2h": 7200, "4h": 14_400, "6h": 21_600,
    "8h": 28_800, "12h": 43_200, "1d": 86_400, "3d": 259_200, "1w": 604_800,
}  # fmt: skip
SHOWN_SIZE = Decimal(100)
_KLINES_DEFAULT, _KLINES_MAX = 500, {"spot": 1000, "futures": 1500}


def routes(venue: Venue) -> list[Route]:
    made = []
    for market, root in (("spot", "/api/v3"), ("futures", "/fapi/v1")):
        for path, handler in _HANDLERS.items():
            made.append(_public(venue, market, f"{root}/{path}", handler))  # type: ignore[arg-type]
    made.append(_public(venue, "futures", "/fapi/v1/premiumIndex", premium_index))
    return made


def _public(venue: Venue, market: Market, path: str, handler: Callable[[Call], object]) -> Route:
    return guarded(venue, market, "GET", path, handler, security="none")


def ping(call: Call) -> dict[str, Any]:
    return {}


def server_time(call: Call) -> dict[str, Any]:
    return {"serverTime": milliseconds(call.exchange.clock.told())}


def klines(call: Call) -> list[list[Any]]:
    instrument = call.instrument()
    name = call.params.text("interval")
    if name not in INTERVALS:
        raise Refusal(-1120, "Invalid interval.")
    seconds, now = INTERVALS[name], call.exchange.clock.now()
    limit = call.params.number("limit", _KLINES_DEFAULT, most=_KLINES_MAX[call.market])
    last = min(call.params.when("endTime") or milliseconds(now), milliseconds(now)) // 1000 // seconds
    start = call.params.when("startTime")
    first = last - limit + 1 if start is None else -(-start // 1000 // seconds)
    opened = range(first, last + 1)
    chosen = opened[:limit] if start is not None else opened[-limit:]
    return [kline_row(instrument, datetime.fromtimestamp(at * seconds, UTC), seconds) for at in chosen]


def kline_row(instrument: Instrument, opened: datetime, seconds: int) -> list[Any]:
    drawn = draw_bar(instrument, opened, seconds)
    begins = milliseconds(opened)
    volume = Decimal(drawn.volume)
    prices = [fixed(one) for one in (drawn.open, drawn.high, drawn.low, drawn.close)]
    turnover = fixed(volume * drawn.close)
    half, half_turnover = fixed(volume / 2), fixed(volume * drawn.close / 2)
    return [
        begins,
        *prices,
        fixed(volume),
        begins + seconds * 1000 - 1,
        turnover,
        drawn.volume // 10,
        half,
        half_turnover,
        "0",
    ]


def book_ticker(call: Call) -> object:
    return _per_symbol(call, _book_row)


def price_ticker(call: Call) -> object:
    return _per_symbol(call, lambda call, symbol, quote: {"symbol": symbol, "price": fixed(quote.last)})


def _book_row(call: Call, symbol: str, quote: Quote) -> dict[str, Any]:
    row: dict[str, Any] = {
        "symbol": symbol,
        "bidPrice": fixed(quote.bid),
        "bidQty": fixed(shown(quote.bid_size)),
        "askPrice": fixed(quote.ask),
        "askQty": fixed(shown(quote.ask_size)),
    }
    if call.market == "futures":
        row["time"] = milliseconds(quote.at)
    return row


def shown(size: Decimal) -> Decimal:
    """What the book shows when plenty is on offer."""
    return SHOWN_SIZE if size == PLENTY else size


def _per_symbol(call: Call, row: Callable[[Call, str, Quote], dict[str, Any]]) -> object:
    one, many = call.params.maybe("symbol"), call.params.maybe("symbols")
    if one is not None:
        call.instrument_of(one)
        return row(call, one, call.exchange.quotes[one])
    chosen = many_symbols(many) if many is not None else list(call.exchange.quotes)
    return [row(call, symbol, call.exchange.quotes[call.instrument_of(symbol).symbol]) for symbol in chosen]


def depth(call: Call) -> dict[str, Any]:
    quote = call.exchange.quotes[call.instrument().symbol]
    return {
        "lastUpdateId": milliseconds(quote.at),
        **({} if call.market == "spot" else {"E": milliseconds(quote.at), "T": milliseconds(quote.at)}),
        "bids": [[fixed(quote.bid), fixed(shown(quote.bid_size))]],
        "asks": [[fixed(quote.ask), fixed(shown(quote.ask_size))]],
    }


def premium_index(call: Call) -> object:
    def row(call: Call, symbol: str, quote: Quote) -> dict[str, Any]:
        return {
            "symbol": symbol,
            "markPrice": fixed(quote.mark),
            "indexPrice": fixed(quote.mark),
            "estimatedSettlePrice": fixed(quote.mark),
            "lastFundingRate": "0.00010000",
            "interestRate": "0.00010000",
            "nextFundingTime": (milliseconds(quote.at) // 28_800_000 + 1) * 28_800_000,
            "time": milliseconds(quote.at),
        }

    return _per_symbol(call, row)


_HANDLERS: Final[dict[str, Callable[[Call], object]]] = {
    "ping": ping,
    "time": server_time,
    "exchangeInfo": exchange_info,
    "klines": klines,
    "ticker/bookTicker": book_ticker,
    "ticker/price": price_ticker,
    "depth": depth,
}
