"""The shapes of agents and alerts in answers: exactly the keys of `documents.py`. Requests are in `inputs`."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from tradewright.domain.trading.signal import PriceSource, Side
from tradewright.features.agents.intake.items import Numbering
from tradewright.features.orders import Signal

DecimalText = Annotated[str, Field(examples=["1.25"], json_schema_extra={"format": "decimal"})]
TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Output):
    mode: str
    value: DecimalText


class TrailRule(Rule):
    activation: DecimalText | None


class PriceRule(_Output):
    source: PriceSource
    offset: DecimalText
    mode: str


class SessionRule(_Output):
    days: list[int]
    since: str
    until: str


class BlackoutRule(_Output):
    since: TimeText
    until: TimeText
    reason: str
    symbols: list[str]


class AgentLimits(_Output):
    """Limits of the agent; null or empty means that it sets no such limit."""

    loss_daily_max: DecimalText | None
    trades_daily_max: int | None
    positions_max: int | None
    order_notional_max: DecimalText | None
    loss_daily_percent_max: DecimalText | None
    trades_open_max: int | None
    position_notional_max: DecimalText | None
    exposure_gross_max: DecimalText | None
    exposure_net_max: DecimalText | None
    leverage_max: DecimalText | None
    symbols_allowed: list[str]
    symbols_denied: list[str]
    sessions: list[SessionRule]
    blackouts: list[BlackoutRule]
    cooldown_losses: int | None
    cooldown_minutes: int | None
    price_collar_percent: DecimalText | None
    quote_age_max_s: int | None
    duplicate_window_s: int | None
    orders_per_minute_max: int | None


class FieldRule(_Output):
    path: str | None
    constant: str | None
    values: dict[str, str]
    default: str | None


class Mapping(_Output):
    """How the agent reads messages that no known format explains, and what a known one leaves out."""

    fields: dict[str, FieldRule]
    risk_unit: str | None
    distance_unit: str | None
    entry_unit: str | None
    deviation_unit: str | None
    bot_sides: dict[str, Side]
    triggers: dict[str, dict[str, str]]


class Rules(_Output):
    """The rules of one version of an agent."""

    account_ids: list[UUID]
    sizing: Rule
    sizing_from_alert: bool
    symbols: list[str]
    sides: list[Side]
    opposite: Literal["reverse", "close", "net", "ignore"]
    stop_loss: Rule | None
    take_profit: Rule | None
    trailing_stop: TrailRule | None
    entry_price: PriceRule | None
    pyramiding_max: int | None
    delay_s: int | None
    cancel_after_s: int | None
    exit_cancel_after_s: int | None
    atr_timeframe: str
    signal_age_max_s: int
    limits: AgentLimits
    mapping: Mapping | None
    has_passphrase: bool


class Missed(_Output):
    """Alerts of an agent that never came, by the numbers of those that did; the last gap was seen before `alert_id`."""

    alerts: int
    at: TimeText
    alert_id: UUID


class Agent(Rules):
    """An agent with its present rules; `url` is what to paste into an alert, and a secret: a key that may only read
    sees `***` in place of its token. `missed` is null as long as no alert is missed."""

    agent_id: UUID
    name: str
    note: str
    status: Literal["active", "paused", "deleted"]
    version_id: UUID
    version_number: int
    url: str
    missed: Missed | None
    token_prefix: str
    created_at: TimeText
    updated_at: TimeText


class AgentSaved(Agent):
    """The agent after a change, with what is allowed and yet probably a mistake."""

    warnings: list[str]


class AgentVersion(_Output):
    version_id: UUID
    number: int
    note: str
    created_at: TimeText
    document: Rules


class SigningSecret(_Output):
    """The key of `X-Webhook-Signature`."""

    secret: str


class Received(_Output):
    """What a sender is told of an alert that is stored."""

    alert_id: UUID
    correlation_id: UUID
    outcome: Literal["accepted", "duplicate"]
    duplicate: bool


class ReceivedAgain(Received):
    """The alert was here before; nothing is done twice."""

    duplicate_of: UUID


class Alert(_Output):
    """One inbound message with its outcome; `body` is as received, secrets hidden (2,000 characters in lists).

    `numbering` says what its sequence number means beside the last one of its strategy and symbol, null without one;
    after a `gap`, `missed_before` alerts never came.
    """

    alert_id: UUID
    agent_id: UUID
    agent_name: str | None
    correlation_id: UUID
    route: Literal["tv", "unify", "test"]
    outcome: Literal["accepted", "duplicate", "refused"]
    reason_code: str | None
    reason: str | None
    duplicate_of: UUID | None
    intent: dict[str, Any] | None
    body: str
    received_at: TimeText
    numbering: Numbering | None
    missed_before: int
    signals: list[Signal]


class Step(_Output):
    """One step on the way from alert to fill; `detail` is a sentence with the deciding numbers."""

    step: Literal["received", "parsed", "sized", "risk", "order", "venue", "fill"]
    at: TimeText
    status: Literal["ok", "waiting", "refused", "failed"]
    title: str
    detail: str
    data: dict[str, Any]


class Timeline(_Output):
    correlation_id: UUID
    steps: list[Step]
