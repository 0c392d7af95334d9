"""Stretches never overlap where they must not, and a warm-up lies between training and what tests it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.engine.optimise.toy import a_walk

from tradewright.engine.optimise import Split, TrainTest, TrainValidateTest, WalkForward, Whole
from tradewright.engine.optimise.splitting import stretches_of
from tradewright.kernel.errors import Invalid

BARS = a_walk(1, 1000)


def test_training_ends_a_warm_up_before_the_test_begins() -> None:
    found = stretches_of(TrainTest(0.7), BARS, purge=60)

    assert (found.train.start, found.train.stop) == (0, 640)
    assert found.test is not None
    assert (found.test.start, found.test.stop) == (700, 1000)
    assert found.test.since == datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=700)
    assert found.test.until == datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=1000)


def test_three_stretches_have_two_gaps() -> None:
    found = stretches_of(TrainValidateTest(0.6, 0.2), BARS, purge=50)

    assert found.validate is not None and found.test is not None
    assert (found.train.stop, found.validate.start, found.validate.stop, found.test.start) == (
        550,
        600,
        750,
        800,
    )


@pytest.mark.parametrize("is_anchored", [True, False])
def test_walk_forward_tests_every_later_bar_once_and_trains_before_it(is_anchored: bool) -> None:
    found = stretches_of(WalkForward(folds=3, train=0.4, is_anchored=is_anchored), BARS, purge=30)

    assert (found.train.start, found.train.stop) == (0, 1000)
    tests = [test for _, test in found.folds]
    assert (tests[0].start, tests[-1].stop) == (400, 1000)
    assert [one.stop for one in tests[:-1]] == [one.start for one in tests[1:]]
    for train, test in found.folds:
        assert train.stop == test.start - 30
        assert train.start == (0 if is_anchored else test.start - 400)


@pytest.mark.parametrize(
    ("split", "purge"),
    [
        (TrainTest(0.0), 0),
        (TrainTest(1.0), 0),
        (TrainTest(0.7), 680),
        (TrainTest(0.999), 0),
        (TrainValidateTest(0.8, 0.3), 0),
        (WalkForward(folds=0), 0),
        (WalkForward(folds=51), 0),
        (WalkForward(folds=3, train=0.04), 0),
    ],
)
def test_a_split_that_leaves_too_little_is_refused(split: Split, purge: int) -> None:
    with pytest.raises(Invalid) as told:
        stretches_of(split, BARS, purge)

    assert told.value.faults[0].path.startswith("$.split")


def test_nothing_is_held_back_when_nothing_is_asked() -> None:
    found = stretches_of(Whole(), BARS, purge=0)

    assert (found.train.stop, found.validate, found.test, found.folds) == (1000, None, None, ())
