"""A wide hill is preferred to a lone spike, and what the arithmetic says is what a slow reading of its definition says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tradewright.domain.strategy.definition import InputValue
from tradewright.engine.optimise import Dimension, Space
from tradewright.engine.optimise.plateau import PRIOR, ground_of, reach_of
from tradewright.engine.optimise.space import Point


def a_space(*counts: int, choices: int = 0) -> Space:
    """Ordered dimensions of these lengths, and one of choices."""
    values: list[tuple[InputValue, ...]] = [tuple(str(i) for i in range(n)) for n in counts]
    dimensions = [Dimension(f"d{at}", one, is_ordered=True) for at, one in enumerate(values)]
    if choices:
        dimensions.append(Dimension("kind", tuple("abcdefgh"[:choices]), is_ordered=False))
    return Space(tuple(dimensions), {})


def every(space: Space) -> list[Point]:
    return list(itertools.product(*(range(len(one.values)) for one in space.dimensions)))


def test_a_hill_is_chosen_before_a_higher_spike() -> None:
    space = a_space(21, 21)
    points = every(space)
    hill = {p: 2.0 - 0.1 * max(abs(p[0] - 5), abs(p[1] - 5)) for p in points}
    worth = [max(0.0, hill[p]) for p in points]
    worth[points.index((15, 15))] = 3.0

    ground = ground_of(space, points, worth)

    assert points[ground.leaders(1)[0]] == (5, 5)
    assert ground.plateau[points.index((5, 5))] > 0.9
    assert ground.plateau[points.index((15, 15))] < 0.4


def test_a_trial_alone_is_believed_by_half() -> None:
    space = a_space(101)
    points = [(0,), (50,), (100,)]

    ground = ground_of(space, points, [1.0, 5.0, 2.0])

    assert list(ground.neighbours) == [0, 0, 0]
    assert np.isnan(ground.plateau).all()
    assert ground.smoothed[1] == pytest.approx((5.0 + 2.0) / 2)


def test_neighbours_of_another_choice_are_none() -> None:
    space = a_space(5, choices=2)

    ground = ground_of(space, [(1, 0), (2, 0), (2, 1)], [1.0, 2.0, 3.0])

    assert list(ground.neighbours) == [1, 1, 0]


def test_what_may_not_be_chosen_is_not_and_drags_its_neighbours_down() -> None:
    space = a_space(9)
    points = every(space)
    free: list[float | None] = [0.0, 1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0, 0.0]
    barred = [*free[:5], None, *free[6:]]

    with_it, without = ground_of(space, points, free), ground_of(space, points, barred)

    assert without.smoothed[5] == -np.inf
    assert 5 not in without.leaders(9)
    assert without.smoothed[4] < with_it.smoothed[4]
    assert ground_of(space, points, [None] * 9).leaders(3) == []


def test_the_quick_way_and_the_slow_way_agree() -> None:
    draw = np.random.default_rng(5)
    space = a_space(60, 7, choices=3)
    points = [tuple(int(n) for n in draw.integers(0, (60, 7, 3))) for _ in range(300)]
    worth = [None if draw.random() < 0.1 else float(draw.normal()) for _ in points]
    reach = reach_of(space)
    assert reach == (3, 1, 0)

    ground = ground_of(space, points, worth)

    known = [value for value in worth if value is not None]
    middle, weak, worst = float(np.median(known)), float(np.quantile(known, 0.25)), min(known)
    for place, (point, own) in enumerate(zip(points, worth, strict=True)):
        near = [
            worst if worth[other] is None else worth[other]
            for other, q in enumerate(points)
            if other != place and all(abs(a - b) <= r for a, b, r in zip(point, q, reach, strict=True))
        ]
        total = sum(value for value in near if value is not None)
        assert ground.neighbours[place] == len(near)
        if own is None:
            continue
        assert ground.smoothed[place] == pytest.approx(
            (own + total + PRIOR * middle) / (1 + len(near) + PRIOR)
        )
        if near and own > weak:
            kept = (total / len(near) - weak) / (own - weak)
            assert ground.plateau[place] == pytest.approx(min(max(kept, 0.0), 1.0))
        else:
            assert np.isnan(ground.plateau[place])
