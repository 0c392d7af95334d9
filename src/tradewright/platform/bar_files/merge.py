"""Two stretches of one series made one: repeats dropped, conflicts found, the newer winning only when told to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradewright.engine.bars import Bars, Times
from tradewright.platform.bar_files.columns import map_columns
from tradewright.platform.bar_files.faults import same_rows


@dataclass(frozen=True, slots=True)
class Merged:
    """`bars` rise in time. `conflicts` are the open times (nanoseconds) at which old and new bars differ."""

    bars: Bars
    added: int
    duplicates: int
    conflicts: Times


def merge(old: Bars, new: Bars, *, replaces: bool) -> Merged:
    """Return `old` and `new` (each rising in time) as one stretch with the metadata of `old`.

    Identical bars are kept once; of differing ones the old stays, or the new when `replaces`.
    """
    both = map_columns(old, lambda name: np.concatenate((getattr(old, name), getattr(new, name))))
    order = np.argsort(both.time, kind="stable")  # of equal times the old one comes first
    left, right = order[:-1], order[1:]
    is_pair = both.time[left] == both.time[right]
    olds, news = left[is_pair], right[is_pair]
    same = same_rows(both, olds, news)
    keep = np.ones(len(both), dtype=np.bool_)
    keep[news[same]] = False
    keep[(olds if replaces else news)[~same]] = False
    chosen = order[keep[order]]
    bars = map_columns(both, lambda name: getattr(both, name)[chosen])
    return Merged(bars, len(new) - len(olds), int(same.sum()), both.time[olds[~same]])
