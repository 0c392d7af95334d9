"""One file to bars: what `tradewright backtest --data` calls."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tradewright.engine.bars import Bars
from tradewright.platform.bar_files.reading import OnError, read_bars


def load_bars(
    path: Path | str,
    *,
    symbol: str | None = None,
    timeframe: str | None = None,
    tick: Decimal | None = None,
    timezone: str = "UTC",
    on_error: OnError = "stop",
) -> Bars:
    """Return the bars in a CSV or Parquet file; see `read_bars` for what is found out when it is not said.

    Raises Invalid with the faults located. `notes` say the format, bad rows and duplicates. Cost: 20 ms for 100,000 rows.
    """
    return read_bars(
        Path(path).expanduser(),
        symbol=symbol,
        timeframe=timeframe,
        tick=tick,
        timezone=timezone,
        on_error=on_error,
    ).bars
