"""Market data over REST: bars, quotes and trades of stocks and coins, as JSON numbers."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca.asked import find_symbol
from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.refusal import Refusal, malformed, reply
from tradewright_fakes.matching import Exchange, Quote, draw_bar
from tradewright_fakes.matching.prices import PLENTY
from tradewright_fakes.serving import Venue

_UNITS: Final = {
    "Min": 60,
    "T": 60,
    "Hour": 3600,
    "H": 3600,
    "Day": 86400,
    "D": 86400,
    "Week": 604800,
    "W": 604800,
}
PAGE_DEFAULT, PAGE_MAX = 1000, 10_000
SHOWN_SIZE = 100
"""What a quote shows when plenty is on offer."""


def routes(venue: Venue) -> list[Route]:
    made = []
    for root, kind in (("/v2/stocks", "stock"), ("/v1beta3/crypto/{loc}", "coin")):
        latest = ("/{what}/latest",) if kind == "stock" else ("/latest/{what}",)
        made += [guarded(venue, f"{root}{path}", _latest, "GET", needs="data") for path in latest]
        made.append(guarded(venue, f"{root}/bars", _bars, "GET", needs="data"))
        made.append(guarded(venue, f"{root}/snapshots", _snapshots, "GET", needs="data"))
    made.append(guarded(venue, "/v2/stocks/{symbol}/{what}/latest", _latest_of_one, "GET", needs="data"))
    made.append(guarded(venue, "/v2/stocks/{symbol}/bars", _bars_of_one, "GET", needs="data"))
    return made


def quote_body(quote: Quote, *, is_coin: bool) -> dict[str, Any]:
    sizes = [SHOWN_SIZE if size == PLENTY else size for size in (quote.bid_size, quote.ask_size)]
    body: dict[str, Any] = {"t": quote.at, "bp": quote.bid, "bs": sizes[0], "ap": quote.ask, "as": sizes[1]}
    return body if is_coin else body | {"bx": "V", "ax": "V", "c": ["R"], "z": "C"}


def trade_body(quote: Quote, *, is_coin: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"t": quote.at, "p": quote.last, "s": 1, "i": int(quote.at.timestamp() * 1000)}
    return body | ({"tks": "B"} if is_coin else {"x": "V", "c": ["@"], "z": "C"})


def bar_body(exchange: Exchange, symbol: str, opened: datetime, seconds: int) -> dict[str, Any]:
    """The drawn bar that opened then."""
    drawn = draw_bar(exchange.instrument(symbol), opened, seconds)
    return {
        "t": opened,
        "o": drawn.open,
        "h": drawn.high,
        "l": drawn.low,
        "c": drawn.close,
        "v": drawn.volume,
        "n": drawn.volume // 10,
        "vw": (drawn.high + drawn.low + drawn.close) / 3,
    }


def _symbols(call: Call) -> list[str]:
    asked = [one for one in call.query("symbols").split(",") if one]
    if not asked:
        raise Refusal(400, 40010001, "symbols is required")
    found = [find_symbol(one, call.exchange.instruments) for one in asked]
    return [one for one in found if one is not None]


def _one(call: Call) -> str:
    symbol = find_symbol(call.path("symbol"), call.exchange.instruments)
    if symbol is None:
        raise Refusal(400, 40010001, f"invalid symbol: {call.path('symbol')}")
    return symbol


def _is_coin(call: Call) -> bool:
    return call.request.url.path.startswith("/v1beta3")


def _latest_body(call: Call, symbol: str, what: str) -> dict[str, Any] | None:
    quote = call.exchange.quotes.get(symbol)
    if quote is None:
        return None
    if what == "quotes":
        return quote_body(quote, is_coin=_is_coin(call))
    if what == "trades":
        return trade_body(quote, is_coin=_is_coin(call))
    if what == "bars":
        minute = quote.at.replace(second=0, microsecond=0)
        return bar_body(call.exchange, symbol, minute, 60)
    raise Refusal(404, 40410000, "Not Found")


def _latest(call: Call) -> Response:
    what = call.path("what")
    told = {symbol: _latest_body(call, symbol, what) for symbol in _symbols(call)}
    return reply({what: {symbol: body for symbol, body in told.items() if body is not None}}, numbers=True)


def _latest_of_one(call: Call) -> Response:
    what, symbol = call.path("what"), _one(call)
    return reply({"symbol": symbol, what.removesuffix("s"): _latest_body(call, symbol, what)}, numbers=True)


def _snapshots(call: Call) -> Response:
    told = {symbol: _snapshot(call, symbol) for symbol in _symbols(call)}
    return reply({"snapshots": told} if _is_coin(call) else told, numbers=True)


def _snapshot(call: Call, symbol: str) -> dict[str, Any]:
    minute = call.exchange.clock.now().replace(second=0, microsecond=0)
    day = minute.replace(hour=0, minute=0)
    return {
        "latestTrade": _latest_body(call, symbol, "trades"),
        "latestQuote": _latest_body(call, symbol, "quotes"),
        "minuteBar": bar_body(call.exchange, symbol, minute, 60),
        "dailyBar": bar_body(call.exchange, symbol, day, 86400),
        "prevDailyBar": bar_body(call.exchange, symbol, day - timedelta(days=1), 86400),
    }


def _bars(call: Call) -> Response:
    rows, token = _page(call, _symbols(call))
    grouped: dict[str, list[dict[str, Any]]] = {}
    for symbol, row in rows:
        grouped.setdefault(symbol, []).append(row)
    return reply({"bars": grouped, "next_page_token": token}, numbers=True)


def _bars_of_one(call: Call) -> Response:
    symbol = _one(call)
    rows, token = _page(call, [symbol])
    return reply({"symbol": symbol, "bars": [row for _, row in rows], "next_page_token": token}, numbers=True)


def _page(call: Call, symbols: list[str]) -> tuple[list[tuple[str, dict[str, Any]]], str | None]:
    """A page over all symbols, each in turn, oldest bar first (or newest, when asked)."""
    seconds, now = _seconds(call.query("timeframe", "1Min")), call.exchange.clock.now()
    start = _instant(call.query("start"), now.replace(hour=0, minute=0, second=0, microsecond=0))
    end = min(_instant(call.query("end"), now), now)
    limit = int(call.query("limit", str(PAGE_DEFAULT)))
    if not 1 <= limit <= PAGE_MAX:
        raise malformed("limit must be between 1 and 10000")
    first = -(-int(start.timestamp()) // seconds)
    count = max(0, int(end.timestamp()) // seconds - first + 1)
    opened = range(first, first + count)
    if call.query("sort") == "desc":
        opened = opened[::-1]
    skipped = _skipped(call.query("page_token"))
    total = count * len(symbols)
    rows = []
    for at in range(skipped, min(skipped + limit, total)):
        symbol = symbols[at // count]
        moment = datetime.fromtimestamp(opened[at % count] * seconds, UTC)
        rows.append((symbol, bar_body(call.exchange, symbol, moment, seconds)))
    done = skipped + len(rows)
    return rows, None if done >= total else base64.urlsafe_b64encode(str(done).encode()).decode()


def _skipped(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token)) if token else 0
    except ValueError:
        raise Refusal(400, 40010001, "invalid page_token") from None


def _seconds(timeframe: str) -> int:
    digits = timeframe.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = timeframe[len(digits) :]
    if unit not in _UNITS or not digits.isdigit():
        raise Refusal(400, 40010001, f"invalid timeframe: {timeframe}")
    return int(digits) * _UNITS[unit]


def _instant(given: str, default: datetime) -> datetime:
    if not given:
        return default
    try:
        read = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise Refusal(400, 40010001, f"invalid time: {given}") from None
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)
