"""The shapes of runs, optimisations and data on the wire. A whole report is a document of its own
(`tradewright.report/1`) and passes through as it was stored.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tradewright.features.strategies import schemas as strategy
from tradewright.features.strategies.schemas import (
    BarColumns,
    DataChoice,
    DecimalText,
    Definition,
    DefinitionText,
    Headline,
    Input,
    InputValue,
    Notes,
    Output,
    TimeText,
    Word,
)
from tradewright.platform.http import DecimalIn

TRIALS_MAX = 20_000
INPUTS_MAX = 12
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
Method = Literal["grid", "random", "bayesian", "evolution"]
Objective = Literal[
    "net_profit", "profit_factor", "sharpe", "sortino", "calmar", "sqn", "expectancy", "return_over_drawdown"
]
Validation = Literal["none", "split", "walk_forward"]


class JobOut(Output):
    """How a piece of work in the background fares. `progress` is from 0 to 1."""

    job_id: UUID
    kind: str
    state: JobState
    progress: Annotated[float, Field(ge=0, le=1)]
    note: str
    attempts: int
    reason_code: str | None
    reason: str | None
    created_at: TimeText
    started_at: TimeText | None
    finished_at: TimeText | None


class BacktestInput(Input):
    """What to run, on which bars. Exactly one of `strategy_id` (with `version`, else the newest), `guru`,
    `document` and `text`.
    """

    strategy_id: UUID | None = None
    version: Version | None = None
    guru: Word | None = None
    document: Definition | None = None
    text: DefinitionText | None = None
    data: DataChoice
    inputs: dict[Word, InputValue] = Field(default_factory=dict, max_length=100)
    settings: dict[Word, Any] = Field(
        default_factory=dict,
        max_length=40,
        description="Overrides of the broker's settings: initial_capital, commission_value, slippage_ticks …",
    )
    note: Notes = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> BacktestInput:
        if sum(part is not None for part in (self.strategy_id, self.guru, self.document, self.text)) != 1:
            raise PydanticCustomError("one_of", "give one of `strategy_id`, `guru`, `document` and `text`")
        if self.version is not None and self.strategy_id is None:
            raise PydanticCustomError("version_of", "`version` belongs to `strategy_id`")
        return self


class DataOut(Output):
    """The bars a run used; `from` and `to` are null where all there were was asked for."""

    source: str
    symbol: str
    timeframe: str
    from_at: Annotated[TimeText | None, Field(alias="from")]
    to_at: Annotated[TimeText | None, Field(alias="to")]
    bars: int | None


class Run(Output):
    """One backtest. Its `job` has the same id. `headline` comes with the report."""

    run_id: UUID
    job: JobOut
    name: str
    strategy_id: UUID | None
    version: int | None
    guru: str | None
    definition_hash: str | None
    data: DataOut
    inputs: dict[str, Any]
    settings: dict[str, Any]
    note: str
    headline: Headline | None
    has_report: bool
    created_at: TimeText
    finished_at: TimeText | None


class RunBars(Output):
    """The run's bars for a chart; `timeframe` is coarser than the run's when they were too many."""

    timeframe: str
    is_resampled: bool
    bars: BarColumns


class ComparedFigure(Output):
    """One figure of each run, in the order of `runs`."""

    name: str
    values: list[DecimalText | None]


class ComparedEquity(Output):
    run_id: UUID
    time: list[TimeText]
    equity: list[float]


class ComparedChoice(Output):
    """A setting, input or bar choice that is not the same in all runs."""

    path: str
    values: list[Any]


class Comparison(Output):
    runs: list[Run]
    figures: list[ComparedFigure]
    equity: list[ComparedEquity]
    differences: list[ComparedChoice]


class InputRange(Input):
    """What an input may be: `values`, or from `least` to `most` by `step`."""

    least: DecimalIn | None = None
    most: DecimalIn | None = None
    step: DecimalIn | None = None
    values: Annotated[list[InputValue], Field(min_length=1, max_length=500)] | None = None

    @model_validator(mode="after")
    def _values_or_range(self) -> InputRange:
        has_range = self.least is not None and self.most is not None
        if (self.values is None) != has_range:
            raise PydanticCustomError("range", "give `values`, or `least` and `most`")
        return self


class Constraint(Input):
    """A figure must be at least or at most something, or the trial does not count."""

    figure: Word
    least: DecimalIn | None = None
    most: DecimalIn | None = None


class OptimisationInput(Input):
    """Which inputs of a version to vary, how, and how the result is to be judged."""

    strategy_id: UUID
    version: Version | None = None
    data: DataChoice
    inputs: Annotated[dict[Word, InputRange], Field(min_length=1, max_length=INPUTS_MAX)]
    method: Method = "random"
    objective: Objective = "sharpe"
    constraints: Annotated[list[Constraint], Field(max_length=10)] = Field(default_factory=list)
    trials_max: Annotated[int, Field(ge=2, le=TRIALS_MAX)] = 500
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    validation: Validation = "split"
    train_percent: Annotated[int, Field(ge=30, le=90)] = 60
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    settings: dict[Word, Any] = Field(default_factory=dict, max_length=40)
    note: Notes = ""


class Trial(Output):
    """One set of inputs, on the training part. `figures` hold a few of its numbers."""

    number: int
    inputs: dict[str, Any]
    objective: float | None
    is_feasible: bool
    figures: dict[str, float | None]


class Verdict(Output):
    """What to think of the best trial: `good`, `weak` or `noise`, in words and in the numbers behind them."""

    label: Literal["good", "weak", "noise"]
    text: str
    figures: dict[str, float | None]


class Optimisation(Output):
    """One search. Its `job` has the same id; `best` and `trials_done` move while it runs."""

    optimisation_id: UUID
    job: JobOut
    name: str
    strategy_id: UUID
    version: int
    data: DataOut
    inputs: dict[str, Any]
    method: Method
    objective: Objective
    constraints: list[dict[str, Any]]
    validation: Validation
    train_percent: int
    folds: int
    seed: int
    settings: dict[str, Any]
    note: str
    trials_max: int
    trials_done: int
    best: Trial | None
    verdict: Verdict | None
    adopted_version: int | None
    created_at: TimeText
    finished_at: TimeText | None


class ParameterMap(Output):
    """The objective over two inputs, the best of each cell; `plateau` marks cells whose neighbours do as well."""

    x: str
    y: str | None
    x_values: list[Any]
    y_values: list[Any]
    cells: list[list[float | None]]
    plateau: list[list[bool]]


class Part(Output):
    """A stretch of bars and how the inputs did on it."""

    from_at: Annotated[TimeText, Field(alias="from")]
    to_at: Annotated[TimeText, Field(alias="to")]
    objective: float | None
    figures: dict[str, float | None]


class Fold(Output):
    number: int
    inputs: dict[str, Any]
    train: Part
    test: Part


class WalkForward(Output):
    """Each fold's choice on its training part against the part after it. `efficiency` is test over train."""

    efficiency: float | None
    folds: list[Fold]
    parts: Annotated[dict[str, Part], Field(description="train, validate and test of a split")]


class AdoptInput(Input):
    """Which trial becomes the new version; the best one when none is named."""

    trial: Annotated[int, Field(ge=0, le=TRIALS_MAX)] | None = None
    notes: Notes = ""


class Gap(Output):
    from_at: Annotated[TimeText, Field(alias="from")]
    to_at: Annotated[TimeText, Field(alias="to")]
    bars: int


class DataSet(Output):
    """Bars there are. `gap_count` counts all, `gaps` shows the first few."""

    source: str
    symbol: str
    timeframe: str
    from_at: Annotated[TimeText | None, Field(alias="from")]
    to_at: Annotated[TimeText | None, Field(alias="to")]
    bars: int
    gap_count: int
    gaps: list[Gap]
    tick: DecimalText | None


class DataList(Output):
    items: list[DataSet]


VersionOut = strategy.VersionOut
