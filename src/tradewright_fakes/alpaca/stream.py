"""/stream: trade updates in binary frames that hold JSON (or msgpack, when asked), after a login of either form."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from tradewright_fakes.alpaca import auth
from tradewright_fakes.alpaca.refusal import Refusal
from tradewright_fakes.alpaca.wire import text, trade_update
from tradewright_fakes.matching import Event
from tradewright_fakes.serving import Connection, Credential, Venue

_JSON, _MSGPACK = msgspec.json.Encoder(), msgspec.msgpack.Encoder(decimal_format="string")
_NAMES: Final = {
    "new": "new",
    "fill": "fill",
    "canceled": "canceled",
    "expired": "expired",
    "rejected": "rejected",
    "replaced": "replaced",
    "bust": "trade_bust",
    "correct": "trade_correct",
    "pending_cancel": "pending_cancel",
}


async def order_stream(venue: Venue, socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    await socket.accept()
    connection = Connection(wire=socket.scope["state"]["wire"])
    connection.facts["msgpack"] = "msgpack" in socket.headers.get("content-type", "")
    venue.hub.connections.add(connection)
    writer = asyncio.create_task(_write(socket, connection))
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
    encoder = _MSGPACK if connection.facts["msgpack"] else _JSON
    while True:
        message = await connection.outbox.get()
        try:
            await socket.send_bytes(encoder.encode(message))
        except (WebSocketDisconnect, RuntimeError):
            return  # the reader sees the same end and cleans up


def _heed(venue: Venue, connection: Connection, raw: bytes) -> None:
    decode = msgspec.msgpack.decode if connection.facts["msgpack"] else msgspec.json.decode
    try:
        asked = decode(raw)
    except msgspec.DecodeError:
        asked = None
    if not isinstance(asked, dict):
        connection.put({"stream": "error", "data": {"error": "request is not valid"}})
        return
    action = asked.get("action")
    if action in ("authenticate", "auth"):
        _login(venue, connection, asked)
    elif action == "listen":
        if not connection.account_id:
            _answer(connection, "listen", "unauthorized")
            return
        asked_for = [str(one) for one in dict(asked.get("data") or {}).get("streams", [])]
        connection.topics = {one for one in asked_for if one == "trade_updates"}
        connection.put({"stream": "listening", "data": {"streams": sorted(connection.topics)}})
    else:
        connection.put({"stream": "error", "data": {"error": f"unknown action {action!r}"}})


def _login(venue: Venue, connection: Connection, asked: dict[str, Any]) -> None:
    data = asked if asked["action"] == "auth" else dict(asked.get("data") or {})
    try:
        credential = _credential(venue, data)
    except Refusal:
        _answer(connection, "authenticate", "unauthorized")
        return
    connection.account_id = credential.account_id
    more = (
        {}
        if asked["action"] == "auth"
        else {"message": "authenticate is deprecated: send auth with key and secret"}
    )
    _answer(connection, "authenticate", "authorized", **more)


def _credential(venue: Venue, data: dict[str, Any]) -> Credential:
    token = data.get("oauth_token")
    if token or data.get("key") == "oauth":
        return auth.by_token(venue, str(token or data.get("secret")))
    key, secret = data.get("key") or data.get("key_id"), data.get("secret") or data.get("secret_key")
    return auth.by_secret(venue, str(key), str(secret))


def _answer(connection: Connection, action: str, status: str, **more: str) -> None:
    connection.put({"stream": "authorization", "data": {"action": action, "status": status, **more}})


def publish(venue: Venue, event: Event) -> None:
    """Tell an account's streams what happened to one of its orders."""
    order, fill = event.order, event.fill
    name = str(order.tags.get("event") or _NAMES.get(event.kind, ""))
    if not name:
        return
    if not any(one.topics for one in venue.hub.of_account(event.account.id)):
        return  # what nobody hears is never told again
    if event.kind == "fill" and event.status != "filled":
        name = "partial_fill"
    data = trade_update(
        name,
        order,
        venue.exchanges["alpaca"].instrument(order.symbol),
        at=event.at,
        event_id=venue.ids.ulid("stream-event", event.at),
        execution_id=venue.ids.uuid("execution") if fill is None else fill.id,
        status=event.status,
    )
    if fill is not None:
        data |= {
            "price": text(fill.price),
            "qty": text(fill.quantity),
            "position_qty": text(fill.position_after),
        }
    venue.hub.publish(event.account.id, name, {"stream": "trade_updates", "data": data}, _send)


def _send(connection: Connection, message: Any) -> None:
    if "trade_updates" in connection.topics:
        connection.put(message)
