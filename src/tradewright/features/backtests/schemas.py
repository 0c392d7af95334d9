"""The shapes of runs and data on the wire. A whole report is a document of its own (`tradewright.report/1`) and passes
through as it was stored.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tradewright.platform.http import DecimalIn, PositiveDecimal

TEXT_MAX = 200_000
"""Characters of a definition as text; the largest of ours has 6,000."""

TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Timeframe = Literal["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/:=-]{1,40}$")]
Source = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Value = DecimalIn | bool | Annotated[str, StringConstraints(max_length=200)]


def _printable(text: str) -> str:
    if any(not character.isprintable() and character != "\n" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class DataChoice(_Input):
    """Which bars: `from` and `to` bound their open times, `[from, to)`; without them, all there are."""

    source: Source
    symbol: Symbol
    timeframe: Timeframe
    from_at: Annotated[AwareDatetime | None, Field(alias="from")] = None
    to_at: Annotated[AwareDatetime | None, Field(alias="to")] = None


class SettingsInput(_Input):
    """The emulated broker's settings; what is left out is as the strategy wants it. Percentages are in percent.

    `magnifier` is a shorter timeframe whose kept bars say what happened inside each bar; `limit_fill_ticks`, how far
    beyond a limit the price must go.
    """

    initial_capital: Annotated[PositiveDecimal, Field(le=Decimal(10) ** 12)] | None = None
    quantity_mode: Literal["fixed", "cash", "percent_of_equity"] | None = None
    quantity_value: Annotated[PositiveDecimal, Field(le=Decimal(10) ** 12)] | None = None
    pyramiding: Annotated[int, Field(ge=0, le=1_000, strict=True)] | None = None
    commission_mode: Literal["percent", "per_order", "per_contract"] | None = None
    commission_value: Annotated[DecimalIn, Field(ge=0, le=1_000)] | None = None
    slippage_ticks: Annotated[int, Field(ge=0, le=10_000, strict=True)] | None = None
    margin_long: Annotated[DecimalIn, Field(ge=0, le=100)] | None = None
    margin_short: Annotated[DecimalIn, Field(ge=0, le=100)] | None = None
    process_orders_on_close: bool | None = None
    close_entries_rule: Literal["fifo", "any"] | None = None
    limit_fill_ticks: Annotated[int, Field(ge=0, le=10_000, strict=True)] | None = None
    fill_mode: Literal["tradingview", "close"] | None = None
    magnifier: Timeframe | None = None

    def given(self) -> dict[str, Any]:
        """Return what was given, decimals as text."""
        told = self.model_dump(mode="json", exclude_none=True)
        return dict(told)


class StrategyChoice(_Input):
    """A version of a strategy; the newest when no version is named."""

    strategy_id: UUID
    version: Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)] | None = None


class BacktestInput(_Input):
    """What to run, on which bars: a curated strategy, a version of a strategy, or a definition that is kept nowhere else."""

    guru: Word | None = None
    strategy: StrategyChoice | None = None
    definition: Annotated[
        dict[str, Any] | Annotated[str, StringConstraints(max_length=TEXT_MAX)] | None,
        Field(description="A draft (`tradewright.strategy/1`), as a document or as YAML or JSON text."),
    ] = None
    data: DataChoice
    inputs: dict[Word, Value] = Field(default_factory=dict, max_length=100)
    settings: SettingsInput = Field(default_factory=SettingsInput)
    note: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(_printable)
    ] = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> BacktestInput:
        if sum(part is not None for part in (self.guru, self.strategy, self.definition)) != 1:
            raise PydanticCustomError("one_of", "give one of `guru`, `strategy` and `definition`")
        return self


class JobOut(_Output):
    """How a piece of work in the background fares. `progress` is from 0 to 1."""

    job_id: UUID
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    progress: Annotated[float, Field(ge=0, le=1)]
    note: str
    attempts: int
    reason_code: str | None
    reason: str | None
    created_at: TimeText
    started_at: TimeText | None
    finished_at: TimeText | None


class DataOut(_Output):
    """The bars a run used; `from` and `to` are null where all there were was asked for."""

    source: str
    symbol: str
    timeframe: str
    from_at: Annotated[TimeText | None, Field(alias="from")]
    to_at: Annotated[TimeText | None, Field(alias="to")]
    bars: int | None


class StrategyOfRun(_Output):
    """The version that ran, under the strategy's present name."""

    strategy_id: UUID
    version: int
    name: str


class Run(_Output):
    """One backtest; its `job` has the same id. `headline` has figures of the report, by their names there.

    `guru` or `strategy` says what ran; both are null for a draft. Old reports make room for new ones: `has_report`.
    """

    run_id: UUID
    job: JobOut
    name: str
    guru: str | None
    strategy: StrategyOfRun | None
    definition_hash: str | None
    data: DataOut
    inputs: dict[str, Any]
    settings: dict[str, Any]
    note: str
    trades: int | None
    headline: dict[str, str | int | None] | None
    has_report: bool
    created_at: TimeText


class RunDefinition(_Output):
    """The definition as it ran."""

    document: dict[str, Any]
    definition_hash: str


class BarsOut(_Output):
    """Bars to draw; `time` is the open of each in milliseconds since 1970. `timeframe` is longer than the run's when there
    would have been too many. `series` are lines over the prices by name, null before their first value.
    """

    timeframe: str
    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]
    series: dict[str, list[float | None]]


class Curve(_Output):
    """As in the report: times ISO 8601, money as decimal texts."""

    time: list[TimeText]
    equity: list[str]
    drawdown: list[str]


class Compared(_Output):
    run: Run
    figures: Annotated[
        dict[str, str | int | None],
        Field(description="Every figure of the report, over all trades, by its name."),
    ]
    equity: Curve


class Comparison(_Output):
    runs: list[Compared]


class GuruInputOut(_Output):
    name: str
    title: str
    kind: str
    default: float | bool | str | None


class GuruOut(_Output):
    """A curated strategy: where the idea comes from, its rules in plain words, its risks."""

    name: str
    title: str
    biography: str
    era: str
    markets: list[str]
    timeframe: str
    rules: list[str]
    risks: list[str]
    sources: list[str]
    inputs: list[GuruInputOut]


class GuruList(_Output):
    items: list[GuruOut]


class DataSet(_Output):
    """A series of bars that is kept. `gaps` are holes in the data, an exchange's closing hours are none, and
    `missing_bars` would fill them; `duplicates` were brought twice and dropped, `conflicts` differed from what was there.
    """

    source: str
    symbol: str
    timeframe: str
    from_at: Annotated[TimeText | None, Field(alias="from")]
    to_at: Annotated[TimeText | None, Field(alias="to")]
    bars: int
    gaps: int
    missing_bars: int
    duplicates: int
    conflicts: int
    tick: Annotated[str, Field(json_schema_extra={"format": "decimal"})]


class DataList(_Output):
    items: list[DataSet]
