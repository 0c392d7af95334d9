"""A signal: what an alert, a person or a program asks for, in broker-neutral form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Literal
from uuid import UUID

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
OrderType = Literal["market", "limit", "stop", "stop_limit", "trailing_stop"]
TimeInForce = Literal["day", "gtc", "ioc", "fok", "gtd"]
Action = Literal[
    "buy",
    "sell",
    "exit",
    "reverse",
    "add",
    "target",
    "breakeven",
    "cancel",
    "replace",
    "flatten",
    "resolve",
]
"""buy/sell trade; exit closes a position or part of it; reverse turns it round; add enlarges it and never opens one;
target trades the difference to a wanted position; breakeven moves its stop to its average price; cancel cancels resting
entries or one order; replace gives one order another size or other prices; flatten cancels and closes everything;
resolve carries out a person's answer to a discrepancy.
"""
Sentiment = Literal["long", "short", "flat"]
Source = Literal["alert", "api", "manual", "kill_switch", "reconciliation"]
"""Whose will a signal is: an agent's, a program's, a person's, the kill switch's, or that of the look at the venue."""
SizingMode = Literal[
    "fixed",
    "lots",
    "notional",
    "percent_equity",
    "percent_buying_power",
    "percent_position",
    "risk_percent",
    "risk_money",
    "atr_risk",
]
ProtectionMode = Literal["price", "percent", "ticks", "pips", "atr", "risk_reward"]
"""risk_reward is for targets only: a multiple of the distance to the stop. atr: a multiple of the average true range."""
DistanceMode = Literal["price", "percent", "ticks", "pips", "atr"]
PriceSource = Literal["bid", "ask", "mid", "last"]
Remedy = Literal["adopt", "close", "ignore"]


@dataclass(frozen=True, slots=True)
class Sizing:
    """How much. `value` is units (fixed), lots of the instrument (lots), quote currency (notional), account currency
    (risk_money), percent 0–100 (percent_equity, percent_buying_power, percent_position, risk_percent), or the percent of
    equity that a move of one average true range may cost (atr_risk).
    """

    mode: SizingMode
    value: Decimal


@dataclass(frozen=True, slots=True)
class Protection:
    """Where a stop or a target stands: a price, or a distance from the entry (percent, ticks, pips, a multiple of the
    average true range, a multiple of the risk).
    """

    mode: ProtectionMode
    value: Decimal


@dataclass(frozen=True, slots=True)
class Trail:
    """A stop that follows the market at a distance (mode price: in quote currency).

    `activation` is how far the price must first move in the position's favour, in the same mode; None: it trails from
    the first moment.
    """

    mode: DistanceMode
    value: Decimal
    activation: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceFrom:
    """A limit price taken from the quote of the moment: a side of it, moved by `offset` (signed, in `mode`)."""

    source: PriceSource
    offset: Decimal = Decimal(0)
    mode: DistanceMode = "price"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked, before anything of ours is added. `symbol` is None only for cancel and flatten.

    `sequence` counts a strategy's order events: alerts of one bar share a number, and a number that was skipped is an alert
    that never came. `strategy` names whose count it is. `target_quantity` (signed units) is for target alone.
    `cancel_order_id` is the order that cancel or replace is about; replace takes the new size (fixed) and the new prices.
    `price_from` stands in for `limit_price` and needs an order type with a limit. `delay_s` waits before deciding;
    `cancel_after_s` cancels what has not filled by then. `expires_at` belongs to gtd.
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
    trail: Trail | None = None
    """The order's own trail, for order type trailing_stop."""
    trailing_stop: Trail | None = None
    """A protective stop that trails; stands beside or instead of `stop_loss` (which is then where it begins)."""
    price_from: PriceFrom | None = None
    target_quantity: Decimal | None = None
    expires_at: datetime | None = None
    post_only: bool = False
    extended_hours: bool = False
    delay_s: int | None = None
    cancel_after_s: int | None = None
    cancel_first: bool = False
    """What opens only: resting entries of the symbol are cancelled, and awaited, before it."""
    keep_spot: bool = False
    """flatten only: leave positions in instruments without leverage (spot coins, shares held long) as they are."""
    keep_resting: bool = False
    """flatten only: leave resting orders of other symbols than the closed ones."""
    pressed_in: UUID | None = None
    """Whose kill switch asked for it: the id of a user or an account, or `PLATFORM_SCOPE`; a release there takes it back."""
    discrepancy_id: UUID | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A weekly window in the scope's zone: `days` are ISO weekdays (1 Monday … 7 Sunday); `until` before `since` ends on
    the next day.
    """

    days: frozenset[int]
    since: time
    until: time


@dataclass(frozen=True, slots=True)
class Blackout:
    """A span of time without entries, for news. `symbols` empty: all of them."""

    since: datetime
    until: datetime
    reason: str = ""
    symbols: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """Limits of one scope (user, account or agent); None, or an empty collection, means the scope sets no such limit.

    Money is in account currency, percents are 0–100 of the equity the day began with. Loss counts realised and unrealised
    since the day began in the account's zone; trades are orders that open or add; open trades are entries that still have
    something open or resting; positions are symbols held or being entered. Exposure: gross is the sum of the absolute values
    of all positions and of resting entries as if they filled; net is the larger of its two directions' balance; leverage is
    gross exposure by equity. Source: product.md section 3.
    """

    loss_daily_max: Decimal | None = None
    trades_daily_max: int | None = None
    positions_max: int | None = None
    order_notional_max: Decimal | None = None
    loss_daily_percent_max: Decimal | None = None
    trades_open_max: int | None = None
    position_notional_max: Decimal | None = None
    exposure_gross_max: Decimal | None = None
    exposure_net_max: Decimal | None = None
    leverage_max: Decimal | None = None
    symbols_allowed: frozenset[str] = frozenset()
    symbols_denied: frozenset[str] = frozenset()
    sessions: tuple[Session, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    cooldown_losses: int | None = None
    """So many losing trades in a row stop entries for `cooldown_minutes`."""
    cooldown_minutes: int | None = None
    price_collar_percent: Decimal | None = None
    """How far a limit or stop price may stand from the last quote."""
    quote_age_max_s: int | None = None
    duplicate_window_s: int | None = None
    """An entry of the same symbol, side and size within this time of the last is a duplicate."""
    orders_per_minute_max: int | None = None


@dataclass(frozen=True, slots=True)
class AgentPolicy:
    """The rules of one immutable agent version. Empty `symbols` allows every symbol.

    `opposite` says what a signal against the present position does: reverse it (close, await the fill, open), only close it,
    net (trade the asked size against it, as asked), or ignore it. `pyramiding_max` is how many entries may stand in one
    direction of a symbol; None: any number. `entry_price` turns market entries into limit orders at the quote.
    """

    sizing: Sizing
    sizing_from_alert: bool = True
    symbols: frozenset[str] = frozenset()
    sides: frozenset[Side] = frozenset({"buy", "sell"})
    opposite: Literal["reverse", "close", "net", "ignore"] = "reverse"
    stop_loss: Protection | None = None
    take_profit: Protection | None = None
    signal_age_max_s: int = 300
    limits: RiskLimits = RiskLimits()
    trailing_stop: Trail | None = None
    entry_price: PriceFrom | None = None
    pyramiding_max: int | None = None
    delay_s: int | None = None
    cancel_after_s: int | None = None
    """Entries that have not filled after so long are cancelled."""
    exit_cancel_after_s: int | None = None
    """Exits at a price that have not filled after so long are cancelled and sent again at the market."""
    atr_timeframe: str = "1h"
    """Of which bars the average true range (14, Wilder) is taken."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One intent aimed at one account, with who and what caused it. `sequence` orders signals of a user.

    A signal may take several steps (cancel, exit and await, enter): `step` counts those that are done. `not_before` holds it
    back (a delay).
    """

    signal_id: SignalId
    user_id: UserId
    account_id: AccountId
    sequence: int
    source: Source
    intent: Intent
    correlation_id: CorrelationId
    received_at: datetime
    alert_id: AlertId | None = None
    agent_id: AgentId | None = None
    agent_version_id: AgentVersionId | None = None
    step: int = 0
    not_before: datetime | None = None
