"""On random walks, where there is nothing to be found, fewer than one study in twenty says it has found something.

At most one of sixty walks may be called good in each setting that is cheap to run. Were the true share 5 %, that would
happen in 19 % of all choices of seeds for one setting (0.95^60 + 60 × 0.05 × 0.95^59), in 0.8 % for all three.
"""

from __future__ import annotations

import pytest
from tests.unit.engine.optimise.toy import ToyRunner, a_definition, a_trending_walk, a_walk

from tradewright.engine.bars import Bars
from tradewright.engine.optimise import (
    Method,
    Split,
    Study,
    TrainTest,
    WalkForward,
    Whole,
    parse_constraint,
    run_study,
    space_of,
)

DEFINITION = a_definition()
SPACE = space_of(DEFINITION)
ORDERED = parse_constraint("fast < slow", DEFINITION)
WALKS = 60


def is_called_good(bars: Bars, seed: int, split: Split, method: Method = "grid") -> bool:
    asked = Study(space=SPACE, method=method, trials_max=50, split=split, seed=seed, constraints=(ORDERED,))
    return not run_study(asked, DEFINITION, bars, runner=ToyRunner(bars)).verdict.is_noise


@pytest.mark.parametrize(
    ("split", "method"), [(TrainTest(), "grid"), (WalkForward(folds=2), "grid"), (Whole(), "random")]
)
def test_noise_is_called_noise(split: Split, method: Method) -> None:
    good = sum(is_called_good(a_walk(seed), seed, split, method) for seed in range(WALKS))

    assert good <= 1, f"{good} of {WALKS}"


@pytest.mark.parametrize("method", ["bayesian", "evolutionary"])
def test_noise_is_called_noise_by_a_search_that_climbs(method: Method) -> None:
    good = sum(is_called_good(a_walk(seed, 400), seed, TrainTest(), method) for seed in range(10))

    assert good == 0


def test_noise_is_called_noise_and_an_edge_is_found_by_the_engine_itself() -> None:
    asked = Study(space=SPACE, method="grid", trials_max=50, constraints=(ORDERED,))

    def is_good(bars: Bars) -> bool:
        return not run_study(asked, DEFINITION, bars, threads=1).verdict.is_noise

    noise = sum(is_good(a_walk(seed)) for seed in range(WALKS))
    edge = sum(is_good(a_trending_walk(seed, 1000, drift=0.01)) for seed in range(20))

    assert noise <= 1, f"{noise} of {WALKS}"
    assert edge >= 13, f"{edge} of 20"


@pytest.mark.parametrize("split", [TrainTest(), WalkForward(folds=2)])
def test_an_edge_is_found(split: Split) -> None:
    good = sum(is_called_good(a_trending_walk(seed, 1000, drift=0.01), seed, split) for seed in range(20))

    assert good >= 16, f"{good} of 20"
