"""The WebSocket API of spot, as far as a user stream needs it: log on, subscribe, be told."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.params import Params
from tradewright_fakes.binance.refusal import Refusal, missing
from tradewright_fakes.binance.signing import (
    api_payload,
    check_signature,
    check_window,
    find_key,
    milliseconds,
)
from tradewright_fakes.serving import Connection, Credential, Venue

_ENCODE = msgspec.json.Encoder()


async def serve_api(venue: Venue, socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    await socket.accept()
    connection = Connection(wire=socket.scope["state"]["wire"])
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


def _heed(venue: Venue, connection: Connection, raw: str) -> None:
    request_id: object = None
    try:
        try:
            asked = msgspec.json.decode(raw)
        except msgspec.DecodeError:
            asked = None
        if not isinstance(asked, dict) or "method" not in asked:
            raise Refusal(-1135, "Invalid JSON Request")
        request_id = asked.get("id")
        headers = limits.count_weight(venue, "spot", 2)
        result = _act(venue, connection, str(asked["method"]), dict(asked.get("params") or {}))
    except Refusal as refusal:
        connection.put({"id": request_id, "status": refusal.status, "error": refusal.body})
        return
    used = int(headers["X-MBX-USED-WEIGHT-1M"])
    limit = {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": limits.WEIGHT_SPOT,
    }
    connection.put(
        {"id": request_id, "status": 200, "result": result, "rateLimits": [{**limit, "count": used}]}
    )


def _act(venue: Venue, connection: Connection, method: str, params: dict[str, Any]) -> dict[str, Any]:
    match method:
        case "ping":
            return {}
        case "time":
            return {"serverTime": milliseconds(venue.clock.told())}
        case "session.logon":
            credential = _signed(venue, params)
            if credential.public_key is None:
                raise Refusal(-4056, "HMAC_SHA256 API key is not supported.")
            connection.facts["session"] = credential
            return _session(venue, connection)
        case "session.status":
            return _session(venue, connection)
        case "session.logout":
            connection.facts.pop("session", None)
            return _session(venue, connection)
        case "userDataStream.subscribe":
            session = connection.facts.get("session")
            if not isinstance(session, Credential):
                raise Refusal(-2015, "Invalid API-key, IP, or permissions for action.", status=401)
            return _subscribe(connection, session)
        case "userDataStream.subscribe.signature":
            return _subscribe(connection, _signed(venue, params))
        case "userDataStream.unsubscribe":
            connection.facts.pop("subscription", None)
            connection.account_id = ""
            return {}
        case _:
            raise Refusal(-1000, f"This fake does not speak the method {method}.")


def _signed(venue: Venue, params: dict[str, Any]) -> Credential:
    if "apiKey" not in params:
        raise missing("apiKey")
    credential = find_key(venue, str(params["apiKey"]))
    texts = Params({name: str(value) for name, value in params.items()})
    texts.text("timestamp")
    check_signature(credential, api_payload(params), texts.maybe("signature"))
    check_window(venue, texts)
    return credential


def _subscribe(connection: Connection, credential: Credential) -> dict[str, Any]:
    if connection.account_id == credential.account_id and "subscription" in connection.facts:
        raise Refusal(-2035, "Subscription already active.")
    connection.account_id = credential.account_id
    number = int(connection.facts.get("subscribed", -1)) + 1
    connection.facts["subscribed"] = connection.facts["subscription"] = number
    connection.topics = {"user"}
    return {"subscriptionId": number}


def _session(venue: Venue, connection: Connection) -> dict[str, Any]:
    session = connection.facts.get("session")
    now = milliseconds(venue.clock.told())
    return {
        "apiKey": session.key_id if isinstance(session, Credential) else None,
        "authorizedSince": now if isinstance(session, Credential) else None,
        "connectedSince": now,
        "returnRateLimits": True,
        "serverTime": now,
        "userDataStream": "subscription" in connection.facts,
    }
