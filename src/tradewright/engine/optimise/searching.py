"""One search over one stretch: ask, run, tell, until the trials are used up; replays what was tried before."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tradewright.engine.optimise.asking import (
    AROUND,
    LEADERS,
    Allows,
    Asker,
    GridAsker,
    NeighbourAsker,
    RandomAsker,
)
from tradewright.engine.optimise.constraints import meets
from tradewright.engine.optimise.figures import figures_of, objective_of
from tradewright.engine.optimise.plateau import Ground, ground_of
from tradewright.engine.optimise.running import Runner
from tradewright.engine.optimise.space import Point, inputs_of, point_of
from tradewright.engine.optimise.types import Period, Study, Trial

BATCH: Final = 128
"""Trials run together where the next do not depend on them: enough to share columns and keep every core busy."""
BATCH_BAYESIAN: Final = 16
"""Fewer, since each batch learns from the one before."""
NEIGHBOURS_SHARE: Final = 0.2
"""Share of the trials kept for the surroundings of the leaders, except on a grid, which has them anyway."""
BLIND_SHARE: Final = 0.2
BLIND_LEAST, BLIND_MOST = 10, 64
POPULATION_LEAST, POPULATION_MOST = 10, 50
GENERATIONS: Final = 12
"""Generations an evolution is given before its population grows."""
_SEED_STEP: Final = 7_919
Memory = Mapping[tuple[int, int], Trial]


@dataclass(frozen=True, slots=True)
class Searched:
    """A search that is done, or was stopped: its trials in order with their plateau scores, and the ground under them."""

    trials: tuple[Trial, ...]
    ground: Ground
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Searcher:
    """Everything that the searches of one study share."""

    study: Study
    runner: Runner
    allows: Allows
    memory: Memory
    on_trials: Callable[[Sequence[Trial]], None]
    should_stop: Callable[[], bool]

    def search(self, fold: int, train: Period) -> Searched:
        """Return the search over `train`. Trials in the memory are not run again and not told again."""
        trials: list[Trial] = []
        points: list[Point] = []
        is_complete = True
        for asker, batch, until in self._stages(fold):
            asker.tell(points, _objectives(trials))
            while len(trials) < until:
                if self.should_stop():
                    is_complete = False
                    break
                asked = asker.ask(min(batch, until - len(trials)))
                if not asked:
                    break
                asked = self._remembered(fold, len(trials), asked)
                found = self._try(fold, len(trials), asked, train)
                asker.tell(asked, _objectives(found))
                trials.extend(found)
                points.extend(asked)
        ground = ground_of(self.study.space, points, _objectives(trials))
        scored = tuple(
            replace(trial, plateau=None if math.isnan(score) else float(score))
            for trial, score in zip(trials, ground.plateau, strict=True)
        )
        return Searched(scored, ground, is_complete)

    def _stages(self, fold: int) -> Iterator[tuple[Asker, int, int]]:
        """Ways of asking, each with its batch and how many trials there are when it ends."""
        study, seed = self.study, self.study.seed + _SEED_STEP * fold
        own = own_trials(study)
        match study.method:
            case "grid":
                yield GridAsker(study.space, self.allows), BATCH, own
                return
            case "random":
                yield RandomAsker(study.space, self.allows, seed=seed), BATCH, own
            case "bayesian":
                from tradewright.engine.optimise.guided import bayesian

                startup = blind_trials(study)
                yield bayesian(study.space, self.allows, seed=seed, startup=startup), BATCH_BAYESIAN, own
            case "evolutionary":
                from tradewright.engine.optimise.guided import evolutionary

                size = blind_trials(study)
                yield evolutionary(study.space, self.allows, seed=seed, population=size), size, own
        around = NeighbourAsker(study.space, self.allows, seed=seed)
        yield around, LEADERS * AROUND, study.trials_max
        # What is left, because the leaders' surroundings are all known, goes to chance.
        yield RandomAsker(study.space, self.allows, seed=seed + 1), BATCH, study.trials_max

    def _remembered(self, fold: int, before: int, asked: list[Point]) -> list[Point]:
        """Put recorded points in the place of asked ones where they differ (another version of a sampler, say)."""
        numbers = range(before + 1, before + 1 + len(asked))
        known = [self.memory.get((fold, number)) for number in numbers]
        recorded = [None if one is None else point_of(self.study.space, one.inputs) for one in known]
        others = iter([point for point in asked if point not in recorded])
        return [next(others) if point is None else point for point in recorded]

    def _try(self, fold: int, before: int, points: Sequence[Point], train: Period) -> list[Trial]:
        study = self.study
        numbers = range(before + 1, before + 1 + len(points))
        new = [
            (number, point)
            for number, point in zip(numbers, points, strict=True)
            if (fold, number) not in self.memory
        ]
        candidates = [dict(study.space.fixed) | inputs_of(study.space, point) for _, point in new]
        headlines = self.runner.sweep(candidates, train.start, train.stop) if candidates else ()
        tried = {}
        for (number, point), headline in zip(new, headlines, strict=True):
            figures = figures_of(headline, self.runner.initial_capital)
            objective = objective_of(study.objective, figures)
            trades = figures["trades"] or 0.0
            is_feasible = (
                objective is not None and trades >= study.trades_least and meets(study.constraints, figures)
            )
            tried[number] = Trial(
                fold=fold,
                number=number,
                inputs=inputs_of(study.space, point),
                figures=figures,
                objective=objective,
                is_feasible=is_feasible,
            )
        if tried:
            self.on_trials(tuple(tried.values()))
        return [tried[number] if number in tried else self.memory[fold, number] for number in numbers]


def own_trials(study: Study) -> int:
    """Return how many trials the method itself has; the others look around its leaders."""
    if study.method == "grid":
        return study.trials_max
    return max(1, study.trials_max - int(study.trials_max * NEIGHBOURS_SHARE))


def blind_trials(study: Study) -> int:
    """Return how many of a search's first trials were not drawn towards earlier luck.

    Only these tell how Sharpe ratios vary over the space: guided ones crowd where they are high.
    """
    own = own_trials(study)
    match study.method:
        case "grid" | "random":
            return own
        case "bayesian":
            return min(own, max(BLIND_LEAST, min(BLIND_MOST, round(own * BLIND_SHARE))))
        case "evolutionary":
            return min(own, max(POPULATION_LEAST, min(POPULATION_MOST, own // GENERATIONS)))


def _objectives(trials: Sequence[Trial]) -> list[float | None]:
    return [trial.objective if trial.is_feasible else None for trial in trials]
