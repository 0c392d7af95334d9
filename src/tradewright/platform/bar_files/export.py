"""Bars out of the store, into a file that anything reads."""

from __future__ import annotations

from pathlib import Path

from tradewright.engine.bars import COLUMNS, Bars
from tradewright.kernel.errors import Fault, Invalid


def export_bars(bars: Bars, path: Path) -> None:
    """Write `bars` as .csv (timestamp in milliseconds, shortest digits) or .parquet. Raises Invalid for another ending."""
    import pyarrow as pa

    prices = {name: pa.array(getattr(bars, name)) for name in COLUMNS}
    match path.suffix.lower():
        case ".csv":
            from pyarrow import csv

            table = pa.table({"timestamp": pa.array(bars.time // 1_000_000), **prices})
            csv.write_csv(table, path, csv.WriteOptions(quoting_style="none"))
        case ".parquet" | ".pq":
            from pyarrow import parquet

            times = pa.array(bars.time).cast(pa.timestamp("ns", tz="UTC"))
            parquet.write_table(pa.table({"timestamp": times, **prices}), path, compression="zstd")
        case other:
            fault = Fault("file", "ending", "expected .csv or .parquet", other)
            raise Invalid(f"{path.name}: write to a .csv or .parquet file", faults=(fault,))
