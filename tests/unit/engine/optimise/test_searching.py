"""Every method tries what it may, nothing twice, and goes on after a stop as if there had been none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.unit.engine.optimise.hill import HillRunner, a_hilly_definition
from tests.unit.engine.optimise.toy import ToyRunner, a_definition, a_walk

from tradewright.engine.optimise import (
    METHODS,
    Method,
    Study,
    StudyResult,
    TrainTest,
    Trial,
    WalkForward,
    parse_constraint,
    run_study,
    space_of,
)
from tradewright.kernel.errors import Invalid

DEFINITION = a_definition(kind={"type": "choice", "default": "a", "options": ["a", "b"]})
BARS = a_walk(7, 400)


def a_study(**given: object) -> Study:
    """A study over 19 × 11 × 2 points, some of which a constraint excludes."""
    told = {
        "space": space_of(DEFINITION),
        "trials_max": 60,
        "constraints": (parse_constraint("fast * 2 <= slow", DEFINITION),),
    }
    return Study(**(told | given))  # type: ignore[arg-type]


def run(
    study: Study, done: Sequence[Trial] = (), **given: object
) -> tuple[StudyResult, list[Trial], ToyRunner]:
    """Return the result, the trials that were told, and the runner that ran them."""
    told: list[Trial] = []
    runner = ToyRunner(BARS)
    result = run_study(study, DEFINITION, BARS, runner=runner, done=done, on_trials=told.extend, **given)  # type: ignore[arg-type]
    return result, told, runner


def key(trial: Trial) -> tuple[object, ...]:
    return tuple(trial.inputs.items())


@pytest.mark.parametrize("method", METHODS)
def test_no_point_is_tried_twice_and_none_breaks_a_constraint(method: Method) -> None:
    result, told, _ = run(a_study(method=method))

    assert len({key(trial) for trial in result.trials}) == len(result.trials)
    assert all(trial.inputs["fast"] * 2 <= trial.inputs["slow"] for trial in result.trials)  # type: ignore[operator]
    assert [trial.number for trial in told] == list(range(1, len(told) + 1))
    if method != "grid":
        assert len(told) == 60


def test_a_grid_within_its_budget_is_tried_whole() -> None:
    result, _, _ = run(a_study(method="grid", trials_max=500))

    allowed = sum(2 for fast in range(2, 21) for slow in range(10, 61, 5) if fast * 2 <= slow)
    assert len(result.trials) == allowed
    assert not any("thinned" in note for note in result.notes)


def test_a_grid_beyond_its_budget_is_thinned_and_says_so() -> None:
    result, _, _ = run(a_study(method="grid", trials_max=100))

    assert result.study.space.size <= 100
    assert "418" in result.notes[0]


@pytest.mark.parametrize("method", ["random", "bayesian", "evolutionary"])
def test_a_space_used_up_ends_the_search(method: Method) -> None:
    small = space_of(DEFINITION, None, {"slow": 60, "kind": "b"})

    result, _, _ = run(a_study(method=method, space=small, constraints=()))

    assert sorted(int(trial.inputs["fast"]) for trial in result.trials) == list(range(2, 21))
    assert result.is_complete


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides_everything(method: Method) -> None:
    one, again = run(a_study(method=method))[0], run(a_study(method=method))[0]

    assert one.trials == again.trials
    assert (one.best, one.verdict) == (again.best, again.verdict)
    if method != "grid":
        other = run(a_study(method=method, seed=2))[0]
        assert [key(trial) for trial in other.trials] != [key(trial) for trial in one.trials]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.34, 0.81, 1.0])
def test_a_search_cut_off_anywhere_goes_on_to_the_same_result(method: Method, share: float) -> None:
    study = a_study(method=method, split=WalkForward(folds=2, train=0.6), trials_max=40)
    whole, told, _ = run(study)
    done = told[: round(len(told) * share)]

    resumed, told_later, runner = run(study, done)

    assert told_later == told[len(done) :]
    assert sum(count for count, _, _ in runner.asked) == len(told) - len(done)
    assert resumed.trials == whole.trials
    assert (resumed.best, resumed.folds, resumed.verdict) == (whole.best, whole.folds, whole.verdict)


def test_a_stopped_study_keeps_what_it_has_and_proves_nothing() -> None:
    asked = iter([False, False, True])
    result, told, _ = run(a_study(method="bayesian"), should_stop=lambda: next(asked, True))

    assert not result.is_complete
    assert len(result.trials) == len(told) == 32
    assert result.verdict.is_noise
    assert "stopped" in result.verdict.reason


def test_recorded_trials_are_followed_where_a_sampler_would_ask_otherwise() -> None:
    _, told, _ = run(a_study(method="bayesian", seed=1))

    result, later, _ = run(a_study(method="bayesian", seed=2), told[:30])

    assert [key(trial) for trial in result.trials[:30]] == [key(trial) for trial in told[:30]]
    assert len(result.trials) == 60
    assert len(later) == 30
    assert len({key(trial) for trial in result.trials}) == 60


def test_trials_of_another_space_are_refused() -> None:
    _, told, _ = run(a_study())
    strange = [replace(trial, inputs={**trial.inputs, "fast": 99}) for trial in told]  # type: ignore[dict-item]

    with pytest.raises(Invalid, match="not in this study's space"):
        run(a_study(), strange)


@pytest.mark.parametrize("method", ["bayesian", "evolutionary"])
def test_guided_search_finds_a_hill_that_chance_rarely_does(method: Method) -> None:
    definition = a_hilly_definition()
    found: dict[Method, int] = {}
    tried: tuple[Method, Method] = (method, "random")
    for name in tried:
        reached = 0
        for seed in range(4):
            study = Study(
                space=space_of(definition),
                method=name,
                trials_max=150,
                seed=seed,
                split=TrainTest(),
                objective="net_profit",
            )
            result = run_study(study, definition, BARS, runner=HillRunner(BARS))
            reached += max(trial.objective or 0.0 for trial in result.trials[:120]) > -2.0
        found[name] = reached
    assert found[method] > found["random"]


def test_the_surroundings_of_leaders_are_looked_at() -> None:
    result, _, _ = run(a_study(method="random", trials_max=150))

    assert result.best is not None
    assert result.best.neighbours >= 3
