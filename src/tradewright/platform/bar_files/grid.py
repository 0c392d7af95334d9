"""The tick that prices stand on, found from the prices themselves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from tradewright.engine.bars import Floats

PLACES_MAX: Final = 10
"""Prices with more decimals are results of a calculation (adjusted for splits, converted), and stand on no grid."""
NO_GRID: Final = Decimal("0.00000001")
_BARS_FOR_COARSE: Final = 500
"""From so many bars on, prices that are all multiples of 25 cents are so by rule and not by chance."""


def infer_tick(prices: Sequence[Floats], *, places_written: int = 0) -> Decimal:
    """Return the largest step that all `prices` are multiples of: a power of ten, or 2 or 5 of its factors (0.25, 0.005).

    `places_written` is how many decimals the text of the prices had, where it is known: `1.10` says 0.01.
    """
    if not prices or not len(prices[0]):
        return Decimal("0.01")
    if max(float(np.abs(column).max()) for column in prices) > 1e15:
        return Decimal(1)
    places = min(places_written, PLACES_MAX)
    for column in prices:
        # np.round divides the nearest whole number by a power of ten, both exact, as reading that text does: equal
        # to the last bit exactly when the price has so few decimals.
        while places <= PLACES_MAX and not np.array_equal(np.round(column, places), column):
            places += 1
    if places > PLACES_MAX:
        return NO_GRID
    return Decimal(1).scaleb(-places) * _coarser(prices, places)


def _coarser(prices: Sequence[Floats], places: int) -> int:
    """Return how many of the finest step make the tick: 25 for prices in quarters. 1 when there are few prices."""
    if len(prices[0]) < _BARS_FOR_COARSE:
        return 1
    shared = 0
    for column in prices:
        whole = np.rint(column * 10.0**places)
        if float(np.abs(whole).max()) >= 2**53:
            return 1
        shared = int(np.gcd(np.gcd.reduce(whole.astype(np.int64)), shared))
        if shared == 1:
            return 1
    rest = shared
    for factor in (2, 5):
        while rest and rest % factor == 0:
            rest //= factor
    return shared if rest == 1 else 1
