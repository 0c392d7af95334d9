"""The series that this home keeps, by the names that commands give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.engine.bars import Bars
    from tradewright.platform.bar_files import BarStore, SeriesKey


def load_series(series: str) -> Bars:
    """Return the bars of SOURCE/SYMBOL/TIMEFRAME from this home's store; the same errors as `BarStore.read`."""
    return kept_bars().read(key_of(series))


def kept_bars() -> BarStore:
    """Return the store of bars of this home."""
    from tradewright.platform.bar_files import BarStore
    from tradewright.platform.settings import load_settings

    return BarStore(load_settings().home / "data" / "bars")


def key_of(series: str) -> SeriesKey:
    """Read SOURCE/SYMBOL/TIMEFRAME. Raises Invalid."""
    from tradewright.platform.bar_files import SeriesKey

    source, _, rest = series.partition("/")
    symbol, _, timeframe = rest.rpartition("/")  # a symbol may hold a slash: alpaca-crypto/BTC/USD/1h
    if not (source and symbol and timeframe):
        fault = Fault("series", "form", "SOURCE/SYMBOL/TIMEFRAME", series)
        raise Invalid(
            f"{series!r} names no series; write SOURCE/SYMBOL/TIMEFRAME as in `data list`", faults=(fault,)
        )
    return SeriesKey(source, symbol, timeframe)


def moment_text(nanoseconds: Any) -> str:
    """Return a bar's time as commands write it."""
    return iso(datetime.fromtimestamp(int(nanoseconds) // 1_000_000_000, UTC))


def iso(moment: datetime) -> str:
    """Return an aware UTC moment as commands write it."""
    return moment.isoformat().replace("+00:00", "Z")
