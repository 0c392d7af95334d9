"""Market data streams: quotes, trades and minute bars, in msgpack or JSON, as lists of messages with a `T`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from tradewright_fakes.alpaca import auth
from tradewright_fakes.alpaca.data import bar_body, quote_body, trade_body
from tradewright_fakes.alpaca.refusal import Refusal
from tradewright_fakes.matching import Quote
from tradewright_fakes.serving import Connection, Venue

_JSON = msgspec.json.Encoder(decimal_format="number")
_MSGPACK = msgspec.msgpack.Encoder(decimal_format="number")
_CHANNELS: Final = ("trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds")
_FEEDS: Final = ("iex", "sip", "test", "delayed_sip", "us")


async def market_stream(venue: Venue, socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    feed = socket.path_params.get("feed") or socket.path_params.get("loc")
    if feed not in _FEEDS:
        await socket.close(1008)
        return
    await socket.accept()
    connection = Connection(wire=socket.scope["state"]["wire"])
    connection.facts["msgpack"] = "msgpack" in socket.headers.get("content-type", "")
    connection.facts["coins"] = "crypto" in socket.url.path
    connection.facts["wanted"] = {name: set() for name in _CHANNELS}
    venue.hub.connections.add(connection)
    writer = asyncio.create_task(_write(socket, connection))
    connection.put([{"T": "success", "msg": "connected"}])
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            _heed(venue, connection, message.get("bytes") or (message.get("text") or "").encode())
    except WebSocketDisconnect:
        pass
    finally:
        venue.hub.connections.discard(connection)
        writer.cancel()


async def _write(socket: WebSocket, connection: Connection) -> None:
    while True:
        messages = await connection.outbox.get()
        try:
            if connection.facts["msgpack"]:
                await socket.send_bytes(_MSGPACK.encode(messages))
            else:
                await socket.send_text(_JSON.encode(messages).decode())
        except (WebSocketDisconnect, RuntimeError):
            return  # the reader sees the same end and cleans up


def _error(connection: Connection, code: int, message: str) -> None:
    connection.put([{"T": "error", "code": code, "msg": message}])


def _heed(venue: Venue, connection: Connection, raw: bytes) -> None:
    decode = msgspec.msgpack.decode if connection.facts["msgpack"] else msgspec.json.decode
    try:
        asked = decode(raw)
    except msgspec.DecodeError:
        asked = None
    if not isinstance(asked, dict):
        _error(connection, 400, "invalid syntax")
        return
    action = asked.get("action")
    if action == "auth":
        _login(venue, connection, asked)
    elif action not in ("subscribe", "unsubscribe"):
        _error(connection, 400, "invalid syntax")
    elif "data" not in connection.topics:
        _error(connection, 401, "not authenticated")
    else:
        _subscribe(connection, asked, is_on=action == "subscribe")


def _login(venue: Venue, connection: Connection, asked: dict[str, Any]) -> None:
    if "data" in connection.topics:
        _error(connection, 403, "already authenticated")
        return
    try:
        if asked.get("key") == "oauth":
            auth.by_token(venue, str(asked.get("secret")))
        else:
            auth.by_secret(venue, str(asked.get("key")), str(asked.get("secret")))
    except Refusal:
        _error(connection, 402, "auth failed")
        return
    if _is_full(venue, connection, str(asked.get("key")), str(asked.get("secret"))):
        _error(connection, 406, "connection limit exceeded")
        return
    connection.topics.add("data")
    connection.put([{"T": "success", "msg": "authenticated"}])


def _is_full(venue: Venue, connection: Connection, key: str, secret: str) -> bool:
    """One stream a key and market, as the free plan has it; the flag `data_connections` allows more.

    A half-open stream does not count: how long the vendor keeps one is not known.
    """
    name = secret if key == "oauth" else key
    connection.facts["key"] = name
    others = [
        one
        for one in venue.hub.connections
        if one is not connection
        and "data" in one.topics
        and not one.is_frozen
        and (one.facts.get("key"), one.facts.get("coins")) == (name, connection.facts["coins"])
    ]
    return len(others) >= int(venue.settings.flags.get("data_connections", 1))


def _subscribe(connection: Connection, asked: dict[str, Any], *, is_on: bool) -> None:
    wanted: dict[str, set[str]] = connection.facts["wanted"]
    for channel, chosen in wanted.items():
        symbols = {str(one) for one in asked.get(channel) or ()}
        chosen.update(symbols) if is_on else chosen.difference_update(symbols)
    connection.put([{"T": "subscription", **{name: sorted(chosen) for name, chosen in wanted.items()}}])


def publish(venue: Venue, symbol: str, quote: Quote) -> None:
    """Send a tick to the streams that want it; the minute before it too, when it is the first of its minute."""
    if not hasattr(venue, "hub"):
        return
    readers = [one for one in venue.hub.connections if "data" in one.topics]
    if not readers:
        return
    is_coin = "/" in symbol
    bodies = {
        "trades": {"T": "t", "S": symbol, **trade_body(quote, is_coin=is_coin)},
        "quotes": {"T": "q", "S": symbol, **quote_body(quote, is_coin=is_coin)},
    }
    bar = _closed_bar(venue, symbol, quote)
    if bar is not None:
        bodies["bars"] = {"T": "b", "S": symbol, **bar}
    for connection in readers:
        if connection.facts["coins"] != is_coin:
            continue
        wanted: dict[str, set[str]] = connection.facts["wanted"]
        messages = [body for name, body in bodies.items() if wanted[name] & {symbol, "*"}]
        if messages:
            connection.put(messages)


def _closed_bar(venue: Venue, symbol: str, quote: Quote) -> dict[str, Any] | None:
    minute = quote.at.replace(second=0, microsecond=0)
    seen: dict[str, Any] = venue.facts.setdefault("minutes", {})
    before, seen[symbol] = seen.get(symbol), minute
    if before is None or before >= minute:
        return None
    return bar_body(venue.exchanges["alpaca"], symbol, minute - timedelta(minutes=1), 60)
