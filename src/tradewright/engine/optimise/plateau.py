"""How wide the ground is on which a trial stands: its objective against its neighbours'.

Neighbours lie within a box around a point: a twentieth of each ordered input's range to either side, at least one step;
choices must be the same. A lone spike is luck; what holds on all sides may hold tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.optimise.space import Point
from tradewright.engine.optimise.types import Space

REACH: Final = 0.05
"""How far neighbours lie to either side, as a share of an input's range."""
WEAK: Final = 0.25
"""The trial that plateaus are measured from is the one at this share of all, counted from the worst: on ground that is good
everywhere the best stands little above the middle, and that is no fault.
"""
PRIOR: Final = 1.0
"""How many neighbours of middling objective every point is given: one that stands alone is believed by half."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """Of each trial, in their order: the objective averaged with its neighbours, the plateau score, how many neighbours.

    `smoothed` is -inf for trials that may not be chosen; `plateau` is NaN where it is not known.
    """

    smoothed: Floats
    plateau: Floats
    neighbours: npt.NDArray[np.int64]

    def leaders(self, count: int) -> list[int]:
        """Return the places of the best `count` trials that may be chosen, best first."""
        order = np.argsort(-self.smoothed, kind="stable")[:count]
        return [int(place) for place in order if self.smoothed[place] > -np.inf]


def reach_of(space: Space) -> tuple[int, ...]:
    """Return how many steps away a neighbour may be, for each dimension."""
    return tuple(
        max(1, round(REACH * (len(one.values) - 1))) if one.is_ordered else 0 for one in space.dimensions
    )


def ground_of(space: Space, points: Sequence[Point], objectives: Sequence[float | None]) -> Ground:
    """Return the ground under every trial; an objective of None is a trial that may not be chosen.

    smoothed = (own + Σ neighbours + PRIOR × middle) / (1 + neighbours + PRIOR), the middle being the median of all that may
    be chosen, and neighbours that may not counting as the worst of those. plateau = (mean of neighbours − weak) /
    (own − weak), within 0 … 1, `weak` being the lower quartile. Cost: about n² / 10 for n trials spread over the space.
    """
    count = len(points)
    may = np.array([value is not None for value in objectives], np.bool_)
    own = np.array([np.nan if value is None else value for value in objectives], np.float64)
    if not may.any():
        return Ground(np.full(count, -np.inf), np.full(count, np.nan), np.zeros(count, np.int64))
    middle, weak, worst = (
        float(np.median(own[may])),
        float(np.quantile(own[may], WEAK)),
        float(own[may].min()),
    )
    total, neighbours = _sums(np.array(points, np.int32), np.where(may, own, worst), reach_of(space))
    smoothed = np.where(may, (own + total + PRIOR * middle) / (1 + neighbours + PRIOR), -np.inf)
    is_known = may & (neighbours > 0) & (own > weak)
    kept = np.full(count, np.nan)
    mean = total[is_known] / neighbours[is_known]
    kept[is_known] = np.clip((mean - weak) / (own[is_known] - weak), 0.0, 1.0)
    return Ground(smoothed, kept, neighbours)


def _sums(
    points: npt.NDArray[np.int32], values: Floats, reach: Sequence[int]
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the sum of the neighbours' values and their number; sorted by the widest dimension, each point meets only
    those near it there.
    """
    widest = int(np.argmax(np.ptp(points, axis=0)))
    order = np.argsort(points[:, widest], kind="stable")
    here, worth, first = points[order], values[order], points[order, widest]
    total, number = np.zeros(len(points)), np.zeros(len(points), np.int64)
    for place in np.unique(first):
        begin, end = np.searchsorted(first, (place, place + 1))
        low, high = np.searchsorted(first, (place - reach[widest], place + reach[widest] + 1))
        is_near = np.ones((end - begin, high - low), np.bool_)
        for axis, steps in enumerate(reach):
            is_near &= np.abs(here[begin:end, axis, None] - here[None, low:high, axis]) <= steps
        is_near[np.arange(end - begin), np.arange(begin - low, end - low)] = False
        total[order[begin:end]] = is_near @ worth[low:high]
        number[order[begin:end]] = is_near.sum(axis=1)
    return total, number
