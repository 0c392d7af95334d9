"""How an order, an execution, a position and a signal are told to the outside: by the API and by events
alike.

Pure: domain values in, plain dicts out. Decimals become strings without exponent, times ISO 8601 UTC with
`Z`. The Pydantic models in `schemas.py` have exactly these keys; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill, Order
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import Signal
from tradewright.kernel.ids import AccountId, CorrelationId, ExecutionId, OrderId
from tradewright.kernel.money import plain, plain_money

Document = dict[str, Any]


def order_document(
    order: Order,
    *,
    submitted_at: datetime | None,
    updated_at: datetime,
    inquiry: Mapping[str, Any] | None = None,
) -> Document:
    """Return the order as the API answers it and `order.changed` carries it.

    `inquiry` is why nobody knows what became of it and what was found so far; events carry none: whoever wants it asks.
    """
    return {
        "order_id": str(order.order_id),
        "client_order_id": order.client_order_id,
        "venue_order_id": order.venue_order_id,
        "account_id": str(order.account_id),
        "signal_id": str(order.signal_id),
        "correlation_id": str(order.correlation_id),
        "parent_order_id": _text(order.parent_order_id),
        "leg": order.leg,
        "symbol": order.symbol,
        "side": order.side,
        "type": order.order_type,
        "quantity": plain(order.quantity),
        "filled_quantity": plain(order.filled_quantity),
        "remaining": plain(order.remaining),
        "limit_price": _number(order.limit_price),
        "stop_price": _number(order.stop_price),
        "time_in_force": order.time_in_force,
        "reduce_only": order.reduce_only,
        "tag": order.tag,
        "state": order.state,
        "reason": order.reason,
        "average_price": _number(order.average_price),
        "cancel_requested": order.cancel_requested,
        "trail_amount": _number(order.trail_amount),
        "trail_percent": _number(order.trail_percent),
        "activation_price": _number(order.activation_price),
        "post_only": order.post_only,
        "extended_hours": order.extended_hours,
        "expires_at": _time(order.expires_at),
        "cancel_at": _time(order.cancel_at),
        "is_managed": order.is_managed,
        "replaces": _text(order.replaces),
        "unknown_since": _time(order.unknown_since),
        "inquiry": None if inquiry is None else dict(inquiry),
        "origin": "signal",
        "created_at": iso(order.created_at),
        "submitted_at": _time(submitted_at),
        "updated_at": iso(updated_at),
    }


def execution_document(
    fill: Fill,
    *,
    execution_id: ExecutionId,
    account_id: AccountId,
    order_id: OrderId | None,
    correlation_id: CorrelationId | None,
    realised: Decimal,
    recorded_at: datetime,
) -> Document:
    """Return the execution as the API answers it and `execution.booked` carries it.

    `realised` is what it locked in, in account currency, before its fee. `order_id` is None when the venue
    filled something that is not ours.
    """
    return {
        "execution_id": str(execution_id),
        "account_id": str(account_id),
        "order_id": _text(order_id),
        "correlation_id": _text(correlation_id),
        "venue_execution_id": fill.venue_execution_id,
        "venue_order_id": fill.venue_order_id,
        "symbol": fill.symbol,
        "side": fill.side,
        "quantity": plain(fill.quantity),
        "price": plain(fill.price),
        "fee": plain(fill.fee),
        "realised": plain(realised),
        "occurred_at": iso(fill.occurred_at),
        "recorded_at": iso(recorded_at),
    }


def position_document(
    position: Position, *, account_id: AccountId, mark: Decimal | None, marked_at: datetime | None = None
) -> Document:
    """Return the position as the API answers it and `position.changed` carries it.

    `mark` is the price it is valued at (mid of a quote), None while the market is silent; `marked_at` is that quote's time.
    """
    return {
        "account_id": str(account_id),
        "symbol": position.symbol,
        "quantity": plain(position.quantity),
        "average_price": plain(position.average_price),
        "mark_price": _number(mark),
        "marked_at": _time(marked_at),
        "unrealised_pnl": None if mark is None else plain_money(position.unrealised(mark)),
        "realised": plain(position.realised),
        "fees": plain(position.fees),
        "opened_at": _time(position.opened_at),
    }


def valued_position(position: Position, *, account_id: AccountId, quote: Quote | None) -> Document:
    """Return the position's document valued at the mid of `quote`, unvalued without one."""
    mark, at = (None, None) if quote is None else (quote.mid, quote.at)
    return position_document(position, account_id=account_id, mark=mark, marked_at=at)


def signal_document(
    signal: Signal,
    *,
    state: str,
    reason_code: str | None = None,
    reason: str | None = None,
    decision: Mapping[str, Any] | None = None,
    decided_at: datetime | None = None,
) -> Document:
    """Return the signal as the API answers it and `signal.decided` carries it.

    `decision` is the sizing sum and each risk rule with its limit and value; None while pending.
    """
    return {
        "signal_id": str(signal.signal_id),
        "account_id": str(signal.account_id),
        "source": signal.source,
        "alert_id": _text(signal.alert_id),
        "agent_id": _text(signal.agent_id),
        "correlation_id": str(signal.correlation_id),
        "intent": intent_to_json(signal.intent),
        "state": state,
        "reason_code": reason_code,
        "reason": reason,
        "decision": None if decision is None else dict(decision),
        "received_at": iso(signal.received_at),
        "decided_at": _time(decided_at),
    }


def iso(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC, ending in `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def _number(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
