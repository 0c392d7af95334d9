"""Bayesian and evolutionary search: Optuna's samplers behind ask and tell. Optuna is imported only when one is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from tradewright.engine.optimise.asking import Allows, RandomAsker
from tradewright.engine.optimise.space import Point
from tradewright.engine.optimise.types import Space

if TYPE_CHECKING:
    import optuna

ASKS_MAX: Final = 8
"""Proposals for one new point before the rest of a batch is drawn at random: samplers repeat themselves in small spaces."""
REFUSED: Final = -1e300
"""What a sampler is told of points that may not be chosen: samplers look at ranks, and this one is the last."""


def bayesian(space: Space, allows: Allows, *, seed: int, startup: int) -> GuidedAsker:
    """Return a search by tree-structured Parzen estimators after `startup` random points.

    Source: Bergstra et al., Algorithms for Hyper-Parameter Optimization (2011); Optuna's TPESampler, multivariate.
    """
    from optuna.samplers import TPESampler

    sampler = TPESampler(seed=seed, n_startup_trials=startup, multivariate=True)
    return GuidedAsker(space, allows, sampler, seed=seed)


def evolutionary(space: Space, allows: Allows, *, seed: int, population: int) -> GuidedAsker:
    """Return a genetic search; its batches are meant to be whole generations.

    Source: Deb et al., NSGA-II (2002), of one objective here; Optuna's NSGAIISampler.
    """
    from optuna.samplers import NSGAIISampler

    return GuidedAsker(space, allows, NSGAIISampler(seed=seed, population_size=population), seed=seed)


class GuidedAsker:
    """An Optuna study over places in the space's dimensions."""

    def __init__(
        self, space: Space, allows: Allows, sampler: optuna.samplers.BaseSampler, *, seed: int
    ) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._distributions: dict[str, Any] = {
            one.name: optuna.distributions.IntDistribution(0, len(one.values) - 1)
            if one.is_ordered
            else optuna.distributions.CategoricalDistribution(tuple(range(len(one.values))))
            for one in space.dimensions
        }
        self._names = [one.name for one in space.dimensions]
        self._allows = allows
        self._random = RandomAsker(space, allows, seed=seed)
        self._known: dict[Point, float] = {}
        self._open: dict[Point, optuna.Trial] = {}

    def ask(self, count: int) -> list[Point]:
        from optuna.trial import TrialState

        for left in self._open.values():
            self._study.tell(left, state=TrialState.FAIL)
        self._open = {}
        for _ in range(count * ASKS_MAX):
            if len(self._open) == count:
                break
            trial = self._study.ask(self._distributions)
            point = tuple(int(trial.params[name]) for name in self._names)
            if point in self._known:
                self._study.tell(trial, self._known[point])
            elif point in self._open:
                self._study.tell(trial, state=TrialState.FAIL)
            elif not self._allows(point):
                self._known[point] = REFUSED
                self._study.tell(trial, REFUSED)
            else:
                self._open[point] = trial
        self._random.tell(list(self._open), ())
        return [*self._open, *self._random.ask(count - len(self._open))]

    def tell(self, points: Sequence[Point], objectives: Sequence[float | None]) -> None:
        import optuna

        for point, objective in zip(points, objectives, strict=True):
            value = REFUSED if objective is None else objective
            self._known[point] = value
            trial = self._open.pop(point, None)
            if trial is not None:
                self._study.tell(trial, value)
                continue
            params = dict(zip(self._names, point, strict=True))
            self._study.add_trial(
                optuna.create_trial(params=params, distributions=self._distributions, value=value)
            )
        self._random.tell(points, objectives)
