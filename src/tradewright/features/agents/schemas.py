"""The shapes of agents and alerts on the wire. Answers have exactly the keys of `documents.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.alerts import normalise_symbol
from tradewright.domain.trading.signal import (
    AgentPolicy,
    Protection,
    ProtectionMode,
    RiskLimits,
    Side,
    Sizing,
    SizingMode,
)
from tradewright.features.agents.drafts import AgentDraft, KeepPassphrase
from tradewright.features.agents.intake.items import Numbering
from tradewright.features.orders import Signal
from tradewright.kernel.ids import AccountId
from tradewright.platform.http import PositiveDecimal

ACCOUNTS_MAX = 20
"""Accounts of one agent: each alert makes a signal for every one of them."""
SYMBOLS_MAX = 200
COUNT_MAX = 1_000_000
AGE_MAX_S = 86_400

DecimalText = Annotated[str, Field(examples=["1.25"], json_schema_extra={"format": "decimal"})]
TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Count = Annotated[int, Field(ge=0, le=COUNT_MAX, strict=True)]


def _symbol(text: str) -> str:
    try:
        return normalise_symbol(text)
    except ValueError as cause:
        raise PydanticCustomError("symbol", "write a symbol such as BTCUSD") from cause


def _printable(text: str) -> str:
    if any(not character.isprintable() and character != "\n" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


SymbolIn = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_symbol)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_printable)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_printable),
]
Word = Annotated[str, StringConstraints(min_length=4, max_length=200), AfterValidator(_printable)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SizingInput(_Input):
    """How much: units (fixed), quote currency (notional) or percent, at most 100 (the percent modes)."""

    mode: SizingMode
    value: PositiveDecimal

    def sizing(self) -> Sizing:
        return Sizing(self.mode, self.value)


class ProtectionInput(_Input):
    """Where a stop or target stands; risk_reward is for targets, as a multiple of the distance to the stop."""

    mode: ProtectionMode
    value: PositiveDecimal

    def protection(self) -> Protection:
        return Protection(self.mode, self.value)


def _protection(given: ProtectionInput | None) -> Protection | None:
    return None if given is None else given.protection()


class AgentLimitsInput(_Input):
    """Limits of this agent alone, beside those of the trader and the account; null sets none."""

    loss_daily_max: PositiveDecimal | None = None
    trades_daily_max: Count | None = None
    positions_max: Count | None = None
    order_notional_max: PositiveDecimal | None = None

    def limits(self) -> RiskLimits:
        return RiskLimits(
            self.loss_daily_max, self.trades_daily_max, self.positions_max, self.order_notional_max
        )


def _both_sides() -> list[Side]:
    return ["buy", "sell"]


class AgentInput(_Input):
    """An agent's rules. `passphrase`: leave it out to keep the present one, null for none."""

    name: Name
    account_ids: Annotated[list[UUID], Field(min_length=1, max_length=ACCOUNTS_MAX)]
    sizing: SizingInput
    sizing_from_alert: bool = True
    symbols: Annotated[list[SymbolIn], Field(max_length=SYMBOLS_MAX)] = Field(
        default_factory=list, description="Allowed symbols; none means every symbol."
    )
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)] = Field(default_factory=_both_sides)
    opposite: Literal["reverse", "close", "ignore"] = "reverse"
    stop_loss: ProtectionInput | None = None
    take_profit: ProtectionInput | None = None
    signal_age_max_s: Annotated[int, Field(ge=1, le=AGE_MAX_S, strict=True)] = 300
    limits: AgentLimitsInput = Field(default_factory=AgentLimitsInput)
    passphrase: Word | None = None
    note: Note = ""

    def draft(self) -> AgentDraft:
        """Return what is wanted, in the words of the verbs."""
        is_said = "passphrase" in self.model_fields_set
        return AgentDraft(
            name=self.name,
            account_ids=tuple(map(AccountId, self.account_ids)),
            policy=AgentPolicy(
                sizing=self.sizing.sizing(),
                sizing_from_alert=self.sizing_from_alert,
                symbols=frozenset(self.symbols),
                sides=frozenset(self.sides),
                opposite=self.opposite,
                stop_loss=_protection(self.stop_loss),
                take_profit=_protection(self.take_profit),
                signal_age_max_s=self.signal_age_max_s,
                limits=self.limits.limits(),
            ),
            passphrase=self.passphrase if is_said else KeepPassphrase(),
            note=self.note,
        )


class TestInput(_Input):
    """What the test alert says; without a symbol, one the agent allows is taken."""

    __test__ = False  # a name on the wire, not a test

    symbol: SymbolIn | None = None
    action: Literal["buy", "sell", "exit"] = "buy"


class Rule(_Output):
    mode: str
    value: DecimalText


class AgentLimits(_Output):
    loss_daily_max: DecimalText | None
    trades_daily_max: int | None
    positions_max: int | None
    order_notional_max: DecimalText | None


class Rules(_Output):
    """The rules of one version of an agent."""

    account_ids: list[UUID]
    sizing: Rule
    sizing_from_alert: bool
    symbols: list[str]
    sides: list[Side]
    opposite: Literal["reverse", "close", "ignore"]
    stop_loss: Rule | None
    take_profit: Rule | None
    signal_age_max_s: int
    limits: AgentLimits
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
