"""A stretch of bars of one instrument, as the engine reads them: columns of float64 and integer nanoseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.kernel.errors import Fault, Invalid

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]
COLUMNS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True)
class Bars:
    """Closed bars, oldest first. `time` is the open of each, UTC nanoseconds; arrays are contiguous and read-only.

    `tick` and `lot_step` are the grids of price and quantity, `point_value` the account currency a whole price point of one
    unit is worth. `timezone` says where a day begins; `session` is `24x7`, or the exchange's name.
    """

    time: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    symbol: str = ""
    timeframe: str = ""
    source: str = ""
    tick: Decimal = Decimal("0.01")
    lot_step: Decimal = Decimal("0.000001")
    point_value: Decimal = Decimal(1)
    timezone: str = "UTC"
    session: str = "24x7"
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        length = len(self.time)
        for name in ("time", *COLUMNS):
            wanted = np.int64 if name == "time" else np.float64
            column = np.ascontiguousarray(getattr(self, name), dtype=wanted)
            if column.ndim != 1 or len(column) != length:
                fault = Fault(
                    f"$.{name}", "same_length", f"must hold {length} values, as time does", str(column.shape)
                )
                raise Invalid(f"column {name} does not fit the others", faults=(fault,))
            if column.flags.writeable:
                column = column.view()
                column.flags.writeable = False
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        return len(self.time)

    def slice(self, start: int, stop: int) -> Bars:
        """Return the bars `[start, stop)`, sharing memory."""
        part = {name: getattr(self, name)[start:stop] for name in ("time", *COLUMNS)}
        return replace(self, **part)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over times and columns: two runs on the same hash saw the same market."""
        digest = hashlib.sha256()
        for name in ("time", *COLUMNS):
            digest.update(getattr(self, name).tobytes())
        return digest.hexdigest()
