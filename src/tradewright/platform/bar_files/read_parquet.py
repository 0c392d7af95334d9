"""Bars from a Parquet file: the same headings as a CSV's, typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tradewright.engine.bars import Bars, Times
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files.dialect import NAMES, PRICES
from tradewright.platform.bar_files.times import epoch_to_ns, local_to_utc, parse_time


def read_parquet(path: Path, *, timezone: str) -> Bars:
    """Return the file's bars in its own order, unchecked but for their types. Raises Invalid, and OSError."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
        named = {name.strip().lower(): name for name in file.schema_arrow.names}
        chosen = {
            column: next((named[alias] for alias in (*aliases, "__index_level_0__") if alias in named), None)
            for column, aliases in NAMES.items()
        }
        missing = [column for column in ("time", *PRICES) if chosen[column] is None]
        if missing:
            faults = tuple(
                Fault(f"column {column}", "column", f"expected a column such as {', '.join(NAMES[column][:3])}",
                      ", ".join(file.schema_arrow.names)[:120])
                for column in missing
            )  # fmt: skip
            raise Invalid(f"{path.name} has no column for {', '.join(missing)}", faults=faults)
        table = file.read(columns=[name for name in chosen.values() if name is not None])
        values = {
            column: table.column(name).cast(pa.float64()).to_numpy()
            for column, name in chosen.items()
            if name is not None and column != "time"
        }
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as cause:
        fault = Fault("file", "readable", "expected a Parquet file whose prices are numbers", str(cause))
        raise Invalid(f"{path.name} cannot be read as bars: {cause}", faults=(fault,)) from cause
    values.setdefault("volume", np.zeros(table.num_rows))
    return Bars(time=_times(table.column(chosen["time"]), timezone), **values)


def _times(column: Any, timezone: str) -> Times:
    import pyarrow as pa

    kind = column.type
    if column.null_count:
        fault = Fault(
            "column time", "time", "expected a time in every row", f"{column.null_count} rows without"
        )
        raise Invalid("rows without a time", faults=(fault,))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        naive: Times = (
            column.cast(pa.timestamp("ns", tz=getattr(kind, "tz", None))).cast(pa.int64()).to_numpy()
        )
        return naive if getattr(kind, "tz", None) else local_to_utc(naive, timezone)
    if pa.types.is_integer(kind):
        return epoch_to_ns(column.cast(pa.int64()).to_numpy())
    try:
        return np.array(
            [parse_time(str(text), timezone=timezone) for text in column.to_pylist()], dtype=np.int64
        )
    except ValueError as cause:
        fault = Fault(
            "column time", "time", "expected timestamps, epoch numbers or ISO 8601 texts", str(kind)
        )
        raise Invalid("times that cannot be read", faults=(fault,)) from cause
