"""What the brokerage routes read and answer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Bar, Quote
from tradewright.domain.trading.ports.linking import AuthKind, VenueEnvironment
from tradewright.features.brokerage.connection import ConnectionState
from tradewright.features.brokerage.documents import account_document
from tradewright.features.brokerage.history_store import EquityPoint
from tradewright.features.brokerage.links import LinkStatus
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.features.brokerage.verbs.value_account import AccountView
from tradewright.platform.http import DecimalIn, DecimalOut


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone such as Europe/Berlin")
    return name


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("only printable characters")
    return text


TimeZone = Annotated[str, AfterValidator(_zone), Field(examples=["Europe/Berlin"])]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]
Money = Annotated[DecimalIn, Field(gt=0, le=Decimal(10) ** 12, examples=["100000"])]
SlippageBps = Annotated[DecimalIn, Field(ge=0, le=1000, examples=["1"])]
FeeRate = Annotated[DecimalIn, Field(ge=0, le=Decimal("0.1"), examples=["0.0005"])]
LatencyMs = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Units = Annotated[DecimalIn, Field(gt=0, le=Decimal(10) ** 12, examples=["0.5"])]


_DEFAULT = PaperConfig()


class StrictInput(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PaperConfigInput(StrictInput):
    starting_cash: Money = _DEFAULT.starting_cash
    slippage_bps: SlippageBps = _DEFAULT.slippage_bps
    fee_rate: FeeRate = _DEFAULT.fee_rate
    latency_ms: LatencyMs = _DEFAULT.latency_ms
    partial_fill_max: Units | None = None

    def config(self) -> PaperConfig:
        return PaperConfig(
            starting_cash=self.starting_cash,
            slippage_bps=self.slippage_bps,
            fee_rate=self.fee_rate,
            latency_ms=self.latency_ms,
            partial_fill_max=self.partial_fill_max,
        )


class PaperConfigChange(StrictInput):
    """What of a paper account's behaviour to change. What it started with is history and stays."""

    slippage_bps: SlippageBps | None = None
    fee_rate: FeeRate | None = None
    latency_ms: LatencyMs | None = None
    partial_fill_max: Units | None = Field(default=None, description="null lifts the limit")

    def changes(self) -> dict[str, Any]:
        """Return what was given; null means something for `partial_fill_max` only."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {
            name: value for name, value in given.items() if value is not None or name == "partial_fill_max"
        }


class AccountInput(StrictInput):
    label: Label = Field(examples=["Paper account"])
    broker: Literal["paper"] = "paper"
    timezone: TimeZone = "UTC"
    config: PaperConfigInput = Field(default_factory=PaperConfigInput)


class AccountPatch(StrictInput):
    label: Label | None = None
    timezone: TimeZone | None = None
    status: Literal["active", "disconnected", "closed"] | None = None
    config: PaperConfigChange | None = None


class PaperConfigOut(BaseModel):
    starting_cash: DecimalOut
    slippage_bps: DecimalOut
    fee_rate: DecimalOut
    latency_ms: int
    partial_fill_max: DecimalOut | None


class PermissionOut(BaseModel):
    name: str
    granted: bool
    words: str


class LinkOut(BaseModel):
    kind: AuthKind
    key_hint: str = Field(description="The last characters of the key's name")
    permissions: list[PermissionOut]
    can_trade: bool
    status: LinkStatus
    reason: str | None
    checked_at: datetime


class ConnectionOut(BaseModel):
    """How an account stands with its venue. connected: its events arrive and its reads succeed. stream_down: it is read now
    and then, its events do not arrive. unreachable: it cannot be read. rate_limited: the venue asked us to wait. connecting:
    not opened yet. revoked: the venue refuses the key. unattended: no executor of ours runs. off: its trader
    disconnected it.
    """

    state: ConnectionState
    since: datetime
    detail: str | None = Field(description="The venue's words, or ours; null when there is nothing to say")
    last_look_at: datetime | None = Field(
        description="When orders, positions and money were last read there; null: never"
    )


class AccountOut(BaseModel):
    account_id: UUID
    broker: str
    label: str
    environment: VenueEnvironment
    currency: str
    timezone: str = Field(
        description="Where the account's trading day begins; another one holds from the end of the present day on"
    )
    status: Literal["active", "disconnected", "closed"]
    config: PaperConfigOut | None = Field(
        description="How fills behave; null for linked accounts, where the venue decides"
    )
    link: LinkOut | None = Field(
        description="The key of a linked account; null for paper, and once it was unlinked"
    )
    connection: ConnectionOut | None = Field(
        description="How it stands with its venue; null for paper and closed accounts"
    )
    cash: DecimalOut
    equity: DecimalOut
    day_pnl: DecimalOut
    unrealised_pnl: DecimalOut
    created_at: datetime

    @classmethod
    def of(cls, view: AccountView) -> AccountOut:
        return cls.model_validate(account_document(view))


class EquityPointOut(BaseModel):
    at: datetime
    equity: DecimalOut
    cash: DecimalOut


class EquityCurve(BaseModel):
    points: list[EquityPointOut]

    @classmethod
    def of(cls, points: list[EquityPoint]) -> EquityCurve:
        return cls(points=[EquityPointOut(at=one.at, equity=one.equity, cash=one.cash) for one in points])


class InstrumentOut(BaseModel):
    symbol: str
    name: str
    market: Literal["stocks", "crypto", "forex", "futures"]
    currency: str
    tick: DecimalOut
    lot_step: DecimalOut
    lot_smallest: DecimalOut
    multiplier: DecimalOut
    notional_min: DecimalOut

    @classmethod
    def of(cls, instrument: Instrument) -> InstrumentOut:
        return cls(
            symbol=instrument.symbol,
            name=instrument.name,
            market=instrument.market,
            currency=instrument.currency,
            tick=instrument.tick,
            lot_step=instrument.lot.step,
            lot_smallest=instrument.lot.smallest,
            multiplier=instrument.multiplier,
            notional_min=instrument.notional_min,
        )


class QuoteOut(BaseModel):
    symbol: str
    bid: DecimalOut
    ask: DecimalOut
    last: DecimalOut
    at: datetime

    @classmethod
    def of(cls, quote: Quote) -> QuoteOut:
        return cls(symbol=quote.symbol, bid=quote.bid, ask=quote.ask, last=quote.last, at=quote.at)


class BarOut(BaseModel):
    opened_at: datetime
    open: DecimalOut
    high: DecimalOut
    low: DecimalOut
    close: DecimalOut
    volume: DecimalOut

    @classmethod
    def of(cls, bar: Bar) -> BarOut:
        return cls(
            opened_at=bar.opened_at,
            open=bar.open,
            high=bar.high,
            low=bar.low,
            close=bar.close,
            volume=bar.volume,
        )
