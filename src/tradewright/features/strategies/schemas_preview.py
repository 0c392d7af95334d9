"""The shapes of a preview: what a draft would have done on the newest bars, for charts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tradewright.features.strategies.language import Source
from tradewright.features.strategies.newest_bars import BARS_MAX
from tradewright.features.strategies.schemas import (
    Definition,
    DefinitionText,
    FindingOut,
    Input,
    LocatedFault,
    Output,
    TimeText,
)
from tradewright.platform.http import DecimalIn

BARS_DEFAULT = 5_000
Timeframe = Literal["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Decimals = Annotated[str, Field(json_schema_extra={"format": "decimal"})]


class PreviewData(Input):
    """Which bars; the timeframe is the definition's own unless it is named, longer bars are made of shorter ones."""

    source: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    symbol: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/:=-]{1,40}$")]
    timeframe: Timeframe | None = None


class PreviewInput(Input):
    """A draft, as document or text, and the newest bars to try it on."""

    definition: Definition | None = None
    text: DefinitionText | None = None
    data: PreviewData
    inputs: dict[Word, DecimalIn | bool | Annotated[str, StringConstraints(max_length=200)]] = Field(
        default_factory=dict, max_length=100
    )
    bars_at_most: Annotated[int, Field(ge=2, le=BARS_MAX, strict=True)] = BARS_DEFAULT

    @model_validator(mode="after")
    def _exactly_one(self) -> PreviewInput:
        if (self.definition is None) == (self.text is None):
            raise PydanticCustomError("one_of", "give `definition` or `text`, and not both")
        return self

    def source(self) -> Source:
        """Return the definition as it was given."""
        return self.text if self.text is not None else self.definition or {}


class PreviewBars(Output):
    """`time` is the open of each bar in milliseconds since 1970."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]


class PreviewLine(Output):
    """A series of the definition, null where it has no value; `pane` says whether it belongs over the prices."""

    name: str
    pane: Literal["price", "below"]
    values: list[float | None]


class PreviewTrade(Output):
    """As in the report; a trade that is still open has no exit, and its profit is at the last close."""

    side: Literal["long", "short"]
    entry_time: TimeText
    entry_price: Decimals
    exit_time: TimeText | None
    exit_price: Decimals | None
    profit: Decimals
    entry_id: str | None
    exit_id: str | None


class PreviewFigures(Output):
    """Figures as the report has them under these names; null where one has no value."""

    net_profit_percent: Decimals | None
    trades: int
    percent_profitable: Decimals | None
    drawdown_max_percent: Decimals | None
    sharpe: Decimals | None
    profit_factor: Decimals | None


class PreviewCurve(Output):
    """Equity at each bar's close, in account currency; `time` in milliseconds since 1970."""

    time: list[int]
    equity: list[float]


class Preview(Output):
    """With `faults`, everything else is null or empty."""

    faults: list[LocatedFault]
    findings: list[FindingOut]
    definition_hash: str | None
    warmup_bars: int | None
    timeframe: str | None
    bars: PreviewBars | None
    lines: list[PreviewLine]
    trades: list[PreviewTrade]
    figures: PreviewFigures | None
    equity: PreviewCurve | None
