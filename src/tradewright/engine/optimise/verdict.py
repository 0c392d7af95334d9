"""Is this noise? A few questions, each with its figure and its bound; all must be answered well.

The training result is held against what so many trials show by luck (deflated Sharpe ratio, over all trials ever made on the
strategy); the held-back stretch against zero; the chosen point against its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tradewright.engine.optimise.types import Best, Check, Fold, TrialsBefore, Verdict
from tradewright.engine.report import Run, deflated_sharpe, expected_best_sharpe, probabilistic_sharpe
from tradewright.engine.report.calendar import Calendar
from tradewright.engine.report.inputs import Floats
from tradewright.engine.report.sharpe import sample_deviation
from tradewright.engine.report.study import returns_of

LUCK_BOUND: Final = 0.90
UNSEEN_BOUND: Final = 0.80
"""Chances asked of training (better than luck) and of the held-back stretch (above zero). The two are independent, so noise
passes both in at most (1 − 0.90) × (1 − 0.80) = 2 % of studies; measured on random walks, in under 1 %.
"""
LUCK_BOUND_ALONE: Final = 0.975
"""Where nothing was held back, luck is the only question asked of the returns, so more is asked of it."""
PLATEAU_BOUND: Final = 0.5
TRADES_BOUND: Final = 20
"""Trades, all stretches together, below which a run is a handful of anecdotes, whatever its days say."""
FOLDS_BOUND: Final = 0.5
"""Share of walk-forward steps that earned money, to be exceeded."""
DAYS_LEAST: Final = 60
"""Days of returns from which days are the periods; shorter runs are judged by bars."""
RATED_LEAST: Final = 10
"""Sharpe ratios from which their variance is taken from them; fewer say nothing about it, and chance's own is taken."""


@dataclass(frozen=True, slots=True)
class Returns:
    """Returns by period, and how many periods a year has."""

    values: Floats
    per_year: float

    @property
    def sharpe(self) -> float | None:
        """The yearly Sharpe ratio; None where returns do not vary."""
        deviation = sample_deviation(self.values)
        return float(self.values.mean()) / deviation * math.sqrt(self.per_year) if deviation > 0.0 else None


def returns_over(run: Run) -> Returns:
    """Return the run's returns by day, or by bar where it has fewer than `DAYS_LEAST` days."""
    days = Calendar.of(run.bars)
    if len(days.day) >= DAYS_LEAST:
        closes, per_year = run.equity[days.last_bar], float(days.days_per_year)
    else:
        closes = run.equity
        per_year = days.days_per_year * len(run.equity) / max(len(days.day), 1)
    return Returns(returns_of(np.concatenate(([run.initial_capital], closes))), per_year)


def judge(
    *,
    best: Best,
    train: Run,
    test: Run | None,
    folds: Sequence[Fold],
    trials: TrialsBefore,
    has_neighbours: bool,
) -> Verdict:
    """Return the verdict on the chosen inputs. `train` and `test` are their whole runs; `trials` all ever made."""
    luck, deflated = _luck(train, trials, is_alone=test is None)
    checks = [luck]
    if test is not None:
        checks.append(_unseen(test))
    if folds:
        checks.append(_folds(folds))
    if has_neighbours:
        checks.append(_plateau(best))
    checks.append(_trades(len(train.trades) + (len(test.trades) if test is not None and not folds else 0)))
    failed = [check.told for check in checks if not check.is_passed]
    reason = (
        f"This is noise, as far as these bars can tell: {' '.join(failed)}"
        if failed
        else f"This holds up: {' '.join(check.told for check in checks[:2])}"
    )
    return Verdict(
        is_noise=bool(failed),
        reason=reason,
        deflated_sharpe=deflated,
        trials_ever=trials.count,
        checks=tuple(checks),
    )


def nothing_found(trials: TrialsBefore, reason: str) -> Verdict:
    """Return the verdict where there is nothing to judge."""
    return Verdict(is_noise=True, reason=reason, deflated_sharpe=None, trials_ever=trials.count, checks=())


def _luck(train: Run, trials: TrialsBefore, *, is_alone: bool) -> tuple[Check, float | None]:
    returns = returns_over(train)
    variance = trials.sharpe_variance / returns.per_year if trials.rated >= RATED_LEAST else None
    deflated = deflated_sharpe(returns.values, trials=trials.count, variance=variance)
    bound = LUCK_BOUND_ALONE if is_alone else LUCK_BOUND
    spread = 1.0 / max(len(returns.values) - 1, 1) if variance is None else variance
    lucky = expected_best_sharpe(trials.count, spread) * math.sqrt(returns.per_year)
    of = "the only trial" if trials.count == 1 else f"the best of {trials.count:,} trials"
    told = (
        f"By luck alone {of} shows a yearly Sharpe ratio of about {lucky:.2f}; this one has {_number(returns.sharpe)}, "
        f"so the chance that it is better than luck is {_share(deflated)} ({_share(bound)} is asked)."
    )
    return Check("luck", deflated is not None and deflated >= bound, deflated, bound, told), deflated


def _unseen(test: Run) -> Check:
    returns = returns_over(test)
    chance = probabilistic_sharpe(returns.values)
    told = (
        f"On bars no search has seen its yearly Sharpe ratio is {_number(returns.sharpe)}; the chance that it is truly "
        f"above zero is {_share(chance)} ({_share(UNSEEN_BOUND)} is asked)."
    )
    return Check("unseen", chance is not None and chance >= UNSEEN_BOUND, chance, UNSEEN_BOUND, told)


def _folds(folds: Sequence[Fold]) -> Check:
    won = sum(1 for fold in folds if fold.test_figures and (fold.test_figures["return_percent"] or 0.0) > 0.0)
    told = f"{won} of {len(folds)} walk-forward steps earned money (more than half is asked)."
    share = won / len(folds)
    return Check("folds", share > FOLDS_BOUND, share, FOLDS_BOUND, told)


def _plateau(best: Best) -> Check:
    if best.plateau is None:
        told = "It stands alone: none of its neighbours was tried, or it is no better than a weak trial."
    else:
        told = (
            f"Of what sets it above a weak trial, its {best.neighbours} neighbours keep {_share(best.plateau)} "
            f"({_share(PLATEAU_BOUND)} is asked)."
        )
    is_passed = best.plateau is not None and best.plateau >= PLATEAU_BOUND
    return Check("plateau", is_passed, best.plateau, PLATEAU_BOUND, told)


def _trades(count: int) -> Check:
    told = f"It made {count} trades ({TRADES_BOUND} are asked)."
    return Check("trades", count >= TRADES_BOUND, float(count), float(TRADES_BOUND), told)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{100.0 * value:.0f} %"
