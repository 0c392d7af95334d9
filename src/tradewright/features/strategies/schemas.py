"""The shapes of strategies on the wire: definitions, versions, what analysis says of a draft, the libraries.

Columns of charts are JSON numbers, because they are drawn and owed to nobody; money in headlines is decimal text.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tradewright.platform.http import DecimalIn

TEXT_MAX = 200_000
"""Characters of a definition as text; the largest of ours has 6,000."""
PREVIEW_BARS_MAX = 5_000

DecimalText = Annotated[str, Field(examples=["1.25"], json_schema_extra={"format": "decimal"})]
TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Definition = Annotated[
    dict[str, Any],
    Field(
        description="A strategy definition (`tradewright.strategy/1`); see docs/reference/strategy.schema.json."
    ),
]
Timeframe = Literal["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/:=-]{1,40}$")]
Source = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
InputValue = DecimalIn | bool | str
Number = float | None


def printable(text: str) -> str:
    """Return a text that a page may show. Raises what Pydantic shows as a located fault."""
    if any(not character.isprintable() and character not in "\n\t" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(printable)]
DefinitionText = Annotated[
    str, StringConstraints(max_length=TEXT_MAX), Field(description="The definition as YAML or JSON text.")
]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Draft(Input):
    """A definition, as a document or as its text; exactly one of the two."""

    document: Definition | None = None
    text: DefinitionText | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Draft:
        if (self.document is None) == (self.text is None):
            raise PydanticCustomError("one_of", "give `document` or `text`, and not both")
        return self


class StrategyInput(Draft):
    notes: Notes = ""


class StrategyChange(Input):
    """What of a strategy to change besides its definition, which changes by new versions only."""

    name: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
            AfterValidator(printable),
        ]
        | None
    ) = None
    description: Notes | None = None


class VersionInput(Draft):
    """A new version. `based_on` is the version it was made from: when another came meanwhile, it is refused."""

    notes: Notes = ""
    based_on: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class DraftExpression(Input):
    """An expression and the names it may use: a draft's `inputs` and `series`, as in a definition."""

    text: Annotated[str, StringConstraints(max_length=4_000)]
    inputs: dict[str, Any] = Field(default_factory=dict)
    series: dict[str, Any] = Field(default_factory=dict)


class ValidateInput(Input):
    """What to look at: a definition as document or text, or one expression."""

    document: Definition | None = None
    text: DefinitionText | None = None
    expression: DraftExpression | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> ValidateInput:
        if sum(part is not None for part in (self.document, self.text, self.expression)) != 1:
            raise PydanticCustomError("one_of", "give one of `document`, `text` and `expression`")
        return self


class LocatedFault(Output):
    """What is wrong, where, and what would be right. `line` and `column` are within the expression or the text."""

    path: str
    rule: str
    message: str
    value: str | None
    line: int | None
    column: int | None
    expected: str | None
    suggestion: str | None


class Finding(Output):
    """What static analysis noticed: nothing that forbids, but something a trader wants to know."""

    severity: Literal["info", "warning", "error"]
    code: str
    path: str
    message: str


class ExpressionChecked(Output):
    canonical: str
    type: str
    warmup_bars: int


class Validated(Output):
    """What there is to say of a draft. `is_valid` is false when there are faults, and the rest is then null."""

    is_valid: bool
    faults: list[LocatedFault]
    findings: list[Finding]
    document: Annotated[dict[str, Any] | None, Field(description="The canonical form.")]
    text: Annotated[str | None, Field(description="The canonical form as YAML.")]
    definition_hash: str | None
    warmup_bars: int | None
    cost: Annotated[float | None, Field(description="Nanoseconds a bar, roughly.")]
    indicators: list[str]
    expression: ExpressionChecked | None


class Headline(Output):
    """The figures of a run that lists show. Null where a figure has no value (no trade was lost, say)."""

    net_profit: DecimalText | None
    net_profit_percent: DecimalText | None
    buy_hold_percent: DecimalText | None
    drawdown_max: DecimalText | None
    drawdown_max_percent: DecimalText | None
    trades: int
    win_percent: DecimalText | None
    profit_factor: DecimalText | None
    sharpe: DecimalText | None
    sortino: DecimalText | None
    expectancy: DecimalText | None
    commission: DecimalText | None
    exposure_percent: DecimalText | None


class Strategy(Output):
    """A strategy with its newest version. `trials` counts every set of inputs ever tried on it."""

    strategy_id: UUID
    name: str
    description: str
    market: str
    timeframe: str
    direction: str
    version_number: int
    definition_hash: str
    trials: int
    created_at: TimeText
    updated_at: TimeText


class VersionOut(Output):
    """A version: it never changes. `evidence` says which optimisation it came from and how it did there."""

    strategy_id: UUID
    number: int
    notes: str
    definition_hash: str
    document: dict[str, Any]
    evidence: dict[str, Any] | None
    created_at: TimeText


class VersionSummary(Output):
    strategy_id: UUID
    number: int
    notes: str
    definition_hash: str
    has_evidence: bool
    created_at: TimeText


class StrategyDetail(Strategy):
    """A strategy with its newest version's definition, canonical, as document and as YAML."""

    document: dict[str, Any]
    text: str
    notes: str
    evidence: dict[str, Any] | None
    findings: list[Finding]
    warmup_bars: int | None


class Difference(Output):
    """One place where two versions differ; `before` or `after` is null where there is nothing."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class Diff(Output):
    before: int
    after: int
    is_same_meaning: bool
    differences: list[Difference]


class Pine(Output):
    """A Pine Script v6 strategy; `notes` say what a trader must know when using it."""

    name: str
    pine: str
    notes: list[str]


class Similar(Output):
    kind: Literal["strategy"]
    id: str
    name: str
    similarity: Annotated[float, Field(ge=0, le=1)]
    shared: list[str]


class SimilarList(Output):
    items: list[Similar]


class ParamOut(Output):
    name: str
    title: str
    kind: str
    default: float | bool | str | None
    least: float | None
    most: float | None
    step: float | None
    options: list[str]


class IndicatorInputOut(Output):
    name: str
    default: str | None
    is_fixed: bool
    kind: str


class IndicatorOutputOut(Output):
    name: str
    kind: str


class IndicatorOut(Output):
    """A library indicator. `formula` is given for those that are written in the expression language."""

    name: str
    title: str
    description: str
    category: str
    type: Literal["series", "trend", "entry", "exit", "stop_loss"]
    inputs: list[IndicatorInputOut]
    params: list[ParamOut]
    outputs: list[IndicatorOutputOut]
    formula: dict[str, str] | None
    warmup_bars: int | None
    signature: str
    pine: str | None
    source: str
    overlay: bool
    examples: list[str]


class IndicatorList(Output):
    items: list[IndicatorOut]


class GuruOut(Output):
    """A curated, coded strategy: where it comes from, what can be set, and what it was written for."""

    name: str
    title: str
    description: str
    source: str
    market: str
    timeframe: str
    inputs: list[ParamOut]
    settings: dict[str, Any]


class GuruList(Output):
    items: list[GuruOut]


class DataChoice(Input):
    """Which bars: `from` and `to` are times or dates in UTC, `[from, to)`; null is as far as there are bars."""

    source: Source
    symbol: Symbol
    timeframe: Timeframe
    from_at: Annotated[str | None, Field(alias="from", max_length=40)] = None
    to_at: Annotated[str | None, Field(alias="to", max_length=40)] = None


class PreviewInput(Draft):
    """A draft and where to try it. The newest `bars_max` bars of the range are used."""

    data: DataChoice
    inputs: dict[Word, InputValue] = Field(default_factory=dict, max_length=100)
    settings: dict[Word, Any] = Field(default_factory=dict, max_length=40)
    bars_max: Annotated[int, Field(ge=50, le=PREVIEW_BARS_MAX)] = 2_000


class BarColumns(Output):
    """Bars as columns, oldest first. `time` is the open time in Unix seconds."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]


class Plot(Output):
    """A series of the strategy beside the bars; `pane` says whether it shares the price's axis."""

    name: str
    pane: Literal["price", "own"]
    kind: Literal["line", "condition"]
    values: list[Number]


class Marker(Output):
    """A fill: `bar` is its place in the columns, `trade` the number of its trade."""

    bar: int
    time: int
    kind: Literal["entry", "exit"]
    side: Literal["long", "short"]
    price: float
    quantity: float
    id: str
    trade: int


class Preview(Output):
    bars: BarColumns
    plots: list[Plot]
    markers: list[Marker]
    headline: Headline
    equity: list[float]
    findings: list[Finding]
    warmup_bars: int
    definition_hash: str
    took_ms: float
