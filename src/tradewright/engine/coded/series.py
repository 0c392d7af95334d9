"""Series a coded strategy reads: `self.close[0]` is this bar, `[1]` the one before; beyond the first bar is NaN."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

NAN = float("nan")


class Clock:
    """Which bar the strategy stands at; it sees no later one."""

    __slots__ = ("bar",)

    def __init__(self) -> None:
        self.bar = -1


class Series:
    """Values by bar, read back from the strategy's present."""

    __slots__ = ("_clock", "_values", "array")

    def __init__(self, array: npt.NDArray[Any], clock: Clock) -> None:
        self.array = np.ascontiguousarray(array, np.float64)
        self._values = self.array.data
        self._clock = clock

    def __getitem__(self, back: int) -> float:
        if back < 0:
            raise IndexError("a strategy cannot see later bars")
        at = self._clock.bar - back
        return self._values[at] if at >= 0 else NAN

    def __float__(self) -> float:
        return self._values[self._clock.bar]

    def crossed_above(self, other: Series | float) -> bool:
        """Tell whether this crossed above the other on this bar, as ta.crossover."""
        now, before = (other[0], other[1]) if isinstance(other, Series) else (other, other)
        return self[0] > now and self[1] <= before

    def crossed_below(self, other: Series | float) -> bool:
        """Tell whether this crossed below the other on this bar, as ta.crossunder."""
        now, before = (other[0], other[1]) if isinstance(other, Series) else (other, other)
        return self[0] < now and self[1] >= before
