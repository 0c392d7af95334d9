"""The words of the optimiser: what is asked (Study), what was tried (Trial), what came of it (Best, Fold, Verdict)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import Expr

Method = Literal["grid", "random", "bayesian", "evolutionary"]
METHODS: Final[tuple[Method, ...]] = ("grid", "random", "bayesian", "evolutionary")
Inputs = Mapping[str, InputValue]
Figures = Mapping[str, float | None]
"""Figures by name (`figures.FIGURES`); money in account currency, shares in percent, None where one has no meaning."""
TRIALS_MAX: Final = 50_000
"""Most trials of one search: what plateau scores of all of them cost stays under a second."""
TRADES_LEAST: Final = 10
"""Fewest trades for a trial to be chosen, where a study does not say otherwise: below it a ratio is an anecdote."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One searched input and the values it may take, smallest first. Ordered values have neighbours, choices have none."""

    name: str
    values: tuple[InputValue, ...]
    is_ordered: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """All that a search may try: every combination of the dimensions' values, with `fixed` inputs beside them."""

    dimensions: tuple[Dimension, ...]
    fixed: Inputs

    @property
    def size(self) -> int:
        """How many combinations there are."""
        size = 1
        for dimension in self.dimensions:
            size *= len(dimension.values)
        return size


@dataclass(frozen=True, slots=True)
class InputConstraint:
    """A condition over inputs, such as `fast < slow`; combinations for which it is false are not tried."""

    text: str
    expression: Expr


@dataclass(frozen=True, slots=True)
class FigureConstraint:
    """A bound on a figure of the training run, both inclusive; a trial outside it is never chosen."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None


Constraint = InputConstraint | FigureConstraint


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything is trained on, nothing is held back: the verdict then asks for more."""

    kind: Literal["none"] = "none"


@dataclass(frozen=True, slots=True)
class TrainTest:
    """The first `train` share of the bars is searched, the rest is seen once."""

    train: float = 0.7
    kind: Literal["train_test"] = "train_test"


@dataclass(frozen=True, slots=True)
class TrainValidateTest:
    """The leaders of training are compared on the next `validate` share; the rest is seen once."""

    train: float = 0.6
    validate: float = 0.2
    kind: Literal["train_validate_test"] = "train_validate_test"


@dataclass(frozen=True, slots=True)
class WalkForward:
    """`folds` times: search the past, then trade the next stretch unseen; together all but the first `train` share.

    Anchored: the past is all of it; else the last `train` share only.
    """

    folds: int = 5
    train: float = 0.5
    is_anchored: bool = True
    kind: Literal["walk_forward"] = "walk_forward"


Split = Whole | TrainTest | TrainValidateTest | WalkForward


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One optimisation as it is asked for. The same study over the same bars has the same result, whatever the machine.

    `trials_max` is for each search; walk-forward makes one for every fold and one for the whole. `purge` are the bars
    between a training stretch and what tests it; None: the longest warm-up in the space.
    """

    space: Space
    objective: str = "sharpe"
    constraints: tuple[Constraint, ...] = ()
    split: Split = TrainTest()
    method: Method = "bayesian"
    trials_max: int = 500
    seed: int = 1
    trades_least: int = TRADES_LEAST
    purge: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One combination, run over a training stretch. `fold` 0 is the study's own search, 1 … those of walk-forward.

    `number` counts from 1 within its fold. `inputs` holds the searched inputs alone. `plateau` is known once its search is
    done (see `Best.plateau`); None before, and for a trial that is no better than a weak one.
    """

    fold: int
    number: int
    inputs: Inputs
    figures: Figures
    objective: float | None
    is_feasible: bool
    plateau: float | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Bars `[start, stop)` by index, and their time `[since, until)` in aware UTC."""

    start: int
    stop: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class TrialsBefore:
    """All trials made on a strategy so far: their number, and mean and variance of their yearly Sharpe ratios.

    `count` includes trials without a Sharpe ratio; `rated` are those with one. Variance is the population's.
    """

    count: int = 0
    rated: int = 0
    sharpe_mean: float = 0.0
    sharpe_variance: float = 0.0

    def joined(self, sharpes: Sequence[float | None]) -> TrialsBefore:
        """Return this with more trials, given their yearly Sharpe ratios."""
        rated = np.array([value for value in sharpes if value is not None], np.float64)
        if not len(rated):
            return self.merged(TrialsBefore(len(sharpes)))
        return self.merged(TrialsBefore(len(sharpes), len(rated), float(rated.mean()), float(rated.var())))

    def merged(self, other: TrialsBefore) -> TrialsBefore:
        """Return both together.

        Source: Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm (1979).
        """
        count, rated = self.count + other.count, self.rated + other.rated
        if not rated:
            return TrialsBefore(count)
        apart = other.sharpe_mean - self.sharpe_mean
        share = other.rated / rated
        inner = self.sharpe_variance * (1.0 - share) + other.sharpe_variance * share
        return TrialsBefore(
            count, rated, self.sharpe_mean + apart * share, inner + apart * apart * share * (1.0 - share)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The chosen combination: searched and fixed inputs, its figures, and how wide the ground is on which it stands.

    `plateau` 0 … 1: of what sets it above a weak trial (the lower quartile), how much its neighbours keep; None where it has
    no neighbours. `smoothed` is the objective averaged with its neighbours, by which it was chosen. `test` is what was never
    searched: the last stretch, or all walk-forward stretches joined; None without a split.
    """

    number: int
    inputs: Inputs
    objective: float
    smoothed: float
    plateau: float | None
    neighbours: int
    train: Figures
    validate: Figures | None
    test: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One step of walk-forward: chosen on `train`, traded on `test`. `inputs` None: nothing there met the constraints."""

    number: int
    train: Period
    test: Period
    inputs: Inputs | None
    plateau: float | None
    train_figures: Figures | None
    test_figures: Figures | None


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the verdict. `told` is a whole sentence with the figure and its bound."""

    name: str
    is_passed: bool
    figure: float | None
    bound: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the result may be believed: not noise only when every check passed. `reason` says it in one sentence.

    `deflated_sharpe`: the probability that the true Sharpe ratio is above what so many trials show by luck; `trials_ever`
    is their number, earlier studies included.
    """

    is_noise: bool
    reason: str
    deflated_sharpe: float | None
    trials_ever: int
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class OutOfSample:
    """Equity over bars no search has seen, in account currency at each close; `time` in UTC nanoseconds."""

    time: npt.NDArray[np.int64]
    equity: npt.NDArray[np.float64]
    figures: Figures
