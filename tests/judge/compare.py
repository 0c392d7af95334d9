"""Drawn strategies, run by our engine and by the judge, trade for trade: `python -m tests.judge.compare --count 200`.

Prints one line for each strategy that differs, and a closing line with the count.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.judge.bars import real_bars, walk
from tests.judge.driver import Judge, NotJudged, judge
from tests.judge.samples import drawn
from tradewright.domain.strategy.definition import Definition
from tradewright.engine.bars import Bars
from tradewright.engine.indicators import LIBRARY
from tradewright.targets.parity import Grid, Trade, compare
from tradewright.targets.pine import render

BARS = 2_500
STRETCHES = (0, 9_000, 20_000, 31_000, 44_000)
Runner = Callable[[Definition, Bars], Sequence[Trade]]


@dataclass(frozen=True, slots=True)
class Case:
    seed: int
    bars: Bars


@dataclass(frozen=True, slots=True)
class Verdict:
    """`compared` trades of this case; `faults` in words, empty when both lists are the same."""

    case: Case
    compared: int
    faults: tuple[str, ...]


def cases(seeds: Iterable[int], *, count: int = BARS) -> list[Case]:
    """Return each seed with its bars: real ones from several starts, and every third on an awkward walk."""
    real = [real_bars(start, count) for start in STRETCHES]
    made = [walk(seed, count) for seed in range(3)]
    return [Case(seed, made[seed // 3 % 3] if seed % 3 == 2 else real[seed % len(real)]) for seed in seeds]


def verdict_on(case: Case, run: Runner, pine: Judge, *, higher: float = 0.15) -> Verdict:
    """Run one strategy on both sides and compare. A script that the judge refuses is a fault, never a pass."""
    definition = drawn(case.seed, higher=higher)
    ours = run(definition, case.bars)
    try:
        theirs = pine.run(render(definition, LIBRARY), case.bars).trades
    except NotJudged as refused:
        return Verdict(case, 0, (f"not judged: {refused}",))
    grid = Grid(tick=float(case.bars.tick), lot_step=float(case.bars.lot_step))
    parity = compare(ours, theirs, grid=grid)
    faults = tuple(
        f"bar {one.bar}: {one.cause} ({one.field}); ours {one.ours}; theirs {one.theirs}"
        for one in parity.unexplained
    )
    return Verdict(case, parity.compared, faults)


def engine_runner() -> Runner:
    """Return our engine as a runner. Named late: most of this module's users need no engine."""
    backtest: Any = import_module("tradewright.engine.backtest").backtest
    read: Any = import_module("tests.judge.native").trades_of
    return lambda definition, bars: read(backtest(definition, bars))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare our engine with an independent Pine runtime.")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args(arguments)
    run = engine_runner()
    compared = different = 0
    with judge() as pine:
        for case in cases(range(chosen.first, chosen.first + chosen.count)):
            verdict = verdict_on(case, run, pine)
            compared += verdict.compared
            different += bool(verdict.faults)
            for fault in verdict.faults[:1]:
                sys.stdout.write(
                    f"seed {case.seed} on {case.bars.symbol}: {len(verdict.faults)} faults, first {fault}\n"
                )
    sys.stdout.write(
        f"{chosen.count} strategies, {compared} trades compared, {different} strategies with unexplained differences\n"
    )
    return different > 0


if __name__ == "__main__":
    raise SystemExit(main())
