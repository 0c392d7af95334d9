"""Drawn strategies, run by our engine and by the judge, trade for trade: `python -m tests.judge.compare --count 200`.

Prints one line for each strategy that differs, and a closing line with the count.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.judge.bars import real_bars, walk
from tests.judge.driver import Judge, NotJudged, judge
from tests.judge.native import trades_of
from tests.judge.samples import drawn
from tradewright.domain.strategy.definition import Definition
from tradewright.engine.backtest import backtest
from tradewright.engine.bars import Bars
from tradewright.engine.indicators import LIBRARY
from tradewright.targets.parity import Grid, Trade, compare
from tradewright.targets.pine import render

BARS = 2_500
STRETCHES = (0, 9_000, 20_000, 31_000, 44_000)
FEW = 5
"""A strategy that trades less often than this proves little; the share of those that do is told."""
Runner = Callable[[Definition, Bars], Sequence[Trade]]


@dataclass(frozen=True, slots=True)
class Case:
    seed: int
    bars: Bars


@dataclass(frozen=True, slots=True)
class Verdict:
    """`compared` trades of this case; `faults` in words, empty when both lists are the same.

    `is_explained`: the lists differ, and are the same once the judge is without its known faults (corrections.py).
    """

    case: Case
    compared: int
    faults: tuple[str, ...]
    is_explained: bool = False

    @property
    def is_unexplained(self) -> bool:
        return bool(self.faults) and not self.is_explained


def cases(seeds: Iterable[int], *, count: int = BARS) -> list[Case]:
    """Return each seed with its bars: real ones from several starts, and every third on an awkward walk."""
    real = [real_bars(start, count) for start in STRETCHES]
    made = [walk(seed, count) for seed in range(3)]
    return [Case(seed, made[seed // 3 % 3] if seed % 3 == 2 else real[seed % len(real)]) for seed in seeds]


def verdict_on(case: Case, run: Runner, pine: Judge, mended: Judge, *, higher: float = 0.15) -> Verdict:
    """Run one strategy on both sides and compare; `mended` is the judge without its known faults, asked only where the lists
    differ. A script that the judge refuses is a fault, never a pass.
    """
    definition = drawn(case.seed, higher=higher)
    ours = run(definition, case.bars)
    script = render(definition, LIBRARY)
    compared, faults = _against(ours, pine, script, case.bars)
    explained = bool(faults) and not _against(ours, mended, script, case.bars)[1]
    return Verdict(case, compared, faults, explained)


def _against(ours: Sequence[Trade], pine: Judge, script: str, bars: Bars) -> tuple[int, tuple[str, ...]]:
    try:
        theirs = pine.run(script, bars).trades
    except NotJudged as refused:
        return 0, (f"not judged: {refused}",)
    grid = Grid(tick=float(bars.tick), lot_step=float(bars.lot_step))
    parity = compare(ours, theirs, grid=grid)
    return parity.compared, tuple(
        f"bar {one.bar}: {one.cause} ({one.field}); ours {one.ours}; theirs {one.theirs}"
        for one in parity.unexplained
    )


def engine_runner() -> Runner:
    """Return our engine as a runner."""
    return lambda definition, bars: trades_of(backtest(definition, bars))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare our engine with an independent Pine runtime.")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args(arguments)
    run = engine_runner()
    verdicts: list[Verdict] = []
    with judge() as pine, judge(corrected=True) as mended:
        for case in cases(range(chosen.first, chosen.first + chosen.count)):
            verdict = verdict_on(case, run, pine, mended)
            verdicts.append(verdict)
            if verdict.faults:
                told = "explained" if verdict.is_explained else "UNEXPLAINED"
                first = f"{len(verdict.faults)} faults, first {verdict.faults[0]}"
                sys.stdout.write(f"seed {case.seed} on {case.bars.symbol}, {told}: {first}\n")
                sys.stdout.flush()
    sys.stdout.write(summary(verdicts) + "\n")
    return any(verdict.is_unexplained for verdict in verdicts)


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return the figures of a comparison in a line."""
    trades = [verdict.compared for verdict in verdicts]
    unexplained = sum(verdict.is_unexplained for verdict in verdicts)
    explained = sum(verdict.is_explained for verdict in verdicts)
    often = sum(count >= FEW for count in trades)
    return (
        f"{len(verdicts)} strategies ({often} with {FEW} trades or more), {sum(trades)} trades compared; differences that "
        f"are known faults of the judge: {explained} strategies; unexplained differences: {unexplained} strategies"
    )


if __name__ == "__main__":
    raise SystemExit(main())
