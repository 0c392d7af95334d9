"""The quick way through a clean CSV: Arrow's own reader, whole columns at a time.

Whatever it cannot take as it stands (one bad cell is enough) is left to `rows_csv`, which knows lines and columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tradewright.engine.bars import Bars, Times
from tradewright.platform.bar_files.dialect import PRICES, Dialect
from tradewright.platform.bar_files.times import epoch_to_ns, local_to_utc

_BLOCK_BYTES = 1 << 22


def read_columns(content: bytes, dialect: Dialect, *, timezone: str) -> Bars | None:
    """Return the file's bars in its own order, unchecked; None when a cell is not what its column should hold."""
    import pyarrow as pa
    from pyarrow import csv

    kinds = _types(dialect)
    if kinds is None:
        return None
    names = [f"c{index}" for index in range(dialect.width)]
    wanted = {names[index]: kinds[column] for column, index in dialect.columns.items()}
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            read_options=csv.ReadOptions(
                # A process that ends while Arrow's threads are being started aborts (apache/arrow issue 34314: 4 of 210
                # quick exits here, none without threads), and one block needs only one.
                use_threads=len(content) > _BLOCK_BYTES,
                column_names=names,
                skip_rows=dialect.header_lines,
                block_size=_BLOCK_BYTES,
            ),
            parse_options=csv.ParseOptions(delimiter=dialect.delimiter),
            convert_options=csv.ConvertOptions(
                column_types=wanted,
                include_columns=list(wanted),
                decimal_point=dialect.decimal_point,
                null_values=[],
                timestamp_parsers=["%Y.%m.%d"] if dialect.time_form == "dotted" else [csv.ISO8601],
            ),
        )
    except pa.ArrowInvalid:
        return None
    found = {column: table.column(names[index]) for column, index in dialect.columns.items()}
    if any(column.null_count for column in found.values()):
        return None
    prices = {name: found[name].to_numpy() for name in PRICES}
    volume = found["volume"].to_numpy() if "volume" in found else np.zeros(table.num_rows)
    return Bars(time=_times(found, dialect, timezone), volume=volume, **prices)


def _types(dialect: Dialect) -> dict[str, Any] | None:
    """Return the Arrow type of each column; None for a way of writing time that Arrow does not read."""
    import pyarrow as pa

    times: dict[str, Any] = {
        "number": pa.int64(),
        "iso": pa.timestamp("ns"),
        "iso_zone": pa.timestamp("ns", tz="UTC"),
        "dotted": pa.timestamp("ns"),
    }
    if dialect.time_form not in times or (dialect.time_form == "dotted" and "clock" not in dialect.columns):
        return None
    return {
        "time": times[dialect.time_form],
        "clock": pa.time32("s"),
        **dict.fromkeys((*PRICES, "volume"), pa.float64()),
    }


def _times(found: dict[str, Any], dialect: Dialect, timezone: str) -> Times:
    # Views, not casts: the first cast of a process costs the import of pyarrow.compute, 30 ms.
    whole: Times = found["time"].to_numpy().view(np.int64)
    if dialect.time_form == "number":
        return epoch_to_ns(whole)
    if "clock" in found:
        import pyarrow as pa

        whole = whole + found["clock"].cast(pa.int32()).to_numpy().astype(np.int64) * 1_000_000_000
    return whole if dialect.time_form == "iso_zone" else local_to_utc(whole, timezone)
