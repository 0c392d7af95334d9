"""The rules that bars obey, checked over whole columns, and the located faults of those that break them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import COLUMNS, Bars
from tradewright.kernel.errors import Fault

FAULTS_KEPT: Final = 1_000
"""More are counted, not kept: nobody mends the thousand-and-first by hand."""
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Faults:
    """The faults found in one file: the first `FAULTS_KEPT` located, all of them counted."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0
    rows_unread: int = 0
    """Rows with a cell that could not be read at all."""

    def add(self, line: int, column: str, rule: str, expected: str, value: object) -> None:
        """Add a fault; `expected` completes the sentence "expected …"."""
        self.count += 1
        if len(self.kept) < FAULTS_KEPT:
            self.kept.append(Fault(f"line {line}, column {column}", rule, f"expected {expected}", str(value)))


def broken_rules(bars: Bars) -> list[tuple[Mask, str, str, str]]:
    """Return (where broken, column, rule, what is right) for each rule that some bar breaks; empty for sound bars.

    The order of time is not looked at here.
    """
    found: list[tuple[Mask, str, str, str]] = []
    # A NaN fails `== itself`; everything below is written so that NaN is no second fault.
    with np.errstate(invalid="ignore"):
        for name in COLUMNS:
            column = getattr(bars, name)
            found.append((~np.isfinite(column), name, "number", "a finite number"))
            if name == "volume":
                found.append((column < 0, name, "range", "a number of at least zero"))
            else:
                found.append((column <= 0, name, "range", "a price above zero"))
        bodies_high = np.fmax(bars.open, bars.close)
        bodies_low = np.fmin(bars.open, bars.close)
        crossed = bars.high < bars.low
        found.append((crossed, "high", "high_low", "a high not below the low"))
        found.append((~crossed & (bars.high < bodies_high), "high", "bar", "a high not below open and close"))
        found.append((~crossed & (bars.low > bodies_low), "low", "bar", "a low not above open and close"))
    return [rule for rule in found if rule[0].any()]


def same_rows(bars: Bars, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Mask:
    """Return where the bars at the indices `left` and `right` hold the same prices and volume."""
    same = np.ones(len(left), dtype=np.bool_)
    for name in COLUMNS:
        column = getattr(bars, name)
        same &= column[left] == column[right]
    return same
