"""The newest bars of a kept series, held in memory: a preview is asked for at every pause of a typing hand."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from tradewright.engine.bars import COLUMNS, Bars
from tradewright.kernel.timeframes import Timeframe
from tradewright.platform.bar_files import BarStore, SeriesKey, resample

BARS_MAX: Final = 20_000
"""Bars of one series held: the most a preview looks at."""
SERIES_MAX: Final = 32
"""Series held: 32 times 20,000 bars are 31 MB."""
SOURCE_BARS_MAX: Final = 1_000_000
"""Shorter bars read at most to make longer ones of."""


class NewestBars:
    """Reads a series once until it changes on disk. Safe for several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[Path, SeriesKey, str], tuple[tuple[str, ...], Bars]] = OrderedDict()
        self._lock = Lock()

    def read(self, root: Path, key: SeriesKey) -> Bars | None:
        """Return the newest bars of the series, from bars of the longest timeframe that fills its own when it is not kept
        itself; None when there are none.
        """
        store = BarStore(root)
        kept = _kept(store, key)
        manifest = None if kept is None else store.find(kept)
        if kept is None or manifest is None:
            return None
        place = (root, kept, key.timeframe)
        made_of = tuple(segment.file for segment in manifest.segments)
        with self._lock:
            held = self._held.get(place)
            if held is not None and held[0] == made_of:
                self._held.move_to_end(place)
                return held[1]
        ratio = Timeframe(key.timeframe).seconds // Timeframe(kept.timeframe).seconds
        wanted = min(BARS_MAX * ratio, SOURCE_BARS_MAX)
        start, rows = None, 0
        for segment in reversed(manifest.segments):
            start, rows = segment.first, rows + segment.rows
            if rows >= wanted:
                break
        bars = store.read(kept, start=start)
        if ratio > 1:
            bars = resample(bars, key.timeframe)
        bars = _own(bars.slice(max(0, len(bars) - BARS_MAX), len(bars)))
        with self._lock:
            self._held[place] = (made_of, bars)
            if len(self._held) > SERIES_MAX:
                self._held.popitem(last=False)
        return bars


def _kept(store: BarStore, key: SeriesKey) -> SeriesKey | None:
    """Return the series itself, or the longest kept one whose bars fill its bars exactly."""
    if store.find(key) is not None:
        return key
    fitting = []
    for one in Timeframe:
        shorter = SeriesKey(key.source, key.symbol, one.value)
        if Timeframe(key.timeframe).holds(one) and store.find(shorter) is not None:
            fitting.append((one.seconds, shorter))
    return max(fitting)[1] if fitting else None


def _own(bars: Bars) -> Bars:
    """Return a copy that holds no file open."""
    columns: dict[str, Any] = {name: np.array(getattr(bars, name)) for name in ("time", *COLUMNS)}
    return replace(bars, **columns)
