"""A signal: what an alert, a person or a program asks for, in broker-neutral form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright.kernel.ids import (
    AccountId,
    AgentId,
    AgentVersionId,
    AlertId,
    CorrelationId,
    OrderId,
    SignalId,
    UserId,
)

Side = Literal["buy", "sell"]
OrderType = Literal["market", "limit", "stop", "stop_limit"]
TimeInForce = Literal["day", "gtc", "ioc", "fok"]
Action = Literal["buy", "sell", "exit", "cancel", "flatten"]
"""buy/sell trade; exit closes a position; cancel cancels one order; flatten cancels and closes everything."""
Sentiment = Literal["long", "short", "flat"]
SizingMode = Literal["fixed", "notional", "percent_equity", "risk_percent"]
ProtectionMode = Literal["price", "percent", "risk_reward"]
"""risk_reward is for targets only: a multiple of the distance to the stop."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """How much: `value` is units (fixed), quote currency (notional) or percent, 0–100 (the percent modes)."""

    mode: SizingMode
    value: Decimal


@dataclass(frozen=True, slots=True)
class Protection:
    """Where a stop or a target stands: a price, a percent from the entry, or a multiple of the risk."""

    mode: ProtectionMode
    value: Decimal


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked, before anything of ours is added. `symbol` is None only for cancel and flatten.

    `sequence` counts a strategy's order events: alerts of one bar share a number, and a number that was skipped is an alert
    that never came. `strategy` names whose count it is.
    """

    action: Action
    symbol: str | None
    sizing: Sizing | None = None
    order_type: OrderType = "market"
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce = "gtc"
    stop_loss: Protection | None = None
    take_profit: Protection | None = None
    sentiment: Sentiment | None = None
    reduce_only: bool = False
    cancel_order_id: OrderId | None = None
    reference_price: Decimal | None = None
    fired_at: datetime | None = None
    tag: str | None = None
    strategy: str | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """Limits of one scope (user, account or agent); None means the scope sets no such limit.

    Money is in account currency. `loss_daily_max` counts realised and unrealised loss since the day began in
    the account's zone; `trades_daily_max` counts orders that open or add; `positions_max` counts symbols
    held.
    """

    loss_daily_max: Decimal | None = None
    trades_daily_max: int | None = None
    positions_max: int | None = None
    order_notional_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AgentPolicy:
    """The rules of one immutable agent version. Empty `symbols` allows every symbol.

    `opposite` says what a signal against the present position does: reverse it, only close it, or nothing.
    """

    sizing: Sizing
    sizing_from_alert: bool = True
    symbols: frozenset[str] = frozenset()
    sides: frozenset[Side] = frozenset({"buy", "sell"})
    opposite: Literal["reverse", "close", "ignore"] = "reverse"
    stop_loss: Protection | None = None
    take_profit: Protection | None = None
    signal_age_max_s: int = 300
    limits: RiskLimits = RiskLimits()


@dataclass(frozen=True, slots=True)
class Signal:
    """One intent aimed at one account, with who and what caused it. `sequence` orders signals of a user."""

    signal_id: SignalId
    user_id: UserId
    account_id: AccountId
    sequence: int
    source: Literal["alert", "api", "manual", "kill_switch"]
    intent: Intent
    correlation_id: CorrelationId
    received_at: datetime
    alert_id: AlertId | None = None
    agent_id: AgentId | None = None
    agent_version_id: AgentVersionId | None = None
