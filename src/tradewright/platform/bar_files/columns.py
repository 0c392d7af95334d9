"""Putting other columns into bars, with their metadata kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import COLUMNS, Bars

NAMES = ("time", *COLUMNS)


def map_columns(bars: Bars, make: Callable[[str], npt.NDArray[Any]]) -> Bars:
    """Return `bars` with each of its six columns replaced by what `make` returns for its name."""
    columns: dict[str, Any] = {name: make(name) for name in NAMES}
    return replace(bars, **columns)


def no_bars(**about: Any) -> Bars:
    """Return a stretch of no bars with the metadata `about`."""
    empty = np.zeros(0)
    return Bars(np.zeros(0, dtype=np.int64), empty, empty, empty, empty, empty, **about)
