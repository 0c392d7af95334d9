"""An agent's rules as a request says them. Answers are in `schemas`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from tradewright.domain.trading.alerts import normalise_symbol
from tradewright.domain.trading.alerts.mapping import NO_MAPPING
from tradewright.domain.trading.documents import policy_from_document
from tradewright.domain.trading.signal import (
    DistanceMode,
    PriceSource,
    ProtectionMode,
    Side,
    SizingMode,
)
from tradewright.features.agents.drafts import AgentDraft, KeepPassphrase
from tradewright.features.agents.mapping_inputs import MappingInput, printable
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import ZERO
from tradewright.platform.http import DecimalIn, PositiveDecimal

ACCOUNTS_MAX = 20
"""Accounts of one agent: each alert makes a signal for every one of them."""
SYMBOLS_MAX = 200
COUNT_MAX = 1_000_000
AGE_MAX_S = 86_400
ENTRIES_UNLESS_SAID = 1
"""Entries in one direction of an agent that says nothing of them: a signal that comes again, as while a venue does not
answer, must not make a second order. Whoever wants to add to positions says so. Pine's `pyramiding` begins at one, too.
"""
SESSIONS_MAX = 50
BODY_MAX = 70_000
"""Characters of a body to look at: a little more than a body may have, so that the answer can say so."""
TIMEFRAMES = Literal["1m", "5m", "15m", "30m", "1h", "4h", "1d"]
"""Of which the store keeps bars, so that an average range can be taken."""

Count = Annotated[int, Field(ge=0, le=COUNT_MAX, strict=True)]
Seconds = Annotated[int, Field(ge=0, le=AGE_MAX_S, strict=True)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def _symbol(text: str) -> str:
    try:
        return normalise_symbol(text)
    except ValueError as cause:
        raise PydanticCustomError("symbol", "write a symbol such as BTCUSD") from cause


SymbolIn = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_symbol)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(printable)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(printable),
]
Word = Annotated[str, StringConstraints(min_length=4, max_length=200), AfterValidator(printable)]
Symbols = Annotated[list[SymbolIn], Field(max_length=SYMBOLS_MAX)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SizingInput(_Input):
    """How much: units (fixed), lots, quote currency (notional), account currency (risk_money), or percent, at most 100."""

    mode: SizingMode
    value: PositiveDecimal


class ProtectionInput(_Input):
    """Where a stop or target stands; risk_reward is for targets, as a multiple of the distance to the stop."""

    mode: ProtectionMode
    value: PositiveDecimal


class TrailInput(_Input):
    """A stop that follows the market at a distance; `activation` is how far the price must first move in favour."""

    mode: DistanceMode
    value: PositiveDecimal
    activation: PositiveDecimal | None = None


class PriceFromInput(_Input):
    """A limit price from the quote of the moment: a side of it, moved by a signed offset."""

    source: PriceSource
    offset: DecimalIn = ZERO
    mode: DistanceMode = "price"


class AgentSessionInput(_Input):
    """A weekly window in the account's zone; days are ISO weekdays, 1 Monday to 7 Sunday."""

    days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    since: ClockTime
    until: ClockTime


class AgentBlackoutInput(_Input):
    """A span without entries, for news; no symbols means all of them."""

    since: AwareDatetime
    until: AwareDatetime
    reason: Note = ""
    symbols: Symbols = Field(default_factory=list)


class AgentLimitsInput(_Input):
    """Limits of this agent alone, beside those of the trader and the account; null or empty sets none."""

    loss_daily_max: PositiveDecimal | None = None
    trades_daily_max: Count | None = None
    positions_max: Count | None = None
    order_notional_max: PositiveDecimal | None = None
    loss_daily_percent_max: PositiveDecimal | None = None
    trades_open_max: Count | None = None
    position_notional_max: PositiveDecimal | None = None
    exposure_gross_max: PositiveDecimal | None = None
    exposure_net_max: PositiveDecimal | None = None
    leverage_max: PositiveDecimal | None = None
    symbols_allowed: Symbols = Field(default_factory=list)
    symbols_denied: Symbols = Field(default_factory=list)
    sessions: Annotated[list[AgentSessionInput], Field(max_length=SESSIONS_MAX)] = Field(default_factory=list)
    blackouts: Annotated[list[AgentBlackoutInput], Field(max_length=SESSIONS_MAX)] = Field(
        default_factory=list
    )
    cooldown_losses: Count | None = None
    cooldown_minutes: Count | None = None
    price_collar_percent: PositiveDecimal | None = None
    quote_age_max_s: Seconds | None = None
    duplicate_window_s: Seconds | None = None
    orders_per_minute_max: Count | None = None


def _both_sides() -> list[Side]:
    return ["buy", "sell"]


class AgentInput(_Input):
    """An agent's rules. `passphrase`: leave it out to keep the present one, null for none."""

    name: Name
    account_ids: Annotated[list[UUID], Field(min_length=1, max_length=ACCOUNTS_MAX)]
    sizing: SizingInput
    sizing_from_alert: bool = True
    symbols: Symbols = Field(default_factory=list, description="Allowed symbols; none means every symbol.")
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)] = Field(default_factory=_both_sides)
    opposite: Literal["reverse", "close", "net", "ignore"] = "reverse"
    stop_loss: ProtectionInput | None = None
    take_profit: ProtectionInput | None = None
    trailing_stop: TrailInput | None = None
    entry_price: PriceFromInput | None = None
    pyramiding_max: Annotated[int, Field(ge=1, le=COUNT_MAX, strict=True)] | None = Field(
        ENTRIES_UNLESS_SAID,
        description="How many entries may stand in one direction of a symbol; null: any number.",
    )
    delay_s: Seconds | None = None
    cancel_after_s: Seconds | None = None
    exit_cancel_after_s: Seconds | None = None
    atr_timeframe: TIMEFRAMES = "1h"
    signal_age_max_s: Annotated[int, Field(ge=1, le=AGE_MAX_S, strict=True)] = 300
    limits: AgentLimitsInput = Field(default_factory=AgentLimitsInput)
    mapping: MappingInput | None = None
    passphrase: Word | None = None
    note: Note = ""

    def draft(self) -> AgentDraft:
        """Return what is wanted, in the words of the verbs."""
        is_said = "passphrase" in self.model_fields_set
        return AgentDraft(
            name=self.name,
            account_ids=tuple(map(AccountId, self.account_ids)),
            policy=policy_from_document(self.model_dump(mode="json")),
            mapping=NO_MAPPING if self.mapping is None else self.mapping.mapping(),
            passphrase=self.passphrase if is_said else KeepPassphrase(),
            note=self.note,
        )


class AlertPreviewInput(_Input):
    """An alert to look at, by the rules of an agent, of a draft (`agent`) or of nobody; in one account, or in all."""

    body: Annotated[str, StringConstraints(max_length=BODY_MAX)]
    content_type: Annotated[str, StringConstraints(max_length=200)] = ""
    agent_id: UUID | None = None
    agent: AgentInput | None = None
    account_id: UUID | None = None


class ReplayInput(_Input):
    """Whose rules judge the alert again: those of a version of its agent by number, or of the present one."""

    agent_version: Annotated[int, Field(ge=1, le=COUNT_MAX, strict=True)] | Literal["present"] = "present"


class TestInput(_Input):
    """What the test alert says; without a symbol, one the agent allows is taken."""

    __test__ = False  # a name on the wire, not a test

    symbol: SymbolIn | None = None
    action: Literal["buy", "sell", "exit"] = "buy"
