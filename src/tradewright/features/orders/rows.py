"""Rows of signals, orders, executions and positions, in the domain's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

from tradewright.domain.trading.documents import intent_from_json
from tradewright.domain.trading.order import Fill, Order
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import Signal
from tradewright.kernel.ids import (
    AccountId,
    AgentId,
    AgentVersionId,
    AlertId,
    ClientOrderId,
    CorrelationId,
    ExecutionId,
    OrderId,
    SignalId,
    UserId,
    VenueExecutionId,
    VenueOrderId,
)

T = TypeVar("T")
SignalState = Literal["pending", "waiting", "ordered", "denied", "ignored", "done", "failed"]


@dataclass(frozen=True, slots=True)
class SignalKept:
    """A signal and what became of it."""

    signal: Signal
    state: SignalState
    reason_code: str | None
    reason: str | None
    decision: Mapping[str, Any] | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderKept:
    """An order with the times and the place in the list that only the books know."""

    order: Order
    sequence: int
    submitted_at: datetime | None
    updated_at: datetime
    inquiry: Mapping[str, Any] | None = None
    """Why its fate is unknown and what was found so far; None while it is known."""


@dataclass(frozen=True, slots=True)
class EventKept:
    """One event of an order's life; `occurred_at` is the venue's clock, or ours for our own acts."""

    number: int
    kind: str
    data: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ExecutionKept:
    """An execution as booked; `realised` is what it locked in, in account currency, before its fee."""

    fill: Fill
    sequence: int
    execution_id: ExecutionId
    account_id: AccountId
    order_id: OrderId | None
    correlation_id: CorrelationId | None
    realised: Decimal
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PositionKept:
    """A position with the account that holds it, and the price its own venue last told, and when; None on paper, whose
    prices the board of quotes has.
    """

    account_id: AccountId
    position: Position
    is_paper: bool
    mark_price: Decimal | None
    marked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """A broker account an order may be aimed at."""

    account_id: AccountId
    broker: str
    label: str
    status: str


def signal_of_row(row: Mapping[str, Any], user_id: UserId) -> SignalKept:
    signal = Signal(
        signal_id=SignalId(row["signal_id"]),
        user_id=user_id,
        account_id=AccountId(row["account_id"]),
        sequence=row["sequence"],
        source=row["source"],
        intent=intent_from_json(row["intent"]),
        correlation_id=CorrelationId(row["correlation_id"]),
        received_at=row["received_at"],
        alert_id=_optional(AlertId, row["alert_id"]),
        agent_id=_optional(AgentId, row["agent_id"]),
        agent_version_id=_optional(AgentVersionId, row["agent_version_id"]),
        step=row["step"],
        not_before=row["due_at"],
    )
    return SignalKept(
        signal, row["state"], row["reason_code"], row["reason"], row["decision"], row["decided_at"]
    )


def order_of_row(row: Mapping[str, Any]) -> OrderKept:
    order = Order(
        order_id=OrderId(row["order_id"]),
        client_order_id=ClientOrderId(row["client_order_id"]),
        user_id=UserId(row["user_id"]),
        account_id=AccountId(row["account_id"]),
        signal_id=SignalId(row["signal_id"]),
        correlation_id=CorrelationId(row["correlation_id"]),
        leg=row["leg"],
        symbol=row["symbol"],
        side=row["side"],
        order_type=row["order_type"],
        quantity=row["quantity"],
        time_in_force=row["time_in_force"],
        created_at=row["created_at"],
        limit_price=row["limit_price"],
        stop_price=row["stop_price"],
        reduce_only=row["reduce_only"],
        parent_order_id=_optional(OrderId, row["parent_order_id"]),
        venue_order_id=_optional(VenueOrderId, row["venue_order_id"]),
        state=row["state"],
        filled_quantity=row["filled_quantity"],
        average_price=row["average_price"],
        cancel_requested=row["cancel_requested"],
        reason=row["reason"],
        tag=row["tag"],
        event_count=row["event_count"],
        trail_amount=row["trail_amount"],
        trail_percent=row["trail_percent"],
        activation_price=row["activation_price"],
        post_only=row["post_only"],
        extended_hours=row["extended_hours"],
        expires_at=row["expires_at"],
        cancel_at=row["cancel_at"],
        is_managed=row["is_managed"],
        replaces=_optional(OrderId, row["replaces"]),
        unknown_since=row["unknown_since"],
    )
    return OrderKept(order, row["sequence"], row["submitted_at"], row["updated_at"], row["inquiry"])


def execution_of_row(row: Mapping[str, Any]) -> ExecutionKept:
    fill = Fill(
        venue_execution_id=VenueExecutionId(row["venue_execution_id"]),
        client_order_id=ClientOrderId(""),
        venue_order_id=VenueOrderId(row["venue_order_id"]),
        symbol=row["symbol"],
        side=row["side"],
        quantity=row["quantity"],
        price=row["price"],
        fee=row["fee"],
        occurred_at=row["occurred_at"],
    )
    return ExecutionKept(
        fill=fill,
        sequence=row["sequence"],
        execution_id=ExecutionId(row["execution_id"]),
        account_id=AccountId(row["account_id"]),
        order_id=_optional(OrderId, row["order_id"]),
        correlation_id=_optional(CorrelationId, row["correlation_id"]),
        realised=row["realised"],
        recorded_at=row["recorded_at"],
    )


def position_of_row(row: Mapping[str, Any]) -> Position:
    return Position(
        symbol=row["symbol"],
        quantity=row["quantity"],
        average_price=row["average_price"],
        realised=row["realised"],
        fees=row["fees"],
        multiplier=row["multiplier"],
        opened_at=row["opened_at"],
    )


def position_kept_of_row(row: Mapping[str, Any]) -> PositionKept:
    return PositionKept(
        AccountId(row["account_id"]),
        position_of_row(row),
        row["is_paper"],
        row["mark_price"],
        row["marked_at"],
    )


def account_of_row(row: Mapping[str, Any]) -> AccountChoice:
    return AccountChoice(AccountId(row["account_id"]), row["broker"], row["label"], row["status"])


def _optional(kind: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else kind(value)
