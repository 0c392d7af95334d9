"""Stretches of bars: what is searched, what is held back, and the gap of a warm-up between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from tradewright.engine.bars import Bars
from tradewright.engine.optimise.types import Period, Split, TrainTest, TrainValidateTest, WalkForward, Whole
from tradewright.kernel.errors import Fault, Invalid

FOLDS_MAX: Final = 50
TRAIN_LEAST: Final = 50
TEST_LEAST: Final = 10
"""Fewest bars of a stretch to train on and to test on; below it nothing can be told and a split is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """`train` is the study's own search; `folds` are pairs of training and testing of walk-forward."""

    train: Period
    validate: Period | None
    test: Period | None
    folds: tuple[tuple[Period, Period], ...]


def stretches_of(split: Split, bars: Bars, purge: int) -> Stretches:
    """Return the stretches. `purge` bars before each held-back stretch belong to no training stretch that precedes it.

    They warm its indicators up, so that nothing it trades on was trained on, and held-back stretches follow each other
    without a gap. Walk-forward searches the whole besides, for the inputs to go on with.
    Raises Invalid for shares out of range, or too few bars.
    """
    total = len(bars)
    match split:
        case Whole():
            return Stretches(_period(bars, 0, total, TRAIN_LEAST, "train"), None, None, ())
        case TrainTest():
            _share(split.train, "train")
            cut = round(total * split.train)
            return Stretches(
                _period(bars, 0, cut - purge, TRAIN_LEAST, "train"),
                None,
                _period(bars, cut, total, TEST_LEAST, "test"),
                (),
            )
        case TrainValidateTest():
            _share(split.train, "train")
            _share(split.validate, "validate")
            _share(split.train + split.validate, "train and validate together")
            first, second = round(total * split.train), round(total * (split.train + split.validate))
            return Stretches(
                _period(bars, 0, first - purge, TRAIN_LEAST, "train"),
                _period(bars, first, second - purge, TEST_LEAST, "validate"),
                _period(bars, second, total, TEST_LEAST, "test"),
                (),
            )
        case WalkForward():
            return _folds(split, bars, purge)


def _folds(split: WalkForward, bars: Bars, purge: int) -> Stretches:
    _share(split.train, "train")
    if not 1 <= split.folds <= FOLDS_MAX:
        raise _wrong("folds", f"from 1 to {FOLDS_MAX}", str(split.folds))
    total = len(bars)
    first = round(total * split.train)
    cuts = [first + round((total - first) * fold / split.folds) for fold in range(split.folds + 1)]
    folds = []
    for start, stop in pairwise(cuts):
        since = 0 if split.is_anchored else start - first
        train = _period(bars, since, start - purge, TRAIN_LEAST, "train")
        folds.append((train, _period(bars, start, stop, TEST_LEAST, "test")))
    return Stretches(
        _period(bars, 0, total, TRAIN_LEAST, "train"),
        None,
        _period(bars, first, total, TEST_LEAST, "test"),
        tuple(folds),
    )


def _period(bars: Bars, start: int, stop: int, least: int, name: str) -> Period:
    if stop - start < least:
        raise Invalid(
            f"the stretch to {name} on has {max(stop - start, 0)} bars, and needs {least}: take more bars, fewer folds, or "
            "shorter lengths",
            faults=(Fault("$.split", "too_short", f"{name} needs {least} bars", str(max(stop - start, 0))),),
        )
    last = _time(bars, stop - 1)
    until = _time(bars, stop) if stop < len(bars) else last + (last - _time(bars, stop - 2))
    return Period(start, stop, _time(bars, start), until)


def _time(bars: Bars, place: int) -> datetime:
    # Whole microseconds: a float of nanoseconds since 1970 does not hold them.
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(bars.time[place]) // 1_000)


def _share(share: float, name: str) -> None:
    if not 0.0 < share < 1.0:
        raise _wrong(name, "a share above 0 and below 1", str(share))


def _wrong(name: str, wanted: str, value: str) -> Invalid:
    return Invalid(
        f"split: {name} is {value}; expected {wanted}",
        faults=(Fault(f"$.split.{name}", "range", wanted, value),),
    )
