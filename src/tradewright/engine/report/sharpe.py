"""How far a Sharpe ratio can be believed: probabilistic and deflated, and Student's p-value; without SciPy at run time."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from tradewright.engine.report.inputs import Floats

NORMAL = NormalDist()
EULER = 0.5772156649015329
_FRACTION_STEPS = 300
_TINY = 1e-300


def probabilistic_sharpe(returns: Floats, *, benchmark: float = 0.0) -> float | None:
    """Return the probability that the true Sharpe ratio (per period, not annualised) exceeds `benchmark`.

    None for fewer than three returns or returns that do not vary. Skew and kurtosis are the population's.
    Source: Bailey and López de Prado, The Sharpe Ratio Efficient Frontier (2012), formula 7.
    """
    n = len(returns)
    if n < 3:
        return None
    mean = float(returns.mean())
    apart = returns - mean
    squares = apart * apart
    variance = float(squares.mean())
    if variance <= abs(mean) * 1e-24 or variance <= 0.0:
        return None
    sharpe = mean / math.sqrt(variance * n / (n - 1))
    skew = float((squares * apart).mean()) / variance**1.5
    kurtosis = float((squares * squares).mean()) / variance**2
    spread = 1.0 - skew * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe
    if spread <= 0.0:
        return None
    return NORMAL.cdf((sharpe - benchmark) * math.sqrt(n - 1) / math.sqrt(spread))


def expected_best_sharpe(trials: int, variance: float) -> float:
    """Return the Sharpe ratio the best of `trials` skill-less strategies is expected to show.

    `variance` is that of the Sharpe ratios across trials, in the same period as they are.
    Source: Bailey and López de Prado, The Deflated Sharpe Ratio (2014), formula 1.
    """
    if trials < 2:
        return 0.0
    first = NORMAL.inv_cdf(1.0 - 1.0 / trials)
    second = NORMAL.inv_cdf(1.0 - 1.0 / (trials * math.e))
    return math.sqrt(variance) * ((1.0 - EULER) * first + EULER * second)


def deflated_sharpe(returns: Floats, *, trials: int, variance: float | None = None) -> float | None:
    """Return the probability that the true Sharpe ratio is above what `trials` tries would show by luck.

    Without the trials' own `variance`, the one that chance alone gives is taken: 1 / (n - 1).
    Source: Bailey and López de Prado, The Deflated Sharpe Ratio (2014).
    """
    if len(returns) < 3:
        return None
    spread = 1.0 / (len(returns) - 1) if variance is None else variance
    return probabilistic_sharpe(returns, benchmark=expected_best_sharpe(trials, spread))


def student_p_value(statistic: float, freedom: int) -> float:
    """Return the two-sided p-value of Student's t with `freedom` degrees of freedom.

    Source: Abramowitz and Stegun (1964), 26.7.1 and 26.5.8: the regularised incomplete beta function's fraction.
    """
    return _incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + statistic * statistic))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0.0 or x >= 1.0:
        return min(1.0, max(0.0, x))
    scale = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1.0) / (a + b + 2.0):
        return scale * _fraction(a, b, x) / a
    return 1.0 - scale * _fraction(b, a, 1.0 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's way through the continued fraction (Numerical Recipes, 6.4)."""
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _FRACTION_STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _away(1.0 + step * d)
            c = _away(1.0 + step / c)
            change = c * d
            value *= change
        if abs(change - 1.0) < 1e-15:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def sample_deviation(values: Floats) -> float:
    """Return the standard deviation over n - 1; 0.0 where the values do not differ beyond rounding."""
    if len(values) < 2:
        return 0.0
    deviation = float(values.std(ddof=1))
    return 0.0 if deviation <= 1e-14 * float(np.abs(values).max()) else deviation
