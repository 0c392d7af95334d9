"""Bars in files: reading what traders bring (CSV, Parquet), and the store of bars on disk.

`load_bars` is all a backtest of one file needs. `BarStore` keeps series by source, symbol and timeframe as immutable Arrow
segments under one manifest; `download` fills it from a market-data source. Nothing here knows a database or a command line.
"""

from tradewright.platform.bar_files.download import Progress, download
from tradewright.platform.bar_files.gaps import Gap, find_gaps
from tradewright.platform.bar_files.load import load_bars
from tradewright.platform.bar_files.merge import Merged
from tradewright.platform.bar_files.reading import Reading, read_bars
from tradewright.platform.bar_files.resample import resample
from tradewright.platform.bar_files.store import BarStore, SeriesKey, Written

__all__ = [
    "BarStore",
    "Gap",
    "Merged",
    "Progress",
    "Reading",
    "SeriesKey",
    "Written",
    "download",
    "find_gaps",
    "load_bars",
    "read_bars",
    "resample",
]
