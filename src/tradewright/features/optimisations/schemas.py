"""The shapes of optimisations on the wire.

Inputs are decimal strings, booleans or texts, as everywhere. Figures are JSON numbers: they are statistics to compare and to
draw, not money to book; null where one has no meaning.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tradewright.features.backtests import (
    DataChoice,
    DataOut,
    JobOut,
    SettingsInput,
    StrategyChoice,
    StrategyOfRun,
)
from tradewright.platform.http import DecimalIn, PositiveDecimal

TRIALS_MAX = 10_000
"""Trials of one search that may be asked for."""
RANGES_MAX = 20
OPTIONS_MAX = 1_000
CONSTRAINTS_MAX = 20
SEED_MAX = 2**31 - 1

TimeText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Value = DecimalIn | bool | Annotated[str, StringConstraints(max_length=200)]
Share = Annotated[DecimalIn, Field(gt=0, lt=1)]
FigureName = Literal[
    "net_profit",
    "net_profit_percent",
    "return_percent",
    "trades",
    "percent_profitable",
    "gross_profit",
    "gross_loss",
    "profit_factor",
    "drawdown",
    "drawdown_percent",
    "return_over_drawdown",
    "average_trade",
    "equity_end",
    "sharpe",
    "sortino",
]
"""Money in account currency, ratios yearly, what ends in percent is in percent; `drawdown` is positive."""
ObjectiveName = Literal[
    "sharpe",
    "sortino",
    "net_profit",
    "return_percent",
    "profit_factor",
    "return_over_drawdown",
    "percent_profitable",
    "average_trade",
]
Figures = Annotated[
    dict[str, float | None], Field(description="Figures by name; null: it has no meaning here.")
]
InputValues = Annotated[
    dict[str, str | bool], Field(description="Inputs by name; numbers as decimal strings.")
]


def printable(text: str) -> str:
    """Return a text that a page may show. Raises what Pydantic shows as a located fault."""
    if any(not character.isprintable() and character not in "\n\t" for character in text):
        raise PydanticCustomError("printable", "leave control characters out")
    return text


Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(printable)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Search(_Input):
    """How to search. `trials_max` is for each search: walk-forward makes one for every fold and one for the whole."""

    method: Literal["grid", "random", "bayesian", "evolutionary"] = "bayesian"
    trials_max: Annotated[int, Field(ge=1, le=TRIALS_MAX, strict=True)] = 500
    seed: Annotated[int, Field(ge=0, le=SEED_MAX, strict=True)] = 1


class SearchRange(_Input):
    """The values one input may take: every `step` (its own by default) from `min` to `max`, or `options`."""

    min: DecimalIn | None = None
    max: DecimalIn | None = None
    step: PositiveDecimal | None = None
    options: Annotated[list[Value] | None, Field(min_length=1, max_length=OPTIONS_MAX)] = None

    @model_validator(mode="after")
    def _one_kind(self) -> SearchRange:
        is_span = self.min is not None and self.max is not None
        if is_span == (self.options is not None) or (
            not is_span and (self.min, self.max, self.step) != (None,) * 3
        ):
            raise PydanticCustomError("one_of", "give `min` and `max`, or `options`")
        return self


class SearchConstraint(_Input):
    """A bound on a figure of the training run (`figure` with `at_least`, `at_most` or both), or a condition over inputs
    or figures as text: `fast < slow`.
    """

    figure: FigureName | None = None
    at_least: DecimalIn | None = None
    at_most: DecimalIn | None = None
    expression: (
        Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(printable)] | None
    ) = None

    @model_validator(mode="after")
    def _one_kind(self) -> SearchConstraint:
        has_bound = self.at_least is not None or self.at_most is not None
        if (self.figure is not None) is not has_bound or (self.figure is None) == (self.expression is None):
            raise PydanticCustomError("one_of", "give `figure` with a bound, or `expression`")
        return self


class SearchSplit(_Input):
    """What is searched and what is held back. Shares are of the bars, between 0 and 1.

    `train_test` takes `train`; `train_validate_test` takes `train` and `validate`; `walk_forward` takes `folds`, `train`
    (the first stretch) and `is_anchored` (learn from all the past, not from the last stretch only).
    """

    kind: Literal["none", "train_test", "train_validate_test", "walk_forward"] = "train_test"
    train: Share | None = None
    validate_share: Annotated[Share | None, Field(alias="validate")] = None
    folds: Annotated[int | None, Field(ge=2, le=20, strict=True)] = None
    is_anchored: bool | None = None

    @model_validator(mode="after")
    def _its_own(self) -> SearchSplit:
        takes = {
            "none": set(),
            "train_test": {"train"},
            "train_validate_test": {"train", "validate_share"},
            "walk_forward": {"train", "folds", "is_anchored"},
        }[self.kind]
        told = {
            name
            for name in ("train", "validate_share", "folds", "is_anchored")
            if getattr(self, name) is not None
        }
        if told - takes:
            raise PydanticCustomError("split", "{kind} does not take that", {"kind": self.kind})
        return self


class OptimisationInput(_Input):
    """What to optimise, on which bars. Without `ranges`: every number that has a min and a max, every bool and choice."""

    strategy: StrategyChoice
    data: DataChoice
    search: Search = Field(default_factory=Search)
    ranges: dict[Word, SearchRange] = Field(default_factory=dict, max_length=RANGES_MAX)
    inputs: Annotated[
        dict[Word, Value], Field(max_length=100, description="Inputs that are set and not searched.")
    ] = Field(default_factory=dict)
    objective: ObjectiveName = "sharpe"
    constraints: Annotated[list[SearchConstraint], Field(max_length=CONSTRAINTS_MAX)] = Field(
        default_factory=list
    )
    trades_least: Annotated[
        int, Field(ge=0, le=100_000, strict=True, description="Fewest trades for a trial to be chosen.")
    ] = 10
    split: SearchSplit = Field(default_factory=SearchSplit)
    settings: SettingsInput = Field(default_factory=SettingsInput)
    note: Note = ""

    def plan(self) -> dict[str, Any]:
        """Return what is to be searched as it is kept and told again, numbers as decimal texts."""
        told = self.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude={"strategy", "data", "settings", "note"}
        )
        return {**told, "settings": self.settings.given()}


class AdoptInput(_Input):
    """Which trial to adopt, by its number in the study's own search; null: the best."""

    trial_number: Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)] | None = None
    note: Note = ""


class Stretch(_Output):
    """A stretch of bars, `[from, to)` by their open times."""

    from_at: Annotated[TimeText, Field(alias="from")]
    to_at: Annotated[TimeText, Field(alias="to")]
    bars: int


class BestTrial(_Output):
    """The chosen trial. `test` is over bars no search has seen (of walk-forward: all its test stretches joined).

    `plateau`, 0 to 1: of what sets it above the middle trial, how much its neighbours keep. `smoothed`: the objective
    averaged with its neighbours, by which it was chosen.
    """

    number: int
    inputs: InputValues
    objective: float
    smoothed: float
    plateau: float | None
    neighbours: int
    train: Figures
    validate_figures: Annotated[Figures | None, Field(alias="validate")]
    test: Figures | None


class VerdictCheck(_Output):
    """One question of the verdict; `told` is the sentence with the figure and its bound."""

    name: str
    is_passed: bool
    figure: float | None
    bound: float
    told: str


class OptimisationVerdict(_Output):
    """Whether the result may be believed. `deflated_sharpe`: the probability that the true Sharpe ratio is above what as
    many trials show by luck; `trials_ever` is their number at that time.
    """

    is_noise: bool
    reason: str
    deflated_sharpe: float | None
    trials_ever: int
    checks: list[VerdictCheck]


class Optimisation(_Output):
    """One optimisation; its `job` has the same id, and `job.changed` tells how it gets on.

    `trials_total` is an upper bound over all its searches; `trials_ever` counts every trial ever made on the strategy. The
    fields of the plan are as they were asked; `best` is null until the end, and where no trial met the constraints.
    """

    optimisation_id: UUID
    strategy: StrategyOfRun
    data: DataOut
    search: dict[str, Any]
    ranges: dict[str, Any]
    inputs: dict[str, Any]
    objective: str
    constraints: list[dict[str, Any]]
    trades_least: int
    split: dict[str, Any]
    settings: dict[str, Any]
    note: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    job: JobOut
    trials_done: int
    trials_total: int
    trials_ever: int
    best: BestTrial | None
    verdict: OptimisationVerdict | None
    created_at: TimeText
    finished_at: TimeText | None


class OptimisationDetail(Optimisation):
    """An optimisation with its periods; `remarks` are sentences for people that decide nothing."""

    train: Stretch | None
    test: Stretch | None
    remarks: list[str]


class TrialOut(_Output):
    """One combination that was tried. `fold` 0 is the study's own search, 1 … are walk-forward's; `number` counts within."""

    fold: int
    number: int
    inputs: InputValues
    figures: Figures
    objective: float | None
    is_feasible: bool
    plateau: float | None


class TrialList(_Output):
    items: list[TrialOut]


class FoldPeriod(Stretch):
    figures: Figures | None


class FoldOut(_Output):
    """One step of walk-forward: chosen on `train`, traded on `test`. `inputs` null: nothing there met the constraints."""

    number: int
    inputs: InputValues | None
    plateau: float | None
    train: FoldPeriod
    test: FoldPeriod


class UnseenEquity(_Output):
    """Equity over bars no search has seen, in account currency, thinned for drawing."""

    time: list[TimeText]
    equity: list[float]
    figures: Figures


class FoldList(_Output):
    items: list[FoldOut]
    out_of_sample: UnseenEquity | None


class ParameterMap(_Output):
    """A map of two searched inputs: rows follow `y_values`, columns `x_values`; null where nothing feasible was tried.

    `best` and `mean` are of the objective over all other inputs, `count` the feasible trials behind a cell.
    """

    x: str
    y: str
    x_values: list[str | bool]
    y_values: list[str | bool]
    best: list[list[float | None]]
    mean: list[list[float | None]]
    count: list[list[int]]


class AdoptedVersion(_Output):
    """The strategy's new version, whose evidence is the optimisation."""

    strategy_id: UUID
    number: int
    notes: str
    definition_hash: str
    document: dict[str, Any]
    evidence: dict[str, Any] | None
    created_at: TimeText
