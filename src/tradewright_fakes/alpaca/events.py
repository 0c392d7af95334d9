"""/v2beta1/events/activities: executions as server-sent events, from any point in the past and on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tradewright_fakes.alpaca import auth
from tradewright_fakes.alpaca.refusal import Refusal, malformed, reply
from tradewright_fakes.alpaca.universe import asset_id
from tradewright_fakes.alpaca.wire import text
from tradewright_fakes.matching import Event
from tradewright_fakes.serving import Connection, Venue

PATH = "/v2beta1/events/activities"
_KINDS = {"fill": "fill", "bust": "trade_bust", "correct": "trade_correct"}
_ENCODE = msgspec.json.Encoder()


class _Sse:
    """The transport under a stream of server-sent events."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def freeze(self) -> None:
        """Nothing more to do: what is not put is not sent."""

    def abort(self) -> None:
        self._transport.abort()


def routes(venue: Venue) -> list[Route]:
    async def answer(request: Request) -> Response:
        try:
            credential = auth.authenticate(venue, request.headers)
            since = _since(request)
        except Refusal as refusal:
            return reply(refusal.body, refusal.status)
        connection = Connection(
            wire=_Sse(request.scope["state"]["transport"]), account_id=credential.account_id
        )
        connection.topics = {"activities"}
        past = [one for one in _kept(venue, credential.account_id) if _is_after(one, request, since)]
        venue.hub.connections.add(connection)
        return StreamingResponse(_lines(venue, connection, past), media_type="text/event-stream")

    return [Route(PATH, answer, methods=["GET"])]


async def _lines(venue: Venue, connection: Connection, past: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    try:
        yield b": connected\n\n"
        for one in past:
            yield b"data: " + _ENCODE.encode(one) + b"\n\n"
        while True:
            yield b"data: " + _ENCODE.encode(await connection.outbox.get()) + b"\n\n"
    finally:
        venue.hub.connections.discard(connection)


def _kept(venue: Venue, account_id: str) -> list[dict[str, Any]]:
    kept: dict[str, list[dict[str, Any]]] = venue.facts.setdefault("activities", {})
    return kept.setdefault(account_id, [])


def _since(request: Request) -> datetime | None:
    given = request.query_params.get("since")
    if given is None:
        return None
    try:
        return datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise malformed("invalid since") from None


def _is_after(activity: dict[str, Any], request: Request, since: datetime | None) -> bool:
    since_id = request.query_params.get("since_id")
    if since_id is not None:
        return str(activity["event_id"]) > since_id
    return since is not None and activity["at"] >= since


def publish(venue: Venue, event: Event) -> None:
    """Keep an execution, its bust or its correction, and send it to whoever listens."""
    order, fill = event.order, event.fill
    if fill is None or event.kind not in _KINDS:
        return
    cumulated, whole = order.filled, order.quantity or order.filled
    activity = {
        "event_id": venue.ids.ulid("activity", event.at),
        "at": event.at,
        "activity_type": "TRD",
        "executed_at": fill.at,
        "status": {"fill": "executed", "bust": "canceled", "correct": "correct"}[event.kind],
        "settle_date": f"{fill.at:%Y-%m-%d}",
        "currency": "USD",
        "ref_id": fill.id,
        "qty": text(fill.quantity),
        "price": text(fill.price),
        "net_amount": text(fill.quantity * fill.price * (-1 if fill.side == "buy" else 1)),
        "details": {
            "order_id": order.id,
            "client_order_id": order.client_id,
            "side": fill.side,
            "symbol": fill.symbol,
            "asset_id": asset_id(fill.symbol),
            "leaves_qty": text(max(whole - cumulated, whole * 0)),
            "cum_qty": text(cumulated),
            "order_status": event.status,
            "execution_type": _KINDS[event.kind],
            "commission": text(fill.fee),
        },
    }
    if event.kind != "fill":
        activity["previous_id"] = fill.id
    _kept(venue, event.account.id).append(activity)
    venue.hub.publish(event.account.id, "activity", activity, _send)


def _send(connection: Connection, message: Any) -> None:
    if "activities" in connection.topics:
        connection.put(message)
