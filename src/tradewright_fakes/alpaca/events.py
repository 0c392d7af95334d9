"""/v2beta1/events/activities: executions as server-sent events, from any point in the past and on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
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


@dataclass(frozen=True, slots=True)
class _Activity:
    """An execution with its order's quantities of that moment; told only to those who ask."""

    id: str
    event: Event
    filled: Decimal
    whole: Decimal

    def body(self) -> dict[str, Any]:
        event, order, fill = self.event, self.event.order, self.event.fill
        assert fill is not None  # noqa: S101 - only executions are kept
        body = {
            "event_id": self.id,
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
                "leaves_qty": text(max(self.whole - self.filled, Decimal(0))),
                "cum_qty": text(self.filled),
                "order_status": event.status,
                "execution_type": _KINDS[event.kind],
                "commission": text(fill.fee),
            },
        }
        return body if event.kind == "fill" else body | {"previous_id": fill.id}


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
        past = [one.body() for one in _kept(venue, credential.account_id) if _is_after(one, request, since)]
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


def _kept(venue: Venue, account_id: str) -> list[_Activity]:
    kept: dict[str, list[_Activity]] = venue.facts.setdefault("activities", {})
    return kept.setdefault(account_id, [])


def _since(request: Request) -> datetime | None:
    given = request.query_params.get("since")
    if given is None:
        return None
    try:
        return datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise malformed("invalid since") from None


def _is_after(activity: _Activity, request: Request, since: datetime | None) -> bool:
    since_id = request.query_params.get("since_id")
    if since_id is not None:
        return activity.id > since_id
    return since is not None and activity.event.at >= since


def publish(venue: Venue, event: Event) -> None:
    """Keep an execution, its bust or its correction, and send it to whoever listens."""
    if event.fill is None or event.kind not in _KINDS:
        return
    activity = _Activity(
        venue.ids.ulid("activity", event.at),
        event,
        event.order.filled,
        event.order.quantity or event.order.filled,
    )
    _kept(venue, event.account.id).append(activity)
    if any("activities" in one.topics for one in venue.hub.of_account(event.account.id)):
        venue.hub.publish(event.account.id, "activity", activity.body(), _send)


def _send(connection: Connection, message: Any) -> None:
    if "activities" in connection.topics:
        connection.put(message)
