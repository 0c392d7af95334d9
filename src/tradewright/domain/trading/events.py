"""Order events as JSON and back, for `app.order_event`: `parse_event(*render_event(e)) == e`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never, cast

from tradewright.domain.trading.lifecycle import Contradiction, LateFill, OrderFact, OverFill, TakenBack
from tradewright.domain.trading.order import (
    CancelRefused,
    CancelRequested,
    Fill,
    FillKind,
    LegReleased,
    LegResized,
    OrderEvent,
    OrderFilled,
    OrderReplaced,
    OutcomeUnknown,
    ProvedAbsent,
    ReplaceRefused,
    ReplaceRequested,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId
from tradewright.kernel.money import plain

_CHANGEABLE = ("quantity", "limit_price", "stop_price")


def event_time(event: OrderEvent) -> datetime:
    """Return when the event happened, by the clock of whoever it happened to."""
    return event.fill.occurred_at if isinstance(event, OrderFilled) else event.occurred_at


def render_event(event: OrderEvent) -> tuple[str, dict[str, Any]]:
    """Return the event's kind and its data as JSON-able values: decimals as strings, times as ISO 8601."""
    at = {"occurred_at": event_time(event).isoformat()}
    match event:
        case VenueAccepted(venue_order_id=venue_order_id):
            return "accepted", {"venue_order_id": venue_order_id, **at}
        case VenueRejected(code=code, text=text):
            return "rejected", {"code": code, "text": text, **at}
        case OutcomeUnknown(cause=cause):
            return "unknown", {"cause": cause, **at}
        case ProvedAbsent(evidence=evidence):
            return "absent", {"evidence": evidence, **at}
        case OrderFilled(fill=fill):
            return "filled", render_fill(fill)
        case LegResized(quantity=quantity):
            return "resized", {"quantity": plain(quantity), **at}
        case LegReleased(quantity=quantity):
            return "released", {"quantity": plain(quantity), **at}
        case ReplaceRequested():
            return "replace_requested", {**_changes(event), **at}
        case OrderReplaced():
            return "replaced", {"venue_order_id": event.venue_order_id, **_changes(event), **at}
        case CancelRequested(unwanted=unwanted):
            return "cancel_requested", {**at, "unwanted": True} if unwanted else at
        case CancelRefused(text=text) | ReplaceRefused(text=text):
            what = "cancel" if isinstance(event, CancelRefused) else "replace"
            return f"{what}_refused", {"text": text, **at}
        case VenueCancelled(reason=reason, filled=filled):
            return "cancelled", {"reason": reason, **_told("filled", filled), **at}
        case VenueExpired(reason=reason, filled=filled):
            return "expired", {"reason": reason, **_told("filled", filled), **at}
        case _ as never:
            assert_never(never)


def _told(name: str, value: Decimal) -> dict[str, str]:
    return {name: plain(value)} if value else {}


def parse_event(kind: str, data: Mapping[str, Any]) -> OrderEvent:
    """Return the event that `render_event` wrote. Raises ValueError for a kind nobody writes, KeyError for
    lost data.
    """
    if kind == "filled":
        return OrderFilled(parse_fill(data))
    at = datetime.fromisoformat(data["occurred_at"])
    match kind:
        case "accepted":
            return VenueAccepted(VenueOrderId(data["venue_order_id"]), at)
        case "rejected":
            return VenueRejected(data["code"], data["text"], at)
        case "unknown":
            return OutcomeUnknown(data["cause"], at)
        case "absent":
            return ProvedAbsent(data["evidence"], at)
        case "resized":
            return LegResized(Decimal(data["quantity"]), at)
        case "released":
            return LegReleased(Decimal(data["quantity"]), at)
        case "replace_requested":
            return ReplaceRequested(at, **_parse_changes(data))
        case "replaced":
            return OrderReplaced(VenueOrderId(data["venue_order_id"]), at, **_parse_changes(data))
        case "cancel_requested":
            return CancelRequested(at, unwanted=bool(data.get("unwanted", False)))
        case "cancel_refused" | "replace_refused":
            return (CancelRefused if kind == "cancel_refused" else ReplaceRefused)(data["text"], at)
        case "cancelled":
            return VenueCancelled(data["reason"], at, Decimal(data.get("filled", 0)))
        case "expired":
            return VenueExpired(data["reason"], at, Decimal(data.get("filled", 0)))
        case _:
            raise ValueError(f"unknown order event kind {kind!r}")


def render_facts(facts: Iterable[OrderFact]) -> list[dict[str, str]]:
    """Return what a person should look at among `facts`, for `data["noted"]` of the event's row: late fills, over-fills,
    executions taken back, and what contradicts what was taken as proved. Replay reads none of it.
    """
    noted: list[dict[str, str]] = []
    for fact in facts:
        match fact:
            case LateFill(fill, state):
                words = f"It filled {plain(fill.quantity)} after it was {state.replace('_', ' ')}."
                noted.append({"fact": "late_fill", "words": words})
            case OverFill(_, excess):
                words = f"The venue filled {plain(excess)} more than was ordered."
                noted.append({"fact": "over_fill", "words": words})
            case TakenBack(fill):
                words = f"The venue took back execution {fill.corrects}: {plain(fill.quantity)} at {plain(fill.price)}."
                noted.append({"fact": "taken_back", "words": words})
            case Contradiction(state, evidence):
                words = f"We hold it as {state.replace('_', ' ')}, and the venue says otherwise: {evidence}."
                noted.append({"fact": "contradiction", "words": words})
            case _:
                pass  # what the row itself says
    return noted


def render_fill(fill: Fill) -> dict[str, Any]:
    document = {
        "venue_execution_id": fill.venue_execution_id,
        "client_order_id": fill.client_order_id,
        "venue_order_id": fill.venue_order_id,
        "symbol": fill.symbol,
        "side": fill.side,
        "quantity": plain(fill.quantity),
        "price": plain(fill.price),
        "fee": plain(fill.fee),
        "occurred_at": fill.occurred_at.isoformat(),
    }
    if fill.fee_currency is not None:
        document["fee_currency"] = fill.fee_currency
    if fill.kind != "trade":
        document["kind"] = fill.kind
    if fill.corrects is not None:
        document["corrects"] = fill.corrects
    return document


def parse_fill(data: Mapping[str, Any]) -> Fill:
    return Fill(
        venue_execution_id=VenueExecutionId(data["venue_execution_id"]),
        client_order_id=ClientOrderId(data["client_order_id"]),
        venue_order_id=VenueOrderId(data["venue_order_id"]),
        symbol=data["symbol"],
        side=cast(Side, data["side"]),
        quantity=Decimal(data["quantity"]),
        price=Decimal(data["price"]),
        fee=Decimal(data["fee"]),
        occurred_at=datetime.fromisoformat(data["occurred_at"]),
        fee_currency=data.get("fee_currency"),
        kind=cast(FillKind, data.get("kind", "trade")),
        corrects=None if data.get("corrects") is None else VenueExecutionId(data["corrects"]),
    )


def _changes(event: ReplaceRequested | OrderReplaced) -> dict[str, str]:
    changes = {name: getattr(event, name) for name in _CHANGEABLE}
    return {name: plain(value) for name, value in changes.items() if value is not None}


def _parse_changes(data: Mapping[str, Any]) -> dict[str, Decimal | None]:
    return {name: _number(data.get(name)) for name in _CHANGEABLE}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
