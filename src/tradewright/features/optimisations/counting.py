"""Trials as a strategy counts them, which is with the Sharpe ratios of daily returns; the optimiser's are yearly. Pure.

Every trial counts. Only those that a search drew blindly say how the ratios vary: guided ones crowd where they are high.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tradewright.engine.optimise import TrialsBefore
from tradewright.features.optimisations.store import TrialRow
from tradewright.features.strategies import Trials


@dataclass(frozen=True, slots=True)
class Measure:
    """`days_per_year` of the bars; `blind`: so many first trials of the study's own search were not drawn towards luck."""

    days_per_year: int
    blind: int


def counted(trials: Iterable[TrialRow], measure: Measure) -> Trials:
    """Return the count of trials, and the sums over the daily Sharpe ratios of the blind ones."""
    kept = list(trials)
    root = math.sqrt(measure.days_per_year)
    ratios = [
        ratio / root
        for trial in kept
        if trial.fold == 0
        and trial.number <= measure.blind
        and (ratio := trial.figures.get("sharpe")) is not None
    ]
    return Trials(len(kept), len(ratios), math.fsum(ratios), math.fsum(ratio * ratio for ratio in ratios))


def before(ever: Trials, own: Iterable[TrialRow], measure: Measure) -> TrialsBefore:
    """Return what was tried on the strategy apart from this study's `own` trials, which `ever` counts; ratios yearly."""
    mine = counted(own, measure)
    count = max(0, ever.trials - mine.trials)
    rated = ever.sharpe_count - mine.sharpe_count
    if rated <= 0:
        return TrialsBefore(count=count)
    mean = (ever.sharpe_sum - mine.sharpe_sum) / rated
    variance = max(0.0, (ever.sharpe_squares - mine.sharpe_squares) / rated - mean * mean)
    days = measure.days_per_year
    return TrialsBefore(count, rated, mean * math.sqrt(days), variance * days)
