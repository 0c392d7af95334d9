"""Streams by name: bookTicker, trade, markPrice and kline of both markets, and the user stream behind a listen key."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from tradewright_fakes.binance.futures.listen_keys import listen_keys
from tradewright_fakes.binance.guard import Market
from tradewright_fakes.binance.market import INTERVALS, kline_row, shown
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.matching import Quote
from tradewright_fakes.serving import Connection, Venue

_ENCODE = msgspec.json.Encoder()


async def serve_streams(venue: Venue, socket: WebSocket, market: Market) -> None:
    """Serve one client of `/ws[/name/name]` or `/stream?streams=name/name` until it leaves."""
    named = socket.path_params.get("names") or socket.query_params.get("streams", "")
    names = [one for one in str(named).split("/") if one]
    connection = Connection(wire=socket.scope["state"]["wire"])
    connection.facts.update(market=market, combined=socket.url.path.endswith("/stream"))
    if not all(_add(venue, connection, one) for one in names):
        await socket.close(1008)
        return
    await socket.accept()
    venue.hub.connections.add(connection)
    writer = asyncio.create_task(_write(socket, connection))
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            _heed(
                venue,
                connection,
                message.get("text") or (message.get("bytes") or b"").decode("utf-8", "replace"),
            )
    except WebSocketDisconnect:
        pass
    finally:
        venue.hub.connections.discard(connection)
        writer.cancel()


async def _write(socket: WebSocket, connection: Connection) -> None:
    while True:
        message = await connection.outbox.get()
        try:
            await socket.send_text(_ENCODE.encode(message).decode())
        except (WebSocketDisconnect, RuntimeError):
            return  # the reader sees the same end and cleans up


def _add(venue: Venue, connection: Connection, name: str) -> bool:
    """Subscribe; False for a listen key that nobody opened."""
    if "@" in name or name.startswith("!"):
        connection.topics.add(name)
        return True
    keys = listen_keys(venue)
    if connection.facts["market"] != "futures" or name not in keys:
        return False
    connection.account_id, _ = keys[name]
    connection.facts["listen_key"] = name
    return True


def _heed(venue: Venue, connection: Connection, raw: str) -> None:
    try:
        asked = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        asked = None
    if not isinstance(asked, dict):
        connection.put({"error": {"code": 2, "msg": "Invalid request: request must be JSON"}})
        return
    method, names = asked.get("method"), [str(one) for one in asked.get("params") or ()]
    result: Any = None
    if method == "SUBSCRIBE":
        for name in names:
            _add(venue, connection, name)
    elif method == "UNSUBSCRIBE":
        connection.topics.difference_update(names)
    elif method == "LIST_SUBSCRIPTIONS":
        result = sorted(connection.topics)
    else:
        connection.put(
            {
                "error": {"code": 2, "msg": f"Invalid request: unknown variant `{method}`"},
                "id": asked.get("id"),
            }
        )
        return
    connection.put({"result": result, "id": asked.get("id")})


def publish(venue: Venue, market: Market, symbol: str, quote: Quote) -> None:
    """Send a tick to the streams that asked for it."""
    if not hasattr(venue, "hub"):
        return
    root = symbol.lower()
    for connection in venue.hub.connections:
        if connection.facts.get("market") != market or not connection.topics:
            continue
        for topic in sorted(connection.topics):
            if not topic.startswith((f"{root}@", "!bookTicker")):
                continue
            for body in _bodies(venue, market, symbol, quote, topic.partition("@")[2], connection=connection):
                connection.put({"stream": topic, "data": body} if connection.facts["combined"] else body)


def _bodies(
    venue: Venue, market: Market, symbol: str, quote: Quote, channel: str, *, connection: Connection
) -> list[dict[str, Any]]:
    """What a tick says on one channel; of klines first the one it ended, for who heard that while it formed."""
    body = _body(venue, market, symbol, quote, channel)
    if body is None or body.get("e") != "kline":
        return [] if body is None else [body]
    interval, opened = body["k"]["i"], body["k"]["t"]
    heard: dict[str, int] = connection.facts.setdefault("klines", {})
    before, heard[f"{symbol}@{interval}"] = heard.get(f"{symbol}@{interval}"), opened
    if before is None or before >= opened:
        return [body]
    ended = _kline(venue, market, symbol, quote, interval, opened_ms=before)
    ended["k"]["x"] = True
    return [ended, body]


def _body(venue: Venue, market: Market, symbol: str, quote: Quote, channel: str) -> dict[str, Any] | None:
    at, is_futures = milliseconds(quote.at), market == "futures"
    if channel in ("", "bookTicker"):
        body: dict[str, Any] = {
            "u": at,
            "s": symbol,
            "b": fixed(quote.bid),
            "B": fixed(shown(quote.bid_size)),
            "a": fixed(quote.ask),
            "A": fixed(shown(quote.ask_size)),
        }
        return {"e": "bookTicker", **body, "T": at, "E": at} if is_futures else body
    if channel in ("trade", "aggTrade"):
        ids = {"t": at} if channel == "trade" else {"a": at, "f": at, "l": at}
        return {
            "e": channel,
            "E": at,
            "s": symbol,
            **ids,
            "p": fixed(quote.last),
            "q": "1.00000000",
            "T": at,
            "m": False,
            "M": True,
        }
    if channel.startswith("markPrice") and is_futures:
        mark = {"p": fixed(quote.mark), "i": fixed(quote.mark), "P": fixed(quote.mark), "r": "0.00010000"}
        due = (at // 28_800_000 + 1) * 28_800_000
        return {"e": "markPriceUpdate", "E": at, "s": symbol, **mark, "T": due}
    if channel.startswith("kline_") and channel[6:] in INTERVALS:
        return _kline(venue, market, symbol, quote, channel[6:])
    return None


def _kline(
    venue: Venue, market: Market, symbol: str, quote: Quote, interval: str, *, opened_ms: int | None = None
) -> dict[str, Any]:
    """The kline that opened then, or the present one."""
    seconds, at = INTERVALS[interval], milliseconds(quote.at)
    opened = datetime.fromtimestamp(
        (at if opened_ms is None else opened_ms) // 1000 // seconds * seconds, UTC
    )
    row = kline_row(venue.exchanges[market].instrument(symbol), opened, seconds)
    return {
        "e": "kline",
        "E": at,
        "s": symbol,
        "k": {
            "t": row[0],
            "T": row[6],
            "s": symbol,
            "i": interval,
            "f": 0,
            "L": 0,
            "o": row[1],
            "c": row[4],
            "h": row[2],
            "l": row[3],
            "v": row[5],
            "n": row[8],
            "x": False,
            "q": row[7],
            "V": row[9],
            "Q": row[10],
            "B": "0",
        },
    }
